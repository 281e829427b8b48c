"""What has happened up to the planning date, told so that what is published could have come about.

First come the runs that are over. Then members nominate for those to come; some of these are
published, with seats offered and accepted, and those without a seat wait.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from catalogue.samples.chance import chance, shared_out, whole
from catalogue.samples.demand import HELD, WANTED, Demand, Wish
from catalogue.samples.seats import Seats
from catalogue.samples.tables import read

_ORDER = tuple(dict.fromkeys(("wgd", "rsd-1", "ind", "pg1", "ret", "jpa", "asy", *WANTED)))
"""Courses whose runs are published early, or that others need, come first."""

_LEGS = {"rsd-1": ("rsd-1", "rsd-2", "rsd-3")}  # who is nominated for the first goes to them all
_SEATS = {"ind-02": 16, "ind-03": 14, "lab-01": 14, "pg1-01": 17}  # where fewer than there could be
_SPARE = 1.25  # nominations drawn for each wanted: some end early, some are not endorsed yet
_ANSWER = timedelta(days=42)
_SOON, _LATER = 0.92, 0.6  # of the offers that are accepted already
_WAITING = 0.7  # of those without a seat; the others were endorsed after publishing

_ENDS = {"submitted": 9, "draft": 5, "rejected": 3, "withdrawn": 4, "": 79}
_ENDS_OF_OFFERS = {"declined": 5, "withdrawn": 2, "": 93}
_ENDS_LATE = {"declined": 5, "lapsed": 7, "withdrawn": 2, "": 86}
_ENDS_WITHOUT_SEAT = {"closed": 6, "declined": 2, "lapsed": 1, "withdrawn": 1}
_OUTCOMES = {
    "sea-01": {"completed": 21, "absent": 2, "not_completed": 3},
    "pg1-01": {"completed": 12, "absent": 2, "not_completed": 3},
    "ind-01": {"completed": 8, "attended": 6, "absent": 2, "not_completed": 2},
}
_ABSENT_AT_THE_SYMPOSIUM = 3


@dataclass(frozen=True)
class Nomination:
    """A wish with its state; `run` is where it has its seat."""

    wish: Wish
    state: str
    run: str
    endorsed_on: date | None


class Story:
    """Tells nominations, run by run and course by course."""

    def __init__(self, folder: Path) -> None:
        self.demand, self.seats = Demand(folder), Seats(folder)
        self.calendar = self.seats.calendar
        self.told: list[Nomination] = []
        self.been: dict[str, set[str]] = defaultdict(set)
        self.going: dict[str, set[str]] = defaultdict(set)
        for row in read(folder, "completions"):
            self.been[row["course"]].add(row["official"])

    def tell(self) -> list[Nomination]:
        """Tell it."""
        for run in self.calendar.in_order():
            if self.calendar.is_past(run):
                self._held(run)
        for course in _ORDER:
            self._to_come(course)
        return self.told

    def _held(self, run: str) -> None:
        course, start = self.calendar.course[run], self.calendar.starts[run]
        wishes = self.demand.draw(run, course, HELD[run], None, set())
        seated = {wish.official for wish in self.seats.fill([run], wishes, self._size(run))}
        absent = sorted(seated)[:: len(seated) // _ABSENT_AT_THE_SYMPOSIUM]
        for wish in wishes:
            words = run, wish.official
            if wish.official not in seated:
                self._add(wish, shared_out(_ENDS_WITHOUT_SEAT, *words), "", start)
                continue
            if run in _OUTCOMES:
                state = shared_out(_OUTCOMES[run], *words)
            else:
                state = "absent" if wish.official in absent else "completed"
            self._add(wish, state, run, start)
            self.been[course].add(wish.official)

    def _to_come(self, course: str) -> None:
        count = round(WANTED[course] * _SPARE)
        wishes = self.demand.draw(course, course, count, self._among(course), self.been[course])
        runs = self._coming(course)
        first = self.calendar.starts[runs[0]] if runs else None
        ends = {wish.official: self._end(wish, first) for wish in wishes}
        seats: dict[str, tuple[str, ...]] = {}
        for together in zip(*map(self._coming, _legs(course)), strict=True):
            run = together[0]
            free = [w for w in wishes if not ends[w.official] and w.official not in seats]
            asked = [w for w in free if course != "jpa" or run == f"jpa-{w.member.lower()}"]
            for wish in self.seats.fill(together, asked, self._size(run)):
                seats[wish.official] = together
        for wish in wishes:
            for number, leg in enumerate(_legs(course)):
                own = replace(wish, course=leg)
                if wish.official in seats:
                    self._seat(own, seats[wish.official][number], seats[wish.official][0])
                else:
                    self._leave(own, ends[wish.official], first)

    def _coming(self, course: str) -> list[str]:
        return [run for run in self.calendar.runs(course) if not self.calendar.is_past(run)]

    def _end(self, wish: Wish, first: date | None) -> str:
        """Give the state in which a nomination ends, or has not got further; mostly none."""
        end = shared_out(_ENDS, "end", wish.course, wish.official)
        if end or first is None:
            return end
        shares = _ENDS_LATE if first - _ANSWER < self.calendar.today else _ENDS_OF_OFFERS
        return shared_out(shares, "offer", wish.course, wish.official)

    def _seat(self, wish: Wish, run: str, first_run: str) -> None:
        start = self.calendar.starts[run]
        share = _SOON if start - _ANSWER < self.calendar.today else _LATER
        is_accepted = wish.course == "wgd" or chance("answer", first_run, wish.official) < share
        self._add(wish, "accepted" if is_accepted else "offered", run, start)
        self.going[wish.course].add(wish.official)

    def _leave(self, wish: Wish, end: str, first: date | None) -> None:
        waits = first is not None and chance("waits", wish.course, wish.official) < _WAITING
        if not end and wish.course == "jpa":
            end = "submitted"  # all seats are at home, and they are taken
        self._add(wish, end or ("waitlisted" if waits else "endorsed"), "", first)

    def _size(self, run: str) -> int:
        course = self.demand.courses[self.calendar.course[run]]
        return _SEATS.get(run, int(course["max_seats"]))

    def _among(self, course: str) -> set[str] | None:
        if course == "tot":
            return self.been["ind"] | self.going["ind"]
        if course == "inv":
            return self.been["pg1"] | {n.wish.official for n in self.told if n.wish.course == "pg1"}
        return None

    def _add(self, wish: Wish, state: str, run: str, start: date | None) -> None:
        endorsed_on = None
        if state not in {"draft", "submitted"}:
            latest = self.calendar.today - timedelta(days=3)
            if start and state != "endorsed":
                latest = min(latest, start - timedelta(days=28))
            ago = whole(0, 45, "endorsed", wish.course, wish.official)
            endorsed_on = latest - timedelta(days=ago)
        self.told.append(Nomination(wish, state, run, endorsed_on))


def _legs(course: str) -> tuple[str, ...]:
    return _LEGS.get(course, (course,))
