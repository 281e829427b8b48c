"""Telling people: messages are made of what happened, and mailed where mail is set up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from dbos import DBOS, DBOSConfiguredInstance, SetWorkflowID

from catalogue.actions.keep_messages import add_news, note_mailed, note_not_mailed, take_due
from catalogue.outbox import Letter
from catalogue.queries.messages import Addressed, addressed
from catalogue.queries.news import news_of
from catalogue.viewer import Viewer
from lms_bridge.mail import Posted, Written, post
from lms_bridge.settings import Settings
from lms_bridge.threads import in_thread
from lms_bridge.workflows.outlasting import outlasting

Write = Callable[[Addressed], Written]
"""What puts a message into words."""

NO_LONGER = "there is no address any more"
SYSTEM = Viewer.system("messages")
_LOOK_SECONDS = 1.0

log = logging.getLogger(__name__)


@DBOS.dbos_class()
class Mailing(DBOSConfiguredInstance):
    """Makes messages, and mails them in the words of `write`."""

    def __init__(self, settings: Settings, write: Write) -> None:
        """Work with settings, and with what finds the words."""
        self.settings, self.write = settings, write
        super().__init__("mailing")

    async def start(self, letter: Letter) -> None:
        """Tell people what a letter speaks of; the same letter again changes nothing."""
        with SetWorkflowID(f"news-{letter.id}"):
            await DBOS.start_workflow_async(
                self.tell, letter.id, letter.topic, letter.payload, letter.made_at.isoformat()
            )

    @DBOS.workflow()
    async def tell(self, id: str, topic: str, payload: dict[str, Any], made_at: str) -> None:
        """Make the messages."""
        await self.make(id, topic, payload, made_at)

    @DBOS.step()
    @outlasting
    async def make(self, id: str, topic: str, payload: dict[str, Any], made_at: str) -> int:
        """Make the messages, and say how many."""
        letter = Letter(id, topic, payload, datetime.fromisoformat(made_at))
        programme, news = await in_thread(news_of, SYSTEM, letter)
        wait = float(self.settings.mail_wait_seconds) if self.settings.mail_server else None
        return await in_thread(add_news, letter, programme, news, wait) if news else 0

    async def deliver(self) -> None:
        """Mail what is due, for ever."""
        while True:
            try:
                busy = await self._mail_some()
            except Exception:
                log.exception("mail could not be sent; it is tried again")
                busy = False
            if not busy:
                await asyncio.sleep(_LOOK_SECONDS)

    async def _mail_some(self) -> bool:
        taken = await in_thread(take_due)
        for message in taken:
            wait = float(self.settings.mail_retry_seconds)
            given = await in_thread(addressed, SYSTEM, message)
            if given is None:
                posted, language = Posted(is_sent=False, said=NO_LONGER, is_final=True), ""
            else:
                written = await in_thread(self.write, given)
                posted, language = await post(written, self.settings), written.language
            if posted.is_sent:
                await in_thread(note_mailed, message, language)
            else:
                await in_thread(
                    note_not_mailed,
                    message,
                    posted.said,
                    is_final=posted.is_final,
                    wait_seconds=wait,
                )
        return bool(taken)
