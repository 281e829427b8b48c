"""From time to time every LMS is told what is new, and asked whose its accounts are.

Of several bridges on one database one goes round, and one alone deals with an LMS at a time.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from catalogue.actions.lease import take_lease
from catalogue.errors import CatalogueError
from catalogue.lti import PlatformState
from catalogue.queries.lti import Platform, lti_placements, lti_platforms
from catalogue.viewer import Viewer
from lms_bridge.lease import sole_writer
from lms_bridge.lti.desk import Desk
from lms_bridge.lti.errors import Unfetchable
from lms_bridge.lti.roster import link_members
from lms_bridge.lti.scores import Outcome, Place, places, tell
from lms_bridge.sync.errors import Taken
from lms_bridge.threads import in_thread

ROUND = "lti"
"""The name under which a bridge has the right to go round, until the next round is due."""

log = logging.getLogger(__name__)

T = TypeVar("T")
_MOST_IN_A_ROW = 3
_VIEWER = Viewer.system("lti")


async def link_all(desk: Desk, platform: Platform) -> Outcome:
    """Note whose the accounts in an LMS's courses are; how many were new.

    Raises Taken while another bridge deals with that LMS.
    """

    async def link(course: str) -> Outcome:
        return Outcome(await link_members(desk.tokens, platform, course), ())

    async with _alone(desk, platform):
        placements = await in_thread(lti_placements, platform.id)
        courses = dict.fromkeys(each.memberships for each in placements if each.memberships)
        return await _one_by_one(link, courses)


async def tell_all(desk: Desk, platform: Platform) -> Outcome:
    """Tell an LMS what is new in all its courses. Raises Taken."""

    async def tell_in(place: Place) -> Outcome:
        return await tell(desk.tokens, platform, place)

    async with _alone(desk, platform):
        placements = await in_thread(lti_placements, platform.id)
        return await _one_by_one(tell_in, places(placements))


async def _one_by_one(do: Callable[[T], Awaitable[Outcome]], courses: Iterable[T]) -> Outcome:
    """Go through courses: one that is gone from the LMS keeps us from no other.

    Where so many in a row fail, the LMS itself does, and is left for now.
    """
    taken, refused, in_a_row = 0, [], 0
    for course in courses:
        try:
            outcome = await do(course)
        except Unfetchable as error:
            refused.append(str(error))
            in_a_row += 1
            if in_a_row == _MOST_IN_A_ROW:
                break
            continue
        in_a_row = 0
        taken += outcome.taken
        refused += outcome.refused
    return Outcome(taken, tuple(refused))


@asynccontextmanager
async def _alone(desk: Desk, platform: Platform) -> AsyncIterator[None]:
    """Be the only one who tells an LMS something: two would tell it twice."""
    right = sole_writer(_VIEWER, f"{ROUND} {platform.id}", desk.holder)
    async with desk.turn, right as lease, lease.permit():
        yield


@asynccontextmanager
async def rounds(desk: Desk, minutes: int) -> AsyncIterator[None]:
    """Go round every so many minutes; never where that is 0."""
    if not minutes:
        yield
        return
    going = asyncio.create_task(_go_round(desk, minutes))
    try:
        yield
    finally:
        going.cancel()
        with suppress(asyncio.CancelledError):
            await going


async def _go_round(desk: Desk, minutes: int) -> None:
    while True:
        await asyncio.sleep(minutes * 60)
        try:
            await go_round(desk, minutes * 60)
        except CatalogueError as error:
            log.warning("%s", error)


async def go_round(desk: Desk, seconds: float) -> bool:
    """Go round the LMSes, unless another bridge did within these seconds; say whether it was us."""
    if await in_thread(take_lease, _VIEWER, ROUND, desk.holder, seconds):
        return False
    for platform in await in_thread(lti_platforms, _VIEWER):
        if platform.state != PlatformState.ACTIVE:
            continue
        try:
            outcomes = [await link_all(desk, platform), await tell_all(desk, platform)]
        except (CatalogueError, Taken) as error:
            log.warning("%s: %s", platform.name, error)
            continue
        for said in [said for outcome in outcomes for said in outcome.refused]:
            log.warning("%s: %s", platform.name, said)
    return True
