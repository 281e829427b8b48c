"""Tokens with which we ask an LMS, got with a signed assertion (RFC 7523), kept while good."""

from __future__ import annotations

import secrets
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from catalogue.queries.lti import Platform
from lms_bridge.lti.errors import Unfetchable
from lms_bridge.lti.fetching import MOST_BYTES, TIMEOUT_SECONDS, Answer, ask
from lms_bridge.lti.keys import signed
from lms_bridge.threads import in_thread

ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_SECONDS: Final = 60
_SPARE_SECONDS: Final = 30
_SHORTEST_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    until: float


def assertion(platform: Platform) -> str:
    """Sign who we are, for an LMS's token endpoint, good once and not for long."""
    moment = int(time.time())
    return signed(
        {
            "iss": platform.client_id,
            "sub": platform.client_id,
            "aud": platform.token_audience or platform.token_endpoint,
            "iat": moment,
            "exp": moment + ASSERTION_SECONDS,
            "jti": secrets.token_urlsafe(16),
        }
    )


class Tokens:
    """The tokens that LMSes gave us, by LMS and scope; and what is asked with them."""

    def __init__(self, own_hosts: Collection[str]) -> None:
        self._own_hosts = own_hosts
        self._known: dict[tuple[str, str], _Token] = {}

    async def ask(
        self,
        platform: Platform,
        scopes: Iterable[str],
        method: str,
        url: str,
        *,
        accept: str,
        body: str | None = None,
        sends: str = "",
        most_bytes: int = MOST_BYTES,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> Answer:
        """Ask an LMS as ourselves; once more with a new token where the old one is refused.

        Raises Unfetchable.
        """
        scope = " ".join(sorted(scopes))
        for is_first in (True, False):
            token = await self._token(platform, scope)
            headers = {"Authorization": f"Bearer {token}", "Accept": accept}
            if body is not None:
                headers["Content-Type"] = sends
            answer = await ask(
                self._own_hosts,
                method,
                url,
                headers=headers,
                body=body.encode() if body else b"",
                most_bytes=most_bytes,
                timeout_seconds=timeout_seconds,
            )
            if answer.status != 401 or not is_first:
                break
            self._known.pop((platform.id, scope), None)
        return answer

    async def _token(self, platform: Platform, scope: str) -> str:
        known = self._known.get((platform.id, scope))
        if known and known.until > time.monotonic():
            return known.text
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION,
            "client_assertion": await in_thread(assertion, platform),
            "scope": scope,
        }
        answer = await ask(self._own_hosts, "POST", platform.token_endpoint, body=form)
        given = answer.document()
        text = given.get("access_token")
        if not isinstance(text, str) or not text:
            raise Unfetchable(f"{answer.url} gave no access token")
        seconds = max(_seconds(given.get("expires_in")) - _SPARE_SECONDS, _SHORTEST_SECONDS // 2)
        self._known[(platform.id, scope)] = _Token(text, time.monotonic() + seconds)
        return text


def _seconds(said: Any) -> int:
    try:
        return int(said)
    except (TypeError, ValueError, OverflowError):
        return _SHORTEST_SECONDS
