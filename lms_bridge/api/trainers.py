"""Trainers: what they can teach, when they cannot come, what they say to what they are asked."""

from __future__ import annotations

from datetime import date

from catalogue.actions import answer_assignment as answering
from catalogue.actions import mark_unavailable as marking
from catalogue.errors import NotFound
from catalogue.queries import trainers
from catalogue.queries.paging import LARGEST_PAGE, Paging
from catalogue.queries.trainers import TrainerFilter, TrainerLine
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.listing import Listing, Sorted, listing
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


class AssignmentAnswer(Body):
    """What a trainer says to all their blocks of a run."""

    accepted: bool
    reason: str = ""


def list_trainers(viewer: Viewer, wanted: TrainerFilter, paging: Sorted) -> Listing[TrainerLine]:
    """List trainers with their skills and assignments."""
    return listing(trainers.trainers(viewer, wanted, paging.paging()))


def get_trainer(viewer: Viewer, trainer: str) -> TrainerLine:
    """Give a trainer."""
    found = trainers.trainers(viewer, TrainerFilter(text=trainer), Paging(size=LARGEST_PAGE))
    for line in found.items:
        if line.id == trainer:
            return line
    raise NotFound("trainer", trainer)


def mark_unavailable(viewer: Viewer, trainer: str, days: Days) -> TrainerLine:
    """Note days on which a trainer cannot come; the plan may need a repair."""
    marking.mark_unavailable(viewer, trainer, days.start, days.end, days.reason)
    return get_trainer(viewer, trainer)


def answer_assignment(
    viewer: Viewer, trainer: str, run: str, answer: AssignmentAnswer
) -> TrainerLine:
    """Note whether a trainer accepts to teach in a run; a refusal asks for a repair."""
    answering.answer_assignment(
        viewer, trainer, run, accepted=answer.accepted, reason=answer.reason
    )
    return get_trainer(viewer, trainer)


DOORS = (
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
        "/trainers/{trainer}/assignments/{run}:answer",
        answer_assignment,
        COORDINATORS | TEACHERS,
        tag=TAG,
        tagged=True,
        guarded_by=get_trainer,
    ),
)
