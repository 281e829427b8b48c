"""Who receives events, and what became of the messages to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalogue.db import reading
from catalogue.errors import NotFound
from catalogue.fields import now
from catalogue.rows import read_as
from catalogue.viewer import Role, Viewer
from catalogue.webhooks import Delivery, DeliveryState, EventType, Receiver


@dataclass(frozen=True, slots=True)
class ReceiverLine:
    """A receiver without its secret; the one before is good until `previous_until`."""

    id: str
    url: str
    types: tuple[str, ...]
    made_at: datetime
    made_by: str | None
    previous_until: datetime | None


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """A message and what became of it; `said` is the last answer or error."""

    message: str
    type: EventType
    made_at: datetime
    state: DeliveryState
    tries: int
    said: str
    tried_at: datetime | None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to send, and the secrets to sign it with."""

    url: str
    message: str
    body: str
    secrets: tuple[str, ...]


@reading
def receivers(viewer: Viewer) -> tuple[ReceiverLine, ...]:
    """List who receives events, the newest first. Raises Forbidden."""
    viewer.allow(Role.ADMINISTRATOR)
    query = Receiver.select(
        *(Receiver.id, Receiver.url, Receiver.types, Receiver.made_at),
        *(Receiver.made_by.alias("made_by"), Receiver.previous_until),
    ).where(Receiver.removed_at.is_null())
    return tuple(read_as(ReceiverLine, query.order_by(Receiver.made_at.desc(), Receiver.id)))


@reading
def deliveries(viewer: Viewer, receiver: str) -> tuple[DeliveryLine, ...]:
    """List the messages to a receiver, the newest first. Raises Forbidden, NotFound."""
    viewer.allow(Role.ADMINISTRATOR)
    if not Receiver.select().where(Receiver.id == receiver).exists():
        raise NotFound("receiver", receiver)
    query = Delivery.select(
        *(Delivery.message, Delivery.type, Delivery.made_at, Delivery.state),
        *(Delivery.tries, Delivery.said, Delivery.tried_at),
    ).where(Delivery.receiver == receiver)
    return tuple(read_as(DeliveryLine, query.order_by(Delivery.id.desc())))


@reading
def has_receivers() -> bool:
    """Say whether anybody receives events."""
    return bool(Receiver.select().where(Receiver.removed_at.is_null()).exists())


@reading
def outgoing(delivery: int) -> Outgoing | None:
    """Give a message that is still to be sent; None where it is not any more."""
    row = Delivery.get_by_id(delivery)
    receiver = row.receiver
    if row.state != DeliveryState.WAITING or receiver.removed_at:
        return None
    secrets = [receiver.secret]
    if receiver.previous_until and receiver.previous_until > now():
        secrets.append(receiver.previous_secret)
    return Outgoing(receiver.url, row.message, row.body, tuple(secrets))
