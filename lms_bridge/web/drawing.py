"""The board's geometry: which day is where, how bars and their labels stack up, in CSS pixels.

A bar is as long as its run, its label stands beside it; bars of a row whose labels would touch go
into lanes one under another. It knows no request and no text but the labels' lengths.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from catalogue.queries.board import Bar
from catalogue.queries.closures import Closed

WIDTH = 1120
LANE = 27
PADDING = 4
LEAST_HEIGHT = 38
_LEAST_BAR = 4.0
_GAP = 6
_CODE_LETTER = 7.5
_SEATS_LETTER = 7.2
_NEWS_LETTER = 6.8
_COLOURS = 10
_WEEK_NUMBERS_FROM = 14.0  # pixels of a week


@dataclass(frozen=True, slots=True)
class Scale:
    """The days `first` to `last` on `width` pixels."""

    first: date
    last: date
    width: int = WIDTH

    @property
    def day_width(self) -> float:
        """How wide a day is."""
        return self.width / ((self.last - self.first).days + 1)

    def x(self, day: date) -> float:
        """Give where a day begins; within the drawing for days that are outside."""
        return min(max((day - self.first).days * self.day_width, 0.0), float(self.width))

    def shows(self, start: date, end: date) -> bool:
        """Say whether any of these days is shown."""
        return start <= self.last and end >= self.first

    def span(self, start: date, end: date) -> tuple[float, float]:
        """Give where days begin and how wide they are."""
        left, right = self.x(start), self.x(end + timedelta(days=1))
        return round(left, 1), round(max(right - left, 0.0), 1)

    def months(self) -> Iterator[tuple[date, float]]:
        """Give the first days of the months that are shown, and where they are."""
        month = self.first.replace(day=1)
        while month <= self.last:
            yield month, round(self.x(month), 1)
            month = (month + timedelta(days=31)).replace(day=1)

    def weeks(self) -> Iterator[tuple[date, float]]:
        """Give the Mondays whose weeks are shown whole, and where they are."""
        monday = self.first + timedelta(days=-self.first.weekday() % 7)
        while monday + timedelta(days=6) <= self.last:
            yield monday, round(self.x(monday), 1)
            monday += timedelta(days=7)

    @property
    def numbers_weeks(self) -> bool:
        """Whether a week is wide enough for its number."""
        return self.day_width * 7 >= _WEEK_NUMBERS_FROM


@dataclass(frozen=True, slots=True)
class Row:
    """What bars stand beside: a venue, a trainer, a course or a member.

    `note` stands under the name; `id` names it among rows of its kind.
    """

    id: str
    name: str
    note: str
    bars: tuple[Bar, ...]
    closed: tuple[Closed, ...] = ()


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar with its label; `news` says in a word what is new about it, compared with another plan.

    `reach` is the whole of bar and label, as (x, width).
    """

    bar: Bar
    x: float
    width: float
    top: int
    label_x: float
    reach: tuple[float, float]
    family: int
    news: str

    @property
    def fill(self) -> str:
        """Say how the seats are: full, few (below the course's least is not known here), some."""
        if self.bar.seats >= self.bar.max_seats:
            return "full"
        return "few" if self.bar.seats * 2 < self.bar.max_seats else "some"


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A row; `closed` are (x, width, reason and days), `holidays` a path's strokes."""

    row: Row
    height: int
    bars: tuple[DrawnBar, ...]
    ghosts: tuple[tuple[float, float], ...]
    closed: tuple[tuple[float, float, str, date, date], ...]
    holidays: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A board as it is drawn; `today` is None where it is not shown."""

    scale: Scale
    rows: tuple[DrawnRow, ...]
    empty: tuple[Row, ...]
    today: float | None
    families: tuple[tuple[int, str, str], ...]
    lane: int = LANE
    padding: int = PADDING
    least_height: int = LEAST_HEIGHT


def family_of(course: str) -> str:
    """Give a course's family: the letters with which its code begins."""
    return course.rstrip("0123456789").rstrip("-_.") or course


def colours(courses: Iterable[str]) -> dict[str, int]:
    """Give families their colours: the frequent ones one of their own, the others share the last.

    `courses` has the course of each run of a programme, so that colours stay from plan to plan.
    """
    counts = Counter(family_of(course) for course in courses)
    ranked = sorted(counts, key=lambda family: (-counts[family], family))
    return {family: min(place, _COLOURS) for place, family in enumerate(ranked)}


