"""The right to write to an LMS: one bridge has it at a time, by a lease in the database.

The lease is prolonged while there is work. What is being sent when it runs out is broken off well
before another bridge can take it: their clocks may differ a little, and a bridge that was stopped
and goes on finds itself without it. A bridge that lost its session in the database (`Standing`)
sends nothing: others may have been told by now that it is dead.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from catalogue.actions.lease import give_back_lease, take_lease
from catalogue.errors import Busy, NoStorage
from catalogue.viewer import Viewer
from lms_bridge.sync.errors import Taken
from lms_bridge.threads import in_thread

SECONDS = 30.0
MARGIN_SECONDS = 10.0
PROLONGED_EVERY_SECONDS = 5.0

log = logging.getLogger(__name__)


def holder_of(executor: str, data: Path) -> str:
    """Name a bridge among those that may write to an LMS; it is the same after a new start."""
    return f"{executor} on {socket.gethostname()}, {data.absolute()}"


class Standing:
    """Whether this bridge is among those that live, as the others see it."""

    def __init__(self) -> None:
        self.is_here = True
        self.leases: set[Lease] = set()

    def begin(self) -> None:
        """Let leases be taken again."""
        self.is_here = True

    def end(self) -> None:
        """Break off what is being sent, and let no lease be taken."""
        self.is_here = False
        for lease in self.leases:
            lease.lose()


STANDING = Standing()


class Lease:
    """A lease that this bridge has; each sending goes through `permit`."""

    def __init__(self, viewer: Viewer, lms: str, holder: str) -> None:
        self.viewer, self.lms, self.holder = viewer, lms, holder
        self._good_until = 0.0
        self._sending: set[asyncio.Timeout] = set()

    async def take(self) -> None:
        """Take or prolong it. Raises Taken."""
        asked = asyncio.get_running_loop().time()
        other = await in_thread(take_lease, self.viewer, self.lms, self.holder, SECONDS)
        if not STANDING.is_here:
            self.lose()
            raise Taken("this bridge has no session in the database now")
        self._extend(0.0 if other else asked + SECONDS - MARGIN_SECONDS)
        if other:
            raise Taken(f"{other} writes to {self.lms} now")

    def lose(self) -> None:
        """Break off what is being sent, and send no more until it is taken again."""
        self._extend(0.0)

    def _extend(self, good_until: float) -> None:
        self._good_until = good_until
        for sending in self._sending:
            sending.reschedule(good_until)

    @asynccontextmanager
    async def permit(self) -> AsyncIterator[None]:
        """Let something be sent while the lease is good. Raises Taken."""
        lost = Taken(f"the right to write to {self.lms} ran out")
        if asyncio.get_running_loop().time() >= self._good_until:
            raise lost
        try:
            async with asyncio.timeout_at(self._good_until) as sending:
                self._sending.add(sending)
                try:
                    yield
                finally:
                    self._sending.discard(sending)
        except TimeoutError:
            if not sending.expired():
                raise
            raise lost from None

    async def prolong(self) -> None:
        """Keep it until it is lost; a database that fails is asked again until then."""
        while True:
            await asyncio.sleep(PROLONGED_EVERY_SECONDS)
            try:
                await self.take()
            except Taken:
                return  # whoever sends next is told
            except (Busy, NoStorage) as error:
                log.warning("the right to write to %s waits to be prolonged: %s", self.lms, error)
            except Exception:
                log.exception("the right to write to %s could not be prolonged", self.lms)


@asynccontextmanager
async def sole_writer(viewer: Viewer, lms: str, holder: str) -> AsyncIterator[Lease]:
    """Be the only one who writes to an LMS. Raises Taken."""
    lease = Lease(viewer, lms, holder)
    await lease.take()
    STANDING.leases.add(lease)
    prolonging = asyncio.create_task(lease.prolong())
    try:
        yield lease
    finally:
        STANDING.leases.discard(lease)
        prolonging.cancel()
        with suppress(asyncio.CancelledError):
            await prolonging
        try:
            await in_thread(give_back_lease, viewer, lms, holder)
        except (Busy, NoStorage) as error:
            log.warning("the right to write to %s was not given back and runs out: %s", lms, error)
        except Exception:
            log.exception("the right to write to %s was not given back: it runs out", lms)
