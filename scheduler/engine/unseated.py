"""Why a nomination has no seat: for each held run of its course, each rule a seat would break.

Each of them alone forbids the seat, so the set is irreducible: all must go before it is possible.
Of a fact (H8) that is only that it has begun, and what other runs would suffer; what forbids every
run of the course names none, unless one of them is a fact.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from scheduler.clock import first_common_day, free_days
from scheduler.goals.changes import notice_factor
from scheduler.goals.cost import run_cost_usd, stay_usd
from scheduler.problem import LinkKind, Nomination, Official, Problem
from scheduler.reading import Held, Reading
from scheduler.rules import past, who_learns
from scheduler.schedule import Reason

_GENERAL = {"SEAT_AUDIENCE": "NOT_IN_AUDIENCE", "SEAT_COMPLETED": "ALREADY_COMPLETED"}
_ROOM = {"FULL", "MEMBER_LIMIT", "BUDGET"}


class Unseated:
    """The reasons of one valid schedule; what many nominations share is worked out once."""

    def __init__(self, reading: Reading) -> None:
        """Count what the held runs use."""
        self._reading = reading
        self._held: dict[str, list[Held]] = defaultdict(list)
        self._members: dict[str, Counter[str]] = {}
        self._spent: dict[str, int] = defaultdict(int)
        self._are_facts: dict[str, bool] = defaultdict(lambda: True)
        self._seats = Counter(o.member for held in reading.held.values() for _, o in held.seats)
        self._target = {m.id: m.seat_target for m in reading.problem.members}
        self._budget = {f.id: f.budget_usd for f in reading.problem.funders}
        self._trainer = {t.person: t.id for t in reading.problem.trainers if t.person is not None}
        for held in reading.held.values():
            self._held[held.run.course].append(held)
            self._members[held.run.id] = Counter(o.member for _, o in held.seats)
            if held.course.funder is not None:
                self._spent[held.course.funder] += run_cost_usd(reading, held)
                self._are_facts[held.course.funder] &= held.frozen
        self._cohorts: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for index, link in enumerate(reading.problem.links):
            if link.kind is LinkKind.SAME_COHORT:
                for run, other in ((link.first, link.second), (link.second, link.first)):
                    if other in reading.held:
                        self._cohorts[run].append((index, other))

    @property
    def _problem(self) -> Problem:
        return self._reading.problem

    def nominations(self) -> Iterator[Nomination]:
        """Give the nominations that have no seat."""
        return (n for n in self._problem.nominations if n.id not in self._reading.seated)

    def reasons(self, nomination: Nomination) -> tuple[Reason, ...]:
        """Give the reasons of a nomination that has no seat."""
        course = self._problem.course[nomination.course]
        official = self._problem.official[nomination.official]
        codes = [_GENERAL[c] for c in who_learns.seat_faults(course, nomination, official)]
        runs = self._held.get(course.id, [])
        if not runs:
            codes.append("NO_RUN_HELD")
        for_all = not any(held.frozen for held in runs)
        found = [Reason(code) for code in codes] if for_all else []
        for held in runs:
            mine = list(self._at(held, nomination, official))
            if not for_all and not held.frozen:
                mine += [Reason(code, run=held.run.id) for code in codes]
            if not mine and not codes:
                delta = self._delta(held, nomination, official)
                code = "NOT_WORTH_IT" if delta >= 0 else "NOT_PROVED"
                mine.append(Reason(code, run=held.run.id, delta=delta))
            found += mine
        return tuple(found)

    def next_run(self, nomination: Nomination) -> str | None:
        """Give the first run of the course, by start, that would do if it had room and money."""
        official = self._problem.official[nomination.official]
        if who_learns.seat_faults(self._problem.course[nomination.course], nomination, official):
            return None
        for held in sorted(self._held.get(nomination.course, ()), key=lambda h: h.start):
            codes = {reason.code for reason in self._at(held, nomination, official)}
            if codes <= _ROOM:
                return held.run.id
        return None

    def _at(self, held: Held, nomination: Nomination, official: Official) -> Iterator[Reason]:
        if held.frozen:
            yield Reason("FROZEN", run=held.run.id)
        else:
            yield from self._alone(held, nomination, official)
        yield from self._around(held, official)
        yield from self._within(held, official)

    def _alone(self, held: Held, nomination: Nomination, official: Official) -> Iterator[Reason]:
        """Give what the run, and its cohort, forbid by themselves."""
        run, course, problem = held.run.id, held.course, self._problem
        if nomination.pinned_run not in (None, run):
            yield Reason("PINNED_ELSEWHERE", run=run, other_run=nomination.pinned_run)
        if self._is_too_late(held, nomination):
            yield Reason("FROZEN", run=run)
        if held.language not in official.languages:
            yield Reason("LANGUAGE", run=run)
        if first_common_day(held.start, held.end, official.unavailable) is not None:
            yield Reason("UNAVAILABLE", run=run)
        if held.city and problem.travel_days(official.city, held.city) is None:
            yield Reason("UNREACHABLE", run=run)
        for before in dict.fromkeys(course.prerequisites):
            if before not in official.completed and not self._sat(official, before, held.start):
                yield Reason("PREREQUISITE", run=run, course=before)
        most = (
            course.max_seats if held.venue is None else min(course.max_seats, held.venue.capacity)
        )
        if len(held.seats) >= most:
            cut_off = min((n.priority for n, _ in held.seats), default=None)
            yield Reason("FULL", run=run, cut_off_priority=cut_off)
        limit = course.max_seats_per_member
        if limit is not None and self._members[run][official.member] >= limit:
            yield Reason("MEMBER_LIMIT", run=run, member=official.member)

    def _is_too_late(self, held: Held, nomination: Nomination) -> bool:
        promised = self._problem.promised.get(held.run.id)
        known = promised is not None and nomination.id in promised.seats
        return past.is_late(self._problem, held.start) and not known

    def _sat(self, official: Official, course: str, start: int) -> bool:
        seats = self._reading.seats_of.get(official.id, [])
        return any(other.run.course == course and other.end < start for other, _ in seats)

    def _around(self, held: Held, official: Official) -> Iterator[Reason]:
        """Give what the official's other days forbid."""
        run, rest = held.run.id, self._problem.policy.official_rest_days
        days, are_facts = self._days(held), held.frozen
        for other, _ in self._reading.seats_of.get(official.id, []):
            days += self._days(other)
            are_facts = are_facts and other.frozen
            free = max(free_days(other.end, held.start), free_days(held.end, other.start))
            if held.frozen and other.frozen:
                continue
            if free < 0:
                yield Reason("CLASH", run=run, other_run=other.run.id)
            elif free < rest:
                yield Reason("REST", run=run, other_run=other.run.id)
        trainer = None if official.person is None else self._trainer.get(official.person)
        for presence in self._reading.presences.get(trainer or "", []):
            if who_learns.common_day(self._reading, presence, held) is not None:
                yield Reason("CLASH", run=run, other_run=presence.held.run.id)
        if official.max_days is not None and days > official.max_days and not are_facts:
            yield Reason("MAX_DAYS", run=run)

    def _days(self, held: Held) -> int:
        """Count the days of a run inside the horizon."""
        horizon = self._problem.horizon
        return max(0, min(held.end, horizon.end) - max(held.start, horizon.start) + 1)

    def _within(self, held: Held, official: Official) -> Iterator[Reason]:
        """Give what linked runs and the money forbid."""
        run, funder = held.run.id, held.course.funder
        for link, other in self._cohorts.get(run, ()):
            cohort = self._reading.held[other]
            if held.frozen and cohort.frozen:
                continue
            if all(o.id != official.id for _, o in cohort.seats):
                yield Reason("LINK", run=run, other_run=other, link=link)
        if funder is not None and not self._are_facts[funder]:
            budget, usd = self._budget[funder], self._stay_usd(held, official)
            if budget is not None and self._spent[funder] + usd > budget:
                yield Reason("BUDGET", run=run, funder=funder)

    def _stay_usd(self, held: Held, official: Official) -> int:
        if held.city is None:
            return 0
        return stay_usd(self._problem, official.city, held.city, held.course.days)

    def _delta(self, held: Held, nomination: Nomination, official: Official) -> int:
        """Give by how much the seat would make the total worse, in thousandths."""
        weights = self._problem.policy.weights
        delta = weights.cost_per_thousand_usd * self._stay_usd(held, official)
        delta -= 1000 * weights.unseated * nomination.priority
        if self._seats[official.member] < self._target[official.member]:
            delta -= 1000 * weights.member_shortfall
        return delta - self._promise(held, nomination)

    def _promise(self, held: Held, nomination: Nomination) -> int:
        """Give what keeping a promised seat is worth, in thousandths."""
        promised = self._problem.promised.get(held.run.id)
        if promised is None or nomination.id not in promised.seats:
            return 0
        factor = notice_factor(self._problem, promised, held.start)
        return 1000 * self._problem.policy.weights.moved_official * factor
