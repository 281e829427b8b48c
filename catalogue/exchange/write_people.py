"""Writing users, officials, trainers, their skills, and the days on which they cannot come.

Of whom a viewer may see, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from catalogue import sight
from catalogue.access import UserRole
from catalogue.exchange.table import Row, Table
from catalogue.grouping import grouped
from catalogue.people import Official, Person, Trainer, TrainerSkill, Unavailability
from catalogue.programmes import Programme
from catalogue.viewer import Viewer

_NAMES = "family_name given_name email languages gender"


def _named(person: Person) -> Row:
    return person.family_name, person.given_name, person.email, person.languages, person.gender


def _users(viewer: Viewer, _: Programme) -> Iterable[Row]:
    if not viewer.sees_all:
        return
    grants = list(UserRole.select().order_by(UserRole.role))
    roles = grouped(grants, lambda grant: grant.person_id, lambda grant: grant.role)
    agency = {grant.person_id: grant.agency_id for grant in grants if grant.agency_id}
    for p in sight.people(viewer).where(Person.id.in_(sorted(roles))).order_by(Person.id):
        yield p.id, *_named(p), p.member_id, p.city_id, roles[p.id], agency.get(p.id)


def _officials(viewer: Viewer, _: Programme) -> Iterable[Row]:
    names = Person.family_name, Person.given_name, Person.email, Person.languages, Person.gender
    columns = Official.id, Official.agency, Person.city, *names, Official.max_days
    query: Any = sight.officials(viewer).select(*columns, Official.retired_at)
    return query.order_by(Official.id).tuples().iterator()  # type: ignore[no-any-return]


def _trainers(viewer: Viewer, _: Programme) -> Iterable[Row]:
    teaching = Trainer.select(Trainer.person)
    officials = sight.officials(viewer).where(Official.person.in_(teaching))
    others = {row.person_id for row in officials.select(Official.person)}
    others |= {row.person_id for row in UserRole.select(UserRole.person)}
    for t in sight.trainers(viewer).select(Trainer, Person).order_by(Trainer.id):
        p = t.person
        if t.person_id in others or t.person_id != t.id:
            who: Row = p.id, *[None] * 7
        else:
            who = None, p.city_id, *_named(p), p.member_id
        yield t.id, *who, t.kind, t.max_days, t.day_fee_usd


def _skills(viewer: Viewer, _: Programme) -> Iterable[Row]:
    seen = sight.trainers(viewer).select(Trainer.id)
    rows = TrainerSkill.select().where(TrainerSkill.trainer.in_(seen))
    ordered = rows.order_by(TrainerSkill.trainer, TrainerSkill.skill)
    return [(s.trainer_id, s.skill, s.level, s.expires_on) for s in ordered]


def _unavailable(viewer: Viewer, _: Programme) -> Iterable[Row]:
    columns = Unavailability.person, Unavailability.start, Unavailability.end
    rows = sight.unavailabilities(viewer).order_by(*columns, Unavailability.reason)
    return [(u.person_id, u.start, u.end, u.reason, u.source) for u in rows]


PEOPLE = (
    Table("users", f"code {_NAMES} member city roles agency", _users),
    Table("officials", f"code agency city {_NAMES} max_days retired_at", _officials),
    Table("trainers", f"code person city {_NAMES} member kind max_days day_fee_usd", _trainers),
    Table("skills", "trainer skill level expires_on", _skills),
    Table("unavailable", "person start end reason source", _unavailable),
)
"""People and what is known of them."""
