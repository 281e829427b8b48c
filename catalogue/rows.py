"""Reading rows: as values, and as many as are wanted."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from peewee import Field, ModelSelect

T = TypeVar("T")
_FEW = 500


def read_as(make: Callable[..., T], query: ModelSelect[Any]) -> list[T]:
    """Make a value of each row: every selected column is an argument by its name or alias."""
    rows: Any = query.objects(make)
    return list(rows)


def narrowed(query: ModelSelect[Any], column: Field, ids: Collection[str]) -> ModelSelect[Any]:
    """Narrow a query to some ids where they are few.

    Where they are many all rows are read, which is faster than asking for them in parts; the
    caller takes those that it wants.
    """
    return query.where(column.in_(sorted(ids))) if len(ids) <= _FEW else query
