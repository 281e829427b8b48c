"""Sending a message once: signed, within the fence, not for long, and not reading much."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from standardwebhooks import Webhook

from catalogue.texts import tidy
from lms_bridge.fence import Fence

MOST_BODY_BYTES = 20_000
"""How large a message may be."""
_MOST_ANSWER_BYTES = 300
AT_ONCE = 4
"""How many messages a receiver is sent at once: one that is slow keeps nobody else waiting."""
_GONE = 410


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of it; `is_gone` where the receiver wants no more."""

    is_delivered: bool
    said: str
    is_gone: bool = False


def signed(message: str, body: str, secrets: Sequence[str], at: datetime) -> dict[str, str]:
    """Give the headers of a message, with a signature for each secret."""
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(
            Webhook(secret).sign(message, at.astimezone(UTC), body) for secret in secrets
        ),
    }


class Sender:
    """Sends messages, to each receiver a few at once."""

    def __init__(self, own_hosts: Collection[str]) -> None:
        self._fence = Fence(own_hosts)
        self._turns: defaultdict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(AT_ONCE)
        )

    async def send(self, url: str, message: str, body: str, secrets: Sequence[str]) -> Sent:
        """Send a message, and say what came of it, whatever that is."""
        data = body.encode()
        if len(data) > MOST_BODY_BYTES:
            return Sent(is_delivered=False, said=f"the message has {len(data)} bytes")
        headers = {
            "Content-Type": "application/json",
            **signed(message, body, secrets, datetime.now(UTC)),
        }
        try:
            async with self._turns[url]:
                answer = await self._fence.post(url, data, headers, _MOST_ANSWER_BYTES)
        except OSError as error:
            return Sent(is_delivered=False, said=tidy(str(error)))
        said = tidy(f"{answer.status} {answer.body.decode(errors='replace')}")  # it may say NUL
        return Sent(answer.is_ok, said, answer.status == _GONE)
