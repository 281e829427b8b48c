"""What is kept between requests: the keys of LMSes, and the tokens that they gave us."""

from __future__ import annotations

from aiohttp import web

from lms_bridge.lti.platform_keys import PlatformKeys
from lms_bridge.lti.tokens import Tokens
from lms_bridge.settings import Settings


class Desk:
    """One bridge's dealings with LMSes; `own_hosts` are those of one's own network."""

    def __init__(self, settings: Settings) -> None:
        self.own_hosts = settings.lms_hosts
        self.keys = PlatformKeys(self.own_hosts)
        self.tokens = Tokens(self.own_hosts)


DESK: web.AppKey[Desk] = web.AppKey("lti", Desk)
