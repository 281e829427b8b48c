"""Who receives events, signed as Standard Webhooks, and what became of the messages to them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

from catalogue.actions import webhook_deliveries as delivering
from catalogue.actions import webhook_receivers as receiving
from catalogue.errors import Refused
from catalogue.faults import Fault, Where
from catalogue.queries import webhooks
from catalogue.queries.webhooks import DeliveryLine, ReceiverLine
from catalogue.viewer import Viewer
from catalogue.webhooks import EventType
from lms_bridge.api.doing import operation
from lms_bridge.api.listing import Listing, Slice, sliced
from lms_bridge.api.operation import Body
from lms_bridge.doors import ADMINISTRATORS
from lms_bridge.fence import Fenced, check_url
from lms_bridge.parts import Parts

TAG = "webhooks"


class ReceiverWish(Body):
    """Where messages go, and of which types; none is all."""

    url: str
    types: tuple[Annotated[EventType, Field(strict=False)], ...] = ()


class ReplayWish(Body):
    """Since when messages are sent again."""

    since: Annotated[AwareDatetime, Field(strict=False)]


@dataclass(frozen=True, slots=True)
class NewReceiver:
    """A receiver. Its secret is shown this once; it is not told again for the same key."""

    id: str
    secret: str | None


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many messages are sent again."""

    messages: int


def list_receivers(viewer: Viewer, page: Slice) -> Listing[ReceiverLine]:
    """List who receives events, the newest first."""
    return sliced(webhooks.receivers(viewer), page)


def add_receiver(viewer: Viewer, parts: Parts, wish: ReceiverWish) -> NewReceiver:
    """Let an address hear of events; it must be public and https, unless an operator names it."""
    try:
        url = check_url(wish.url, parts.settings.own_hosts)
    except Fenced as error:
        fault = Fault(Where(column="url"), "NOT_REACHABLE", str(error))
        raise Refused([fault]) from None
    return NewReceiver(*receiving.add_receiver(viewer, str(url), wish.types))


def rotate_secret(viewer: Viewer, receiver: str) -> NewReceiver:
    """Give a receiver a new secret; messages are signed with the old one, too, for a day."""
    return NewReceiver(receiver, receiving.rotate_secret(viewer, receiver))


def remove_receiver(viewer: Viewer, receiver: str) -> None:
    """Let a receiver hear no more."""
    receiving.remove_receiver(viewer, receiver)


def list_deliveries(viewer: Viewer, receiver: str, page: Slice) -> Listing[DeliveryLine]:
    """List the messages to a receiver, the newest first."""
    return sliced(webhooks.deliveries(viewer, receiver), page)


def replay(viewer: Viewer, receiver: str, wish: ReplayWish) -> Replayed:
    """Send again, under the same ids, what a receiver was sent since a moment."""
    since: datetime = wish.since
    return Replayed(delivering.replay(viewer, receiver, since))


def _without_secret(made: NewReceiver) -> NewReceiver:
    return replace(made, secret=None)


DOORS = (
    operation("GET", "/webhooks", list_receivers, ADMINISTRATORS, tag=TAG),
    operation(
        "POST",
        "/webhooks",
        add_receiver,
        ADMINISTRATORS,
        tag=TAG,
        status=201,
        kept=_without_secret,
    ),
    operation(
        "POST",
        "/webhooks/{receiver}:rotate-secret",
        rotate_secret,
        ADMINISTRATORS,
        tag=TAG,
        kept=_without_secret,
    ),
    operation(
        "DELETE", "/webhooks/{receiver}", remove_receiver, ADMINISTRATORS, tag=TAG, status=204
    ),
    operation("GET", "/webhooks/{receiver}/deliveries", list_deliveries, ADMINISTRATORS, tag=TAG),
    operation("POST", "/webhooks/{receiver}:replay", replay, ADMINISTRATORS, tag=TAG),
)
