"""New nominations: one or thousands, each checked against what the official has been through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalogue import sight
from catalogue.actors import actors_of
from catalogue.attendance import Completion
from catalogue.errors import AlreadyThere, Forbidden, NotFound, WrongState
from catalogue.grouping import grouped
from catalogue.ids import nomination_id
from catalogue.life import OPEN, State, may_move
from catalogue.members import Agency, Member
from catalogue.nominations import Nomination
from catalogue.people import Official
from catalogue.rows import narrowed
from catalogue.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class Wish:
    """That an official attends a course."""

    official: str
    course: str
    note: str = ""


def draft(
    viewer: Viewer, programme: str, wishes: Sequence[Wish]
) -> list[Nomination | AlreadyThere]:
    """Make a draft of each wish, not saved yet, or say what is there instead.

    That is an open nomination of the official for the course, or that they have completed it.
    Raises NotFound where an official may not be seen, WrongState where one has left, and Forbidden.
    """
    wanted = {wish.official for wish in wishes}
    query = sight.officials(viewer).select(Official, Agency, Member).join_from(Agency, Member)
    officials = {official.id: official for official in narrowed(query, Official.id, wanted)}
    earlier = grouped(
        narrowed(sight.nominations(viewer), Nomination.official, wanted),
        lambda nomination: (nomination.official_id, nomination.course_id),
        lambda nomination: nomination,
    )
    ended = sight.completions(viewer).where(Completion.completed)
    completed = {
        (row.official_id, row.course_id) for row in narrowed(ended, Completion.official, wanted)
    }
    drafts: list[Nomination | AlreadyThere] = []
    for wish in wishes:
        pair = wish.official, wish.course
        if wish.official not in officials:
            raise NotFound("official", wish.official)
        if officials[wish.official].retired_at:
            raise WrongState("official", wish.official, state="retired", wanted="nominated")
        before = earlier.get(pair, ())
        still_open = [nomination for nomination in before if nomination.state in OPEN]
        if still_open:
            drafts.append(AlreadyThere("nomination", still_open[0].id))
        elif pair in completed:
            drafts.append(AlreadyThere("completion", ".".join(pair)))
        else:
            official = officials[wish.official]
            drafts.append(_draft(viewer, programme, official, wish, len(before)))
    return drafts


def _draft(
    viewer: Viewer, programme: str, official: Official, wish: Wish, count: int
) -> Nomination:
    made = Nomination(
        id=nomination_id(wish.official, wish.course, count),
        programme=programme,
        official=official,
        course=wish.course,
        note=wish.note,
    )
    if not may_move(None, State.DRAFT, actors_of(viewer, made)):
        raise Forbidden({Role.AGENCY_OFFICER, Role.FOCAL_POINT})
    return made
