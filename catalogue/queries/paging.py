"""Lists in pages: filtered and sorted in the database, with opaque tokens for the next page.

A token says where a page ended by the last row's sort value and id, so that a page is found by an
index however far it is, and rows that come or go meanwhile shift nothing.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from peewee import DatabaseError, Field, Function, IntegerField, ModelSelect, TextField, fn

from catalogue.errors import BadPageToken, Refused
from catalogue.faults import Fault, Where
from catalogue.fields import TermField
from catalogue.foreign_json import read_json
from catalogue.queries.counting import count_up_to

T = TypeVar("T")

LARGEST_PAGE = 1000
"""Most rows of a page; more are asked for page by page."""

MOST_COUNTED = 10_000
"""To how many rows a list is counted: nobody waits for the exact size of a longer one."""


FEW = 5_000
"""Rows that are sooner found and sorted than met one after another on an index of all."""


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page of a list, how many rows, in which order; `-` before a sort is from the last."""

    token: str = ""
    size: int = 50
    sort: str = ""


FIRST_PAGE = Paging()
"""The first rows in the usual order."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list, the token of what follows (empty: nothing), and how many in all.

    A `total` of MOST_COUNTED + 1 stands for any larger number.
    """

    items: tuple[T, ...]
    next_token: str
    total: int


def page(
    query: ModelSelect[Any],
    paging: Paging,
    *,
    columns: Sequence[Any],
    make: Callable[..., T],
    sorts: Mapping[str, Any],
    id: Field,
    asked: object,
) -> Page[T]:
    """Give a page of a query, a value made of the columns of each row.

    `sorts` maps what a reader may sort by, the usual first, to columns without NULL; `id` decides
    among equals; `asked` is the filter, which the token remembers. Raises Refused, BadPageToken.
    """
    if not 1 <= paging.size <= LARGEST_PAGE:
        allowed = (f"1 to {LARGEST_PAGE}",)
        raise Refused([Fault(Where(column="size"), "OUT_OF_RANGE", str(paging.size), allowed)])
    name = paging.sort.removeprefix("-") or next(iter(sorts))
    if name not in sorts:
        raise Refused([Fault(Where(column="sort"), "NOT_ONE_OF", name, tuple(sorts))])
    column, backwards = sorts[name], paging.sort.startswith("-")
    digest = hashlib.sha256(repr((paging.sort, asked)).encode()).hexdigest()[:16]
    total = count_up_to(query, MOST_COUNTED + 1)
    ordered = _sorted_whole(column) if total <= FEW else column
    if paging.token:
        value, last = _read_token(paging.token, digest)
        bound = ordered <= value if backwards else ordered >= value  # that an index can begin at
        beyond = ordered < value if backwards else ordered > value
        later = id < last if backwards else id > last
        query = query.where(bound, beyond | ((ordered == value) & later))
    order = (ordered.desc(), id.desc()) if backwards else (ordered.asc(), id.asc())
    ends = (column.alias("sort_value"), id.alias("sort_id"))
    rows: Any = query.select(*columns, *ends).order_by(*order).limit(paging.size + 1).dicts()
    try:
        found = list(rows)
    except DatabaseError as error:
        if paging.token:  # made up: of another type than the column
            raise BadPageToken(paging.token) from error
        raise
    token = _write_token(digest, found[paging.size - 1]) if len(found) > paging.size else ""
    items = [_without_ends(row) for row in found[: paging.size]]
    return Page(tuple(make(**item) for item in items), token, total)


def _sorted_whole(column: Any) -> Any:
    """Write a column so that no index gives its order.

    What fits may stand together at an index's far end, as a member's nominations do.
    """
    if isinstance(column, TextField):
        return column.concat("")
    if isinstance(column, TermField):
        return fn.TRIM(column)
    kept = (column.arguments or (None,))[0] if isinstance(column, Function) else column
    return column + 0 if isinstance(kept, IntegerField) else column


def _without_ends(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in {"sort_value", "sort_id"}}


def _write_token(digest: str, row: dict[str, Any]) -> str:
    value = row["sort_value"]
    kept = {"day": value.isoformat()} if isinstance(value, date) else {"value": value}
    written = json.dumps([digest, kept, row["sort_id"]])
    return base64.urlsafe_b64encode(written.encode()).decode()


def _read_token(token: str, digest: str) -> tuple[Any, Any]:
    try:
        made_for, kept, id = read_json(base64.urlsafe_b64decode(token.encode()))
        value = date.fromisoformat(kept["day"]) if "day" in kept else kept["value"]
        f"{value}{id}".encode()  # half a character is no text that a database compares with
    except (ValueError, TypeError, KeyError, binascii.Error, UnicodeError):
        raise BadPageToken(token) from None
    is_odd = not isinstance(value, str | int | float | date) or not isinstance(id, str | int)
    if made_for != digest or is_odd:
        raise BadPageToken(token)
    return value, id
