"""Reading rows of a query into values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from peewee import ModelSelect

T = TypeVar("T")


def read_as(make: Callable[..., T], query: ModelSelect[Any]) -> list[T]:
    """Make a value of each row: every selected column is an argument by its name or alias."""
    rows: Any = query.objects(make)
    return list(rows)
