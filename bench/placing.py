"""When, where and by whom a run can be held besides what is in the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bench.agenda import Agenda
from bench.ledger import Entry, Ledger
from scheduler.clock import Day, first_common_day
from scheduler.goals.cost import stay_usd
from scheduler.problem import Block, Link, LinkKind, Run, Venue
from scheduler.rules.when import is_offered, start_faults
from scheduler.rules.where import venue_faults
from scheduler.rules.who_teaches import is_qualified

VENUES = 4
"""Venues tried for one date and language, where the run need not be held."""


class Placing:
    """Finds places for runs."""

    def __init__(self, agenda: Agenda, ledger: Ledger) -> None:
        """Look at an agenda and a ledger."""
        self.problem, self.agenda, self.ledger = agenda.problem, agenda, ledger

    def starts(self, run: Run) -> list[Day]:
        """List the starts that keep all links with held runs, the promised one first."""
        problem, course = self.problem, self.problem.course[run.course]
        horizon, promised = problem.horizon, problem.promised.get(run.id)
        first, last = self.agenda.windows[run.id]
        if horizon.frozen_until is not None:
            first = max(first, horizon.frozen_until + problem.policy.min_notice_days + 1)
        days = list(range(first, last + 1))
        if promised is not None and run.id not in problem.frozen:
            days = [promised.start, *(d for d in days if d != promised.start)]
        return [
            d
            for d in days
            if not start_faults(problem, run, d)
            and run.pinned.start in (None, d)
            and all(self._keeps(link, run, course.days, d) for link in self.agenda.links[run.id])
            and self._all_can_come(run, d)
        ]

    def _all_can_come(self, run: Run, start: Day) -> bool:
        """Say whether those who must sit in runs of the same start are free then."""
        together = self.agenda.linked(run.id, LinkKind.SAME_START)
        return all(
            first_common_day(
                start,
                start + self.problem.course[n.course].days - 1,
                self.problem.official[n.official].unavailable,
            )
            is None
            for id in together
            for n in self.agenda.forced[id].values()
        )

    def _keeps(self, link: Link, run: Run, days: int, start: Day) -> bool:
        """Say whether a start keeps a link with a run that is held."""
        is_first = link.first == run.id
        other = self.ledger.held.get(link.second if is_first else link.first)
        if other is None:
            return True
        after, before = other.start - start - days, start - other.end - 1
        if link.kind is LinkKind.BEFORE:
            free = after if is_first else before
            return (
                link.min_gap_days
                <= free
                <= (10**9 if link.max_gap_days is None else link.max_gap_days)
            )
        if link.kind is LinkKind.APART:
            return max(after, before) >= link.min_gap_days
        return link.kind is not LinkKind.SAME_START or start == other.start

    def options(self, run: Run, start: Day) -> Iterator[Entry]:
        """Give the ways to hold a run on a day: as promised, then by language and venue."""
        problem, course = self.problem, self.problem.course[run.course]
        speakers = Counter(
            language
            for n in self.agenda.waiting[run.course]
            if n.id not in self.ledger.seated
            for language in problem.official[n.official].languages
        )
        promised = problem.promised.get(run.id)
        same = promised if promised is not None and promised.start == start else None
        for language in sorted(
            (o.language for o in course.languages),
            key=lambda s: (same is None or s != same.language, -speakers[s]),
        ):
            if not is_offered(course, language, start):
                continue
            if run.pinned.language not in (None, language):
                continue
            venues = self._venues(run, start, language, same and same.venue)
            for venue in venues[: None if run.id in self.agenda.must else VENUES]:
                entry = Entry(run, course, start, venue, language)
                if self._staffed(entry):
                    yield entry

    def _venues(self, run: Run, start: Day, language: str, near: str | None) -> list[Venue]:
        """List the free venues, the promised one first, then by what the run would cost."""
        problem, course = self.problem, self.problem.course[run.course]
        likely = [
            official
            for n in self.agenda.waiting[run.course]
            if n.id not in self.ledger.seated
            and language in (official := problem.official[n.official]).languages
        ][: course.max_seats]
        homes = Counter(official.city for official in likely)
        stays = {
            city.id: sum(
                count * stay_usd(problem, home, city.id, course.days)
                for home, count in homes.items()
            )
            for city in problem.cities
        }
        found = []
        for venue in problem.venues:
            if (
                run.pinned.venue in (None, venue.id)
                and venue.capacity >= course.min_seats
                and not venue_faults(run, course, venue)
                and self.ledger.has_room(venue, start, start + course.days - 1)
            ):
                cost = venue.day_rate_usd * course.days + stays[venue.city]
                found.append((venue.id != near, cost, venue.id, venue))
        return [venue for *_, venue in sorted(found, key=lambda f: f[:3])]

    def _staffed(self, entry: Entry) -> bool:
        """Find trainers for all blocks, pinned ones first."""
        blocks = {b.id: b for b in entry.course.blocks}
        for pair in entry.run.pinned.trainers:
            if not self._assign(entry, blocks[pair.block], pair.trainer):
                return False
        return all(self.staff(entry, block) for block in entry.course.blocks)

    def staff(self, entry: Entry, block: Block) -> bool:
        """Find the cheapest trainers for a block, promised ones first."""
        problem = self.problem
        promised = problem.promised.get(entry.run.id)
        kept = {p.trainer for p in promised.trainers if p.block == block.id} if promised else set()
        lacking = block.trainer_count - sum(block in theirs for theirs in entry.duties.values())
        able = (
            t for t in problem.trainers if is_qualified(t, block) and entry.language in t.languages
        )

        def price(trainer: str, city: str, fee: int) -> tuple[bool, bool, int, str]:
            stay = stay_usd(problem, city, entry.venue.city, block.days)
            return (
                trainer not in kept,
                trainer not in entry.duties,
                fee * block.days + stay,
                trainer,
            )

        for trainer in sorted(able, key=lambda t: price(t.id, t.city, t.day_fee_usd)):
            if lacking <= 0:
                break
            if block not in entry.duties.get(trainer.id, ()):
                lacking -= self._assign(entry, block, trainer.id)
        return lacking == 0

    def _assign(self, entry: Entry, block: Block, id: str) -> bool:
        trainer, theirs = self.problem.trainer[id], entry.duties.get(id, [])
        if any(b.first_day <= block.last_day and block.first_day <= b.last_day for b in theirs):
            return False
        fits = is_qualified(trainer, block) and entry.language in trainer.languages
        if fits and self.ledger.can_teach(trainer, entry, [*theirs, block]):
            entry.duties[id] = [*theirs, block]
            return True
        return False
