"""The changes, carried out: in order, in batches, each failure visible and in nobody else's way.

A change whose ground is missing (its class or account could not be made) is not tried, and nobody
is taken out of a class while one that they move to has not received them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeAlias, TypeVar

from lms_bridge.sync.changes import (
    ArchiveClass,
    Change,
    CreateClass,
    CreatePerson,
    DescribeClass,
    Enrol,
    JoinCohort,
    JoinGroup,
    MarkAttendance,
    ProvideLesson,
    RenameClass,
    RenamePerson,
    Unenrol,
    key_of,
)
from lms_bridge.sync.connector import Connector, KeepsAttendance, KeepsGroups
from lms_bridge.sync.difference import Difference
from lms_bridge.sync.errors import Faltered, Refused
from lms_bridge.sync.state import Seat

NOT_TRIED = "NOT_TRIED"
SET_ASIDE = "SET_ASIDE"

BATCHED = frozenset({CreatePerson, Enrol, Unenrol})
"""Changes that an LMS takes many of in one call."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a change was not made.

    `LMS_REFUSED` with the LMS's text; `LMS_FALTERED` where it gave no answer about this alone, not
    even when all else was done; `NOT_TRIED` since what it stands `on` was not made;
    `SET_ASIDE` by a person.
    """

    reason: str
    text: str = ""
    on: Change | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a change."""

    change: Change
    failure: Failure | None = None


Permit: TypeAlias = Callable[[], AbstractAsyncContextManager[None]]
"""Entered around each sending; it raises where nothing may be sent any more."""


def freely() -> AbstractAsyncContextManager[None]:
    """Let everything be sent."""
    return nullcontext()


async def _never() -> bool:
    return False


async def apply(
    connector: Connector,
    difference: Difference,
    aside: Collection[str] = (),
    permit: Permit = freely,
    give_way: Callable[[], Awaitable[bool]] = _never,
) -> AsyncIterator[Outcome]:
    """Carry a difference out, telling what became of each change as soon as it is known.

    What somebody set `aside`, by its name (`key_of`), is not tried, nor what stands on it. Each
    sending goes through `permit`; before each, `give_way` is asked whether to stop. Raises the
    errors of `sync.errors` that are about no single item; what was told stands, and a new run goes
    on from there. A difference that is held must not be given.
    """
    if difference.hold:
        raise ValueError("this difference waits for a person")
    work = _Work(connector, difference, aside, permit)
    faltered: list[Change] = []
    for some in _steps(connector, difference.changes):
        if await give_way():
            return
        for outcome in await work.carry_out(some):
            if _falters(outcome, faltered):
                faltered.append(outcome.change)
            else:
                yield outcome
    work.forget(faltered)
    for some in _steps(connector, faltered):
        if await give_way():
            return
        for outcome in await work.carry_out(some):
            yield outcome


def _steps(connector: Connector, changes: Sequence[Change]) -> Iterator[Sequence[Change]]:
    for kind, of_kind in groupby(changes, key=type):
        size = connector.batch if kind in BATCHED else connector.at_once
        yield from _portions(list(of_kind), size)


def _falters(outcome: Outcome, faltered: Sequence[Change]) -> bool:
    """Say whether a change is worth trying once more, when all others are made."""
    failure = outcome.failure
    return failure is not None and (
        failure.reason == Faltered.reason or (failure.on is not None and failure.on in faltered)
    )


