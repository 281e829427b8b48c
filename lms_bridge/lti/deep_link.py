"""What somebody chose goes back to the LMS as a signed message (Deep Linking 2.0)."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from catalogue.lti import Mark
from catalogue.queries.lti import Platform
from lms_bridge.lti import claims as names
from lms_bridge.lti.keys import signed
from lms_bridge.lti.launch import Launch

RESPONSE_SECONDS: Final = 300
FULL_MARKS: Final = 100
"""A score is a percentage."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A course or a run that is placed; `item` is what is marked in it, if anything."""

    title: str
    run: str = ""
    item: str = ""


def response(url: str, platform: Platform, launch: Launch, chosen: Sequence[Chosen]) -> str:
    """Sign what was chosen."""
    moment = int(time.time())
    claims: dict[str, Any] = {
        "iss": platform.client_id,
        "aud": platform.issuer,
        "iat": moment,
        "exp": moment + RESPONSE_SECONDS,
        "nonce": secrets.token_urlsafe(16),
        names.DEPLOYMENT: launch.deployment,
        names.MESSAGE_TYPE: names.DEEP_LINKING_RESPONSE,
        names.VERSION: "1.3.0",
        names.CONTENT_ITEMS: [_item(url, each) for each in chosen],
    }
    if launch.deep_data:
        claims[names.DEEP_LINKING_DATA] = json.loads(launch.deep_data)
    return signed(claims)


def _item(url: str, chosen: Chosen) -> dict[str, Any]:
    item: dict[str, Any] = {
        "type": "ltiResourceLink",
        "title": chosen.title,
        "url": f"{url}/lti/launch",
        "custom": names.CUSTOM_FIELDS
        | ({"run": chosen.run, "mark": chosen.item or Mark.NOTHING} if chosen.run else {}),
    }
    if chosen.item:
        item["lineItem"] = {
            "label": chosen.title,
            "scoreMaximum": FULL_MARKS,
            "resourceId": chosen.run,
            "tag": chosen.item,
        }
    return item
