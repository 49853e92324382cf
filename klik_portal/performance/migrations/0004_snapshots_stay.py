"""Triggers that refuse to change or remove a snapshot, on both databases."""

from django.db import migrations

POSTGRESQL = (
    """
    CREATE FUNCTION performance_snapshot_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'a snapshot stays' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    """
    CREATE TRIGGER performance_snapshot_no_change BEFORE UPDATE OR DELETE ON performance_snapshot
    FOR EACH ROW EXECUTE FUNCTION performance_snapshot_stays()
    """,
)
SQLITE = tuple(
    f"""
    CREATE TRIGGER performance_snapshot_no_{act.lower()} BEFORE {act} ON performance_snapshot
    BEGIN SELECT RAISE(ABORT, 'a snapshot stays'); END
    """
    for act in ("UPDATE", "DELETE")
)


def forward(apps, schema_editor):
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)


def backward(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION performance_snapshot_stays() CASCADE")
        return
    for act in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER performance_snapshot_no_{act}")


class Migration(migrations.Migration):
    dependencies = [("performance", "0003_snapshots")]
    operations = [migrations.RunPython(forward, backward)]
