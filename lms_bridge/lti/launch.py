"""A launch arrives: the LMS's signed message is checked, claim by claim.

1EdTech's Security Framework 1.0, section 5.1.3.
"""

from __future__ import annotations

import hmac
import json
import math
import re
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from joserfc import jws, jwt
from joserfc.errors import JoseError

from catalogue.access import digest_of
from catalogue.actions.lti_launches import come_back
from catalogue.errors import NotSignedIn
from catalogue.queries.lti import Expected, Platform, expected_launch
from lms_bridge.framing import is_web_address
from lms_bridge.lti import claims as names
from lms_bridge.lti.errors import LtiRefused, Refusal
from lms_bridge.lti.keys import ALGORITHM
from lms_bridge.lti.login import is_ours, require_active
from lms_bridge.lti.platform_keys import PlatformKeys
from lms_bridge.roster import person_of
from lms_bridge.threads import in_thread

LONGEST_TOKEN: Final = 64 * 1024
LONGEST_LIFE_SECONDS: Final = 24 * 3600
CLOCKS_DIFFER_SECONDS: Final = 60
"""How far an LMS's clock may be from ours."""

_UNPLAIN: Final = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Launch:
    """What an LMS says in a launch: who comes, in which role, from which course, for what."""

    subject: str
    roles: tuple[str, ...]
    key: str
    email: str
    is_email_verified: bool | None
    is_deep_link: bool
    context: str
    context_key: str
    link: str
    earlier_links: tuple[str, ...]
    earlier_contexts: tuple[str, ...]
    run: str
    mark: str
    line_items: str
    memberships: str
    deployment: str
    return_url: str
    deep_data: str

    def document(self) -> dict[str, Any]:
        """Write it, so that it can be kept."""
        return asdict(self)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Launch:
        """Read a kept one."""
        values = dict(document)
        for name in ("roles", "earlier_links", "earlier_contexts"):
            values[name] = tuple(values.get(name, ()))
        return cls(**values)


def expect(state: str) -> Expected:
    """Find the launch that comes back. Raises LtiRefused where it was used, is over or unknown."""
    try:
        return expected_launch(state)
    except NotSignedIn:
        raise LtiRefused(Refusal.STATE) from None


def refuse_other_browsers(state: str, browser: str) -> None:
    """Go on only in the browser in which the launch began, and only once. Raises LtiRefused."""
    try:
        is_same = come_back(state, browser)
    except NotSignedIn:
        raise LtiRefused(Refusal.STATE) from None
    if not is_same:
        raise LtiRefused(Refusal.OTHER_BROWSER)


async def check(url: str, keys: PlatformKeys, expected: Expected, token: str) -> Launch:
    """Check the message of a launch that was begun here. Raises LtiRefused."""
    require_active(expected.platform)
    claims = await _verified(keys, expected.platform, token)
    _check_parties(expected, claims)
    _check_times(claims)
    nonce = _text(claims, "nonce", Refusal.NONCE)
    if not hmac.compare_digest(digest_of(nonce), expected.nonce):
        raise LtiRefused(Refusal.NONCE)
    if claims.get(names.VERSION) != "1.3.0":
        raise LtiRefused(Refusal.VERSION, f"version {str(claims.get(names.VERSION))[:40]}")
    deployment = _text(claims, names.DEPLOYMENT)
    if deployment not in expected.platform.deployments:
        raise LtiRefused(Refusal.DEPLOYMENT, f"deployment_id {deployment}")
    return await in_thread(_read, url, expected, claims, deployment)


async def _verified(keys: PlatformKeys, platform: Platform, token: str) -> dict[str, Any]:
    if not token or len(token) > LONGEST_TOKEN:
        raise LtiRefused(Refusal.NOT_A_TOKEN)
    try:
        header = jws.extract_compact(token.encode()).headers()
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        raise LtiRefused(Refusal.NOT_A_TOKEN) from None
    if header.get("alg") != ALGORITHM:
        raise LtiRefused(Refusal.ALGORITHM, f"alg {str(header.get('alg'))[:40]}")
    if "crit" in header:
        raise LtiRefused(Refusal.NOT_A_TOKEN, "crit")
    key = await keys.key(platform.jwks_uri, str(header.get("kid", "")))
    try:
        claims = jwt.decode(token, key, algorithms=[ALGORITHM]).claims
    except RecursionError:
        raise LtiRefused(Refusal.NOT_A_TOKEN) from None
    except (JoseError, ValueError):
        raise LtiRefused(Refusal.SIGNATURE) from None
    if not isinstance(claims, dict):
        raise LtiRefused(Refusal.NOT_A_TOKEN)
    return claims


def _check_parties(expected: Expected, claims: dict[str, Any]) -> None:
    platform = expected.platform
    if claims.get("iss") != platform.issuer:
        raise LtiRefused(Refusal.ISSUER, f"iss {str(claims.get('iss'))[:100]}")
    audience, party = claims.get("aud"), claims.get("azp")
    several = audience if isinstance(audience, list) else [audience]
    if platform.client_id not in several:
        raise LtiRefused(Refusal.AUDIENCE, f"aud {str(audience)[:100]}")
    if len(several) > 1 and party is None:
        raise LtiRefused(Refusal.AUDIENCE, "azp is missing")
    if party is not None and party != platform.client_id:
        raise LtiRefused(Refusal.AUDIENCE, f"azp {str(party)[:100]}")


