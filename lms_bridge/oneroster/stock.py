"""Records too many to hold: read page by page, filtered and sorted by the database where it can.

A filter that the database cannot judge by itself is held against every record, as many at a time
as a page has; then only ids are kept until the page is known.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Final, Generic, Protocol, TypeVar

from catalogue.queries.belonging import Compared
from lms_bridge.oneroster.asking import Page, Wish, in_order, is_wanted, page_of, selected
from lms_bridge.oneroster.filtering import Predicate
from lms_bridge.oneroster.model import Record

V = TypeVar("V")
_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is asked of the rows: comparisons all of which hold, and some of which one does.

    `since` is a moment (as it is written) before which nothing is of interest.
    """

    every: tuple[Compared, ...] = ()
    some: tuple[Compared, ...] = ()
    since: str = ""


class Rows(Protocol):
    """Rows that make records; `mark` differs once any of them does, or which there are."""

    @property
    def mark(self) -> object:
        """What they depend on, to be kept as a key."""

    def judged(self, predicate: Predicate) -> Compared | bool | None:
        """Say a predicate in columns, or whether it holds for all; None where neither can be."""

    def column(self, path: tuple[str, ...]) -> str | None:
        """Say by which column records are in the order of a field, if by any."""

    def ids(self, asked: Narrowing, after: str, limit: int, offset: int) -> list[str]:
        """Give ids of records in their order: behind `after`, and then behind `offset` more."""

    def ordered(
        self, asked: Narrowing, by: str, limit: int, *, descending: bool
    ) -> list[tuple[str, str]]:
        """Give the first ids in the order of a column, with what it holds."""

    def count(self, asked: Narrowing) -> int:
        """Count the records."""

    def records(self, ids: Collection[str]) -> dict[str, Record]:
        """Make the records of some ids, as far as they are there."""

    def gone(self, since: str) -> Iterator[Record]:
        """Give those that were there once, and were taken away since a moment."""


