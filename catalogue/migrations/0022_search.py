"""The words by which people, courses and venues are found, and the order of their lists."""

from __future__ import annotations

from peewee import Database, SqliteDatabase

from catalogue.ddl import execute, run_script

_TABLE = """
CREATE TABLE searchable (
    number AUTO,
    kind TEXT NOT NULL,
    thing TEXT NOT NULL,
    words TEXT NOT NULL
);
CREATE UNIQUE INDEX searchable_kind_thing ON searchable (kind, thing);
CREATE INDEX person_family_name_id ON person (family_name, id);
CREATE INDEX person_member_id_family_name_id ON person (member_id, family_name, id);
"""

_FILL = "INSERT INTO searchable (kind, thing, words) SELECT '{kind}', id, {words} FROM {kind}"

_WORDS = {
    "person": ("family_name", "given_name", "email", "id"),
    "course": ("title", "id"),
    "venue": ("name", "id"),
}
_CITY = "(SELECT name FROM city WHERE city.id = {row}city_id)"

_INDEX_ON_SQLITE = (
    """
    CREATE VIRTUAL TABLE searchable_index USING fts5 (
        words, content = 'searchable', content_rowid = 'number',
        tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
    )
    """,
    """
    CREATE TRIGGER index_searchable_insert AFTER INSERT ON searchable BEGIN
        INSERT INTO searchable_index (rowid, words) VALUES (NEW.number, NEW.words);
    END
    """,
    """
    CREATE TRIGGER index_searchable_delete AFTER DELETE ON searchable BEGIN
        INSERT INTO searchable_index (searchable_index, rowid, words)
        VALUES ('delete', OLD.number, OLD.words);
    END
    """,
    """
    CREATE TRIGGER index_searchable_update AFTER UPDATE ON searchable BEGIN
        INSERT INTO searchable_index (searchable_index, rowid, words)
        VALUES ('delete', OLD.number, OLD.words);
        INSERT INTO searchable_index (rowid, words) VALUES (NEW.number, NEW.words);
    END
    """,
)
_KEEP_ON_SQLITE = (
    """
    CREATE TRIGGER {kind}_searchable_insert AFTER INSERT ON {kind} BEGIN
        INSERT INTO searchable (kind, thing, words) VALUES ('{kind}', NEW.id, {words});
    END
    """,
    """
    CREATE TRIGGER {kind}_searchable_update AFTER UPDATE ON {kind} BEGIN
        UPDATE searchable SET words = {words}
        WHERE kind = '{kind}' AND thing = NEW.id AND words <> {words};
    END
    """,
    """
    CREATE TRIGGER {kind}_searchable_delete AFTER DELETE ON {kind} BEGIN
        DELETE FROM searchable WHERE kind = '{kind}' AND thing = OLD.id;
    END
    """,
)

_FOLD = """
CREATE FUNCTION folded(words TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT translate(
        regexp_replace(lower(normalize(words, NFKD)), '[\\u0300-\\u036f]', '', 'g'),
        '@._-''/+,;:()"', repeat(' ', 14)
    )
$$
"""
_INDEX_ON_POSTGRESQL = """
CREATE INDEX searchable_words ON searchable USING gin (to_tsvector('simple', folded(words)))
"""
_KEEP_ON_POSTGRESQL = """
CREATE FUNCTION {kind}_searchable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM searchable WHERE kind = '{kind}' AND thing = OLD.id;
    ELSE
        INSERT INTO searchable (kind, thing, words) VALUES ('{kind}', NEW.id, {words})
        ON CONFLICT (kind, thing) DO UPDATE SET words = EXCLUDED.words
        WHERE searchable.words <> EXCLUDED.words;
    END IF;
    RETURN NULL;
END $$
"""
_CALL_ON_POSTGRESQL = """
CREATE TRIGGER {kind}_searchable AFTER INSERT OR UPDATE OR DELETE ON {kind}
FOR EACH ROW EXECUTE FUNCTION {kind}_searchable()
"""


def up(_: object, database: Database) -> None:
    """Make the table with its index, fill it, and let the others keep it."""
    run_script(database, _TABLE)
    is_sqlite = isinstance(database, SqliteDatabase)
    for statement in _INDEX_ON_SQLITE if is_sqlite else (_FOLD, _INDEX_ON_POSTGRESQL):
        execute(database, statement)
    keep = _KEEP_ON_SQLITE if is_sqlite else (_KEEP_ON_POSTGRESQL, _CALL_ON_POSTGRESQL)
    for kind in _WORDS:
        execute(database, _FILL.format(kind=kind, words=_words(kind, "")))
        for statement in keep:
            execute(database, statement.format(kind=kind, words=_words(kind, "NEW.")))


def _words(kind: str, row: str) -> str:
    columns = [f"{row}{column}" for column in _WORDS[kind]]
    if kind == "venue":
        columns.append(_CITY.format(row=row or "venue."))
    return " || ' ' || ".join(columns)
