"""What a certificate says: who completed which course, when, and its number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from catalogue import sight
from catalogue.attendance import Completion
from catalogue.db import reading
from catalogue.errors import WrongState
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate of a completed course; `days` is how many the course has."""

    number: str
    nomination: str
    programme: str
    programme_name: str
    given_name: str
    family_name: str
    agency: str
    member: str
    course_title: str
    days: int
    completed_on: date


@reading
def certificate(viewer: Viewer, nomination: str) -> Certificate:
    """Give the certificate of a nomination. Raises NotFound; WrongState where there is none."""
    row = sight.nomination(viewer, nomination)
    ended = sight.completions(viewer).where(Completion.nomination == nomination).get_or_none()
    if ended is None or ended.certificate is None:
        raise WrongState("nomination", nomination, state=row.state, wanted="given a certificate")
    person, agency = row.official.person, row.official.agency
    return Certificate(
        number=ended.certificate,
        nomination=nomination,
        programme=row.programme_id,
        programme_name=row.programme.name,
        given_name=person.given_name,
        family_name=person.family_name,
        agency=agency.name,
        member=agency.member.name,
        course_title=row.course.title,
        days=row.course.days,
        completed_on=ended.completed_on,
    )