def _check_times(claims: dict[str, Any]) -> None:
    moment = time.time()
    times: dict[str, Any] = {each: claims[each] for each in ("exp", "iat", "nbf") if each in claims}
    for name, value in times.items():
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not math.isfinite(value):
            raise LtiRefused(Refusal.TIME, f"{name} is no time")
    if "exp" not in times or "iat" not in times:
        raise LtiRefused(Refusal.TIME, "exp or iat is missing")
    begins, ends = times["iat"], times["exp"]
    if ends + CLOCKS_DIFFER_SECONDS <= moment:
        raise LtiRefused(Refusal.TIME, f"exp {ends}")
    if max(begins, times.get("nbf", begins)) > moment + CLOCKS_DIFFER_SECONDS:
        raise LtiRefused(Refusal.TIME, f"iat {begins}")
    if ends - begins > LONGEST_LIFE_SECONDS or begins < moment - LONGEST_LIFE_SECONDS:
        raise LtiRefused(Refusal.TIME, f"iat {begins}, exp {ends}")


def _read(url: str, expected: Expected, claims: dict[str, Any], deployment: str) -> Launch:
    message = _text(claims, names.MESSAGE_TYPE)
    if message not in (names.RESOURCE_REQUEST, names.DEEP_LINKING_REQUEST):
        raise LtiRefused(Refusal.MESSAGE, f"message_type {message}")
    is_deep = message == names.DEEP_LINKING_REQUEST
    target = str(claims.get(names.TARGET, "")) or ("" if not is_deep else expected.target)
    if target != expected.target or not is_ours(url, target):
        raise LtiRefused(Refusal.FOREIGN_TARGET, f"target_link_uri {target[:200] or 'missing'}")
    roles = claims.get(names.ROLES)
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        raise LtiRefused(Refusal.CLAIM, names.ROLES)
    context, link = _part(claims, names.CONTEXT), _part(claims, names.RESOURCE_LINK)
    if not is_deep and not _word(link, "id"):
        raise LtiRefused(Refusal.CLAIM, names.RESOURCE_LINK)
    custom, lis = _part(claims, names.CUSTOM), _part(claims, names.LIS)
    grades, people = _part(claims, names.GRADES), _part(claims, names.NAMES)
    deep = _part(claims, names.DEEP_LINKING)
    if is_deep and not _address(deep, "deep_link_return_url"):
        raise LtiRefused(Refusal.CLAIM, names.DEEP_LINKING)
    accepted = deep.get("accept_types")
    if is_deep and (not isinstance(accepted, list) or "ltiResourceLink" not in accepted):
        raise LtiRefused(Refusal.MESSAGE, "accept_types without ltiResourceLink")
    return Launch(
        subject=_text(claims, "sub"),
        roles=tuple(roles[:50]),
        key=_key(lis, custom),
        email=_word(claims, "email"),
        is_email_verified=_is_verified(claims),
        is_deep_link=is_deep,
        context=_word(context, "id"),
        context_key=_word(lis, "course_section_sourcedid") or _filled(custom, "course"),
        link=_word(link, "id"),
        earlier_links=_history(custom, "link_history"),
        earlier_contexts=_history(custom, "context_history"),
        run=_filled(custom, "run"),
        mark=_filled(custom, "mark"),
        line_items=_address(grades, "lineitems"),
        memberships=_address(people, "context_memberships_url"),
        deployment=deployment,
        return_url=_address(deep, "deep_link_return_url"),
        deep_data=json.dumps(deep["data"]) if "data" in deep else "",
    )


def _history(custom: dict[str, Any], name: str) -> tuple[str, ...]:
    return tuple(filter(None, _filled(custom, name).split(",")))[:20]


def _part(claims: dict[str, Any], name: str) -> dict[str, Any]:
    part = claims.get(name, {})
    if not isinstance(part, dict):
        raise LtiRefused(Refusal.CLAIM, name)
    return part


def _text(claims: dict[str, Any], name: str, refusal: Refusal = Refusal.CLAIM) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= 255 or not _is_plain(value):
        raise LtiRefused(refusal, name)
    return value


def _word(part: dict[str, Any], name: str) -> str:
    value = part.get(name, "")
    return value.strip()[:2000] if isinstance(value, str) and _is_plain(value) else ""


def _is_plain(value: str) -> bool:
    """Say whether a database keeps it: no control characters, and no halves of characters."""
    return not _UNPLAIN.search(value)


def _address(part: dict[str, Any], name: str) -> str:
    """Give an address on the web, or nothing."""
    value = _word(part, name)
    return value if value and is_web_address(value) else ""


def _key(lis: dict[str, Any], custom: dict[str, Any]) -> str:
    """Give our key of who comes.

    Where the LMS speaks of it itself, it counts alone: in some LMSes who edits a course may write
    custom fields, and would be whom they like.
    """
    known = _filled(lis, "person_sourcedid") if "person_sourcedid" in lis else None
    return person_of(_filled(custom, "person") if known is None else known)


def _is_verified(claims: dict[str, Any]) -> bool | None:
    """Say what the LMS says of the e-mail address; None where it does not say."""
    return claims["email_verified"] is True if "email_verified" in claims else None


def _filled(part: dict[str, Any], name: str) -> str:
    """Give a field, unless the LMS left its variable as it is."""
    value = _word(part, name)
    return "" if value.startswith("$") else value
