"""Asking an LMS over HTTP: in its turn, again without an answer, never twice where that harms."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from http import HTTPStatus
from typing import NamedTuple, TypeVar

from aiohttp import ClientConnectorError, ClientError, ClientResponse

from lms_bridge.connectors.patience import SHUT, NoAnswer, Patience, asked_to_wait_seconds
from lms_bridge.sync.errors import AnswerLost, Faltered, Refused, Unreachable
from lms_bridge.sync.pace import Pace

Read = TypeVar("Read")
Found = TypeVar("Found")

Request = Callable[[], AbstractAsyncContextManager[ClientResponse]]
"""Sends a request whenever it is called."""


class Reply(NamedTuple):
    """What came back: a status, a body, and where it sends us to, if anywhere."""

    status: int
    text: str
    location: str


@dataclass(frozen=True, slots=True)
class Asking:
    """How an LMS is asked; `where` names it in texts, such as `Moodle at https://...`.

    `pace` is shared by all that ask it: its token bucket, Retry-After and breaker.
    """

    where: str
    patience: Patience
    pace: Pace

    async def ask(
        self, what: str, send: Request, read: Callable[[Reply], Read], *, once: bool = False
    ) -> Read:
        """Send a request until `read` makes something of the reply; `what` names it in texts.

        `read` raises NoAnswer where the reply is none. Raises Unreachable, and AnswerLost where it
        may be sent `once` only and the LMS may have acted on it.
        """
        attempt = 0
        while True:
            try:
                await self.pace.turn(self.patience.longest_wait_seconds)
            except Unreachable as error:
                text = f"{self.where} is left alone: {error}"
                raise Unreachable(text, error.retry_after_seconds) from error
            try:
                return read(await self._reply(what, send))
            except NoAnswer as error:
                if once and error.sent:
                    raise AnswerLost(str(error)) from error
                wait_seconds = max(error.wait_seconds, self.patience.wait_seconds(attempt))
                attempt += 1
                too_long = wait_seconds > self.patience.longest_wait_seconds
                if too_long or attempt == self.patience.tries:
                    raise Unreachable(str(error), error.wait_seconds or None) from error
            await asyncio.sleep(wait_seconds)

    async def _reply(self, what: str, send: Request) -> Reply:
        try:
            async with send() as response:
                text = await response.text(errors="replace")
        except ClientConnectorError as error:
            self.pace.failed()
            raise NoAnswer(f"{self.where} cannot be reached: {error}", sent=False) from error
        except (ClientError, TimeoutError) as error:
            self.pace.failed()
            raise NoAnswer(f"{self.where} did not answer {what}: {error!r}", sent=True) from error
        status = response.status
        wait_seconds = asked_to_wait_seconds(status, response.headers.get("Retry-After", ""))
        if status in SHUT:
            self.pace.failed(wait_seconds)
        else:  # a 500 may be about this item alone
            self.pace.answered()
        if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise NoAnswer(
                f"{self.where} answered {status} to {what}",
                sent=status != HTTPStatus.TOO_MANY_REQUESTS,
                wait_seconds=wait_seconds,
            )
        return Reply(status, text, response.headers.get("Location", ""))

    async def make(
        self,
        create: Callable[[], Awaitable[Read]],
        find: Callable[[], Awaitable[Found | None]],
    ) -> Read | Found:
        """Create something once, or find it where the answer was lost, or it was there already.

        A refusal may come of an earlier creation whose answer was lost. Raises Refused where it is
        not there after all, Faltered where no try was answered, Unreachable.
        """
        for attempt in range(self.patience.tries):
            try:
                return await create()
            except Refused:
                if (found := await find()) is None:
                    raise
                return found
            except AnswerLost as error:
                lost = error
            await asyncio.sleep(self.patience.wait_seconds(attempt))
            if (found := await find()) is not None:
                return found
        raise Faltered(str(lost)) from lost
