"""What others must hear of: rows written with the change itself, taken by a relay afterwards.

The relay starts one workflow for a row, known by the row's id, so that nothing is lost and nothing
happens twice. Payloads carry ids, never names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import AutoField, TextField

from catalogue.db import Row, changing, reading
from catalogue.fields import DocumentField, MomentField, now
from catalogue.ids import fresh_id


class Outbox(Row):
    """Something that others must hear of; `number` is the order in which things happened."""

    number = AutoField()
    id = TextField(unique=True)
    topic = TextField()
    payload = DocumentField()
    made_at = MomentField()
    taken_at = MomentField(null=True)


Outbox.add_index(Outbox.taken_at)


@dataclass(frozen=True, slots=True)
class Letter:
    """A row of the outbox as the relay gets it."""

    id: str
    topic: str
    payload: dict[str, Any]
    made_at: datetime


def put(topic: str, **payload: Any) -> None:
    """Leave word, in the transaction of the change that it speaks of."""
    Outbox.create(id=fresh_id(), topic=topic, payload=payload, made_at=now())


@reading
def waiting(count: int = 100) -> list[Letter]:
    """List what no relay has taken yet, in the order in which it happened."""
    rows = Outbox.select().where(Outbox.taken_at.is_null()).order_by(Outbox.number).limit(count)
    return [Letter(r.id, r.topic, r.payload, r.made_at) for r in rows]


@changing
def take(*ids: str) -> None:
    """Mark rows as taken; doing so again changes nothing."""
    Outbox.update(taken_at=now()).where(Outbox.id.in_(ids), Outbox.taken_at.is_null()).execute()
