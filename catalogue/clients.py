"""Programs of others: what each may ask for, and how it shows who it is.

Of a client's secret only the SHA-256 digest is stored; of its key pair only the public half.
"""

from __future__ import annotations

from peewee import ForeignKeyField, TextField

from catalogue.db import Row
from catalogue.fields import DocumentField, MomentField, WordsField
from catalogue.people import Person


class Client(Row):
    """A program with credentials of its own; it acts as `person`, a machine that signs in.

    `scopes` is what it may ask for. `public_keys` is a JWK set with which it may sign instead of
    sending its secret. `url` is where its system is, where that is known.
    """

    id = TextField(primary_key=True)
    person = ForeignKeyField(Person)
    person_id: str
    name = TextField()
    digest = TextField()
    scopes = WordsField()
    public_keys = DocumentField()
    url = TextField(default="")
    made_at = MomentField()
    revoked_at = MomentField(null=True)


class UsedAssertion(Row):
    """A signed assertion that a client has come with; none is taken twice."""

    digest = TextField(primary_key=True)
    expires_at = MomentField()


UsedAssertion.add_index(UsedAssertion.expires_at)
