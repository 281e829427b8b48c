"""An agency or the focal point nominates an official for a course."""

from __future__ import annotations

from catalogue import audit, outbox, sight
from catalogue.db import changing
from catalogue.drafting import Wish, draft
from catalogue.errors import AlreadyThere
from catalogue.life import State
from catalogue.nominations import Nomination
from catalogue.published import programme_of
from catalogue.texts import note as tidied
from catalogue.viewer import Viewer


@changing
def nominate(viewer: Viewer, programme: str, official: str, course: str, note: str = "") -> str:
    """Draft a nomination and give its id.

    Raises NotFound; Forbidden; AlreadyThere where the official has an open nomination for the
    course or has completed it; WrongState where they have left; Refused where the note is too long.
    """
    made = draft_one(viewer, programme, Wish(official, course, tidied(note)))
    member = made.official.agency.member_id
    audit.record(viewer, "nomination.drafted", "nomination", made.id, member=member, to=State.DRAFT)
    outbox.put("nomination.drafted", nomination=made.id, run=None)
    return made.id


def draft_one(viewer: Viewer, programme: str, wish: Wish) -> Nomination:
    """Save one new draft. Raises as `nominate` does."""
    programme_of(programme)
    sight.official(viewer, wish.official)
    sight.course(viewer, wish.course)
    (made,) = draft(viewer, programme, [wish])
    if isinstance(made, AlreadyThere):
        raise made
    made.save(force_insert=True)
    return made
