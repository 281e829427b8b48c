"""A Moodle to test against."""

from __future__ import annotations

from typing import NamedTuple


class Site(NamedTuple):
    """Its address, and the token of the bridge's account."""

    url: str
    token: str
