"""One synchronisation: read, compare, record, apply, read back.

It can be cut off anywhere and run again: what was done is seen, what was not is done.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass

from lms_bridge.sync.apply import Outcome, apply
from lms_bridge.sync.connector import Connector
from lms_bridge.sync.difference import Difference, difference
from lms_bridge.sync.inbound import Inbound, inbound
from lms_bridge.sync.made import Made
from lms_bridge.sync.state import Desired, Enrolment


@dataclass(frozen=True, slots=True)
class Report:
    """What a synchronisation found, did and read back.

    `before` is what there was to do; `outcomes` what became of it; `after` what was still to do
    when everything was read again: nothing, unless something failed or changed meanwhile. Where
    `before.hold` is set, nothing was done, `after` is `before`, and `inbound` is told all the same.
    """

    before: Difference
    outcomes: tuple[Outcome, ...]
    after: Difference
    inbound: Inbound


async def preview(
    connector: Connector, desired: Desired, made: Made, confirmed: Collection[Enrolment] = ()
) -> Difference:
    """Tell what a synchronisation would do. Nothing is changed anywhere."""
    return difference(connector.fit(desired), await connector.read(), made, confirmed)


async def synchronise(
    connector: Connector,
    desired: Desired,
    made: Made,
    save: Callable[[Made], Awaitable[None]],
    confirmed: Collection[Enrolment] = (),
) -> Report:
    """Make the LMS what the plan wants, and bring back what happened there.

    `save` keeps our record; it is called before anything is sent and when it was read back, and
    must have kept it when it returns. Raises the errors of `sync.errors`.
    """
    desired = connector.fit(desired)
    remote = await connector.read()
    before = after = difference(desired, remote, made, confirmed)
    outcomes: list[Outcome] = []
    if not before.hold:
        kept = await _kept(made, before.sending, save)
        if before.changes:
            outcomes = [outcome async for outcome in apply(connector, before)]
            remote = await connector.read()
            after = difference(desired, remote, kept, confirmed)
            await _kept(kept, after.made, save)
    facts = await connector.facts(after.class_ids.values())
    return Report(before, tuple(outcomes), after, inbound(facts, desired, remote, after.made))


async def _kept(old: Made, new: Made, save: Callable[[Made], Awaitable[None]]) -> Made:
    if new != old:
        await save(new)
    return new
