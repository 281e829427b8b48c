"""The relay: from words in the outbox to workflows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dbos import DBOS, SetWorkflowID

from catalogue import sight
from catalogue.db import reading
from catalogue.happenings import TELLING
from catalogue.nominations import Nomination
from catalogue.outbox import Letter, take, waiting
from catalogue.queries.news import TOPICS
from catalogue.queries.overview import programmes
from catalogue.queries.webhooks import has_receivers
from catalogue.viewer import Viewer
from catalogue.webhooks import REPLAYED
from lms_bridge.threads import in_thread
from lms_bridge.urgent import urgent_runs
from lms_bridge.workflows.mailing import Mailing
from lms_bridge.workflows.planning import Planning, prefix
from lms_bridge.workflows.repairing import Repairing
from lms_bridge.workflows.synchronising import EVERYTHING, URGENT, Synchronising
from lms_bridge.workflows.telling import Telling
from lms_bridge.workflows.turning import TURNS, Turning

LOADED = "programme.loaded"
"""The topic after which, too, the retention period of somebody may be over."""

CHANGING = frozenset(
    {
        "plan.published",
        LOADED,
        "sync.requested",
        "seats.changed",
        "nomination.withdrawn",
        "nomination.declined",
        "nomination.lapsed",
        "nomination.promoted",
        "drop_out.confirmed",
        "drop_out.dismissed",
        "person.erased",
        "person.merged",
    }
)
"""Topics after which an LMS may have to hold something else."""

WHOLE = frozenset({LOADED, "sync.requested"})
"""Topics after which all of it is looked at."""

REFUSED = "assignment.refused"
"""The topic after which a plan is repaired."""

DATED = "programme.planning_date_set"
"""The topic after which a programme does what is due."""

LEAVING = frozenset(
    {
        "nomination.withdrawn",
        "nomination.declined",
        "nomination.lapsed",
        "nomination.substituted",
        "drop_out.confirmed",
        "proposal.dismissed",
    }
)
"""Topics after which a seat may be free, or somebody else may come next."""


async def relay(
    planning: Planning,
    turning: Turning,
    repairing: Repairing,
    telling: Telling,
    mailing: Mailing,
    synchronising: Synchronising | None,
) -> int:
    """Start workflows for what waits in the outbox; give how many letters there were.

    One synchronisation does for all that wait, since it looks at everything anyway; so does one
    round of filling seats.
    """
    letters = await in_thread(waiting)
    for letter in letters:
        if letter.topic == "scenario.started":
            scenario = letter.payload["scenario"]
            with SetWorkflowID(f"{prefix(scenario)}{letter.id}"):
                await DBOS.start_workflow_async(planning.plan, scenario)
        elif letter.topic == DATED:
            await _enqueue(TURNS, f"turn-{letter.id}", turning.turn, letter.payload["programme"])
        elif letter.topic == LOADED:
            programme = letter.payload["programme"]
            await _enqueue(TURNS, f"forget-{letter.id}", turning.forget, programme)
        elif letter.topic == REFUSED:
            name = "Repair: {trainer} refuses {run}".format_map(letter.payload)
            programme = letter.payload["programme"]
            await _enqueue(TURNS, f"repair-{letter.id}", repairing.repair, programme, name)
    told = [letter for letter in letters if letter.topic in TELLING | {REPLAYED}]
    is_heard: bool = bool(told) and await in_thread(has_receivers)
    if is_heard:
        for letter in told:
            await telling.start(letter)
    for letter in letters:
        if letter.topic in TOPICS:
            await mailing.start(letter)
    leaving = [letter for letter in letters if letter.topic in LEAVING]
    if leaving:
        for programme in await in_thread(_programmes_of, leaving):
            await _enqueue(TURNS, f"fill-{programme}-{leaving[-1].id}", turning.fill, programme)
    changing = [letter for letter in letters if letter.topic in CHANGING]
    if changing and synchronising:
        await _synchronise(synchronising, changing)
    if letters:
        await in_thread(take, *(letter.id for letter in letters))
    return len(letters)


async def _synchronise(synchronising: Synchronising, letters: Sequence[Letter]) -> None:
    named = [letter.payload["programme"] for letter in letters if "programme" in letter.payload]
    programme = named[-1] if named else await _newest_programme()
    if not programme:
        return
    confirmed = [each for letter in letters for each in letter.payload.get("leaving", ())]
    id, lms = letters[-1].id, synchronising.lms.name
    runs = None
    if not any(letter.topic in WHOLE for letter in letters):
        runs = await in_thread(urgent_runs, Viewer.system(), lms, _runs(letters))
    if runs is None:
        await synchronising.enqueue(f"{EVERYTHING}{id}", programme, confirmed)
    elif runs:
        await synchronising.enqueue(f"{URGENT}{id}", programme, confirmed, sorted(runs))


def _runs(letters: Sequence[Letter]) -> frozenset[str] | None:
    """Name the runs that letters speak of; None where one of them may speak of any."""
    found: set[str] = set()
    for letter in letters:
        if letter.topic == "plan.published":
            return None
        if run := letter.payload.get("run"):
            found.add(run)
    return frozenset(found)


async def _enqueue(queue: str, id: str, work: Callable[..., Any], *given: object) -> None:
    with SetWorkflowID(id):
        await DBOS.enqueue_workflow_async(queue, work, *given)


@reading
def _programmes_of(letters: Sequence[Letter]) -> list[str]:
    """Give the programmes of the nominations that letters speak of."""
    named = {letter.payload["nomination"] for letter in letters}
    rows = sight.nominations(Viewer.system()).select(Nomination.programme).distinct()
    return sorted(row.programme_id for row in rows.where(Nomination.id.in_(sorted(named))))


async def _newest_programme() -> str | None:
    known = await in_thread(programmes, Viewer.system())
    return known[0].id if known else None