def draw(
    rows_: Sequence[Row],
    today: date,
    scale: Scale,
    family_colours: Mapping[str, int],
    published: Sequence[Row] | None = None,
    *,
    all_rows: bool = False,
) -> Drawing:
    """Draw rows; `published` is what they are compared with: what differs leaves a ghost there."""
    before = None if published is None else _placed(published)
    now = {(row.id, bar.run, bar.start, bar.venue) for row in rows_ for bar in row.bars}
    ghosts = [
        (row.id, bar)
        for row in published or ()
        for bar in row.bars
        if (row.id, bar.run, bar.start, bar.venue) not in now
    ]
    rows, empty = [], []
    titles: dict[str, str] = {}
    for row in rows_:
        bars = [bar for bar in row.bars if scale.shows(bar.start, bar.end)]
        left = [bar for id, bar in ghosts if id == row.id and scale.shows(bar.start, bar.end)]
        if not (bars or left or all_rows):
            empty.append(row)
            continue
        titles |= {bar.course: bar.course_title for bar in bars}
        drawn = tuple(_pack(bars, scale, family_colours, before))
        lanes = max([bar.top for bar in drawn], default=0) // LANE + 1
        rows.append(
            DrawnRow(
                row=row,
                height=max(lanes * LANE + PADDING, LEAST_HEIGHT),
                bars=drawn,
                ghosts=tuple(_at_least(scale, bar) for bar in left),
                closed=tuple(_closures(row, scale)),
                holidays=_holidays(row, scale),
            )
        )
    shown = scale.first <= today <= scale.last
    return Drawing(
        scale=scale,
        rows=tuple(rows),
        empty=tuple(empty),
        today=round(scale.x(today), 1) if shown else None,
        families=tuple(
            (family_colours.get(family_of(course), _COLOURS), course, title)
            for course, title in sorted(titles.items())
        ),
    )


def _placed(rows: Iterable[Row]) -> dict[str, Bar]:
    return {bar.run: bar for row in rows for bar in row.bars}


def _at_least(scale: Scale, bar: Bar) -> tuple[float, float]:
    x, width = scale.span(bar.start, bar.end)
    return x, max(width, _LEAST_BAR)


def _pack(
    bars: Sequence[Bar],
    scale: Scale,
    family_colours: Mapping[str, int],
    before: Mapping[str, Bar] | None,
) -> Iterator[DrawnBar]:
    taken: list[float] = []  # to where each lane is taken
    for bar in bars:
        news = "" if before is None else _news(bar, before)
        x, width = _at_least(scale, bar)
        code = len(bar.run) * _CODE_LETTER + 5
        seats = len(f"{bar.seats}/{bar.max_seats}") * _SEATS_LETTER
        label = code + seats + (len(news) * _NEWS_LETTER + 6 if news else 0)
        is_before = x + width + _GAP + label > scale.width
        left = x - _GAP - label if is_before else x
        right = x + width if is_before else x + width + _GAP + label
        lane = next((i for i, end in enumerate(taken) if end <= left), len(taken))
        taken[lane : lane + 1] = [right + 6]
        label_x = left if is_before else x + width + _GAP
        yield DrawnBar(
            bar=bar,
            x=x,
            width=width,
            top=lane * LANE,
            label_x=round(label_x, 1),
            reach=(round(left - 2, 1), round(right - left + 4, 1)),
            family=family_colours.get(family_of(bar.course), _COLOURS),
            news=news,
        )


def _news(bar: Bar, before: Mapping[str, Bar]) -> str:
    if bar.run not in before:
        return "new"
    old = before[bar.run]
    return "moved" if (old.start, old.venue) != (bar.start, bar.venue) else ""


def _closures(row: Row, scale: Scale) -> Iterator[tuple[float, float, str, date, date]]:
    for closed in row.closed:
        if (closed.end - closed.start).days >= 4 and scale.shows(closed.start, closed.end):
            yield (*scale.span(closed.start, closed.end), closed.reason, closed.start, closed.end)


def _holidays(row: Row, scale: Scale) -> str:
    """Give short closures as one path: each day a stroke from top to bottom."""
    days = sorted(
        {
            closed.start + timedelta(days=i)
            for closed in row.closed
            if (closed.end - closed.start).days < 4 and scale.shows(closed.start, closed.end)
            for i in range((closed.end - closed.start).days + 1)
        }
    )
    strokes = []
    for _, group in groupby(enumerate(days), key=lambda pair: pair[1].toordinal() - pair[0]):
        together = [day for _, day in group]
        x, width = scale.span(together[0], together[-1])
        strokes.append(f"M{x:g} 0h{width:g}v999h-{width:g}z")
    return "".join(strokes)
