"""Finding people, courses and venues by the beginnings of words, with accents or without.

What may be found is kept by the database itself (migration 0022), as FTS5 on SQLite and by a GIN
index on PostgreSQL. It knows no viewer: its conditions narrow what `sight` gives.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from peewee import SQL, AutoField, TextField, fn

from catalogue.db import Row, database, is_sqlite
from catalogue.member_rule import NOTHING

_MANY = 25_000
"""From so many rows on that are found, it is sooner asked of each row that is met."""

_ON_SQLITE = "number IN (SELECT rowid FROM searchable_index WHERE searchable_index MATCH ?)"
_COUNT_ON_SQLITE = """
SELECT COUNT(*) FROM (SELECT rowid FROM searchable_index WHERE searchable_index MATCH ? LIMIT ?)
"""
_ON_POSTGRESQL = "to_tsvector('simple', folded(words)) @@ to_tsquery('simple', %s)"
_COUNT_ON_POSTGRESQL = """
SELECT COUNT(*) FROM (
    SELECT 1 FROM searchable
    WHERE to_tsvector('simple', folded(words)) @@ to_tsquery('simple', %s) LIMIT %s
) AS met
"""
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
    """Compare: the row of the table `kind` with this id has all words that begin so.

    What few rows have is found first; of what many have, it is asked of each row that is met.
    """
    words = words_of(text)
    if not words:
        return NOTHING
    if is_sqlite():
        is_met, counted = _ON_SQLITE, _COUNT_ON_SQLITE
        wanted = " AND ".join(f'"{word}"*' for word in words)
    else:
        is_met, counted = _ON_POSTGRESQL, _COUNT_ON_POSTGRESQL
        wanted = " & ".join(f"{word}:*" for word in words)
    found = Searchable.select(Searchable.thing)
    found = found.where(Searchable.kind == kind, SQL(is_met, (wanted,)))
    ((count,),) = database.execute_sql(counted, (wanted, _MANY)).fetchall()
    if count < _MANY:
        return id.in_(_apart(found))
    return fn.EXISTS(_apart(found.where(Searchable.thing == id)))


def _apart(query: Any) -> Any:
    """Have PostgreSQL ask this as it is written, whatever else is asked."""
    return query if is_sqlite() else query.offset(0)


def words_of(text: str) -> list[str]:
    """Give the words of a text, without capitals and accents."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _WORD.findall(plain.casefold())
