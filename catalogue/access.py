"""Who may sign in and as what: roles, one-time links, logins, sessions and bearer tokens.

Only SHA-256 digests of secrets are stored; the secrets are 256 bits of chance, so that no salt is
needed.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from peewee import AutoField, ForeignKeyField, TextField

from catalogue.db import Row
from catalogue.fields import MomentField, TermField, WordsField
from catalogue.members import Agency
from catalogue.people import Person
from catalogue.viewer import Role


class UserRole(Row):
    """What somebody signs in as. A trainer or an official is one by their own row instead."""

    id = AutoField()
    person = ForeignKeyField(Person, index=False)
    person_id: str
    role = TermField(Role)
    agency = ForeignKeyField(Agency, null=True)
    agency_id: str | None


UserRole.add_index(UserRole.person, UserRole.role, unique=True)


class SignInLink(Row):
    """A link that signs somebody in, once."""

    digest = TextField(primary_key=True)
    person = ForeignKeyField(Person)
    person_id: str
    made_at = MomentField()
    expires_at = MomentField()
    used_at = MomentField(null=True)


class Session(Row):
    """Somebody who has signed in on a page.

    `platform` is the LMS that they came from, if from any; there they have no more than `roles`.
    """

    digest = TextField(primary_key=True)
    person = ForeignKeyField(Person)
    person_id: str
    made_at = MomentField()
    expires_at = MomentField()
    revoked_at = MomentField(null=True)
    platform = TextField(default="")
    roles = WordsField()


class Login(Row):
    """That a provider, the `issuer`, knows somebody by a name; see `login_digest`."""

    digest = TextField(primary_key=True)
    issuer = TextField()
    person = ForeignKeyField(Person)
    person_id: str
    made_at = MomentField()


class BearerToken(Row):
    """A token with which a program acts as somebody; `id` is no secret."""

    id = TextField(primary_key=True)
    digest = TextField(unique=True)
    person = ForeignKeyField(Person)
    person_id: str
    name = TextField()
    made_at = MomentField()
    expires_at = MomentField()
    revoked_at = MomentField(null=True)


class Secret(NamedTuple):
    """A new secret and what is stored of it."""

    text: str
    digest: str


def fresh_secret() -> Secret:
    """Make a secret that nobody can guess."""
    text = secrets.token_urlsafe(32)
    return Secret(text, digest_of(text))


def digest_of(secret: str) -> str:
    """Give what is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def login_digest(issuer: str, subject: str) -> str:
    """Give what is stored of the name by which a provider knows somebody."""
    return digest_of(f"{issuer}\n{subject}")


@contextmanager
def granting() -> Iterator[None]:
    """Grant roles: who becomes an administrator meanwhile has to sign in anew.

    Whoever runs a programme may have made links, tokens and logins for them, and must not act as an
    administrator by these.
    """
    before = _administrators()
    yield
    risen = sorted(_administrators() - before)
    for table in (SignInLink, Session, Login, BearerToken) if risen else ():
        table.delete().where(table.person.in_(risen)).execute()


def _administrators() -> set[str]:
    return {row.person_id for row in UserRole.select().where(UserRole.role == Role.ADMINISTRATOR)}
