"""Messages to receivers: made once of what happened, tried, and sent again when that is asked."""

from __future__ import annotations

import json
from datetime import datetime

from catalogue import audit, outbox
from catalogue.actions.webhook_receivers import receiver_of
from catalogue.db import changing
from catalogue.fields import now
from catalogue.happenings import happenings
from catalogue.outbox import Letter
from catalogue.viewer import Viewer
from catalogue.webhooks import REPLAYED, Delivery, DeliveryState, Receiver


@changing
def make_deliveries(letter: Letter) -> list[int]:
    """Make the messages that a letter is for receivers, once; their ids."""
    receivers = list(Receiver.select().where(Receiver.removed_at.is_null()))
    made = []
    for number, each in enumerate(happenings(letter)):
        at = letter.made_at.isoformat().replace("+00:00", "Z")
        body = json.dumps({"type": each.type, "timestamp": at, "data": each.data})
        for receiver in receivers:
            if receiver.types and each.type not in receiver.types:
                continue
            message = f"msg_{letter.id}_{number}"
            known = Delivery.get_or_none(Delivery.receiver == receiver, Delivery.message == message)
            row = known or Delivery.create(
                receiver=receiver, message=message, type=each.type, body=body, made_at=now()
            )
            made.append(row.id)
    return made


@changing
def note_try(delivery: int, state: DeliveryState, said: str, *, is_gone: bool = False) -> None:
    """Note what came of trying; `is_gone` where the receiver wants no more of anything."""
    row = Delivery.get_by_id(delivery)
    row.state, row.said, row.tried_at = state, said[:500], now()
    row.tries += 1
    row.save()
    if is_gone:
        receiver = row.receiver
        receiver.removed_at = now()
        receiver.save()


@changing
def replay(viewer: Viewer, receiver: str, since: datetime) -> int:
    """Send a receiver again, under the same ids, what it was sent since a moment; how much that is.

    Raises Forbidden, NotFound.
    """
    row = receiver_of(viewer, receiver)
    again = Delivery.select().where(Delivery.receiver == row, Delivery.made_at >= since)
    ids = [each.id for each in again.order_by(Delivery.id)]
    Delivery.update(state=DeliveryState.WAITING).where(Delivery.id.in_(ids)).execute()
    audit.record(viewer, "receiver.replayed", "receiver", receiver, messages=len(ids))
    outbox.put(REPLAYED, receiver=receiver, deliveries=ids)
    return len(ids)
