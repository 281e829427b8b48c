"""One synchronisation: read, compare, record, apply, read back.

It can be cut off anywhere and run again: what was done is seen, what was not is done.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from lms_bridge.sync.apply import Outcome, Permit, apply, freely
from lms_bridge.sync.brake import Hold
from lms_bridge.sync.changes import MarkAttendance, key_of
from lms_bridge.sync.connector import Connector, KeepsAttendance
from lms_bridge.sync.difference import Difference, difference
from lms_bridge.sync.inbound import Inbound, inbound
from lms_bridge.sync.made import Made, Standing
from lms_bridge.sync.marking import lacking, no_grades, not_done, noted_otherwise
from lms_bridge.sync.shown import NoGrade, NotDone, NotedOtherwise
from lms_bridge.sync.state import Desired, Enrolment, Remote, Scope


@dataclass(frozen=True, slots=True)
class Report:
    """What a synchronisation found, did and read back.

    `before` is what there was to do; `outcomes` what became of it; `after` what was still to do
    when everything was read again: nothing, unless something failed or changed meanwhile. Where
    `before.hold` is set, nothing was done, `after` is `before`, and `inbound` is told all the same.
    Where it `gave_way` to what was more urgent, `after` is what was left, not read back. What
    `inbound_holds` wait with is told in nothing else; who takes things in decides that.
    """

    before: Difference
    outcomes: tuple[Outcome, ...]
    after: Difference
    inbound: Inbound
    noted_otherwise: tuple[NotedOtherwise, ...] = ()
    not_done: tuple[NotDone, ...] = ()
    no_grades: tuple[NoGrade, ...] = ()
    inbound_holds: tuple[Hold, ...] = ()
    gave_way: bool = False


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a synchronisation is to be done.

    `confirmed` are ends that a person has seen and agreed to; `aside` the names (`key_of`) of
    changes that are not to be tried. With a `scope` only that part is compared, and nothing is
    brought back. `since` is how far what happened there is known already. Each sending goes
    through `permit`; before each, `give_way` is asked whether to stop for something urgent; `told`
    hears what became of changes so far, and how many there are.
    """

    confirmed: Collection[Enrolment] = ()
    aside: Collection[str] = ()
    scope: Scope | None = None
    since: datetime | None = None
    permit: Permit = freely
    give_way: Callable[[], Awaitable[bool]] | None = None
    told: Callable[[Sequence[Outcome], int], Awaitable[None]] | None = None


USUAL = Wishes()

Save = Callable[[Made], Awaitable[None]]


async def preview(
    connector: Connector, desired: Desired, made: Made, confirmed: Collection[Enrolment] = ()
) -> Report:
    """Tell what a synchronisation would do and bring back. Nothing is changed anywhere.

    Attendance of people who have no account yet is not among it.
    """

    async def save(made: Made) -> None:
        raise AssertionError("a preview keeps nothing")

    run = _Run(connector, connector.fit(desired), made, save, Wishes(confirmed))
    remote = await run.read()
    found = run.compare(remote)
    came = await run.came(found, remote)
    found = replace(found, changes=(*found.changes, *run.marks(came, found)))
    return run.report(found, found, came)


async def synchronise(
    connector: Connector, desired: Desired, made: Made, save: Save, wishes: Wishes = USUAL
) -> Report:
    """Make the LMS what the plan wants, and bring back what happened there.

    `save` keeps our record; it is called before anything is sent and when it was read back, and
    must have kept it when it returns. Raises the errors of `sync.errors`.
    """
    run = _Run(connector, connector.fit(desired), made, save, wishes)
    return await run.carry_out()


@dataclass(slots=True)
class _Run:
    """One synchronisation, of everything or a scope; `made` is our record of that part."""

    connector: Connector
    desired: Desired
    whole: Made
    save: Save
    wishes: Wishes
    outcomes: list[Outcome] = field(default_factory=list)
    made: Made = field(init=False)
    elsewhere: int = 0
    gave_way: bool = False

    def __post_init__(self) -> None:
        self.made = self.whole
        if scope := self.wishes.scope:
            self.desired = self.desired.within(scope)
            self.made = self.whole.within(scope.classes)
            seen = [e for e, s in self.whole.enrolments.items() if s is Standing.SEEN]
            self.elsewhere = sum(e.class_key not in scope.classes for e in seen)

    async def carry_out(self) -> Report:
        remote = await self.read()
        before = after = self.compare(remote)
        if not before.hold:
            await self.keep(before.sending(self.wishes.aside))
            await self.apply(before)
            if self.gave_way:
                return self.report(before, self.left(before), Inbound())
            if before.changes:
                remote = await self.read()
                after = self.compare(remote)
                await self.keep(after.made)
        came = Inbound()
        if self.wishes.scope is None:
            came = await self.came(after, remote)
            if marks := self.marks(came, after):
                await self.apply(replace(after, changes=marks))
        return self.report(before, after, came)

    async def read(self) -> Remote:
        remote = await self.connector.read(self.wishes.scope)
        return remote.forgetting(self.desired.forgotten)

    def compare(self, remote: Remote) -> Difference:
        return difference(self.desired, remote, self.made, self.wishes.confirmed, self.elsewhere)

    async def apply(self, to_do: Difference) -> None:
        w = self.wishes
        carried_out = apply(self.connector, to_do, w.aside, w.permit, self.asked_to_give_way)
        async for outcome in carried_out:
            self.outcomes.append(outcome)
            if w.told:
                await w.told(self.outcomes, len(to_do.changes))

    async def came(self, found: Difference, remote: Remote) -> Inbound:
        facts = await self.connector.facts(found.class_ids.values(), self.wishes.since)
        return inbound(facts, self.desired, remote, found.made)

    def marks(self, came: Inbound, found: Difference) -> tuple[MarkAttendance, ...]:
        """List who was there as it was noted here alone; what is known there stays."""
        is_kept = isinstance(self.connector, KeepsAttendance) and not found.hold
        return lacking(self.desired, came.attendance, found) if is_kept else ()

    async def asked_to_give_way(self) -> bool:
        self.gave_way = self.wishes.give_way is not None and await self.wishes.give_way()
        return self.gave_way

    def left(self, to_do: Difference) -> Difference:
        tried = {key_of(outcome.change) for outcome in self.outcomes}
        return replace(to_do, changes=tuple(c for c in to_do.changes if key_of(c) not in tried))

    async def keep(self, made: Made) -> None:
        if made != self.made:
            scope = self.wishes.scope
            self.whole = self.whole.with_part(made, scope.classes) if scope else made
            self.made = made
            await self.save(self.whole)

    def report(self, before: Difference, after: Difference, came: Inbound) -> Report:
        return Report(
            before=before,
            outcomes=tuple(self.outcomes),
            after=after,
            inbound=came,
            noted_otherwise=noted_otherwise(self.desired, came.attendance),
            not_done=not_done(self.desired, came),
            no_grades=no_grades(self.desired, came),
            gave_way=self.gave_way,
        )
