"""The head row, and triggers that refuse to change or remove an event, on both databases."""

from django.db import migrations

GENESIS = "0" * 64

POSTGRESQL = (
    """
    CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'audit is append only' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    """
    CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit_auditevent
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()
    """,
)
SQLITE = (
    """
    CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit_auditevent
    BEGIN SELECT RAISE(ABORT, 'audit is append only'); END
    """,
    """
    CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit_auditevent
    BEGIN SELECT RAISE(ABORT, 'audit is append only'); END
    """,
)


def rows(apps):
    apps.get_model("audit", "AuditHead").objects.get_or_create(
        pk=1, defaults={"last_hash": GENESIS, "count": 0}
    )


def forward(apps, schema_editor):
    rows(apps)
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)


def backward(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION audit_is_append_only() CASCADE")
        return
    for name in ("audit_no_update", "audit_no_delete"):
        schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    # PostgreSQL refuses triggers on a table with pending events of the same transaction.
    dependencies = [("audit", "0001_events")]
    operations = [migrations.RunPython(forward, backward)]
