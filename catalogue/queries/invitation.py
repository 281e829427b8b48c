"""What a letter of invitation says: who is invited to what, where, when, and by when to answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from catalogue import sight
from catalogue.courses import Course
from catalogue.db import reading
from catalogue.errors import WrongState
from catalogue.life import MOVABLE
from catalogue.members import Funder
from catalogue.published import held_run
from catalogue.queries.agenda import agenda
from catalogue.sessions import SessionLine
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation of somebody with a seat; `written_on` is the programme's today."""

    nomination: str
    programme: str
    programme_name: str
    written_on: date
    given_name: str
    family_name: str
    agency: str
    member: str
    course_title: str
    run: str
    start: date
    end: date
    venue: str
    city: str
    country: str
    language: str
    answer_by: date | None
    funder: str | None
    sessions: tuple[SessionLine, ...]


@reading
def invitation(viewer: Viewer, nomination: str) -> Invitation:
    """Give what a letter to an official says. Raises NotFound; WrongState without a seat."""
    row = sight.nomination(viewer, nomination)
    held = held_run(row.programme_id, row.run_id or "")
    if row.state not in MOVABLE or held is None:
        raise WrongState("nomination", nomination, state=row.state, wanted="invited")
    course: Course = held.course
    funder = Funder.get_or_none(Funder.id == course.funder_id)
    person, agency = row.official.person, row.official.agency
    return Invitation(
        nomination=nomination,
        programme=row.programme_id,
        programme_name=row.programme.name,
        written_on=row.programme.planning_date,
        given_name=person.given_name,
        family_name=person.family_name,
        agency=agency.name,
        member=agency.member.name,
        course_title=course.title,
        run=held.run_id,
        start=held.start,
        end=held.end,
        venue=held.venue.name,
        city=held.venue.city.name,
        country=held.venue.city.country,
        language=held.language,
        answer_by=row.answer_by,
        funder=funder.name if funder else None,
        sessions=agenda(Viewer.system(viewer.request_id), held.run_id),
    )
