"""An LMS's administrator pastes one address, and we register with their LMS; it waits for ours."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web

from lms_bridge.doors import Door, Kind
from lms_bridge.lti.errors import LtiRefused, Refusal
from lms_bridge.lti.registration import register
from lms_bridge.web.assets import address
from lms_bridge.web.lti import bare, sent_to, telling
from lms_bridge.web.page import parts_of


async def _ask(request: web.Request) -> web.Response:
    """Show which LMS it is, and a button: opening an address changes nothing."""
    sent = await sent_to(request)
    if not sent.get("openid_configuration"):
        raise LtiRefused(
            Refusal.REGISTRATION, "openid_configuration is missing: paste this address in the LMS"
        )
    return await bare(
        request,
        "lti_register.html",
        "*",
        configuration=sent["openid_configuration"],
        token=sent.get("registration_token", ""),
        host=urlsplit(sent["openid_configuration"]).netloc,
        done=None,
    )


async def _register(request: web.Request) -> web.Response:
    sent = await sent_to(request)
    url = parts_of(request).settings.url
    configuration = sent.get("openid_configuration", "")
    done = await register(
        parts_of(request).desk.own_hosts,
        url,
        url + address("icon.svg"),
        configuration,
        sent.get("registration_token", ""),
    )
    host = urlsplit(configuration).netloc
    return await bare(
        request, "lti_register.html", "*", configuration="", token="", host=host, done=done
    )


DOORS: tuple[Door, ...] = (
    Door("GET", "/lti/register", telling(_ask), None, Kind.PAGE, is_for_others=True),
    Door("POST", "/lti/register", telling(_register), None, Kind.PAGE, is_for_others=True),
)
