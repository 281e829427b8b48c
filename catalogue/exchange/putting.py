"""Putting rows into tables: what is new is added, what differs is brought up to date."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from catalogue.db import Row
from catalogue.rows import add_rows, change_rows

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows for a table by column; `key` are the columns that tell them apart.

    `owner` is the column of what the rows are a list of: such a list is as it is in the file, so
    that what is no longer there goes. Of `only_new` rows those that are there stay as they are.
    """

    table: type[Row]
    key: tuple[str, ...]
    rows: list[Values]
    owner: str | None = None
    owners: frozenset[str] = field(default=frozenset())
    only_new: bool = False


@dataclass(frozen=True, slots=True)
class Put:
    """How many rows of a table were added, changed, removed, or there already."""

    added: int
    changed: int
    removed: int
    unchanged: int

    @property
    def differs(self) -> bool:
        """Whether anything is not as it was."""
        return bool(self.added or self.changed or self.removed)

    def __add__(self, other: Put) -> Put:
        """Count both together."""
        return Put(
            self.added + other.added,
            self.changed + other.changed,
            self.removed + other.removed,
            self.unchanged + other.unchanged,
        )


def put(rows: Rows) -> Put:
    """Put rows into their table."""
    table = rows.table
    stored: Any = table.select()
    there = {_key(rows, row.__data__): row for row in stored}
    wanted = {_key(rows, row): row for row in rows.rows}
    new = [row for key, row in wanted.items() if key not in there]
    add_rows(table, new)
    changes = {
        there[key].get_id(): different
        for key, values in wanted.items()
        if key in there and not rows.only_new and (different := _different(there[key], values))
    }
    change_rows(table, changes)
    gone = [
        row
        for key, row in there.items()
        if rows.owner and row.__data__[rows.owner] in rows.owners and key not in wanted
    ]
    for row in gone:
        row.delete_instance()
    known = len(wanted) - len(new) - len(changes)
    return Put(len(new), len(changes), len(gone), known)


def _key(rows: Rows, values: Values) -> tuple[Any, ...]:
    return tuple(values[name] for name in rows.key)


def _different(row: Row, values: Values) -> Values:
    return {name: value for name, value in values.items() if row.__data__[name] != value}
