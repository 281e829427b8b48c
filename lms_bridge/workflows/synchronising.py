"""A synchronisation with the LMS: noted, done, and noted how it ended.

An LMS that does not answer, or does not let us in, is asked again until it does: what is published
must get there.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from dbos import DBOS, DBOSConfiguredInstance, SetEnqueueOptions, SetWorkflowID
from dbos import error as dbos_error

from catalogue.actions.synchronise import begin_sync, finish_sync, tell_progress
from catalogue.errors import WrongState
from catalogue.viewer import Viewer
from lms_bridge import synchronising
from lms_bridge.lms import Lms
from lms_bridge.sync.errors import (
    LmsError,
    MalformedDesired,
    NotAllowed,
    SignInRefused,
    Taken,
    Unreachable,
)
from lms_bridge.sync.pace import jittered
from lms_bridge.sync.state import Enrolment, Role
from lms_bridge.sync.words import TEXTS
from lms_bridge.synchronising import Errand
from lms_bridge.threads import in_thread
from lms_bridge.workflows.outlasting import AWAY, outlasting

SYNCS = "synchronisations"
"""The queue with one writer at a time: two would not see each other's changes."""

URGENT = "urgent-"
"""How the ids of the workflows begin that others give way to."""

EVERYTHING = "sync-"
"""How the ids of those begin that look at everything, since something was changed here."""

LONGEST_WAIT_SECONDS = 20.0
"""How long to wait at most before an LMS that does not answer is asked again."""

_FIRST_WAIT_SECONDS = 1.0
_TURN_SECONDS = 2.0
_UNHURRIED = 10
_ODD_TRIES = 6

log = logging.getLogger(__name__)


@DBOS.dbos_class()
class Synchronising(DBOSConfiguredInstance):
    """Synchronises one LMS, on behalf of the bridge named `holder`."""

    def __init__(self, lms: Lms, holder: str) -> None:
        """Work with an LMS."""
        self.lms, self.holder = lms, holder
        super().__init__("synchronising")

    async def enqueue(
        self,
        id: str,
        programme: str,
        confirmed: list[list[str]],
        runs: list[str] | None = None,
        since: str = "",
    ) -> None:
        """Put a synchronisation into the queue, of some runs before all others.

        The same id again changes nothing.
        """
        urgent = runs is not None
        with (
            SetWorkflowID(id),
            SetEnqueueOptions(priority=1 if urgent else _UNHURRIED),
        ):
            await DBOS.enqueue_workflow_async(
                SYNCS, self.synchronise, programme, confirmed, runs, since
            )

    @DBOS.workflow()
    async def synchronise(
        self, programme: str, confirmed: list[list[str]], runs: list[str] | None, since: str
    ) -> None:
        """Synchronise; `programme` is the one on whose behalf it is noted."""
        sync = await self.begin(programme)
        if await self.carry_out(sync, confirmed, runs, since):
            again = f"{sync.replace(URGENT, EVERYTHING, 1)}+"
            await self.enqueue(again, programme, confirmed, None, since)

    @DBOS.step()
    @outlasting
    async def begin(self, programme: str) -> str:
        """Note that it begins, once, also where a crash comes right after."""
        id = DBOS.workflow_id
        return await in_thread(begin_sync, _viewer(), programme, self.lms.name, id=id)

    @DBOS.step()
    @outlasting
    async def carry_out(
        self, sync: str, confirmed: list[list[str]], runs: list[str] | None, since: str
    ) -> bool:
        """Do it; after a crash it is done again, and finds what is left to do.

        Says whether all has to be looked at afterwards: it gave way to something urgent, or was
        urgent itself and keeps others from going on.
        """
        errand = Errand(
            holder=self.holder,
            confirmed=enrolments_of(confirmed),
            runs=None if runs is None else frozenset(runs),
            sync=sync,
            since=datetime.fromisoformat(since) if since else None,
            give_way=_is_urgent_waiting if runs is None else None,
        )
        tries = 0
        while True:
            try:
                synced = await synchronising.synchronise(_viewer(sync), self.lms, errand)
            except LmsError as error:
                tries += 1
                line = {"kind": "failed", "text": str(error), "reason": error.reason}
                is_waiting = isinstance(error, NotAllowed)
                if is_waiting and await _steps_aside(errand, tries):
                    waits = {"kind": "waits", "text": TEXTS["GAVE_WAY"]}
                    await self._finish(sync, {}, error.reason, [line, waits])
                    return True
                if is_waiting or _may_pass(error, tries):
                    await in_thread(_tell_waiting, sync, tries, error, line)
                    await asyncio.sleep(_wait_seconds(error, tries))
                    continue
                await self._finish(sync, {}, error.reason, [line])
                return False
            except AWAY:
                raise
            except Exception:
                log.exception("synchronisation %s failed", sync)
                line = {"kind": "failed", "text": "the log says why", "reason": "INTERNAL"}
                await self._finish(sync, {}, "INTERNAL", [line])
                return False
            else:
                await self._finish(sync, synced.figures, "", synced.lines)
                return synced.report.gave_way

    async def _finish(
        self, sync: str, figures: dict[str, int], failure: str, lines: Sequence[dict[str, str]]
    ) -> None:
        try:
            await in_thread(finish_sync, _viewer(sync), sync, figures, failure, lines)
        except WrongState:
            return  # noted before a crash came


