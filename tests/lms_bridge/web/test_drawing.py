"""The board's geometry."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from catalogue.queries.board import Bar
from catalogue.queries.closures import Closed
from lms_bridge.web.drawing import Row, Scale, colours, draw, family_of

TODAY = date(2015, 5, 6)
START, END = date(2015, 1, 1), date(2015, 12, 31)
SCALE = Scale(START, END, width=1120)


def a_bar(run: str = "IND-1", start: date = START, days: int = 5, seats: int = 12) -> Bar:
    return Bar(
        run=run,
        course="IND",
        course_title="Induction",
        venue="hall",
        start=start,
        end=start + timedelta(days=days - 1),
        language="en",
        required=False,
        restricted=False,
        pinned=False,
        seats=seats,
        max_seats=20,
        trainers=(),
    )


def rows(*bars: Bar, closed: tuple[Closed, ...] = ()) -> tuple[Row, ...]:
    return (Row("hall", "Hall", "Bangkok, THA", bars, closed),)


def test_scale_gives_days_their_places() -> None:
    scale = Scale(date(2015, 1, 1), date(2015, 1, 10), width=100)
    assert scale.span(date(2015, 1, 2), date(2015, 1, 3)) == (10, 20)
    assert scale.span(date(2014, 12, 1), date(2015, 1, 1)) == (0, 10)
    assert [monday for monday, _ in scale.weeks()] == []  # none is there whole
    assert [month for month, _ in scale.months()] == [date(2015, 1, 1)]


@given(
    st.lists(
        st.tuples(st.integers(0, 364), st.integers(1, 10), st.integers(0, 20)),
        max_size=12,
    )
)
def test_bars_and_labels_never_overlap(given_bars: list[tuple[int, int, int]]) -> None:
    bars = sorted(
        (
            a_bar(f"IND-{i}", START + timedelta(days=day), days, seats)
            for i, (day, days, seats) in enumerate(given_bars)
        ),
        key=lambda bar: (bar.start, bar.run),
    )
    drawing = draw(rows(*bars), TODAY, SCALE, {"IND": 0})
    drawn = drawing.rows[0].bars if drawing.rows else ()
    assert len(drawn) == len([bar for bar in bars if bar.start <= END])
    for place, one in enumerate(drawn):
        for other in drawn[place + 1 :]:
            apart = one.reach[0] + one.reach[1] <= other.reach[0] or (
                other.reach[0] + other.reach[1] <= one.reach[0]
            )
            assert one.top != other.top or apart


def test_label_stands_before_its_bar_where_there_is_no_room_behind() -> None:
    (drawn,) = draw(rows(a_bar(start=date(2015, 12, 20))), TODAY, SCALE, {}).rows[0].bars
    assert drawn.label_x < drawn.x


def test_what_differs_from_the_published_plan_is_new_or_moved_and_leaves_a_ghost() -> None:
    before = rows(a_bar("A", date(2015, 3, 2)), a_bar("B", date(2015, 4, 6)))
    now = rows(
        a_bar("A", date(2015, 3, 2)), a_bar("B", date(2015, 5, 4)), a_bar("C", date(2015, 9, 7))
    )
    (row,) = draw(now, TODAY, SCALE, {}, before).rows
    assert [(drawn.bar.run, drawn.news) for drawn in row.bars] == [
        ("A", ""),
        ("B", "moved"),
        ("C", "new"),
    ]
    assert row.ghosts == (SCALE.span(date(2015, 4, 6), date(2015, 4, 10)),)


def test_rows_without_runs_are_left_out_unless_all_are_wanted() -> None:
    assert [row.id for row in draw(rows(), TODAY, SCALE, {}).empty] == ["hall"]
    assert len(draw(rows(), TODAY, SCALE, {}, all_rows=True).rows) == 1


def test_long_closures_are_told_and_short_ones_are_strokes() -> None:
    closed = (
        Closed(date(2015, 2, 2), date(2015, 2, 27), "renovation"),
        Closed(date(2015, 4, 13), date(2015, 4, 14), "new year"),
        Closed(date(2015, 4, 15), date(2015, 4, 15), "new year"),
    )
    row = draw(rows(closed=closed), TODAY, SCALE, {}, all_rows=True).rows[0]
    assert [each[2] for each in row.closed] == ["renovation"]
    assert row.holidays.count("M") == 1  # days in a row are one stroke


def test_frequent_families_of_courses_have_colours_of_their_own() -> None:
    assert [family_of(code) for code in ("ind", "rsd-1", "pg2", "42")] == ["ind", "rsd", "pg", "42"]
    assert colours(["pg1", "pg2", "ind"]) == {"pg": 0, "ind": 1}
    assert max(colours([f"{letter}x" for letter in "abcdefghijklmnop"]).values()) == 10
