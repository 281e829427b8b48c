"""Users, officials, trainers, their skills, and the days on which they cannot come."""

from __future__ import annotations

from catalogue.access import UserRole
from catalogue.exchange.folder import Folder
from catalogue.exchange.putting import Rows, Values
from catalogue.exchange.read_places import days
from catalogue.people import (
    Gender,
    Official,
    Person,
    Trainer,
    TrainerKind,
    TrainerSkill,
    Unavailability,
)
from catalogue.sheets.cells import Cells
from catalogue.viewer import Role

_NAMES = "given_name email languages gender"
_GRANTED = sorted(set(Role) - {Role.TRAINER, Role.OFFICIAL})


def read_people(folder: Folder) -> list[Rows]:
    """Read everybody."""
    people: list[Values] = []
    roles = _users(folder, people)
    users = frozenset(person["id"] for person in people)
    officials = _officials(folder, people)
    trainers = _trainers(folder, people)
    skills: list[Values] = []
    for row in folder.rows("skills", "trainer skill", "level expires_on"):
        skill = {
            "trainer": row.ref("trainer", folder.known("trainer")),
            "skill": row.code("skill"),
            "level": row.whole("level", most=100, default=0),
            "expires_on": row.day_or_none("expires_on"),
        }
        skills.append(skill)
        folder.once(row, "skill", "skill", skill["trainer"], skill["skill"])
    away: list[Values] = []
    everybody = folder.known("person") | folder.known("trainer")
    for row in folder.rows("unavailable", "person start", "end reason source"):
        code, reason = row.ref("person", everybody), row.text("reason", required=False)
        source = row.text("source", required=False)
        person = folder.person_of.get(code, code)
        away.append({"person": person, **days(row), "reason": reason, "source": source})
    erased = {row.id for row in Person.select().where(Person.erased_at.is_null(is_null=False))}
    people = [person for person in people if person["id"] not in erased]
    told = {row.id: row.gender for row in Person.select(Person.id, Person.gender)}
    people = [{"gender": told.get(person["id"]), **person} for person in people]
    roles = [role for role in roles if role["person"] not in erased]
    away = [days_ for days_ in away if days_["person"] not in erased]
    return [
        Rows(Person, ("id",), people),
        Rows(UserRole, ("person", "role"), roles, "person", users),
        Rows(Official, ("id",), officials),
        Rows(Trainer, ("id",), trainers),
        Rows(
            TrainerSkill,
            ("trainer", "skill"),
            skills,
            "trainer",
            frozenset(trainer["id"] for trainer in trainers),
        ),
        Rows(Unavailability, ("person", "start", "end"), away, only_new=True),
    ]


def _users(folder: Folder, people: list[Values]) -> list[Values]:
    roles: list[Values] = []
    optional = f"{_NAMES} member city agency"
    for row in folder.rows("users", "code family_name roles", optional):
        code = folder.new_code(row, "person")
        people.append(
            {
                "id": code,
                **_names(row),
                "member": row.ref_or_none("member", folder.known("member")),
                "city": row.ref_or_none("city", folder.known("city")),
            }
        )
        agency = row.ref_or_none("agency", folder.known("agency"))
        for role in row.refs("roles", _GRANTED):
            if role == Role.AGENCY_OFFICER and agency is None:
                row.fault("agency", "MISSING")
            if role in {Role.FOCAL_POINT, Role.AGENCY_OFFICER} and not row.has("member"):
                row.fault("member", "MISSING")
            of_role = agency if role == Role.AGENCY_OFFICER else None
            roles.append({"person": code, "role": role, "agency": of_role})
    return roles


def _officials(folder: Folder, people: list[Values]) -> list[Values]:
    officials: list[Values] = []
    optional = f"{_NAMES} max_days retired_at"
    known = {row.id: row.retired_at for row in Official.select(Official.id, Official.retired_at)}
    for row in folder.rows("officials", "code agency city family_name", optional):
        code = folder.new_code(row, "official")
        agency = row.ref("agency", folder.known("agency"))
        member = folder.member_of.get(agency, "")
        if not code.startswith(f"{member}-"):
            row.fault("code", "NOT_BEGUN_SO", f"{member}-")
        people.append({"id": code, **_names(row), "member": member, "city": _city(folder, row)})
        folder.once(row, "code", "person", code)
        folder.codes["person"].add(code)
        officials.append(
            {
                "id": code,
                "person": code,
                "agency": agency,
                "max_days": row.whole_or_none("max_days", most=3660),
                "retired_at": known.get(code, row.moment_or_day("retired_at")),
            }
        )
    return officials


def _trainers(folder: Folder, people: list[Values]) -> list[Values]:
    trainers: list[Values] = []
    optional = f"person city family_name {_NAMES} member kind max_days day_fee_usd"
    teaching = {person: code for code, person in folder.person_of.items()}
    for row in folder.rows("trainers", "code", optional):
        code = folder.new_code(row, "trainer")
        person = row.ref_or_none("person", folder.known("person")) or code
        if not row.has("person"):
            folder.once(row, "code", "person", code)
            folder.codes["person"].add(code)
            people.append(
                {
                    "id": code,
                    **_names(row),
                    "member": row.ref_or_none("member", folder.known("member")),
                    "city": _city(folder, row),
                }
            )
        folder.once(row, "person", "person of a trainer", person)
        if teaching.get(person, code) != code:
            row.fault("person" if row.has("person") else "code", "TWICE")
        folder.person_of[code] = person
        trainers.append(
            {
                "id": code,
                "person": person,
                "kind": row.term("kind", TrainerKind, default=TrainerKind.SECONDED),
                "max_days": row.whole_or_none("max_days", most=3660),
                "day_fee_usd": row.whole("day_fee_usd", default=0),
            }
        )
    return trainers


def _names(row: Cells) -> Values:
    """Read what a person is called; without the column a gender that was told stays."""
    told = {"gender": row.term_or_none("gender", Gender)} if "gender" in row.line.cells else {}
    return {
        **told,
        "family_name": row.text("family_name"),
        "given_name": row.text("given_name", required=False),
        "email": row.email("email"),
        "languages": row.languages("languages"),
    }


def _city(folder: Folder, row: Cells) -> str:
    return row.ref("city", folder.known("city"))
