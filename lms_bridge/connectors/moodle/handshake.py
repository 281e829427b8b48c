"""The first call: which Moodle this is, who we are there, and which functions the token lacks."""

from __future__ import annotations

from dataclasses import dataclass

from lms_bridge.connectors.moodle.client import Client
from lms_bridge.connectors.moodle.functions import FUNCTIONS, capabilities_of
from lms_bridge.sync.errors import NotAllowed, NotSupported

NEEDED_VERSION = 2024100700
"""Moodle 4.5."""


@dataclass(frozen=True, slots=True)
class Site:
    """A Moodle and our account in it."""

    release: str
    user_id: int
    username: str
    lacking: tuple[str, ...]


async def greet(client: Client) -> Site:
    """Ask a Moodle who it is. Raises NotSupported for one before 4.5."""
    said = await client.ask("core_webservice_get_site_info")
    if float(said["version"]) < NEEDED_VERSION:
        raise NotSupported(f"{client.url} is no Moodle 4.5 or newer: it says {said['release']}")
    granted = {function["name"] for function in said["functions"]}
    return Site(
        release=said["release"],
        user_id=int(said["userid"]),
        username=said["username"],
        lacking=tuple(sorted(FUNCTIONS.keys() - granted)),
    )


async def shake_hands(client: Client) -> Site:
    """Greet a Moodle, and see that the token's service has every function that is needed.

    Raises NotAllowed with those that it lacks and their capabilities.
    """
    site = await greet(client)
    if site.lacking:
        lacking = "; ".join(f"{f} ({', '.join(capabilities_of(f))})" for f in site.lacking)
        raise NotAllowed(
            f"the service of the token at {client.url} lacks {len(site.lacking)} functions, whose "
            f"capabilities the account's role needs, too: {lacking}"
        )
    return site
