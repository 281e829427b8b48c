"""What a scenario leaves out: runs that are not held, nominations without a seat, and why."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue import sight
from catalogue.courses import Course
from catalogue.db import reading
from catalogue.members import Agency
from catalogue.nominations import Nomination
from catalogue.people import Official, Person
from catalogue.plan import Reason, left_out_of_rows
from catalogue.runs import Run
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class UnheldLine:
    """A run that is not held."""

    run: str
    course: str
    course_title: str
    required: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class UnseatedLine:
    """A nomination that has no seat."""

    nomination: str
    official: str
    given_name: str
    family_name: str
    member: str
    course: str
    priority: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class LeftOutLists:
    """Everything that a scenario leaves out; nominations by what matters most."""

    unheld: tuple[UnheldLine, ...]
    unseated: tuple[UnseatedLine, ...]


@reading
def left_out(viewer: Viewer, scenario: str) -> LeftOutLists:
    """List what a scenario leaves out, with the planner's reasons. Raises Forbidden, NotFound."""
    viewer.allow_coordinators()
    row = sight.scenario(viewer, scenario)
    query = sight.runs(viewer).select(Run, Course).where(Run.programme == row.programme_id)
    runs = {run.id: run for run in query}
    unheld = [
        UnheldLine(
            run=each.id,
            course=runs[each.id].course_id,
            course_title=runs[each.id].course.title,
            required=runs[each.id].required,
            reasons=each.reasons,
        )
        for each in left_out_of_rows(row.unheld)
        if each.id in runs
    ]
    reasons = {each.id: each.reasons for each in left_out_of_rows(row.unseated)}
    nominations = (
        sight.nominations(viewer)
        .select(Nomination, Official, Person, Agency)
        .where(Nomination.programme == row.programme_id)
        .order_by(Nomination.priority.desc(), Nomination.course, Nomination.id)
    )
    unseated = [
        UnseatedLine(
            nomination=nomination.id,
            official=nomination.official_id,
            given_name=nomination.official.person.given_name,
            family_name=nomination.official.person.family_name,
            member=nomination.official.agency.member_id,
            course=nomination.course_id,
            priority=nomination.priority,
            reasons=reasons[nomination.id],
        )
        for nomination in nominations
        if nomination.id in reasons
    ]
    return LeftOutLists(tuple(unheld), tuple(unseated))
