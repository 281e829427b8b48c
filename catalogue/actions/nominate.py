"""An agency or the focal point nominates an official for a course."""

from __future__ import annotations

from catalogue import audit, outbox, sight
from catalogue.actors import actors_of
from catalogue.attendance import Completion
from catalogue.db import changing
from catalogue.errors import AlreadyThere, Forbidden, NotFound
from catalogue.ids import nomination_id
from catalogue.life import OPEN, State, may_move
from catalogue.nominations import Nomination
from catalogue.programmes import Programme
from catalogue.texts import note as tidied
from catalogue.viewer import Role, Viewer


@changing
def nominate(viewer: Viewer, programme: str, official: str, course: str, note: str = "") -> str:
    """Draft a nomination and give its id.

    Raises NotFound; Forbidden; AlreadyThere where the official has an open nomination for the
    course or has completed it; Refused where the note is too long.
    """
    made = draft_nomination(viewer, programme, official, course, note=tidied(note))
    member = made.official.agency.member_id
    audit.record(viewer, "nomination.drafted", "nomination", made.id, member=member, to=State.DRAFT)
    outbox.put("nomination.drafted", nomination=made.id, run=None)
    return made.id


def draft_nomination(
    viewer: Viewer, programme: str, official: str, course: str, *, note: str = ""
) -> Nomination:
    """Make the row of a new draft. Raises as `nominate` does."""
    if not Programme.select().where(Programme.id == programme).exists():
        raise NotFound("programme", programme)
    who = sight.official(viewer, official)
    sight.course(viewer, course)
    earlier = sight.nominations(viewer).where(
        Nomination.official == official, Nomination.course == course
    )
    for nomination in earlier:
        if nomination.state in OPEN:
            raise AlreadyThere("nomination", nomination.id)
    completed = sight.completions(viewer).where(
        Completion.official == official, Completion.course == course, Completion.completed
    )
    if completed.exists():
        raise AlreadyThere("completion", f"{official}.{course}")
    made = Nomination(
        id=nomination_id(official, course, earlier.count()),
        programme=programme,
        official=who,
        course=course,
        note=note,
    )
    if not may_move(None, State.DRAFT, actors_of(viewer, made)):
        raise Forbidden({Role.AGENCY_OFFICER, Role.FOCAL_POINT})
    made.save(force_insert=True)
    return made
