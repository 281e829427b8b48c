"""What a request wants of a collection: which records, in which order, which page, which fields."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from lms_bridge.oneroster.errors import BadOrder, BadPage, BadSelection
from lms_bridge.oneroster.filtering import Filter, Predicate, field_at, read_filter, values
from lms_bridge.oneroster.model import Kind, Record

USUAL_LIMIT: Final = 100
LARGEST_LIMIT: Final = 10_000
"""Most records of a page; who asks for more gets these, and the address of the next."""

Place = tuple[float, str]
"""Where a record stands in an order: numbers by their size, texts by Unicode."""

_ACTIVE: Final = Predicate(("status",), "=", "active")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted; without `fields` all of them, without `sort` in the order of the ids."""

    limit: int = USUAL_LIMIT
    offset: int = 0
    sort: tuple[str, ...] = ()
    descending: bool = False
    filter: Filter | None = None
    fields: tuple[str, ...] = ()

    @property
    def is_of_past(self) -> bool:
        """Whether the filter asks for what is gone, too: by status, or by when it was changed."""
        if self.filter is None or (not self.filter.either and _ACTIVE in self.filter.predicates):
            return False
        named = {each.path[0] for each in self.filter.predicates}
        return bool(named & {"status", "dateLastModified"})

    @property
    def since(self) -> str:
        """A moment, as it is written, before whose changes nothing is wanted; empty: any is."""
        if self.filter is None or self.filter.either:
            return ""
        least = [
            str(each.value)
            for each in self.filter.predicates
            if each.path == ("dateLastModified",) and each.operator in {"=", ">", ">="}
        ]
        return max(least, default="")


@dataclass(frozen=True, slots=True)
class Page:
    """The records of a page, and how many there are on all pages."""

    records: tuple[Record, ...]
    total: int


def read_wish(query: Mapping[str, str], kind: Kind) -> Wish:
    """Read a query. Raises BadPage, BadFilter, BadOrder, BadSelection."""
    direction = query.get("orderBy", "asc")
    if direction not in {"asc", "desc"}:
        raise BadPage(f'orderBy is asc or desc, not "{direction}"')
    return Wish(
        limit=min(_number(query, "limit", 1, USUAL_LIMIT), LARGEST_LIMIT),
        offset=_number(query, "offset", 0, 0),
        sort=_sort(query.get("sort", ""), kind),
        descending=direction == "desc",
        filter=read_filter(query["filter"], kind.fields) if "filter" in query else None,
        fields=read_fields(query, kind),
    )


def read_fields(query: Mapping[str, str], kind: Kind) -> tuple[str, ...]:
    """Read which fields are wanted; none stands for all. Raises BadSelection."""
    named = [name.strip() for name in query.get("fields", "").split(",") if name.strip()]
    for name in named:
        if name not in kind.fields:
            raise BadSelection(f'"{name}" is none of {", ".join(kind.fields)}')
    return tuple(dict.fromkeys(named))


def page_of(records: Iterable[Record], wish: Wish) -> Page:
    """Give the page that is wanted."""
    found = {str(each["sourcedId"]): each for each in records if is_wanted(each, wish)}
    ids = [id for _, id in in_order(found.values(), wish)]
    shown = ids[wish.offset : wish.offset + wish.limit]
    return Page(tuple(selected(found[id], wish.fields) for id in shown), len(ids))


def is_wanted(record: Record, wish: Wish) -> bool:
    """Say whether a record is asked for; what is gone is only where the filter asks for it."""
    there = wish.is_of_past or record["status"] == "active"
    return there and (wish.filter is None or wish.filter.holds(record))


def in_order(records: Iterable[Record], wish: Wish) -> list[tuple[Place, str]]:
    """Give the ids of records in the order that is wanted, each with its place."""
    path = wish.sort or ("sourcedId",)
    found = sorted(((_place(each, path), str(each["sourcedId"])) for each in records), key=_id)
    found.sort(key=lambda each: each[0], reverse=wish.descending)
    return found


def _id(placed: tuple[Place, str]) -> str:
    return placed[1]


def _place(record: Record, path: tuple[str, ...]) -> Place:
    first = record.get(path[0])
    if isinstance(first, float):
        return first, ""
    return -math.inf, next(values(record, path), "")


def selected(record: Record, fields: tuple[str, ...]) -> Record:
    """Give a record with the fields that are wanted, as far as it has them."""
    return {name: record[name] for name in fields if name in record} if fields else record


def _number(query: Mapping[str, str], name: str, least: int, usual: int) -> int:
    text = query.get(name)
    if text is None:
        return usual
    if not (text.isascii() and text.isdecimal() and len(text) < 19 and int(text) >= least):
        raise BadPage(f'{name} is a whole number from {least}, not "{text[:40]}"')
    return int(text)


def _sort(name: str, kind: Kind) -> tuple[str, ...]:
    if not name:
        return ()
    path = tuple(name.split("."))
    if field_at(path, kind.fields) is None:
        raise BadOrder(f'"{name}" is no field that one can sort by')
    return path
