"""Signed events by which an LMS tells that there is something to look at: never what it is."""

from __future__ import annotations

from peewee import ForeignKeyField, TextField

from catalogue.db import Row
from catalogue.fields import MomentField, SecretField


class HintSender(Row):
    """An LMS, by its name, with the secret that its events are signed with.

    The secret before it is good, too, until `previous_until`. `heeded_at` is when it was last
    synchronised for a hint.
    """

    id = TextField(primary_key=True)
    secret = SecretField()
    previous_secret = SecretField(default="")
    previous_until = MomentField(null=True)
    made_at = MomentField()
    heeded_at = MomentField(null=True)


class Hint(Row):
    """An event that was heard, by the sender's name for it, so that it is not heard again."""

    id = TextField(primary_key=True)
    sender = ForeignKeyField(HintSender)
    sender_id: str
    heard_at = MomentField()


Hint.add_index(Hint.heard_at)
