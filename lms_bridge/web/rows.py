"""What stands on the board: its rows by venue, trainer, course or member, and which runs of a plan.

It knows no request; what a reader may not know is not handed to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from catalogue.queries.board import Bar, Board, VenueRow
from catalogue.queries.closures import Closed
from lms_bridge.web.drawing import Row
from lms_bridge.web.language import later, ngettext, say_country

BY: Mapping[str, str] = {
    "venue": later("Venue"),
    "trainer": later("Trainer"),
    "course": later("Course"),
    "member": later("Member"),
}
"""What rows are of, in words."""

SHOW: Mapping[str, str] = {
    "": later("all runs"),
    "required": later("only required ones"),
    "free": later("only with free seats"),
    "few": later("only less than half full"),
    "pinned": later("only pinned ones"),
    "changed": later("only what differs from the published plan"),
}
"""Which runs are shown, in words."""

_KEPT: Mapping[str, Callable[[Bar], bool]] = {
    "required": lambda bar: bar.required,
    "free": lambda bar: bar.seats < bar.max_seats,
    "few": lambda bar: bar.seats * 2 < bar.max_seats,
    "pinned": lambda bar: bar.pinned,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which runs: of a course, at a venue, with seats of a member, and which kind of them."""

    course: str = ""
    venue: str = ""
    member: str = ""
    show: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What rows need besides the plan, as far as the reader may know it.

    `seats` are those of each run by member, `away` when trainers cannot come.
    """

    trainers: Mapping[str, str]
    members: Mapping[str, str]
    seats: Mapping[str, Counter[str]]
    away: Mapping[str, tuple[Closed, ...]]


def place_name(row: VenueRow) -> str:
    """Give a venue's name without its city, which stands beside it."""
    return row.name.removesuffix(f", {row.city}")


def narrowed(board: Board, wanted: Wanted, known: Known, published: Board | None = None) -> Board:
    """Give a board with only the runs that are wanted."""
    before = {(bar.run, bar.start, bar.venue) for row in _rows(published) for bar in row.bars}
    kept = _KEPT.get(wanted.show)

    def stays(bar: Bar) -> bool:
        if wanted.show == "changed" and (bar.run, bar.start, bar.venue) in before:
            return False
        return (
            wanted.course in {"", bar.course}
            and wanted.venue in {"", bar.venue}
            and (not wanted.member or known.seats.get(bar.run, Counter())[wanted.member] > 0)
            and (kept is None or kept(bar))
        )

    rows = (replace(row, bars=tuple(filter(stays, row.bars))) for row in board.rows)
    return replace(board, rows=tuple(rows))


def _rows(board: Board | None) -> tuple[VenueRow, ...]:
    return board.rows if board else ()


def rows_of(board: Board, by: str, known: Known) -> tuple[Row, ...]:
    """Give the rows of a board by what they are wanted."""
    if by == "venue":
        return tuple(_venue(row) for row in board.rows)
    bars = sorted(
        (bar for row in board.rows for bar in row.bars), key=lambda bar: (bar.start, bar.run)
    )
    if by == "trainer":
        names = {id: name for id, name in known.trainers.items() if name}
        rows = _each(names, bars, lambda bar: bar.trainers)
        return tuple(replace(row, closed=known.away.get(row.id, ())) for row in rows)
    if by == "member":
        rows = _each(known.members, bars, lambda bar: known.seats.get(bar.run, Counter()))
        return tuple(_of_member(row, known) for row in rows)
    titles = dict(sorted({bar.course: bar.course_title for bar in bars}.items()))
    return tuple(_each(titles, bars, lambda bar: (bar.course,)))


def _venue(row: VenueRow) -> Row:
    note = f"{row.city}, {say_country(row.country)} · {_seats(row.capacity)}"
    return Row(row.venue, place_name(row), note, row.bars, row.closed)


def _each(
    names: Mapping[str, str], bars: Iterable[Bar], of: Callable[[Bar], Iterable[str]]
) -> list[Row]:
    found: dict[str, list[Bar]] = {id: [] for id in names}
    for bar in bars:
        for id in of(bar):
            if id in found:
                found[id].append(bar)
    return [Row(id, names[id], id, tuple(found[id])) for id in names]


def _of_member(row: Row, known: Known) -> Row:
    """Say how many of the seats are a member's."""
    taken = tuple(replace(bar, seats=known.seats[bar.run][row.id]) for bar in row.bars)
    count = sum(bar.seats for bar in taken)
    return replace(row, note=_seats(count), bars=taken)


def _seats(count: int) -> str:
    return ngettext("%(count)s seat", "%(count)s seats", count) % {"count": count}
