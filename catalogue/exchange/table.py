"""A table of a programme's folder as it is written: its columns, and values as texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalogue.programmes import Programme
from catalogue.viewer import Viewer

Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `columns` are their names with spaces between.

    `rows` reads what a viewer may see, of a programme or of all that programmes share.
    """

    name: str
    columns: str
    rows: Callable[[Viewer, Programme], Iterable[Row]]

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self.columns.split())

    def texts(self, viewer: Viewer, programme: Programme) -> Iterator[tuple[str, ...]]:
        """Read the rows as texts."""
        return (tuple(map(text, row)) for row in self.rows(viewer, programme))


def text(value: Any) -> str:
    """Write a value as one writes it in a cell; words have spaces between."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return " ".join(map(str, value))
    return str(value)
