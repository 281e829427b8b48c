"""What is different between two plans, in the field's terms.

It knows plans as plain values; who is behind the ids is for `queries.differences` to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from catalogue.plan import Plan, PlannedRun


@dataclass(frozen=True, slots=True)
class RunAdded:
    """A run is held that was not."""

    run: str
    now: PlannedRun


@dataclass(frozen=True, slots=True)
class RunCancelled:
    """A run is no longer held."""

    run: str
    before: PlannedRun


@dataclass(frozen=True, slots=True)
class DateMoved:
    """A run starts on another day."""

    run: str
    before: date
    now: date


@dataclass(frozen=True, slots=True)
class VenueMoved:
    """A run is held at another venue."""

    run: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class LanguageChanged:
    """A run is held in another language."""

    run: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class TrainersSwapped:
    """A block of a run that stays lost trainers, or got others."""

    run: str
    block: str
    lost: tuple[str, ...]
    gained: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeatGained:
    """A nomination has a seat that had none."""

    nomination: str
    run: str


@dataclass(frozen=True, slots=True)
class SeatLost:
    """A nomination no longer has a seat."""

    nomination: str
    run: str


@dataclass(frozen=True, slots=True)
class SeatMoved:
    """A nomination has its seat in another run; `run` is the new one."""

    nomination: str
    before: str
    run: str


RunChange = RunAdded | RunCancelled | DateMoved | VenueMoved | LanguageChanged | TrainersSwapped
SeatChange = SeatGained | SeatLost | SeatMoved
Change = RunChange | SeatChange


def changes(before: Plan, now: Plan) -> tuple[Change, ...]:
    """List what is different, run by run in the order of their ids, then seat by seat."""
    old = {held.run: held for held in before}
    new = {held.run: held for held in now}
    found: list[Change] = []
    for run in sorted(old.keys() | new.keys()):
        if run not in old:
            found.append(RunAdded(run, new[run]))
        elif run not in new:
            found.append(RunCancelled(run, old[run]))
        else:
            found += _run_changes(old[run], new[run])
    return (*found, *_seat_changes(before, now))


def _run_changes(before: PlannedRun, now: PlannedRun) -> Iterator[Change]:
    run = now.run
    if before.start != now.start:
        yield DateMoved(run, before.start, now.start)
    if before.venue != now.venue:
        yield VenueMoved(run, before.venue, now.venue)
    if before.language != now.language:
        yield LanguageChanged(run, before.language, now.language)
    for block in sorted({pair.block for pair in (*before.trainers, *now.trainers)}):
        old = {pair.trainer for pair in before.trainers if pair.block == block}
        new = {pair.trainer for pair in now.trainers if pair.block == block}
        if old != new:
            yield TrainersSwapped(run, block, tuple(sorted(old - new)), tuple(sorted(new - old)))


def _seat_changes(before: Plan, now: Plan) -> Iterator[Change]:
    old = {seat: held.run for held in before for seat in held.seats}
    new = {seat: held.run for held in now for seat in held.seats}
    for seat in sorted(old.keys() | new.keys()):
        if seat not in old:
            yield SeatGained(seat, new[seat])
        elif seat not in new:
            yield SeatLost(seat, old[seat])
        elif old[seat] != new[seat]:
            yield SeatMoved(seat, old[seat], new[seat])
