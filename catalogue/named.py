"""Officials as their member's identity system names them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from peewee import JOIN, ModelSelect, fn

from catalogue import sight
from catalogue.access import UserRole
from catalogue.accounts import Account
from catalogue.people import Official, Person
from catalogue.statement import Statement, gap
from catalogue.viewer import Role, Viewer

GRANTED = (Role.FOCAL_POINT, Role.AGENCY_OFFICER)
"""Roles that an official may have besides, the first of which counts."""


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An official: what they are called there and here, and what they sign in as.

    `role` is `Role.OFFICIAL` where nothing else was granted. Who is not `active` has left.
    """

    id: str
    user_name: str
    external_id: str
    family_name: str
    given_name: str
    email: str
    languages: tuple[str, ...]
    agency: str
    city: str | None
    role: Role
    active: bool


Moments = tuple[datetime, datetime]
"""When an official was registered, and last changed."""


@dataclass(frozen=True, slots=True)
class Called:
    """Which officials: by what they are called, without regard to capitals; None is any."""

    user_name: str | None = None
    external_id: str | None = None
    id: str | None = None


ALL = Called()
"""All of them."""


def named(viewer: Viewer, called: Called = ALL) -> tuple[AccountLine, ...]:
    """List the officials whose records a viewer may see, in the order of their ids."""
    query = _known(viewer)
    if called.id is not None:
        query = query.where(Official.id == called.id)
    if called.external_id is not None:
        query = query.where(Account.external_id == called.external_id)
    if called.user_name is not None:
        key = called.user_name.casefold()
        ids = _called(key)
        if not ids:
            return ()
        unnamed = (fn.LOWER(Person.email) == key) | (Person.email == "")
        is_called = (Account.user_key == key) | (Account.id.is_null() & unnamed)
        query = query.where(Official.id.in_(ids), is_called)
    rows = list(query)
    roles = _roles(None if called == ALL else [row.person_id for row in rows])
    return tuple(
        line_of(row, row.person, getattr(row, "account", None), roles.get(row.person_id))
        for row in rows
    )


def _known(viewer: Viewer) -> ModelSelect[Official]:
    """Officials whom an identity system may see, with Person, Agency and Account, if any."""
    query = sight.officials(viewer).join(Account, JOIN.LEFT_OUTER)
    columns = (
        *(Official.id, Official.agency, Official.retired_at, Person.id),
        *(Person.family_name, Person.given_name, Person.email, Person.languages, Person.city),
        *(Account.id, Account.user_name, Account.external_id, Account.role),
    )
    there = Account.removed_at.is_null(), Person.erased_at.is_null()
    return query.select(*columns).where(*there).order_by(Official.id)


def _called(key: str) -> list[str]:
    """Find officials, of whomever, who go by a name without capitals, or did before they had it."""
    return sorted({id for (id,) in _NAMED.rows(key=key)} | sight.officials_by_address(key))


_NAMED = Statement(lambda: Account.select(Account.official).where(Account.user_key == gap("key")))


def _roles(people: list[str] | None) -> dict[str, Role]:
    granted = UserRole.select().where(UserRole.role.in_(GRANTED))
    if people is not None:
        granted = granted.where(UserRole.person.in_(people))
    found: dict[str, Role] = {}
    for grant in granted:
        before = found.get(grant.person_id, GRANTED[-1])
        found[grant.person_id] = min(before, grant.role, key=GRANTED.index)
    return found


def line_of(
    row: Official, person: Person, called: Account | None, role: Role | None
) -> AccountLine:
    """Make the line of an official from what is stored; `role` is what was granted besides."""
    account = called if called is not None and called.user_name else None
    granted = role or Role.OFFICIAL
    return AccountLine(
        id=row.id,
        user_name=account.user_name if account else person.email or row.id,
        external_id=account.external_id if account else "",
        family_name=person.family_name,
        given_name=person.given_name,
        email=person.email,
        languages=person.languages,
        agency=row.agency_id,
        city=person.city_id,
        role=account.role if account and row.retired_at else granted,
        active=row.retired_at is None,
    )
