"""Webhooks: who receives which events, and what became of every message to them.

A receiver's secret signs, so that it is kept, locked; the one before it signs, too, until
`previous_until`.
"""

from __future__ import annotations

import base64
import secrets
from enum import StrEnum

from peewee import AutoField, ForeignKeyField, IntegerField, TextField

from catalogue.db import Row
from catalogue.fields import MomentField, SecretField, TermField, WordsField
from catalogue.people import Person

REPLAYED = "webhooks.replayed"
"""The topic after which messages are sent again."""


class EventType(StrEnum):
    """What a receiver may hear of."""

    PLAN_PUBLISHED = "plan.published"
    RUN_MOVED = "run.moved"
    RUN_CANCELLED = "run.cancelled"
    SEAT_OFFERED = "seat.offered"
    SEAT_WITHDRAWN = "seat.withdrawn"
    COURSE_COMPLETED = "course.completed"


class Receiver(Row):
    """An address that hears of events of some types, or of all where none is named."""

    id = TextField(primary_key=True)
    url = TextField()
    types = WordsField()
    secret = SecretField()
    previous_secret = SecretField(default="")
    previous_until = MomentField(null=True)
    made_at = MomentField()
    made_by = ForeignKeyField(Person, null=True)
    made_by_id: str | None
    removed_at = MomentField(null=True)


class DeliveryState(StrEnum):
    """What became of a message."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class Delivery(Row):
    """A message to a receiver, always the same under its id; `said` is what came of it last."""

    id = AutoField()
    receiver = ForeignKeyField(Receiver, index=False)
    receiver_id: str
    message = TextField()
    type = TermField(EventType)
    body = TextField()
    made_at = MomentField()
    state = TermField(DeliveryState, default=DeliveryState.WAITING)
    tries = IntegerField(default=0)
    said = TextField(default="")
    tried_at = MomentField(null=True)


Delivery.add_index(Delivery.receiver, Delivery.message, unique=True)


def fresh_signing_secret() -> str:
    """Make a secret as Standard Webhooks write it."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"
