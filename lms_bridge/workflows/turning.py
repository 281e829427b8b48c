"""What a programme does by itself: on a new planning date, and when somebody leaves a seat."""

from __future__ import annotations

import logging

from dbos import DBOS, DBOSConfiguredInstance

from catalogue.actions.erase_due import erase_due
from catalogue.actions.turn_day import turn_day
from catalogue.viewer import Viewer
from lms_bridge.errors import BridgeError, PlannerUnreachable
from lms_bridge.planner.client import Planner
from lms_bridge.promoting import fill_vacancies
from lms_bridge.threads import in_thread
from lms_bridge.workflows.outlasting import outlasting

TURNS = "turns"
"""The queue of what programmes do by themselves, one after another: they look at the same seats."""

log = logging.getLogger(__name__)


@DBOS.dbos_class()
class Turning(DBOSConfiguredInstance):
    """Keeps programmes going, with a planner that says which seats are possible."""

    def __init__(self, planner: Planner) -> None:
        """Work with a planner."""
        self.planner = planner
        super().__init__("turning")

    @DBOS.workflow()
    async def turn(self, programme: str) -> None:
        """Do what a planning date brings, and fill the seats that it frees."""
        await self.turn_day(programme)
        is_done = await self.fill_seats(programme)
        await self.erase_due(programme)
        if not is_done:
            await DBOS.start_workflow_async(self.fill_later, programme)

    @DBOS.workflow()
    async def forget(self, programme: str) -> None:
        """Erase the people whose retention period is over."""
        await self.erase_due(programme)

    @DBOS.workflow()
    async def fill(self, programme: str) -> None:
        """Fill the seats that were left, now or once there is a planner."""
        if not await self.fill_seats(programme):
            await DBOS.start_workflow_async(self.fill_later, programme)

    @DBOS.workflow()
    async def fill_later(self, programme: str) -> None:
        """Wait for a planner beside the queue, which goes on meanwhile, and fill the seats."""
        await self.planner_appears()
        await DBOS.enqueue_workflow_async(TURNS, self.fill, programme)

    @DBOS.step()
    @outlasting
    async def turn_day(self, programme: str) -> None:
        """Let offers lapse, remind, close waiting lists."""
        await in_thread(turn_day, _viewer(programme), programme)

    @DBOS.step()
    @outlasting
    async def erase_due(self, programme: str) -> None:
        """Erase who has had nothing to do with a programme for as long as it keeps people."""
        await in_thread(erase_due, _viewer(programme), programme)

    @DBOS.step()
    @outlasting
    async def fill_seats(self, programme: str) -> bool:
        """Offer or propose free seats to who comes next; tell whether a planner was there.

        Another problem of the plan is only noted.
        """
        try:
            await fill_vacancies(self.planner, _viewer(programme), programme)
        except PlannerUnreachable as error:
            log.warning("seats of %s are filled later: %s", programme, error)
            return False
        except BridgeError as error:
            log.warning("no seats of %s can be filled: %s", programme, error)
        return True

    @DBOS.step()
    async def planner_appears(self) -> None:
        """Wait until a planner is there, however long that takes."""
        await self.planner.appears()


def _viewer(programme: str) -> Viewer:
    return Viewer.system(f"turn {programme}")