class _Work:
    """One application: ids as they become known, and what has failed so far."""

    def __init__(
        self,
        connector: Connector,
        difference: Difference,
        aside: Collection[str],
        permit: Permit,
    ) -> None:
        self.connector = connector
        self.aside = aside
        self.permit = permit
        self.class_ids = dict(difference.class_ids)
        self.person_ids = dict(difference.person_ids)
        self.failed_classes: dict[str, Change] = {}
        self.failed_people: dict[str, Change] = {}
        self.failed_joining: dict[tuple[str, str], Change] = {}

    async def carry_out(self, changes: Sequence[Change]) -> list[Outcome]:
        """Make changes of one kind."""
        blocked = [Outcome(c, failure) for c in changes if (failure := self.blocked(c))]
        ready = [c for c in changes if not self.blocked(c)]
        batched = bool(ready) and type(ready[0]) in BATCHED
        made = await (self.together(ready) if batched else self.singles(ready))
        outcomes = [*blocked, *made]
        for outcome in outcomes:
            if outcome.failure:
                self.note(outcome.change)
        return outcomes

    def blocked(self, change: Change) -> Failure | None:
        """Tell why a change is not tried at all."""
        if key_of(change) in self.aside:
            return Failure(SET_ASIDE)
        on = self.ground(change)
        return Failure(NOT_TRIED, on=on) if on else None

    def ground(self, change: Change) -> Change | None:
        """Find the failed change that this one would stand on."""
        match change:
            case DescribeClass(wanted):
                return self.failed_classes.get(wanted.key)
            case ProvideLesson(class_key):
                return self.failed_classes.get(class_key)
            case Enrol(e):
                return self.failed_classes.get(e.class_key) or self.failed_people.get(e.person_key)
            case Unenrol(e):
                return self.failed_joining.get((e.person_key, e.role))
            case _:
                return None

    def note(self, failed: Change) -> None:
        """Remember what others would stand on."""
        match failed:
            case CreateClass(wanted):
                self.failed_classes[wanted.key] = failed
            case CreatePerson(wanted):
                self.failed_people[wanted.key] = failed
            case Enrol(e):
                self.failed_joining[e.person_key, e.role] = failed
            case _:
                pass

    def forget(self, faltered: Collection[Change]) -> None:
        """Let others stand again on what is tried once more."""
        failed: tuple[dict[Any, Change], ...] = (
            *(self.failed_classes, self.failed_people, self.failed_joining),
        )
        for known in failed:
            for key in [key for key, change in known.items() if change in faltered]:
                del known[key]

    async def together(self, changes: Sequence[Change]) -> list[Outcome]:
        """Send a batch; halve one that is refused as a whole until the bad item stands alone."""
        try:
            async with self.permit():
                refused = await self.send(changes)
        except Refused as error:
            if len(changes) == 1:
                return [Outcome(changes[0], _failure(error))]
            half = len(changes) // 2
            return [*await self.together(changes[:half]), *await self.together(changes[half:])]
        return [
            Outcome(change, _failure(error) if error else None)
            for change, error in zip(changes, refused, strict=True)
        ]

    async def send(self, changes: Sequence[Change]) -> list[Refused | None]:
        """Send a batch of one kind, and tell which of it were refused alone."""
        people = [change.wanted for change in changes if isinstance(change, CreatePerson)]
        if people:
            answers = list(zip(people, await self.connector.create_people(people), strict=True))
            self.person_ids |= {p.key: given for p, given in answers if isinstance(given, str)}
            return [given if isinstance(given, Refused) else None for _, given in answers]
        seats = [self.seat(change) for change in changes if isinstance(change, Enrol | Unenrol)]
        is_joining = isinstance(changes[0], Enrol)
        refused = await (self.connector.enrol if is_joining else self.connector.unenrol)(seats)
        return [refused.get(seat) for seat in seats]

    def seat(self, change: Enrol | JoinGroup | Unenrol) -> Seat:
        e = change.enrolment
        return Seat(self.class_ids[e.class_key], self.person_ids[e.person_key], e.role)

    async def singles(self, changes: Sequence[Change]) -> list[Outcome]:
        """Make single changes side by side; an error that ends the run waits for the others."""
        results = await asyncio.gather(*map(self.single, changes), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result
        return [r for r in results if isinstance(r, Outcome)]

    async def single(self, change: Change) -> Outcome:
        try:
            async with self.permit():
                await self.make(change)
        except Refused as error:
            return Outcome(change, _failure(error))
        return Outcome(change)

    async def make(self, change: Change) -> None:
        lms = self.connector
        match change:
            case CreateClass(wanted):
                self.class_ids[wanted.key] = await lms.create_class(wanted)
            case RenameClass(wanted):
                await lms.rename_class(self.class_ids[wanted.key], wanted)
            case DescribeClass(wanted):
                await lms.describe_class(self.class_ids[wanted.key], wanted)
            case ProvideLesson(class_key, lesson=lesson):
                await lms.provide_lesson(self.class_ids[class_key], lesson)
            case MarkAttendance(class_key, at=at, present=present) if isinstance(
                lms, KeepsAttendance
            ):
                there = {self.person_ids[person]: was_there for person, was_there in present}
                await lms.mark(self.class_ids[class_key], at, there)
            case JoinGroup() if isinstance(lms, KeepsGroups):
                await lms.join_group(self.seat(change))
            case JoinCohort(wanted, before) if isinstance(lms, KeepsGroups):
                await lms.join_cohort(self.person_ids[wanted.key], wanted, before)
            case RenamePerson(wanted):
                await lms.rename_person(self.person_ids[wanted.key], wanted)
            case ArchiveClass(wanted):
                await lms.archive_class(self.class_ids[wanted.key], wanted)
            case _:
                raise TypeError(f"{type(change).__name__} is made in a batch")


def _failure(error: Refused) -> Failure:
    return Failure(error.reason, str(error))


def _portions(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
