"""What happened becomes one message to each receiver that hears of it, however often it is asked."""

from __future__ import annotations

from playhouse.test_utils import count_queries

from catalogue.actions.webhook_deliveries import make_deliveries
from catalogue.actions.webhook_receivers import add_receiver
from catalogue.db import reading
from catalogue.outbox import waiting
from catalogue.webhooks import Delivery, EventType
from tests.catalogue.builders import SYSTEM, a_nomination, a_published_plan, a_world, planned

SEAT = "IDN-001.induction"


def made() -> list[tuple[str, str, str]]:
    query = Delivery.select().order_by(Delivery.id)
    return reading(lambda: [(row.receiver_id, row.message, row.type) for row in query])()


def statements() -> int:
    """Make the messages of what was published, and say how many statements that took."""
    (letter,) = [each for each in waiting() if each.topic == "plan.published"]
    with count_queries() as counted:
        ids = make_deliveries(letter)
    assert make_deliveries(letter) == ids
    return int(counted.count)


def test_messages_are_made_once_and_together(database: str) -> None:
    a_world()
    a_nomination("IDN-001")
    a_published_plan(planned(seats=[SEAT]))
    first, _ = add_receiver(SYSTEM, "https://one.example.org", [EventType.SEAT_OFFERED])
    statements()
    assert [(receiver, type) for receiver, _, type in made()] == [(first, "seat.offered")]
    few = statements()
    assert few > 0
    later = [add_receiver(SYSTEM, f"https://{n}.example.org", [])[0] for n in range(12)]
    assert statements() <= few + 1  # the one that adds rows
    assert len(made()) == 1 + 2 * len(later) == len(set(made()))
