"""The relay: from words in the outbox to workflows."""

from __future__ import annotations

from collections.abc import Sequence

from dbos import DBOS, SetWorkflowID

from catalogue.outbox import Letter, take, waiting
from catalogue.queries.overview import programmes
from catalogue.viewer import Viewer
from lms_bridge.threads import in_thread
from lms_bridge.workflows.planning import Planning, prefix
from lms_bridge.workflows.synchronising import Synchronising

SYNCS = "synchronisations"
"""The queue with one writer at a time: two would not see each other's changes."""

CHANGING = frozenset(
    {
        "plan.published",
        "programme.loaded",
        "sync.requested",
        "seats.changed",
        "nomination.withdrawn",
        "nomination.declined",
        "nomination.lapsed",
        "nomination.promoted",
        "drop_out.confirmed",
        "drop_out.dismissed",
    }
)
"""Topics after which an LMS may have to hold something else."""


async def relay(planning: Planning, synchronising: Synchronising | None) -> int:
    """Start workflows for what waits in the outbox; give how many letters there were.

    One synchronisation does for all that wait, since it looks at everything anyway.
    """
    letters = await in_thread(waiting)
    for letter in letters:
        if letter.topic == "scenario.started":
            scenario = letter.payload["scenario"]
            with SetWorkflowID(f"{prefix(scenario)}{letter.id}"):
                await DBOS.start_workflow_async(planning.plan, scenario)
    changing = [letter for letter in letters if letter.topic in CHANGING]
    if changing and synchronising:
        await _synchronise(synchronising, changing)
    for letter in letters:
        await in_thread(take, letter.id)
    return len(letters)


async def _synchronise(synchronising: Synchronising, letters: Sequence[Letter]) -> None:
    named = [letter.payload["programme"] for letter in letters if "programme" in letter.payload]
    programme = named[-1] if named else await _newest_programme()
    confirmed = [each for letter in letters for each in letter.payload.get("leaving", ())]
    if programme:
        await enqueue_sync(synchronising, letters[-1].id, programme, confirmed)


async def enqueue_sync(
    synchronising: Synchronising, id: str, programme: str, confirmed: list[list[str]]
) -> None:
    """Put a synchronisation into the queue; the same id again changes nothing."""
    with SetWorkflowID(f"sync-{id}"):
        await DBOS.enqueue_workflow_async(SYNCS, synchronising.synchronise, programme, confirmed)


async def _newest_programme() -> str | None:
    known = await in_thread(programmes, Viewer.system())
    return known[0].id if known else None
