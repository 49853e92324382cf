"""Triggers that refuse to change what was printed, or to remove a paper, on both databases."""

from django.db import migrations

PRINTED = (
    "code, kind, subject_kind, subject_code, number, facts, issued_on, valid_until, content, file_id, "
    "replaces_id, issued_by_id, issued_at"
)
POSTGRESQL = (
    """
    CREATE FUNCTION papers_stay() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'an issued paper stays' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    f"""
    CREATE TRIGGER papers_no_change BEFORE UPDATE OF {PRINTED} ON papers_issuedpaper
    FOR EACH ROW EXECUTE FUNCTION papers_stay()
    """,
    """
    CREATE TRIGGER papers_no_delete BEFORE DELETE ON papers_issuedpaper
    FOR EACH ROW EXECUTE FUNCTION papers_stay()
    """,
)
SQLITE = (
    f"""
    CREATE TRIGGER papers_no_change BEFORE UPDATE OF {PRINTED} ON papers_issuedpaper
    BEGIN SELECT RAISE(ABORT, 'an issued paper stays'); END
    """,
    """
    CREATE TRIGGER papers_no_delete BEFORE DELETE ON papers_issuedpaper
    BEGIN SELECT RAISE(ABORT, 'an issued paper stays'); END
    """,
)


def forward(apps, schema_editor):
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)


def backward(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION papers_stay() CASCADE")
        return
    for name in ("papers_no_change", "papers_no_delete"):
        schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    # PostgreSQL refuses triggers on a table with pending events of the same transaction.
    dependencies = [("papers", "0001_issued_papers")]
    operations = [migrations.RunPython(forward, backward)]
