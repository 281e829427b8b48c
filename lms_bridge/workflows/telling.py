"""Telling receivers what happened: made into messages once, tried until they are taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from dbos import DBOS, DBOSConfiguredInstance, SetWorkflowID

from catalogue.actions.webhook_deliveries import make_deliveries, note_try
from catalogue.outbox import Letter
from catalogue.queries.webhooks import outgoing
from catalogue.webhooks import REPLAYED, DeliveryState
from lms_bridge.threads import in_thread
from lms_bridge.webhooks.sending import Sender
from lms_bridge.workflows.outlasting import outlasting

GROWTH = (1, 60, 360, 1440, 3600, 7200, 10_080, 14_400)
"""How many times the first wait each wait is, as Standard Webhooks propose: 5 s to 20 hours."""


@DBOS.dbos_class()
class Telling(DBOSConfiguredInstance):
    """Tells receivers, with a sender; after a failure it waits, longer each time."""

    def __init__(self, sender: Sender, first_wait_seconds: float) -> None:
        """Work with a sender."""
        self.sender = sender
        self.first_wait_seconds = first_wait_seconds
        super().__init__("telling")

    async def start(self, letter: Letter) -> None:
        """Tell what a letter speaks of; the same letter again changes nothing."""
        with SetWorkflowID(f"tell-{letter.id}"):
            await DBOS.start_workflow_async(
                self.tell, letter.id, letter.topic, letter.payload, letter.made_at.isoformat()
            )

    @DBOS.workflow()
    async def tell(self, id: str, topic: str, payload: dict[str, Any], made_at: str) -> None:
        """Make the messages, and begin to send each."""
        for delivery in await self.make(id, topic, payload, made_at):
            with SetWorkflowID(f"deliver-{id}-{delivery}"):
                await DBOS.start_workflow_async(self.deliver, delivery)

    @DBOS.step()
    @outlasting
    async def make(
        self, id: str, topic: str, payload: dict[str, Any], made_at: str
    ) -> Sequence[int]:
        """Make the messages, or find those that are to be sent again."""
        if topic == REPLAYED:
            again: list[int] = payload["deliveries"]
            return again
        letter = Letter(id, topic, payload, datetime.fromisoformat(made_at))
        return await in_thread(make_deliveries, letter)

    @DBOS.workflow()
    async def deliver(self, delivery: int) -> None:
        """Try until it is taken, for about three days."""
        for growth in GROWTH:
            if await self.send(delivery, is_last=False):
                return
            await DBOS.sleep_async(growth * self.first_wait_seconds)
        await self.send(delivery, is_last=True)

    @DBOS.step()
    @outlasting
    async def send(self, delivery: int, is_last: bool) -> bool:
        """Try once; say whether that is the end of it."""
        given = await in_thread(outgoing, delivery)
        if given is None:
            return True
        sent = await self.sender.send(given.url, given.message, given.body, given.secrets)
        is_over = sent.is_delivered or sent.is_gone or is_last
        state = DeliveryState.WAITING
        if is_over:
            state = DeliveryState.DELIVERED if sent.is_delivered else DeliveryState.FAILED
        await in_thread(note_try, delivery, state, sent.said, is_gone=sent.is_gone)
        return is_over
