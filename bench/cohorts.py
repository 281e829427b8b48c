"""Who is seated in the runs that are placed: who must, the promised, then by priority."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain

from bench.agenda import Agenda
from bench.ledger import Entry, Ledger
from scheduler.problem import LinkKind, Nomination

REFUSED = 40
"""Officials for whom the money does not last before nobody else is asked."""


class Cohorts:
    """Seats officials; `legs` are runs that the same officials attend, mostly one."""

    def __init__(self, agenda: Agenda, ledger: Ledger) -> None:
        """Look at an agenda and a ledger."""
        self.problem, self.agenda, self.ledger = agenda.problem, agenda, ledger

    def may_fill(self, entry: Entry, before: list[Entry]) -> bool:
        """Say whether enough officials could come, and those who must."""
        forced = self.agenda.forced[entry.run.id]
        waiting = self._candidates([*before, entry])
        enough = sum(1 for _, _ in zip(range(entry.course.min_seats), waiting, strict=False))
        return enough == entry.course.min_seats and all(
            self.ledger.can_sit(self.problem.official[n.official], entry, before)
            for n in forced.values()
        )

    def _candidates(self, legs: list[Entry]) -> Iterator[list[Nomination]]:
        """Give those who could attend all legs: who must first, then the promised, by priority."""
        ledger = self.ledger
        partners = [
            {n.official for n in held.seats.values()}
            for leg in legs
            for link in self.agenda.links[leg.run.id]
            if link.kind is LinkKind.SAME_COHORT
            for held in [ledger.held.get(link.second if link.first == leg.run.id else link.first)]
            if held is not None and held not in legs
        ]
        wishes = [{n.official: n for n in self._eligible(leg)} for leg in legs]
        forced = {n.official for leg in legs for n in self.agenda.forced[leg.run.id].values()}
        promised = {
            official
            for leg, theirs in zip(legs, wishes, strict=True)
            for official, n in theirs.items()
            if leg.run.id in self.problem.promised
            and n.id in self.problem.promised[leg.run.id].seats
        }
        order = sorted(wishes[0], key=lambda o: (o not in forced, o not in promised))
        for id in order:
            if all(id in each for each in [*wishes, *partners]):
                official = self.problem.official[id]
                if all(ledger.can_sit(official, leg, legs[:n]) for n, leg in enumerate(legs)):
                    yield [theirs[id] for theirs in wishes]

    def _eligible(self, entry: Entry) -> Iterator[Nomination]:
        """Give the waiting nominations that may sit in a run, by priority."""
        problem, horizon = self.problem, self.problem.horizon
        promised = problem.promised.get(entry.run.id)
        soon = (
            horizon.frozen_until is not None
            and entry.start <= horizon.frozen_until + problem.policy.min_notice_days
        )
        known = set(promised.seats) if promised is not None else set()
        for n in self.agenda.waiting[entry.course.id]:
            if n.id in self.ledger.seated or n.pinned_run not in (None, entry.run.id):
                continue
            if not soon or n.id in known:
                yield n

    def fill(self, legs: list[Entry]) -> bool:
        """Seat those who can attend all legs; False where that is no cohort."""
        courses = [leg.course for leg in legs]
        most = min(chain((c.max_seats for c in courses), (leg.venue.capacity for leg in legs)))
        members: Counter[str] = Counter()
        wanted = max(c.min_members for c in courses)
        limit = min(
            (c.max_seats_per_member or 0) if c.max_seats_per_member is not None else most
            for c in courses
        )
        count = refused = 0
        for wishes in self._candidates(legs):
            member = self.problem.official[wishes[0].official].member
            lacking = wanted - len(members) - (member not in members)
            if count >= most or refused > REFUSED:
                break
            if members[member] >= limit or most - count - 1 < lacking:
                continue
            if self._seat(legs, wishes):
                members[member] += 1
                count += 1
            else:
                refused += 1
        held = {n for leg in legs for n in leg.seats}
        return (
            count >= max(c.min_seats for c in courses)
            and len(members) >= wanted
            and all(n in held for leg in legs for n in self.agenda.forced[leg.run.id])
            and all(self.ledger.left_usd(course) >= 0 for course in courses)
            and self._same_cohorts(legs)
        )

    def _same_cohorts(self, legs: list[Entry]) -> bool:
        """Say whether the legs have the officials of the runs that they are linked to."""
        for leg in legs:
            for link in self.agenda.links[leg.run.id]:
                other = self.ledger.held.get(
                    link.second if link.first == leg.run.id else link.first
                )
                if link.kind is LinkKind.SAME_COHORT and other is not None:
                    theirs = {n.official for n in other.seats.values()}
                    if theirs != {n.official for n in leg.seats.values()}:
                        return False
        return True

    def _seat(self, legs: list[Entry], wishes: list[Nomination]) -> bool:
        """Seat somebody in all legs if the money lasts."""
        for leg, nomination in zip(legs, wishes, strict=True):
            self.ledger.seat(leg, nomination)
        if all(self.ledger.left_usd(leg.course) >= 0 for leg in legs):
            return True
        for leg, nomination in zip(legs, wishes, strict=True):
            self.ledger.unseat(leg, nomination)
        return False

    def top_up(self) -> None:
        """Seat by priority who still waits wherever there is room, at the cheapest place."""
        open_runs: dict[str, list[Entry]] = defaultdict(list)
        for id, entry in self.ledger.held.items():
            bound = any(link.kind is LinkKind.SAME_COHORT for link in self.agenda.links[id])
            if id not in self.problem.frozen and not bound:
                open_runs[entry.course.id].append(entry)
        eligible = {
            entry.run.id: {n.id for n in self._eligible(entry)}
            for entries in open_runs.values()
            for entry in entries
        }
        for n in sorted(self.problem.nominations, key=lambda n: -n.priority):
            official = self.problem.official[n.official]
            for entry in sorted(
                open_runs.get(n.course, ()), key=lambda e: self.ledger.seat_usd(e, n.official)
            ):
                if (
                    n.id in eligible[entry.run.id]
                    and len(entry.seats) < min(entry.course.max_seats, entry.venue.capacity)
                    and self._member_has_room(entry, official.member)
                    and self.ledger.can_sit(official, entry)
                    and self._seat([entry], [n])
                ):
                    break

    def _member_has_room(self, entry: Entry, member: str) -> bool:
        limit = entry.course.max_seats_per_member
        officials = (self.problem.official[n.official] for n in entry.seats.values())
        return limit is None or sum(o.member == member for o in officials) < limit