async def waiting_syncs(prefix: str) -> list[str]:
    """Name the synchronisations in the queue whose ids begin so, and that have not begun."""
    found = await DBOS.list_workflows_async(
        queue_name=SYNCS,
        status="ENQUEUED",
        workflow_id_prefix=prefix,
        load_input=False,
        load_output=False,
    )
    return [each.workflow_id for each in found]


async def _is_urgent_waiting() -> bool:
    try:
        return bool(await waiting_syncs(URGENT))
    except dbos_error.DBOSException:
        return False  # the bridge is being stopped: nothing urgent begins any more


async def _steps_aside(errand: Errand, tries: int) -> bool:
    """Say whether others that wait go first, since a right may be lacking for this alone.

    A look at everything lets each that is urgent go first; an urgent one is left, after a few
    tries, to a look at everything, which then waits in its place.
    """
    if errand.runs is not None:
        return tries == _ODD_TRIES
    return errand.give_way is not None and await errand.give_way()


def _may_pass(error: LmsError, tries: int) -> bool:
    """Say whether to try again: where nothing can be done always, after odd answers a few times.

    Others that wait could do nothing, either, and what a person confirmed is not forgotten.
    """
    if isinstance(error, Unreachable | Taken | SignInRefused):
        return True
    return tries < _ODD_TRIES and not isinstance(error, MalformedDesired)


def _tell_waiting(sync: str, tries: int, error: LmsError, line: Mapping[str, str]) -> None:
    """Note that it waits, and what keeps it where that is more than an LMS that is away."""
    is_away = isinstance(error, Unreachable | Taken)
    told = ("", ()) if is_away else (error.reason, [line])
    tell_progress(_viewer(sync), sync, {"tries": tries}, *told)


def _wait_seconds(error: LmsError, tries: int) -> float:
    if isinstance(error, Taken):
        return _TURN_SECONDS
    asked = getattr(error, "retry_after_seconds", None) or 0.0
    longest = min(LONGEST_WAIT_SECONDS, _FIRST_WAIT_SECONDS * 2.0 ** min(tries, 10))
    return max(asked, jittered(longest))


def _viewer(sync: str = "") -> Viewer:
    return Viewer.system(f"sync {sync}".strip())


def enrolments_of(rows: Sequence[Sequence[str]]) -> frozenset[Enrolment]:
    """Read enrolments as they are stored."""
    return frozenset(Enrolment(key, person, Role(role)) for key, person, role in rows)
