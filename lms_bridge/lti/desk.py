"""What is kept between requests: the keys of LMSes, and the tokens that they gave us."""

from __future__ import annotations

import asyncio

from lms_bridge.lease import holder_of
from lms_bridge.lti.platform_keys import PlatformKeys
from lms_bridge.lti.tokens import Tokens
from lms_bridge.settings import Settings


class Desk:
    """One bridge's dealings with LMSes; `own_hosts` are those of one's own network.

    `holder` names it among the bridges on one database; its own dealings with an LMS's courses take
    their `turn`.
    """

    def __init__(self, settings: Settings) -> None:
        self.own_hosts = settings.lms_hosts
        self.keys = PlatformKeys(self.own_hosts)
        self.tokens = Tokens(self.own_hosts)
        self.holder = holder_of(settings.executor, settings.data)
        self.turn = asyncio.Lock()
