"""Certificates: whole for those who may see whose they are, and by number for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from catalogue import sight
from catalogue.attendance import Completion
from catalogue.badges import BadgeKey, Revocation
from catalogue.courses import Course
from catalogue.db import reading
from catalogue.editions import edition_of
from catalogue.errors import WrongState
from catalogue.nominations import Nomination
from catalogue.programmes import Programme
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says; completing asked for a share of days and for lessons."""

    number: str
    nomination: str
    programme: str
    programme_name: str
    given_name: str
    family_name: str
    member: str
    course: str
    course_title: str
    attendance_percent: int
    lessons: tuple[str, ...]
    completed_on: date
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class KnownCertificate:
    """What everybody may know of a number: not whose it is, nor of a restricted activity which."""

    number: str
    course_title: str
    completed_on: date
    revoked_at: datetime | None


@reading
def certificate(viewer: Viewer, nomination: str) -> Certificate:
    """Give the certificate of a nomination.

    Raises NotFound; WrongState where there is none, or of somebody who was erased.
    """
    row = sight.nomination(viewer, nomination)
    completions = sight.completions(viewer).where(Completion.nomination == nomination)
    completion = completions.get_or_none()
    person = row.official.person
    if completion is None or not completion.certificate or person.erased_at:
        raise WrongState("nomination", nomination, state=row.state, wanted="certified")
    assert row.run  # who has completed keeps the seat
    rule = edition_of(row.run)
    return Certificate(
        number=completion.certificate,
        nomination=nomination,
        programme=row.programme_id,
        programme_name=row.programme.name,
        given_name=person.given_name,
        family_name=person.family_name,
        member=row.official.agency.member.name,
        course=row.course_id,
        course_title=rule["title"],
        attendance_percent=rule["attendance_percent"],
        lessons=tuple(rule["lessons"]),
        completed_on=completion.completed_on,
        revoked_at=_revoked_at(completion.certificate),
    )


@reading
def known_certificate(number: str) -> KnownCertificate | None:
    """Find a certificate by its number, for anybody."""
    rows = sight.completions(Viewer.system()).select(Completion, Course, Nomination)
    rows = rows.join(Course).switch(Completion).join(Nomination)
    row = rows.where(Completion.certificate == number).get_or_none()
    if row is None:
        return None
    title = "" if row.course.restricted else row.course.title
    return KnownCertificate(number, title, row.completed_on, _revoked_at(number))


@reading
def revocations() -> tuple[tuple[str, datetime], ...]:
    """List the numbers of certificates that hold no longer, and since when."""
    rows = Revocation.select().order_by(Revocation.certificate)
    return tuple((row.certificate, row.revoked_at) for row in rows)


@reading
def badge_keys() -> dict[str, str]:
    """Give every key that signed credentials, private, by its id."""
    return {row.id: row.jwk for row in BadgeKey.select()}


@reading
def newest_badge_key() -> str | None:
    """Give the key that signs, private, if there is one yet."""
    newest = BadgeKey.select().order_by(BadgeKey.made_at.desc()).get_or_none()
    return newest.jwk if newest else None


@reading
def programme_names() -> dict[str, str]:
    """Give the names of the programmes, which issue certificates."""
    return {row.id: row.name for row in Programme.select()}


def _revoked_at(number: str) -> datetime | None:
    row = Revocation.get_or_none(Revocation.certificate == number)
    return row.revoked_at if row else None
