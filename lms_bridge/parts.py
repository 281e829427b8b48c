"""What the pages and REST work with; `app` puts it together."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from lms_bridge.lms import Lms
from lms_bridge.lti.desk import Desk
from lms_bridge.planner.client import Planner
from lms_bridge.settings import Settings
from lms_bridge.workflows.jobs import Jobs


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a running bridge; `lms` None where no LMS is set up.

    `desk` deals with the LMSes that show our pages.
    """

    settings: Settings
    planner: Planner
    lms: Lms | None
    jobs: Jobs
    desk: Desk


PARTS: web.AppKey[Parts] = web.AppKey("parts", Parts)
