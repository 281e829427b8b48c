"""The relay: from words in the outbox to workflows."""

from __future__ import annotations

from collections.abc import Sequence

from dbos import DBOS, SetWorkflowID

from catalogue.actions.erase_due import erase_due
from catalogue.outbox import Letter, take, waiting
from catalogue.queries.overview import programmes
from catalogue.viewer import Viewer
from lms_bridge.threads import in_thread
from lms_bridge.urgent import urgent_runs
from lms_bridge.workflows.planning import Planning, prefix
from lms_bridge.workflows.synchronising import URGENT, Synchronising

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
        "person.erased",
        "person.merged",
    }
)
"""Topics after which an LMS may have to hold something else."""

DATED = frozenset({"programme.planning_date_set", "programme.loaded"})
"""Topics after which the retention period of somebody may be over."""


WHOLE = frozenset({"programme.loaded", "sync.requested"})
"""Topics after which all of it is looked at."""


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
        if letter.topic in DATED:
            await in_thread(erase_due, Viewer.system("retention"), letter.payload["programme"])
    changing = [letter for letter in letters if letter.topic in CHANGING]
    if changing and synchronising:
        await _synchronise(synchronising, changing)
    for letter in letters:
        await in_thread(take, letter.id)
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
    if runs is not None:
        await synchronising.enqueue(f"{URGENT}{id}", programme, confirmed, sorted(runs))
    else:
        await synchronising.enqueue(f"sync-{id}", programme, confirmed)


def _runs(letters: Sequence[Letter]) -> frozenset[str] | None:
    """Name the runs that letters speak of; None where one of them may speak of any."""
    found: set[str] = set()
    for letter in letters:
        if letter.topic == "plan.published":
            return None
        if run := letter.payload.get("run"):
            found.add(run)
    return frozenset(found)


async def _newest_programme() -> str | None:
    known = await in_thread(programmes, Viewer.system())
    return known[0].id if known else None
