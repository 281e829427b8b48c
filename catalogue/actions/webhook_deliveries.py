"""Messages to receivers: made once of what happened, tried, and sent again when that is asked."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime

from catalogue import audit, outbox
from catalogue.actions.webhook_receivers import receiver_of
from catalogue.db import changing
from catalogue.fields import now
from catalogue.happenings import happenings
from catalogue.outbox import Letter
from catalogue.rows import add_rows, parts
from catalogue.viewer import Viewer
from catalogue.webhooks import REPLAYED, Delivery, DeliveryState, Receiver

_AT_ONCE = 500


@changing
def make_deliveries(letter: Letter) -> list[int]:
    """Make the messages that a letter is for receivers, once; their ids."""
    receivers = list(Receiver.select().where(Receiver.removed_at.is_null()))
    at, made_at = letter.made_at.isoformat().replace("+00:00", "Z"), now()
    wanted = {}
    for number, each in enumerate(happenings(letter)):
        body = json.dumps({"type": each.type, "timestamp": at, "data": each.data})
        message = f"msg_{letter.id}_{number}"
        row = {"message": message, "type": each.type, "body": body, "made_at": made_at}
        for receiver in receivers:
            if not receiver.types or each.type in receiver.types:
                wanted[receiver.id, message] = {"receiver": receiver.id, **row}
    known = _known(wanted)
    add_rows(Delivery, [row for key, row in wanted.items() if key not in known])
    return sorted(_known(wanted).values())


def _known(wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Find the messages that are made, each by its receiver and id."""
    found = {}
    for messages in parts(sorted({message for _, message in wanted}), _AT_ONCE):
        of_receivers = Delivery.receiver.in_({receiver for receiver, _ in wanted})
        rows = Delivery.select(Delivery.id, Delivery.receiver, Delivery.message)
        for row in rows.where(of_receivers, Delivery.message.in_(messages)):
            found[row.receiver_id, row.message] = row.id
    return {key: found[key] for key in wanted if key in found}


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
