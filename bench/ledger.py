"""What a coordinator keeps in a ledger: who and what is taken when, and what was spent.

It knows for one more run, trainer or seat whether it fits with all that is written down.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from scheduler.clock import Day, first_common_day
from scheduler.goals.cost import stay_usd
from scheduler.problem import Block, Course, Nomination, Official, Problem, Run, Trainer, Venue
from scheduler.schedule import BlockTrainer, Schedule, ScheduledRun


@dataclass
class Entry:
    """A run that is written down: blocks by trainer, nominations by id."""

    run: Run
    course: Course
    start: Day
    venue: Venue
    language: str
    duties: dict[str, list[Block]] = field(default_factory=dict)
    seats: dict[str, Nomination] = field(default_factory=dict)
    cost_usd: int = 0

    @property
    def end(self) -> Day:
        """The last day."""
        return self.start + self.course.days - 1

    def presence(self, trainer: str) -> tuple[Day, Day]:
        """Give the days from a trainer's first to the last block."""
        blocks = self.duties[trainer]
        first = min(b.first_day for b in blocks)
        return self.start + first, self.start + max(b.last_day for b in blocks)


class Ledger:
    """The runs that are held so far."""

    def __init__(self, problem: Problem) -> None:
        """Start with none."""
        self.problem = problem
        self.held: dict[str, Entry] = {}
        self.at: dict[str, list[Entry]] = defaultdict(list)
        self.teaching: dict[str, list[Entry]] = defaultdict(list)
        self.sitting: dict[str, list[Entry]] = defaultdict(list)
        self.spent_usd: Counter[str] = Counter()
        self.seated: set[str] = set()
        self.trainer_of = {t.person: t.id for t in problem.trainers if t.person is not None}
        self.official_of = {o.person: o.id for o in problem.officials if o.person is not None}
        self.budget_usd = {f.id: f.budget_usd for f in problem.funders}

    def add(self, entry: Entry) -> None:
        """Write a run down, with its trainers, still without seats."""
        self.held[entry.run.id] = entry
        self.at[entry.venue.id].append(entry)
        entry.cost_usd = entry.venue.day_rate_usd * entry.course.days
        for trainer in entry.duties:
            self.teaching[trainer].append(entry)
            entry.cost_usd += self.trainer_usd(entry, trainer)
        self._spend(entry, entry.cost_usd)

    def remove(self, entry: Entry) -> None:
        """Strike a run out."""
        for nomination in list(entry.seats.values()):
            self.unseat(entry, nomination)
        self._spend(entry, -entry.cost_usd)
        for trainer in entry.duties:
            self.teaching[trainer].remove(entry)
        self.at[entry.venue.id].remove(entry)
        del self.held[entry.run.id]

    def seat(self, entry: Entry, nomination: Nomination) -> None:
        """Give somebody a seat."""
        entry.seats[nomination.id] = nomination
        self.seated.add(nomination.id)
        self.sitting[nomination.official].append(entry)
        cost = self.seat_usd(entry, nomination.official)
        entry.cost_usd += cost
        self._spend(entry, cost)

    def unseat(self, entry: Entry, nomination: Nomination) -> None:
        """Take a seat away."""
        del entry.seats[nomination.id]
        self.seated.discard(nomination.id)
        self.sitting[nomination.official].remove(entry)
        cost = self.seat_usd(entry, nomination.official)
        entry.cost_usd -= cost
        self._spend(entry, -cost)

    def _spend(self, entry: Entry, usd: int) -> None:
        if entry.course.funder is not None:
            self.spent_usd[entry.course.funder] += usd

    def left_usd(self, course: Course) -> float:
        """Say what a course's funder can still spend."""
        budget = self.budget_usd.get(course.funder or "")
        return float("inf") if budget is None else budget - self.spent_usd[course.funder or ""]

    def seat_usd(self, entry: Entry, official: str) -> int:
        """Say what a seat costs."""
        home = self.problem.official[official].city
        return stay_usd(self.problem, home, entry.venue.city, entry.course.days)

    def trainer_usd(self, entry: Entry, trainer: str) -> int:
        """Say what a trainer costs a run."""
        person = self.problem.trainer[trainer]
        first, last = entry.presence(trainer)
        fee = person.day_fee_usd * sum(b.days for b in entry.duties[trainer])
        return fee + stay_usd(self.problem, person.city, entry.venue.city, last - first + 1)

    def has_room(self, venue: Venue, first: Day, last: Day) -> bool:
        """Say whether a venue is open, and free for one more run, on all these days."""
        if first_common_day(first, last, venue.closed) is not None:
            return False
        here = [e for e in self.at[venue.id] if e.start <= last and first <= e.end]
        days = range(first, last + 1) if len(here) >= venue.parallel_runs else ()
        return all(sum(e.start <= d <= e.end for e in here) < venue.parallel_runs for d in days)

    def can_teach(self, trainer: Trainer, entry: Entry, blocks: list[Block]) -> bool:
        """Say whether a trainer can take these blocks, and no others, of a run."""
        first = entry.start + min(b.first_day for b in blocks)
        last = entry.start + max(b.last_day for b in blocks)
        taught = [e for e in self.teaching[trainer.id] if e is not entry]
        if trainer.max_days is not None:
            days = sum(b.days for e in taught for b in e.duties[trainer.id])
            if days + sum(b.days for b in blocks) > trainer.max_days:
                return False
        if first_common_day(first, last, trainer.unavailable) is not None:
            return False
        if self.problem.travel_days(trainer.city, entry.venue.city) is None:
            return False
        official = self.official_of.get(trainer.person or "")
        if official and any(e.start <= last and first <= e.end for e in self.sitting[official]):
            return False
        spans = [(e.presence(trainer.id), e.venue.city) for e in taught]
        if any(begin <= last and first <= until for (begin, until), _ in spans):
            return False
        before = max((s for s in spans if s[0][1] < first), default=None)
        after = min((s for s in spans if s[0][0] > last), default=None)
        here = entry.venue.city
        return (
            before is None or self._transfers(trainer, before[1], here, first - before[0][1] - 1)
        ) and (after is None or self._transfers(trainer, here, after[1], after[0][0] - last - 1))

    def _transfers(self, trainer: Trainer, origin: str, destination: str, free: int) -> bool:
        needed = self.problem.transfer_days(trainer.city, origin, destination)
        return needed is not None and needed <= free

    def can_sit(self, official: Official, entry: Entry, others: Iterable[Entry] = ()) -> bool:
        """Say whether somebody can attend a run, besides their seats and the `others`."""
        start, end = entry.start, entry.end
        if entry.language not in official.languages:
            return False
        rest, sits = self.problem.policy.official_rest_days, [*self.sitting[official.id], *others]
        if any(e.start - rest <= end and start <= e.end + rest for e in sits):
            return False
        if first_common_day(start, end, official.unavailable) is not None:
            return False
        if self.problem.travel_days(official.city, entry.venue.city) is None:
            return False
        if official.max_days is not None:
            days = sum(e.course.days for e in sits) + entry.course.days
            if days > official.max_days:
                return False
        for course in entry.course.prerequisites:
            if course not in official.completed and not any(
                e.course.id == course and e.end < start for e in sits
            ):
                return False
        trainer = self.trainer_of.get(official.person or "")
        spans = [e.presence(trainer) for e in self.teaching[trainer]] if trainer else []
        if trainer in entry.duties:
            spans.append(entry.presence(trainer))
        return not any(first <= end and start <= last for first, last in spans)

    def schedule(self) -> Schedule:
        """Write the held runs as a schedule."""
        return Schedule(
            tuple(
                ScheduledRun(
                    id,
                    entry.start,
                    entry.venue.id,
                    entry.language,
                    tuple(
                        BlockTrainer(b.id, t) for t, blocks in entry.duties.items() for b in blocks
                    ),
                    tuple(n.id for n in entry.seats.values()),
                )
                for id, entry in self.held.items()
            )
        )
