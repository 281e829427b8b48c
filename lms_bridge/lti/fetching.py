"""Asking an LMS, through the fence: an answer is JSON, or says why it is none."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from catalogue.foreign_json import read_json
from lms_bridge.fence import Fence, Fenced, Unanswered
from lms_bridge.lti.errors import Unfetchable

TIMEOUT_SECONDS = 10
MOST_BYTES = 512 * 1024
"""How much of an answer is read, if nothing else is said; what is larger is refused."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an LMS answered; `url` is where."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_ok(self) -> bool:
        """Whether it did what was asked."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """Read the body. Raises Unfetchable where it is no JSON, as an error page is none."""
        try:
            return read_json(self.body)
        except ValueError:
            kind = self.headers.get("Content-Type", "nothing")
            raise Unfetchable(f"{self.url} answered {self.status} with {kind}, no JSON") from None

    def document(self) -> dict[str, Any]:
        """Read an object out of the body. Raises Unfetchable, also where the answer is an error."""
        if not self.is_ok:
            raise Unfetchable(f"{self.url} answered {self.status}")
        read = self.json()
        if not isinstance(read, dict):
            raise Unfetchable(f"{self.url} answered with no JSON object")
        return read


async def ask(
    own_hosts: Collection[str],
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | Mapping[str, str] = b"",
    most_bytes: int = MOST_BYTES,
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> Answer:
    """Ask an LMS once. Raises Unfetchable where there is no answer, or one that is too large."""
    shown = url.partition("?")[0][:200]
    fence = Fence(own_hosts, timeout_seconds)
    sent = {"Accept": "application/json"} | dict(headers or {})
    try:
        if method == "GET":
            answer = await fence.get(url, sent, most_bytes)
        else:
            answer = await fence.post(url, body, sent, most_bytes)
    except (Fenced, Unanswered) as error:
        raise Unfetchable(f"{shown} cannot be asked: {error}") from None
    if answer.is_cut:
        raise Unfetchable(f"{shown} answered with more than {most_bytes} bytes")
    return Answer(shown, answer.status, answer.headers, answer.body)
