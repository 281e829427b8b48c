"""How long a list is: counted up to a limit, in the tables alone that its conditions speak of.

A list joins what its lines say of each row. A reference that is never empty neither adds rows nor
takes any away, so that counting leaves it out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from peewee import JOIN, SQL, Expression, Field, ForeignKeyField, Join, ModelSelect, Node


def count_up_to(query: ModelSelect[Any], most: int) -> int:
    """Count the rows of a query without groups, but no more than so many."""
    rows: Any = query.select(SQL("1")).limit(most)
    needed = set(_tables(rows._where))  # noqa: SLF001
    rows._from_list = [_needed(source, needed) for source in rows._from_list]  # noqa: SLF001
    count: int = rows.count()
    return count


def _needed(source: Any, needed: set[Any]) -> Any:
    """Leave out the joins of which nothing is needed, the outermost first."""
    if not isinstance(source, Join):
        return source
    join: Any = source  # which has no type for what it joins on
    lhs, rhs, kind, on = join.lhs, join.rhs, join.join_type, join._on  # noqa: SLF001
    if rhs not in needed and kind == JOIN.INNER and _is_sure(on, lhs, rhs):
        return _needed(lhs, needed)
    needed |= set(_tables(on))
    return Join(_needed(lhs, needed), rhs, kind, on)


def _is_sure(on: Any, lhs: Any, rhs: Any) -> bool:
    """Say whether there is exactly one row of a table for each row before it."""
    return (
        isinstance(on, Expression)
        and isinstance(on.lhs, ForeignKeyField)
        and on.lhs.rel_model is rhs
        and not on.lhs.null
        and on.lhs.model not in _perhaps(lhs)
    )


def _perhaps(source: Any) -> set[Any]:
    """Give the tables that may be missing from a row."""
    if not isinstance(source, Join):
        return set()
    here = set() if source.join_type == JOIN.INNER else {source.rhs}
    return here | _perhaps(source.lhs)


def _tables(node: Any) -> Iterator[Any]:
    """Give the tables of the columns that an expression speaks of, within subqueries too."""
    if isinstance(node, Field):
        yield node.model
    elif isinstance(node, Node):
        for part in vars(node).values():
            yield from _tables(part)
    elif isinstance(node, list | tuple):
        for part in node:
            yield from _tables(part)
