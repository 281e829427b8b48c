"""A synchronisation with the LMS: noted, done, and noted how it ended."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from dbos import DBOS, DBOSConfiguredInstance

from catalogue.actions.synchronise import begin_sync, finish_sync
from catalogue.errors import WrongState
from catalogue.viewer import Viewer
from lms_bridge import synchronising
from lms_bridge.lms import Lms
from lms_bridge.sync.errors import LmsError, Unreachable
from lms_bridge.sync.state import Enrolment, Role
from lms_bridge.threads import in_thread

TRIES = 4
"""How often an LMS that gives no answer is asked."""

_FIRST_WAIT_SECONDS = 1.0

log = logging.getLogger(__name__)


@DBOS.dbos_class()
class Synchronising(DBOSConfiguredInstance):
    """Synchronises one LMS."""

    def __init__(self, lms: Lms) -> None:
        """Work with an LMS."""
        self.lms = lms
        super().__init__("synchronising")

    @DBOS.workflow()
    async def synchronise(self, programme: str, confirmed: list[list[str]]) -> None:
        """Synchronise; `programme` is the one on whose behalf it is noted."""
        sync = await self.begin(programme)
        await self.carry_out(sync, confirmed)

    @DBOS.step()
    async def begin(self, programme: str) -> str:
        """Note that it begins, once, also where a crash comes right after."""
        id = DBOS.workflow_id
        return await in_thread(begin_sync, _viewer(), programme, self.lms.name, id=id)

    @DBOS.step()
    async def carry_out(self, sync: str, confirmed: list[list[str]]) -> None:
        """Do it; after a crash it is done again, and finds what is left to do."""
        agreed = enrolments_of(confirmed)
        for tries_left in reversed(range(TRIES)):
            try:
                synced = await synchronising.synchronise(_viewer(sync), self.lms, agreed)
            except LmsError as error:
                if tries_left and isinstance(error, Unreachable):
                    wait = _FIRST_WAIT_SECONDS * 2 ** (TRIES - 1 - tries_left)
                    await asyncio.sleep(error.retry_after_seconds or wait)
                    continue
                line = {"kind": "failed", "text": str(error), "reason": error.reason}
                await self._finish(sync, {}, error.reason, [line])
                return
            except Exception:
                log.exception("synchronisation %s failed", sync)
                line = {"kind": "failed", "text": "the log says why", "reason": "INTERNAL"}
                await self._finish(sync, {}, "INTERNAL", [line])
                return
            await self._finish(sync, synced.figures, "", synced.lines)
            return

    async def _finish(
        self, sync: str, figures: dict[str, int], failure: str, lines: Sequence[dict[str, str]]
    ) -> None:
        try:
            await in_thread(finish_sync, _viewer(sync), sync, figures, failure, lines)
        except WrongState:
            return  # noted before a crash came


def _viewer(sync: str = "") -> Viewer:
    return Viewer.system(f"sync {sync}".strip())


def enrolments_of(rows: Sequence[Sequence[str]]) -> frozenset[Enrolment]:
    """Read enrolments as they are stored."""
    return frozenset(Enrolment(key, person, Role(role)) for key, person, role in rows)
