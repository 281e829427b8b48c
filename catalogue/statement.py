"""Statements that are asked all the time: written once, and asked with other values each time.

To write one takes longer than to carry it out. Values are given as the database keeps them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from peewee import Query, Value

from catalogue.db import Row, database, is_sqlite

R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class _Gap:
    name: str


def gap(name: str) -> Value:
    """Give what stands in a statement for a value that is told when it is asked."""
    return Value(_Gap(name), converter=False)


class Statement:
    """A query with gaps, as `make` has it, in the words of whichever database is open."""

    def __init__(self, make: Callable[[], Query]) -> None:
        self._make = make
        self._written: dict[bool, tuple[str, tuple[Any, ...]]] = {}

    def do(self, **values: Any) -> Any:
        """Carry it out, and give the cursor."""
        return database.execute_sql(*self._filled(values))

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Give what it finds, as the database keeps it."""
        found: list[tuple[Any, ...]] = self.do(**values).fetchall()
        return found

    def read(self, table: type[R], **values: Any) -> list[R]:
        """Give what it finds as rows of a table."""
        text, filled = self._filled(values)
        return list(table.raw(text, *filled))

    def _filled(self, values: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
        kind = is_sqlite()
        if kind not in self._written:
            text, places = self._make().sql()
            self._written[kind] = text, tuple(places)
        written, among = self._written[kind]
        return written, tuple(values[p.name] if isinstance(p, _Gap) else p for p in among)
