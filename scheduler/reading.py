"""A schedule read against its problem: ids resolved, unknown parts set aside, facts marked.

Every rule and goal looks at this one reading. It finds nothing wrong by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from scheduler.clock import Day
from scheduler.problem import Block, Course, Nomination, Official, Problem, Run, Trainer, Venue
from scheduler.schedule import Schedule, ScheduledRun

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Held:
    """A held run: days `start` to `end`; `venue` is None where it is unknown.

    `duties` and `seats` are what is known of its trainers and nominations, in the order given.
    `frozen` marks a fact (H8).
    """

    run: Run
    course: Course
    start: Day
    end: Day
    venue: Venue | None
    language: str
    duties: tuple[tuple[Block, Trainer], ...]
    seats: tuple[tuple[Nomination, Official], ...]
    frozen: bool
    entry: ScheduledRun
    _known: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, key: str, work_out: Callable[..., T], *given: object) -> T:
        """Give what a rule or a goal works out about this run alone, by its own key, only once."""
        if key not in self._known:
            self._known[key] = work_out(*given)
        known: T = self._known[key]
        return known

    @property
    def city(self) -> str | None:
        """The venue's city."""
        return self.venue.city if self.venue else None


@dataclass(frozen=True, slots=True)
class Presence:
    """The days, `first` to `last`, that a trainer spends at a run; `blocks` are theirs there."""

    trainer: Trainer
    held: Held
    first: Day
    last: Day
    blocks: tuple[Block, ...]

    def block_days(self, first: Day, last: Day) -> int:
        """Count the block days from `first` to `last`."""
        start = self.held.start
        spans = (
            (max(start + b.first_day, first), min(start + b.last_day, last)) for b in self.blocks
        )
        return sum(max(0, end - begin + 1) for begin, end in spans)


@dataclass(frozen=True)
class Reading:
    """A schedule against its problem. `held` has the first entry of each known run."""

    problem: Problem
    schedule: Schedule

    @cached_property
    def held(self) -> dict[str, Held]:
        """Held runs by id."""
        found: dict[str, Held] = {}
        # From one check to the next most runs stand as they did.
        stood: dict[str, Held] = self.problem.known.setdefault("stood", {})
        for entry in self.schedule.runs:
            if entry.id in self.problem.run and entry.id not in found:
                held = stood.get(entry.id)
                if held is None or held.entry != entry:
                    held = stood[entry.id] = self._resolve(entry)
                found[entry.id] = held
        return found

    def _resolve(self, entry: ScheduledRun) -> Held:
        problem = self.problem
        run = problem.run[entry.id]
        course = problem.course[run.course]
        blocks, trainer, nominee = problem.blocks[run.course], problem.trainer, problem.nominee
        duties = tuple(
            (blocks[p.block], trainer[p.trainer])
            for p in entry.trainers
            if p.block in blocks and p.trainer in trainer
        )
        return Held(
            run=run,
            course=course,
            start=entry.start,
            end=entry.start + course.days - 1,
            venue=problem.venue.get(entry.venue),
            language=entry.language,
            duties=duties,
            seats=tuple([nominee[n] for n in entry.seats if n in nominee]),
            frozen=entry.id in problem.frozen,
            entry=entry,
        )

    @cached_property
    def presences(self) -> dict[str, list[Presence]]:
        """Presences by trainer, in the order of their days."""
        found: dict[str, list[Presence]] = defaultdict(list)
        for held in self.held.values():
            blocks: dict[str, dict[str, Block]] = defaultdict(dict)
            for block, trainer in held.duties:
                blocks[trainer.id][block.id] = block
            for trainer_id, theirs in blocks.items():
                first = held.start + min(b.first_day for b in theirs.values())
                last = held.start + max(b.last_day for b in theirs.values())
                trainer = self.problem.trainer[trainer_id]
                found[trainer_id].append(
                    Presence(trainer, held, first, last, tuple(theirs.values()))
                )
        for presences in found.values():
            presences.sort(key=lambda p: (p.first, p.last))
        return dict(found)

    @cached_property
    def seats_of(self) -> dict[str, list[tuple[Held, Nomination]]]:
        """Seats by official, in the order of their days."""
        found: dict[str, list[tuple[Held, Nomination]]] = defaultdict(list)
        for held in sorted(self.held.values(), key=lambda h: (h.start, h.end)):
            for nomination, official in held.seats:
                found[official.id].append((held, nomination))
        return dict(found)

    @cached_property
    def seated(self) -> dict[str, tuple[Held, ...]]:
        """The runs in which a nomination has a seat, by nomination; more than one is wrong."""
        found: dict[str, tuple[Held, ...]] = {}
        for held in self.held.values():
            here = (held,)
            for nomination, _ in held.seats:
                others = found.get(nomination.id)
                found[nomination.id] = here if others is None else others + here
        return found

    def is_past(self, day: Day) -> bool:
        """Say whether a day is past, which only counts where something is frozen."""
        until = self.problem.horizon.frozen_until
        return until is not None and day <= until
