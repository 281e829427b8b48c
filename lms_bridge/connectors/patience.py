"""How long a connector waits for its LMS, and how often it tries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from lms_bridge.sync.pace import jittered

SHUT = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
"""Answers that speak of the LMS as a whole."""

LONGEST_AWAY_SECONDS = 40.0
"""How long an LMS that says it is away (503) is left alone at most, whatever it expects.

That is a guess (RFC 9110, 10.2.3): a Moodle in maintenance always says 300 seconds.
"""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for an answer, how often to try, and how long to wait in between.

    A Retry-After beyond the longest wait is left to the caller, in Unreachable.
    """

    timeout_seconds: float = 30
    tries: int = 5
    first_wait_seconds: float = 0.5
    longest_wait_seconds: float = 30

    def wait_seconds(self, attempt: int) -> float:
        """Wait twice as long each time, and not in step with others."""
        return jittered(self.first_wait_seconds * 2**attempt)


PATIENCE = Patience()


class NoAnswer(Exception):
    """One try failed; `sent` says whether the LMS may have acted on it."""

    def __init__(self, text: str, *, sent: bool, wait_seconds: float = 0) -> None:
        """Carry how long the LMS asked us to wait."""
        super().__init__(text)
        self.sent = sent
        self.wait_seconds = wait_seconds


def asked_to_wait_seconds(status: int, header: str) -> float:
    """Tell how long an answer with this status and Retry-After wants us to wait."""
    seconds = retry_after_seconds(header)
    is_away = status == HTTPStatus.SERVICE_UNAVAILABLE
    return min(seconds, LONGEST_AWAY_SECONDS) if is_away else seconds


def retry_after_seconds(header: str) -> float:
    """Read a Retry-After header: seconds, or a date."""
    if header.isdecimal():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return 0
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