@dataclass(frozen=True, slots=True)
class Stock:
    """Records of `rows`, and a `few` that are held besides."""

    rows: Rows
    few: Mapping[str, Record] = field(default_factory=dict)

    def get(self, id: str) -> Record | None:
        """Give a record, if it is there."""
        return self.among([id]).get(id)

    def __contains__(self, id: str) -> bool:
        """Say whether there is a record."""
        return self.get(id) is not None

    def among(self, ids: Collection[str]) -> dict[str, Record]:
        """Give those of some records that are there, by id."""
        held = {id: self.few[id] for id in ids if id in self.few}
        rest = [id for id in ids if id not in held]
        found = held | (self.rows.records(rest) if rest else {})
        return {id: found[id] for id in ids if id in found}

    def __iter__(self) -> Iterator[Record]:
        """Give all records, in the order of their ids but for the few, which come last."""
        return self._all(Narrowing())

    def _all(self, asked: Narrowing) -> Iterator[Record]:
        after = ""
        while ids := self.rows.ids(asked, after, _AT_ONCE, 0):
            yield from self.rows.records(ids).values()
            after = ids[-1]
        yield from self.few.values()

    def page(self, wish: Wish) -> Page:
        """Give the page that is wanted."""
        asked, is_exact = self._narrowing(wish)
        if asked is None:
            return page_of(self.few.values(), wish)
        column = self.rows.column(wish.sort or ("sourcedId",))
        if not is_exact or wish.is_of_past or column is None:
            ids = self._sifted(wish, asked)
            total, shown = len(ids), ids[wish.offset : wish.offset + wish.limit]
            return Page(self._shown(shown, wish), total)
        few = [each for each in self.few.values() if is_wanted(each, wish)]
        key = (self.rows.mark, asked)
        counted = _counts.get(key)
        if counted is None:
            counted = _counts.keep(key, self.rows.count(asked))
        total = counted + len(few)
        if not wish.sort and not wish.descending:
            shown = self._next(wish, asked, [str(each["sourcedId"]) for each in few])
        else:
            shown = self._sorted(wish, asked, few, column)
        return Page(self._shown(shown, wish), total)

    def _narrowing(self, wish: Wish) -> tuple[Narrowing | None, bool]:
        """Say a filter in columns; None where no row can match. Also whether it is all said."""
        if wish.filter is None:
            return Narrowing(), True
        judged = [self.rows.judged(each) for each in wish.filter.predicates]
        since = wish.since
        if wish.filter.either:
            if None in judged or True in judged:
                return Narrowing(since=since), None not in judged
            some = tuple(each for each in judged if isinstance(each, Compared))
            if some or wish.is_of_past:
                return Narrowing(some=some), True
            return None, True
        if False in judged and not wish.is_of_past:
            return None, True
        every = tuple(each for each in judged if isinstance(each, Compared))
        return Narrowing(every, since=since), None not in judged

    def _sifted(self, wish: Wish, asked: Narrowing) -> list[str]:
        """Give the ids of all that is wanted, in their order."""
        key = (self.rows.mark, wish.filter, wish.sort, wish.descending)
        kept = _sifted.get(key)
        if kept is not None:
            return kept
        past = self.rows.gone(wish.since) if wish.is_of_past else iter(())
        found = (
            each
            for records in (self._all(asked), past)
            for each in records
            if is_wanted(each, wish)
        )
        return _sifted.keep(key, [id for _, id in in_order(found, wish)])

    def _next(self, wish: Wish, asked: Narrowing, few: Sequence[str]) -> list[str]:
        """Give the ids of a page in the usual order, from where the page before it ended."""
        mark = (self.rows.mark, asked, wish.filter)
        after = _ends.get((mark, wish.offset)) if wish.offset else ""
        if after is None:
            wanted, skipped = wish.offset + wish.limit, wish.offset
            ids = self.rows.ids(asked, "", wanted, 0)
        else:
            wanted, skipped = wish.limit, 0
            ids = self.rows.ids(asked, after, wanted, 0)
        rest = [id for id in few if id > (after or "")]
        shown = sorted([*ids, *rest])[skipped:wanted]
        if shown:
            _ends.keep((mark, wish.offset + len(shown)), shown[-1])
        return shown

    def _sorted(
        self, wish: Wish, asked: Narrowing, few: Sequence[Record], column: str
    ) -> list[str]:
        wanted = wish.offset + wish.limit
        rows = self.rows.ordered(asked, column, wanted, descending=wish.descending)
        merged = sorted([*rows, *((place[1], id) for place, id in in_order(few, wish))], key=_id)
        merged.sort(key=lambda each: each[0], reverse=wish.descending)
        return [id for _, id in merged[wish.offset : wanted]]

    def _shown(self, ids: Sequence[str], wish: Wish) -> tuple[Record, ...]:
        found = self.among(ids)
        if len(found) < len(ids):  # they are of the past
            wanted = set(ids) - found.keys()
            for each in self.rows.gone(wish.since):
                if each["sourcedId"] in wanted:
                    found[each["sourcedId"]] = each
        return tuple(selected(found[id], wish.fields) for id in ids if id in found)


def _id(placed: tuple[str, str]) -> str:
    return placed[1]


class _Kept(Generic[V]):
    """What was found last, by what it depends on."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._held: dict[object, V] = {}

    def get(self, key: object) -> V | None:
        return self._held.get(key)

    def keep(self, key: object, value: V) -> V:
        with self._lock:
            self._held.pop(key, None)
            self._held[key] = value
            while len(self._held) > self._most:
                del self._held[next(iter(self._held))]
        return value


_ends: Final[_Kept[str]] = _Kept(512)  # where pages ended, so that the next begins there
_counts: Final[_Kept[int]] = _Kept(256)
_sifted: Final[_Kept[list[str]]] = _Kept(2)
