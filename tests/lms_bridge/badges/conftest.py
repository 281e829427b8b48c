"""Somebody who completed a course."""

from __future__ import annotations

import pytest

from catalogue.actions.decide_completions import decide_completions
from catalogue.courses import Course
from catalogue.db import changing, reading
from catalogue.editions import Edition
from catalogue.life import State
from catalogue.nominations import Nomination
from catalogue.programmes import Programme
from catalogue.runs import Run
from catalogue.versions import VersionRun
from lms_bridge.threads import in_thread
from tests.catalogue.builders import SYSTEM
from tests.lms_bridge.bridge import OWN_SEAT, Bridge


@changing
def _complete() -> None:
    """Let the run of a seat be over, with a rule that asks for nothing."""
    seat = Nomination.get_by_id(OWN_SEAT)
    run = Run.get_by_id(seat.run_id)
    Course.update(attendance_percent=0, lessons=()).where(Course.id == run.course_id).execute()
    Edition.delete().execute()
    end = max(row.end for row in VersionRun.select().where(VersionRun.run == run))
    Programme.update(planning_date=end).execute()
    seat.state = State.ATTENDED
    seat.save()
    decide_completions(SYSTEM, run.id, "LMS")


@pytest.fixture
async def completed(bridge: Bridge) -> Bridge:
    """A bridge in which OWN_SEAT is completed."""
    await in_thread(_complete)
    return bridge


@reading
def title_of(nomination: str) -> str:
    """The course that a nomination is for."""
    return Nomination.get_by_id(nomination).course.title
