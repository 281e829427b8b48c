"""The keys of LMSes: fetched when needed, kept for a while, fetched anew when one is missing.

Whoever sends messages with keys that nobody knows does not make us fetch without end.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Final

from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from lms_bridge.lti.errors import LtiRefused, Refusal, Unfetchable
from lms_bridge.lti.fetching import ask

KEPT_SECONDS: Final = 3600
MOST_KEYS: Final = 100
MOST_FETCHES: Final = 6
"""How often one LMS's keys are fetched in `PER_SECONDS` at most."""
PER_SECONDS: Final = 60
_FEWEST_BITS: Final = 2048
_BITS_OF_A_LETTER: Final = 6  # of base64


@dataclass(slots=True)
class _Known:
    keys: dict[str, RSAKey] = field(default_factory=dict)
    fetched_at: float = float("-inf")
    fetches: deque[float] = field(default_factory=deque)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class PlatformKeys:
    """The keys of all LMSes, by their addresses."""

    def __init__(self, own_hosts: Collection[str]) -> None:
        self._own_hosts = own_hosts
        self._known: dict[str, _Known] = {}

    async def key(self, jwks_uri: str, kid: str) -> RSAKey:
        """Give an LMS's key. Raises LtiRefused: KEYS where none come, UNKNOWN_KEY."""
        known = self._known.setdefault(jwks_uri, _Known())
        async with known.turn:
            is_old = time.monotonic() - known.fetched_at > KEPT_SECONDS
            if is_old or kid not in known.keys:
                await self._fetch(jwks_uri, known)
        if kid not in known.keys:
            raise LtiRefused(Refusal.UNKNOWN_KEY, f"kid {kid[:80]} is not at {jwks_uri}")
        return known.keys[kid]

    async def _fetch(self, jwks_uri: str, known: _Known) -> None:
        moment = time.monotonic()
        while known.fetches and moment - known.fetches[0] > PER_SECONDS:
            known.fetches.popleft()
        if len(known.fetches) >= MOST_FETCHES:
            return
        known.fetches.append(moment)
        try:
            document = (await ask(self._own_hosts, "GET", jwks_uri)).document()
            known.keys = _keys(document)
        except Unfetchable as error:
            raise LtiRefused(Refusal.KEYS, str(error)) from None
        known.fetched_at = time.monotonic()


def _keys(document: dict[str, Any]) -> dict[str, RSAKey]:
    """Read the RSA keys for signatures of a JWK set; others are not for us. Raises Unfetchable."""
    listed = document.get("keys")
    if not isinstance(listed, list) or len(listed) > MOST_KEYS:
        raise Unfetchable("there is no list of keys, or one that is too long")
    found = {}
    for each in listed:
        if not isinstance(each, dict) or each.get("kty") != "RSA" or each.get("use") == "enc":
            continue
        try:
            if len(each["n"]) * _BITS_OF_A_LETTER < _FEWEST_BITS:
                continue
            key = RSAKey.import_key({name: each[name] for name in ("kty", "n", "e")})
            found[str(each.get("kid", ""))] = key
        except (JoseError, ValueError, KeyError, TypeError):
            continue
    return found
