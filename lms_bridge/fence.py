"""What goes out to addresses that others name: webhooks, keys, calendars, sign-in.

All of it goes through a `Fence`: to public addresses by https and to the hosts that an operator
names, not for long, reading not much; a redirect is held against the same rules. A name is looked
up once, for the connection itself, so that it cannot mean another address by then.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import (
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
    ThreadedResolver,
)
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

LONGEST_URL = 2000
TIMEOUT_SECONDS = 15
MOST_ANSWER_BYTES = 2**20
MOST_REDIRECTS = 3
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052
_UNICAST = ipaddress.IPv6Network("2000::/3")  # RFC 4291, 2.4: all that is global of IPv6 so far


class Fenced(OSError):
    """An address is not one to which requests may go, or its answer is too large."""


class Unanswered(OSError):
    """Nobody answered, or not in time; it says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered; of a body that is too long the beginning, and `is_cut`."""

    status: int
    body: bytes
    is_cut: bool
    location: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def is_ok(self) -> bool:
        """Whether what was asked for was done."""
        return 200 <= self.status < 300


class Fence:
    """Asks others, within limits; `own_hosts` are hosts of one's own network that may be asked."""

    def __init__(
        self, own_hosts: Collection[str] = (), timeout_seconds: float = TIMEOUT_SECONDS
    ) -> None:
        self.own_hosts = frozenset(own_hosts)
        self._timeout_seconds = timeout_seconds

    async def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        most_bytes: int = MOST_ANSWER_BYTES,
    ) -> Answer:
        """Read what is at an address, following a few redirects, each within the fence.

        Headers go to the first host alone. Raises Fenced, also where more than `most_bytes` are
        there, and Unanswered.
        """
        given = dict(headers or {})
        for _ in range(1 + MOST_REDIRECTS):
            answer = await self._ask("GET", url, most_bytes, headers=given)
            if not answer.location:
                if answer.is_cut:
                    raise Fenced(f"{URL(url).host} answers with more than {most_bytes} bytes")
                return answer
            there = str(URL(url).join(URL(answer.location)).with_fragment(None))
            if URL(there).origin() != URL(url).origin():
                given = {}
            url = there
        raise Fenced(f"it leads on and on: more than {MOST_REDIRECTS} redirects")

    async def post(
        self,
        url: str,
        data: bytes | Mapping[str, str],
        headers: Mapping[str, str] | None = None,
        most_bytes: int = MOST_ANSWER_BYTES,
    ) -> Answer:
        """Send something, a form where it is a mapping; a redirect is an answer like another.

        Raises Fenced and Unanswered.
        """
        return await self._ask("POST", url, most_bytes, headers=headers, data=data)

    async def _ask(self, method: str, url: str, most_bytes: int, **more: Any) -> Answer:
        target = check_url(url, self.own_hosts)
        try:
            async with (
                ClientSession(
                    connector=TCPConnector(resolver=FencedResolver(self.own_hosts)),
                    timeout=ClientTimeout(total=self._timeout_seconds),
                    cookie_jar=DummyCookieJar(),
                    auto_decompress=False,
                    skip_auto_headers=("Accept-Encoding",),
                    headers={"User-Agent": "Lokakarya", "Accept-Encoding": "identity"},
                ) as http,
                http.request(method, target, allow_redirects=False, **more) as answer,
            ):
                return await _read(answer, most_bytes)
        except TimeoutError:
            raise Unanswered(f"no answer in {self._timeout_seconds:g} seconds") from None
        except (ClientError, OSError) as error:
            if isinstance(error.__cause__, Fenced):
                raise error.__cause__ from None
            raise Unanswered(str(error) or type(error).__name__) from error


async def _read(answer: ClientResponse, most_bytes: int) -> Answer:
    body = bytearray()
    while len(body) <= most_bytes:
        part = await answer.content.read(most_bytes + 1 - len(body))
        if not part:
            break
        body += part
    leads_on = answer.status in {301, 302, 303, 307, 308}
    return Answer(
        answer.status,
        bytes(body[:most_bytes]),
        len(body) > most_bytes,
        answer.headers.get("Location", "") if leads_on else "",
        answer.headers,
    )


def check_url(text: str, own_hosts: Collection[str]) -> URL:
    """Read an address to which messages may go. Raises Fenced, with what is wrong."""
    try:
        url = URL(text)
        port = url.port
    except ValueError as error:
        raise Fenced(f"it is no address: {error}") from None
    if not url.host or not port or len(text) > LONGEST_URL or url.user or url.fragment:
        raise Fenced("it is not https://HOST/PATH")
    if any(letter.isspace() or letter == "%" for letter in url.host):
        raise Fenced(f'"{url.host}" is no name of a host')
    if url.host in own_hosts and url.scheme in {"http", "https"}:
        return url
    if url.scheme != "https":
        raise Fenced("it is not https://HOST/PATH")
    with suppress(ValueError):  # a name is checked when it is looked up
        _check_ip(url.host)
    return url


def _check_ip(host: str) -> None:
    """Go on only for a public address. Raises Fenced; ValueError for a name."""
    address = ipaddress.ip_address(host)
    reached = _within(address) if isinstance(address, ipaddress.IPv6Address) else address
    is_local = isinstance(reached, ipaddress.IPv6Address) and reached not in _UNICAST
    if is_local or not reached.is_global or reached.is_multicast:
        raise Fenced(f"{host} is an address of a private network")


def _within(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """Give the IPv4 address that an IPv6 address leads to, if it does so; else itself."""
    translated = ipaddress.IPv4Address(address.packed[-4:]) if address in _TRANSLATED else None
    return address.ipv4_mapped or address.sixtofour or translated or address


class FencedResolver(AbstractResolver):
    """Looks up names, and lets none through that stands for a private address."""

    def __init__(self, own_hosts: Collection[str]) -> None:
        self._own_hosts = own_hosts
        self._resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Look up a name. Raises Fenced, OSError."""
        found = await self._resolver.resolve(host, port, family)
        if host not in self._own_hosts:
            for each in found:
                _check_ip(each["host"])
        return found

    async def close(self) -> None:
        """Release nothing: there is nothing to release."""
        await self._resolver.close()
