"""Rows by what they belong to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TypeVar

R = TypeVar("R")
K = TypeVar("K")
V = TypeVar("V")


def grouped(
    rows: Iterable[R], key: Callable[[R], K], value: Callable[[R], V]
) -> dict[K, tuple[V, ...]]:
    """Collect the values of rows by their key, in the order of the rows."""
    found: dict[K, list[V]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(value(row))
    return {of: tuple(values) for of, values in found.items()}
