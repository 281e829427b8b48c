"""Telling people: messages are made of what happened, and mailed where mail is set up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from catalogue.actions.keep_messages import add_news, note_mailed, note_not_mailed, take_due
from catalogue.outbox import Letter
from catalogue.queries.messages import Addressed, addressed
from catalogue.queries.news import news_of
from catalogue.viewer import Viewer
from lms_bridge.mail import Posted, Written, post
from lms_bridge.settings import Settings
from lms_bridge.threads import in_thread

Write = Callable[[Addressed], Written]
"""What puts a message into words."""

NO_LONGER = "there is no address any more"
SYSTEM = Viewer.system("messages")
_LOOK_SECONDS = 1.0

log = logging.getLogger(__name__)


class Mailing:
    """Makes messages, and mails them in the words of `write`."""

    def __init__(self, settings: Settings, write: Write) -> None:
        """Work with settings, and with what finds the words."""
        self.settings, self.write = settings, write

    async def start(self, letter: Letter) -> None:
        """Make the messages of a letter; the same letter again makes no more.

        The outbox keeps the letter until this is done, so that it needs no workflow of its own.
        """
        programme, news = await in_thread(news_of, SYSTEM, letter)
        wait = float(self.settings.mail_wait_seconds) if self.settings.mail_server else None
        if news:
            await in_thread(add_news, letter, programme, news, wait)

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
