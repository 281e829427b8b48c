"""A launch from an LMS on its way: begun in a browser, come back, and gone through once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from catalogue.access import digest_of, fresh_secret
from catalogue.db import changing
from catalogue.errors import NotSignedIn
from catalogue.fields import now
from catalogue.lti import LtiLaunch, LtiState

STATE_LIFETIME = timedelta(minutes=10)
"""How long somebody may take to sign in to their LMS between beginning and coming back."""

LAUNCH_LIFETIME = timedelta(hours=2)
"""How long somebody may take to confirm or to choose."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What a launch takes with it to the LMS; `browser` stays in the browser."""

    state: str
    nonce: str
    browser: str


@changing
def begin_launch(platform: str, target: str, storage: str) -> Begun:
    """Begin a launch to an address of ours."""
    LtiState.delete().where(LtiState.expires_at < now()).execute()
    state, nonce, browser = fresh_secret(), fresh_secret(), fresh_secret()
    LtiState.create(
        digest=state.digest,
        browser=browser.digest,
        nonce=nonce.digest,
        platform=platform,
        target=target,
        storage=storage,
        expires_at=now() + STATE_LIFETIME,
    )
    return Begun(state.text, nonce.text, browser.text)


@changing
def come_back(state: str, browser: str) -> bool:
    """Use up a launch's state in the browser that began it; say whether it was that browser.

    In another browser it is used up, too. Raises NotSignedIn where it is unknown, used or over.
    """
    row = LtiState.get_or_none(LtiState.digest == digest_of(state))
    if row is None or row.used_at or row.expires_at <= now():
        raise NotSignedIn
    row.used_at = now()
    row.save()
    return bool(row.browser == digest_of(browser))


@changing
def keep_launch(platform: str, person: str | None, document: dict[str, Any]) -> str:
    """Keep a launch until somebody has confirmed or chosen; the secret that leads to it."""
    LtiLaunch.delete().where(LtiLaunch.expires_at < now()).execute()
    secret = fresh_secret()
    LtiLaunch.create(
        digest=secret.digest,
        platform=platform,
        person=person,
        document=document,
        expires_at=now() + LAUNCH_LIFETIME,
    )
    return secret.text


@changing
def use_launch(secret: str) -> None:
    """Use up a kept launch. Raises NotSignedIn where it is unknown, used or over."""
    row = LtiLaunch.get_or_none(LtiLaunch.digest == digest_of(secret))
    if row is None or row.used_at or row.expires_at <= now():
        raise NotSignedIn
    row.used_at = now()
    row.save()
