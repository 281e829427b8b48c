"""Finding people, courses and venues by the beginnings of words, with accents or without.

What may be found is kept by the database itself (migration 0022), as FTS5 on SQLite and by a GIN
index on PostgreSQL. It knows no viewer: its conditions narrow what `sight` gives.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from peewee import SQL, AutoField, TextField

from catalogue.db import Row, database, is_sqlite
from catalogue.member_rule import NOTHING

_ON_SQLITE = """
SELECT thing FROM searchable WHERE kind = ?
AND number IN (SELECT rowid FROM searchable_index WHERE searchable_index MATCH ?)
"""
_ON_POSTGRESQL = """
SELECT thing FROM searchable WHERE kind = %s
AND to_tsvector('simple', folded(words)) @@ to_tsquery('simple', %s) OFFSET 0
"""  # OFFSET 0 has it done first, by the index, whatever else is asked
_MERGE_ON_SQLITE = "INSERT INTO searchable_index (searchable_index) VALUES ('optimize')"
_WORD = re.compile(r"[^\W_]+")


class Searchable(Row):
    """The words by which the thing `thing` of the table `kind` is found."""

    number = AutoField()
    kind = TextField()
    thing = TextField()
    words = TextField()


Searchable.add_index(Searchable.kind, Searchable.thing, unique=True)


def forget_words() -> None:
    """Have the index keep no word that finds nothing any more; FTS5 does so until it merges."""
    if is_sqlite():
        database.execute_sql(_MERGE_ON_SQLITE)


def is_found(kind: str, id: Any, text: str) -> Any:
    """Compare: the row of the table `kind` with this id has all words that begin so."""
    words = words_of(text)
    if not words:
        return NOTHING
    if is_sqlite():
        wanted = " AND ".join(f'"{word}"*' for word in words)
        return id.in_(SQL(f"({_ON_SQLITE})", (kind, wanted)))
    wanted = " & ".join(f"{word}:*" for word in words)
    return id.in_(SQL(f"({_ON_POSTGRESQL})", (kind, wanted)))


def words_of(text: str) -> list[str]:
    """Give the words of a text, without capitals and accents."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _WORD.findall(plain.casefold())
