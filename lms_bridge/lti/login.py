"""A launch begins: an LMS says who it is, and we send the browser back to it with a state.

OpenID Connect's third-party initiated login (1EdTech's Security Framework 1.0, section 5.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from yarl import URL

from catalogue.actions.lti_launches import begin_launch
from catalogue.lti import PlatformState
from catalogue.queries.lti import Platform, platforms_of_issuer
from lms_bridge.lti.errors import LtiRefused, Refusal

LAUNCH_PATH: Final = "/lti/launch"
_LONGEST_HINT: Final = 4000


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where the browser goes, and what it keeps: a cookie's name and secret, or in a frame."""

    platform: Platform
    address: str
    state: str
    browser: str
    storage: str


def begin(url: str, sent: Mapping[str, str]) -> Beginning:
    """Answer an LMS's beginning of a launch; `url` is ours. Raises LtiRefused."""
    for name in ("iss", "login_hint", "target_link_uri"):
        if not sent.get(name):
            raise LtiRefused(Refusal.INCOMPLETE, f"{name} is missing")
    platform = find_platform(sent["iss"], sent.get("client_id", ""))
    target = sent["target_link_uri"]
    if not is_ours(url, target):
        raise LtiRefused(Refusal.FOREIGN_TARGET, target)
    hint, message_hint = sent["login_hint"], sent.get("lti_message_hint", "")
    if len(hint) + len(message_hint) > _LONGEST_HINT:
        raise LtiRefused(Refusal.INCOMPLETE, "login_hint or lti_message_hint is too long")
    storage = sent.get("lti_storage_target", "")[:100]
    begun = begin_launch(platform.id, target, storage)
    asked = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": platform.client_id,
        "redirect_uri": url + LAUNCH_PATH,
        "login_hint": hint,
        "state": begun.state,
        "nonce": begun.nonce,
    }
    if message_hint:
        asked["lti_message_hint"] = message_hint
    address = URL(platform.authorization_endpoint).update_query(asked)
    return Beginning(platform, str(address), begun.state, begun.browser, storage)


def find_platform(issuer: str, client_id: str) -> Platform:
    """Find the LMS that is meant. Raises LtiRefused where there is none that may show our pages."""
    known = platforms_of_issuer(issuer)
    if client_id:
        known = tuple(each for each in known if each.client_id == client_id)
    if not known:
        raise LtiRefused(Refusal.UNKNOWN_LMS, f"iss {issuer}, client_id {client_id or 'not said'}")
    if len(known) > 1:
        raise LtiRefused(Refusal.AMBIGUOUS_LMS, f"iss {issuer}")
    require_active(known[0])
    return known[0]


def require_active(platform: Platform) -> None:
    """Go on only if an LMS may show our pages. Raises LtiRefused."""
    if platform.state == PlatformState.PENDING:
        raise LtiRefused(Refusal.PENDING, platform.name)
    if platform.state == PlatformState.RETIRED:
        raise LtiRefused(Refusal.RETIRED, platform.name)


def is_ours(url: str, target: str) -> bool:
    """Say whether a launch's target is of this site: nothing is sent on to any other."""
    try:
        asked, own = urlsplit(target), urlsplit(url + LAUNCH_PATH)
        return (asked.scheme, asked.netloc, asked.path) == (own.scheme, own.netloc, own.path)
    except ValueError:
        return False
