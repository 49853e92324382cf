"""The indexes behind the search, looked after by every `migrate`.

PostgreSQL: the words of `search_text`, kecamatan and type as lexemes (GIN); no text search configuration has a say.
SQLite: a table of words without text of its own (FTS5). Triggers keep it, so that no bulk write, merge or
undo can miss it; a migration that rebuilds the table of libraries drops them, and they come back here.
"""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

BEGINNINGS = 'CREATE INDEX IF NOT EXISTS library_search_begins ON libraries_library (search_text COLLATE "{}")'
LEXEMES = (
    "array_to_tsvector(array_remove(string_to_array(search_text, ' '), '') "
    "|| ARRAY['_k' || replace(kecamatan_id, '.', '')] || ARRAY['_t' || type])"
)
WORD_INDEX = (
    f"CREATE INDEX library_search_words ON libraries_library USING gin (({LEXEMES})) WITH (fastupdate = off)",
    "ANALYZE libraries_library",  # how common each word is: what the planner weighs the index by
    "DROP INDEX IF EXISTS library_search_trigrams",  # of before
)
WORDS = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS libraries_search USING fts5"
    "(terms, content='', detail=column, prefix='1 2 3', tokenize=\"unicode61 tokenchars '_'\")"
)
TERMS = "{0}.search_text || ' _k' || replace({0}.kecamatan_id, '.', '') || ' _t' || {0}.type"
OLD, NEW = TERMS.format("old"), TERMS.format("new")
PUT = f"INSERT INTO libraries_search (rowid, terms) VALUES (new.id, {NEW});"  # noqa: S608
TAKE = f"INSERT INTO libraries_search (libraries_search, rowid, terms) VALUES ('delete', old.id, {OLD});"  # noqa: S608
TRIGGERS = {
    "library_search_insert": f"AFTER INSERT ON libraries_library BEGIN {PUT} END",
    "library_search_delete": f"AFTER DELETE ON libraries_library BEGIN {TAKE} END",
    "library_search_update": (
        "AFTER UPDATE OF search_text, kecamatan_id, type ON libraries_library "
        f"WHEN {OLD} IS NOT {NEW} BEGIN {TAKE} {PUT} END"
    ),
}
FILL = (
    "INSERT INTO libraries_search (libraries_search) VALUES ('delete-all')",
    f"INSERT INTO libraries_search (rowid, terms) SELECT id, {TERMS.format('each')} FROM libraries_library each",  # noqa: S608
)


def ensure(*, using: str = DEFAULT_DB_ALIAS, **_signal: Any) -> None:
    """Make what is missing; called after every migrate."""
    connection = connections[using]
    if "libraries_library" not in connection.introspection.table_names():
        return
    if connection.vendor == "sqlite":
        _ensure_words(connection)
    else:
        _ensure_word_index(connection)


def _ensure_words(connection: BaseDatabaseWrapper) -> None:
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(BEGINNINGS.format("BINARY"))
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        missing = TRIGGERS.keys() - {name for (name,) in cursor.fetchall()}
        if not missing:
            return
        cursor.execute(WORDS)
        for name in missing:
            cursor.execute(f"CREATE TRIGGER {name} {TRIGGERS[name]}")
        for statement in FILL:
            cursor.execute(statement)


def _ensure_word_index(connection: BaseDatabaseWrapper) -> None:
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(BEGINNINGS.format("C"))
        cursor.execute("SELECT to_regclass('library_search_words') IS NULL")
        (is_missing,) = cursor.fetchone()
        for statement in WORD_INDEX if is_missing else ():
            cursor.execute(statement)
