"""An LMS learns in one way who learns where: by a connector, or by asking as a client; never both.

Two ways would make its classes twice, and undo each other's changes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from catalogue.queries.clients import ClientLine
from lms_bridge.errors import TwoWays
from lms_bridge.oauth.scopes import ROSTERING

_PORTS = {"http": 80, "https": 443}


def refuse_two_ways(lms: str, url: str, clients: Iterable[ClientLine]) -> None:
    """See that no client that may read rosters is the LMS of the connector. Raises TwoWays."""
    for client in clients:
        if client.revoked_at is None and is_served_twice(
            lms, url, client.name, client.url, client.scopes
        ):
            raise TwoWays(
                f'the client "{client.name}" is the {lms} at {url}, which the connector keeps in '
                f"step already; run `clients revoke {client.id}`, or the bridge without --lms {lms}"
            )


def refuse_second_way(lms: str, at: str, name: str, url: str, scopes: Collection[str]) -> None:
    """See that a client to be made is not the LMS of the connector. Raises TwoWays."""
    if is_served_twice(lms, at, name, url, scopes):
        raise TwoWays(
            f"the connector keeps the {lms} at {at} in step already; an LMS uses a connector or "
            "asks for rosters itself, never both. For another LMS say where it is (--url)"
        )


def is_served_twice(
    lms: str, url: str, name: str, client_url: str, scopes: Collection[str]
) -> bool:
    """Say whether a client would be the connector's LMS: by its address, or by name without one."""
    if ROSTERING.isdisjoint(scopes):
        return False
    if client_url:
        return _place(client_url) == _place(url)
    return name.casefold() == lms.casefold()


def _place(url: str) -> tuple[str, int | None]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or _PORTS.get(parts.scheme)
