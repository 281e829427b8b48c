"""Everything that is known about a person, for that person: data protection's right of access."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from catalogue import audit, sight
from catalogue.about import about
from catalogue.access import BearerToken, Login, Session, UserRole
from catalogue.accounts import Account
from catalogue.attendance import Completion, DropOut
from catalogue.audit import Audit, Touched
from catalogue.clients import Client
from catalogue.db import changing
from catalogue.facts import LmsFact
from catalogue.gradebook import GradeRecord
from catalogue.lti import LtiAccount
from catalogue.messages import Message
from catalogue.nominations import Nomination
from catalogue.people import Official, Person, Trainer, TrainerSkill, Unavailability
from catalogue.runs import Assignment
from catalogue.versions import VersionSeat, VersionTrainer
from catalogue.viewer import Viewer

_SECRET = frozenset({"digest", "salt", "payload_digest", "last_change"})

Document = dict[str, list[dict[str, Any]]]


@changing
def export_person(viewer: Viewer, person: str) -> Document:
    """Give every row about a person that the viewer may see, by table; secrets are left out.

    That it was taken out stands in the audit trail. Raises NotFound.
    """
    row = sight.person(viewer, person)
    found = about(person)
    their = Person.id.in_(found.people)
    seats = Nomination.id.in_(found.nominations)
    read: dict[str, Iterable[Any]] = {
        "person": sight.people(viewer).where(their),
        "unavailability": sight.unavailabilities(viewer).where(
            Unavailability.person.in_(found.people)
        ),
        "official": sight.officials(viewer).where(Official.id.in_(found.officials)),
        "account": Account.select().where(Account.official.in_(found.officials)),
        "trainer": sight.trainers(viewer).where(Trainer.id.in_(found.trainers)),
        "trainer_skill": TrainerSkill.select().where(TrainerSkill.trainer.in_(found.trainers)),
        "user_role": UserRole.select().where(UserRole.person.in_(found.people)),
        "session": Session.select().where(Session.person.in_(found.people)),
        "login": Login.select().where(Login.person.in_(found.people)),
        "bearer_token": BearerToken.select().where(BearerToken.person.in_(found.people)),
        "lti_account": LtiAccount.select().where(LtiAccount.person.in_(found.people)),
        "client": Client.select().where(Client.person.in_(found.people)),
        "nomination": sight.nominations(viewer).where(seats),
        "assignment": sight.assignments(viewer).where(Assignment.id.in_(found.assignments)),
        "attendance": sight.attendances(viewer).where(seats),
        "lesson_completion": sight.lesson_completions(viewer).where(seats),
        "completion": sight.completions(viewer).where(Completion.official.in_(found.officials)),
        "drop_out": sight.drop_outs(viewer).where(DropOut.id.in_(found.drop_outs)),
        "lms_fact": LmsFact.select().where(LmsFact.person.in_(found.people)),
        "grade_record": GradeRecord.select().where(GradeRecord.person.in_(found.people)),
        "version_seat": sight.version_seats(viewer).where(
            VersionSeat.official.in_(found.officials)
        ),
        "version_trainer": sight.version_trainers(viewer).where(
            VersionTrainer.trainer.in_(found.trainers)
        ),
        "message": sight.messages(viewer).where(Message.person.in_(found.people)),
        "audit": sight.trail(viewer)
        .where(Touched.thing.in_(sorted(found.names)) | Audit.person.in_(found.people))
        .distinct(),
    }
    document = {name: [_values(each) for each in rows] for name, rows in read.items()}
    audit.record(viewer, "person.exported", "person", person, member=row.member_id)
    return {name: rows for name, rows in document.items() if rows}


def _values(row: Any) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in row.__data__.items()
        if name not in _SECRET
    }
