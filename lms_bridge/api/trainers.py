"""Trainers: what they can teach, when they cannot come, what they say to what they are asked."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from catalogue.actions import answer_assignment as answering
from catalogue.actions import import_busy as importing
from catalogue.actions import mark_available as returning
from catalogue.actions import mark_unavailable as marking
from catalogue.actions import set_skills as certifying
from catalogue.actions.set_skills import SkillEntry
from catalogue.queries import load, trainers
from catalogue.queries.load import MonthOfWork
from catalogue.queries.trainers import TrainerFilter, TrainerLine
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.listing import Listing, Slice, Sorted, listing, sliced
from lms_bridge.api.operation import Body
from lms_bridge.doors import COORDINATORS, FOCAL_POINTS, TEACHERS

TAG = "trainers"

CONCERNED = COORDINATORS | FOCAL_POINTS | TEACHERS
"""Those who may know trainers; the catalogue says which."""


class Days(Body):
    """Days, both ends included, and why."""

    start: date
    end: date
    reason: str = ""


class OpenDays(Body):
    """Days, both ends included."""

    start: date
    end: date


class Skill(Body):
    """A skill with its level, 0 to 100; without a day it does not expire."""

    skill: str
    level: int = 0
    expires_on: date | None = None


class Skills(Body):
    """The skills of a trainer."""

    skills: tuple[Skill, ...]


class CalendarFile(Body):
    """A calendar as text (iCalendar, RFC 5545); only the days are read on which one is busy."""

    calendar: str


class AssignmentAnswer(Body):
    """What a trainer says to all their blocks of a run."""

    accepted: bool
    reason: str = ""


def list_trainers(viewer: Viewer, wanted: TrainerFilter, paging: Sorted) -> Listing[TrainerLine]:
    """List trainers with their skills and assignments."""
    return listing(trainers.trainers(viewer, wanted, paging.paging()))


def get_trainer(viewer: Viewer, trainer: str) -> TrainerLine:
    """Give a trainer."""
    return trainers.trainer(viewer, trainer)


def mark_unavailable(viewer: Viewer, trainer: str, days: Days) -> TrainerLine:
    """Note days on which a trainer cannot come; the plan may need a repair."""
    marking.mark_unavailable(viewer, trainer, days.start, days.end, days.reason)
    return get_trainer(viewer, trainer)


def mark_available(viewer: Viewer, trainer: str, days: OpenDays) -> TrainerLine:
    """Take back days on which a trainer could not come."""
    returning.mark_available(viewer, trainer, days.start, days.end)
    return get_trainer(viewer, trainer)


def get_skills(viewer: Viewer, trainer: str) -> Skills:
    """Give the skills of a trainer."""
    known = get_trainer(viewer, trainer).skills
    return Skills(skills=tuple(Skill(**asdict(each)) for each in known))


def set_skills(viewer: Viewer, trainer: str, skills: Skills) -> Skills:
    """Give a trainer these skills, and no others."""
    entries = [SkillEntry(**each.model_dump()) for each in skills.skills]
    certifying.set_skills(viewer, trainer, entries)
    return get_skills(viewer, trainer)


def answer_assignment(
    viewer: Viewer, trainer: str, run: str, answer: AssignmentAnswer
) -> TrainerLine:
    """Note whether a trainer accepts to teach in a run; a refusal asks for a repair."""
    answering.answer_assignment(
        viewer, trainer, run, accepted=answer.accepted, reason=answer.reason
    )
    return get_trainer(viewer, trainer)


def import_calendar(
    viewer: Viewer, programme: str, trainer: str, file: CalendarFile
) -> TrainerLine:
    """Take a trainer's busy days from their calendar, in place of those taken from it before."""
    importing.import_busy(viewer, programme, trainer, file.calendar.encode())
    return get_trainer(viewer, trainer)


def list_load(viewer: Viewer, programme: str, trainer: str, wanted: Slice) -> Listing[MonthOfWork]:
    """List a trainer's months of a programme with their days of teaching and of being away."""
    return sliced(load.load_over_time(viewer, programme, trainer), wanted)


DOORS = (
    operation(
        "POST",
        "/programmes/{programme}/trainers/{trainer}:import-calendar",
        import_calendar,
        CONCERNED,
        tag=TAG,
        tagged=True,
    ),
    operation(
        "GET",
        "/programmes/{programme}/trainers/{trainer}/load",
        list_load,
        CONCERNED,
        tag=TAG,
    ),
    operation("GET", "/trainers", list_trainers, CONCERNED, tag=TAG),
    operation("GET", "/trainers/{trainer}", get_trainer, CONCERNED, tag=TAG, tagged=True),
    operation(
        "POST",
        "/trainers/{trainer}:mark-unavailable",
        mark_unavailable,
        CONCERNED,
        tag=TAG,
        tagged=True,
        guarded_by=get_trainer,
    ),
    operation(
        "POST",
        "/trainers/{trainer}:mark-available",
        mark_available,
        CONCERNED,
        tag=TAG,
        tagged=True,
        guarded_by=get_trainer,
    ),
    operation("GET", "/trainers/{trainer}/skills", get_skills, CONCERNED, tag=TAG, tagged=True),
    operation(
        "PUT",
        "/trainers/{trainer}/skills",
        set_skills,
        COORDINATORS,
        tag=TAG,
        tagged=True,
        guarded_by=get_skills,
    ),
    operation(
        "POST",
        "/trainers/{trainer}/assignments/{run}:answer",
        answer_assignment,
        COORDINATORS | TEACHERS,
        tag=TAG,
        tagged=True,
        guarded_by=get_trainer,
    ),
)
