"""Where messages may go: public addresses by https, and the hosts that an operator names.

A name is looked up once, for the connection itself, so that it cannot mean another address by then.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection
from contextlib import suppress

from aiohttp import ThreadedResolver
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

LONGEST_URL = 2000


class Fenced(OSError):
    """An address is not one to which messages may go."""


def check_url(text: str, own_hosts: Collection[str]) -> URL:
    """Read an address to which messages may go. Raises Fenced, with what is wrong."""
    try:
        url = URL(text)
        port = url.port
    except ValueError as error:
        raise Fenced(f"it is no address: {error}") from None
    if not url.host or not port or len(text) > LONGEST_URL or url.user or url.fragment:
        raise Fenced("it is not https://HOST/PATH")
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
    mapped = getattr(address, "ipv4_mapped", None) or address
    if not mapped.is_global or mapped.is_multicast:
        raise Fenced(f"{host} is an address of a private network")


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
