"""Events of an LMS, signed as Standard Webhooks are: a hint to look there, and nothing more.

What an event says is not read. Who sends too many, or one again, is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from aiohttp import web
from standardwebhooks import Webhook, WebhookVerificationError

from catalogue.actions.take_hint import hint_secrets, take_hint
from catalogue.errors import NotSignedIn
from catalogue.viewer import Viewer
from lms_bridge.doors import Door, Kind, request_id
from lms_bridge.errors import TooSoon
from lms_bridge.threads import in_thread

PATH: Final = "/events/{lms}"

_HEADS: Final = ("webhook-id", "webhook-timestamp", "webhook-signature")
_LONGEST_ID: Final = 256


async def _hear(request: web.Request) -> web.Response:
    """Take a hint. Raises NotSignedIn, AlreadyThere, TooSoon."""
    lms, body = request.match_info["lms"], await request.read()
    heads = {name: request.headers.get(name, "") for name in _HEADS}
    if not is_signed(await in_thread(hint_secrets, lms), heads, body):
        raise NotSignedIn
    viewer = Viewer.system(request_id(request))
    seconds = await in_thread(take_hint, viewer, lms, heads["webhook-id"])
    if seconds:
        raise TooSoon(seconds)
    return web.Response(status=202)


def is_signed(secrets: tuple[str, ...], heads: Mapping[str, str], body: bytes) -> bool:
    """Say whether a message was signed with one of the secrets, and not long ago."""
    if len(heads["webhook-id"]) > _LONGEST_ID:
        return False
    for secret in secrets:
        try:
            Webhook(secret).verify(body, dict(heads), json_parse=False)
        except (WebhookVerificationError, ValueError):
            continue
        return True
    return False


DOORS: tuple[Door, ...] = (Door("POST", PATH, _hear, None, Kind.API, is_for_others=True),)
