"""Rows of the board by what they are wanted, and which runs stand on them."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from catalogue.queries.board import Bar, Board, VenueRow
from catalogue.queries.closures import Closed
from lms_bridge.web.rows import Known, Wanted, narrowed, rows_of

START = date(2015, 6, 1)
AWAY = Closed(date(2015, 7, 1), date(2015, 7, 9), "leave")
KNOWN = Known(
    trainers={"tr-1": "Ana", "tr-2": "Budi"},
    members={"IDN": "Indonesia", "MYS": "Malaysia"},
    seats={"ind-1": Counter(IDN=8, MYS=4), "int-1": Counter(IDN=2)},
    away={"tr-1": (AWAY,)},
)


def a_bar(run: str, venue: str, seats: int, day: int = 0, *trainers: str) -> Bar:
    start = START + timedelta(days=day)
    return Bar(
        run=run,
        course=run[:3],
        course_title=run[:3].title(),
        venue=venue,
        start=start,
        end=start,
        language="en",
        required=run == "ind-1",
        restricted=False,
        pinned=False,
        seats=seats,
        max_seats=12,
        trainers=trainers,
    )


def a_board(day: int = 0) -> Board:
    rows = (
        VenueRow("v1", "Hall, Bangkok", "Bangkok", "THA", 40, 1, (), (a_bar("int-1", "v1", 2, 9),)),
        VenueRow(
            *("v2", "Campus", "Suva", "FJI", 20, 1, ()),
            (a_bar("ind-1", "v2", 12, day, "tr-1", "tr-2"),),
        ),
    )
    return Board("rso", START, START, START, None, "v1", rows)


def runs_by(by: str) -> dict[str, list[str]]:
    return {row.id: [bar.run for bar in row.bars] for row in rows_of(a_board(), by, KNOWN)}


def test_rows_are_venues_trainers_courses_or_members() -> None:
    assert runs_by("venue") == {"v1": ["int-1"], "v2": ["ind-1"]}
    assert runs_by("trainer") == {"tr-1": ["ind-1"], "tr-2": ["ind-1"]}
    assert runs_by("course") == {"ind": ["ind-1"], "int": ["int-1"]}
    assert runs_by("member") == {"IDN": ["ind-1", "int-1"], "MYS": ["ind-1"]}
    assert rows_of(a_board(), "venue", KNOWN)[0].name == "Hall"  # the city stands beside it
    assert rows_of(a_board(), "trainer", KNOWN)[0].closed == (AWAY,)
    malaysia = rows_of(a_board(), "member", KNOWN)[1]
    assert (malaysia.bars[0].seats, malaysia.note) == (4, "4 seats")


def test_board_is_narrowed_to_what_is_wanted() -> None:
    def left(wanted: Wanted, published: Board | None = None) -> list[str]:
        board = narrowed(a_board(), wanted, KNOWN, published)
        return [bar.run for row in board.rows for bar in row.bars]

    assert left(Wanted()) == ["int-1", "ind-1"]
    assert left(Wanted(course="int")) == left(Wanted(venue="v1")) == ["int-1"]
    assert left(Wanted(member="MYS")) == left(Wanted(show="required")) == ["ind-1"]
    assert left(Wanted(show="free")) == left(Wanted(show="few")) == ["int-1"]
    assert left(Wanted(show="changed"), a_board(day=7)) == ["ind-1"]
