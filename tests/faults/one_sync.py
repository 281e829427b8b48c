"""One synchronisation in a process of its own, which kills itself at a numbered point.

    python -m tests.faults.one_sync POINT

Points are before and after each thing that it asks the LMS: between reading, deciding, recording
what will be sent, sending, reading back, recording that, and taking in what happened there. It
prints the points that it passed; 0 is never reached. The environment names the database (URL), the
LMS (KOLIBRI_URL, USERNAME, PASSWORD) and who writes (HOLDER).
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from catalogue.db import close_database, open_database
from catalogue.viewer import Viewer
from lms_bridge.connectors.kolibri import connect
from lms_bridge.sync.connector import Connector
from lms_bridge.sync.errors import Taken
from lms_bridge.sync.pace import Pace
from lms_bridge.synchronising import Errand, synchronise
from tests.lms_bridge.haste import HASTY

ASKED = frozenset(
    "read facts create_class rename_class describe_class provide_lesson archive_class "
    "create_people rename_person enrol unenrol".split()
)


@dataclass
class Points:
    """The points passed so far, and the one at which it ends."""

    last: int
    passed: int = 0

    def pass_one(self, what: str) -> None:
        self.passed += 1
        sys.stdout.write(f"{self.passed} {what}\n")
        sys.stdout.flush()
        if self.passed == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


class Pointed:
    """A connector with points before and after all that it is asked."""

    def __init__(self, lms: Connector, points: Points) -> None:
        self.lms, self.points = lms, points

    def __getattr__(self, name: str) -> Any:
        asked = getattr(self.lms, name)
        return self._pointed(name, asked) if name in ASKED else asked

    def _pointed(self, name: str, asked: Callable[..., Awaitable[Any]]) -> Any:
        async def pointed(*given: Any) -> Any:
            self.points.pass_one(f"before {name}")
            answer = await asked(*given)
            self.points.pass_one(f"after {name}")
            return answer

        return pointed


@dataclass(frozen=True)
class PointedKolibri:
    """The Kolibri that the environment names."""

    points: Points
    url: str = field(default_factory=lambda: os.environ["KOLIBRI_URL"])
    name: str = "kolibri"

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Connector]:
        login = os.environ["KOLIBRI_USERNAME"], os.environ["KOLIBRI_PASSWORD"]
        pace = Pace(per_second=1000, burst=1000)
        async with connect(self.url, *login, patience=HASTY, pace=pace) as lms:
            yield cast(Connector, Pointed(lms, self.points))


async def one_sync(point: int) -> None:
    lms = PointedKolibri(Points(point))
    errand = Errand(holder=os.environ.get("HOLDER", "one"))
    while True:
        try:
            synced = await synchronise(Viewer.system("one sync"), lms, errand)
        except Taken:
            await asyncio.sleep(0.05)
        else:
            assert synced.figures["left"] == synced.figures["gone"] == 0
            lms.points.pass_one("the end")
            return


if __name__ == "__main__":
    open_database(os.environ["URL"])
    try:
        asyncio.run(one_sync(int(sys.argv[1])))
    finally:
        close_database()
