"""Badges: the keys that sign credentials, and the certificates that hold no longer."""

from __future__ import annotations

from peewee import ForeignKeyField, TextField

from catalogue.db import Row
from catalogue.fields import MomentField, SecretField
from catalogue.people import Person


class BadgeKey(Row):
    """A key that signs credentials, as a private JWK; the newest signs, all verify."""

    id = TextField(primary_key=True)
    jwk = SecretField()
    made_at = MomentField()


class Revocation(Row):
    """A certificate that holds no longer, by its number, and why."""

    certificate = TextField(primary_key=True)
    reason = TextField()
    revoked_at = MomentField()
    revoked_by = ForeignKeyField(Person, null=True)
    revoked_by_id: str | None
