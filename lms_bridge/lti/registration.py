"""An LMS registers us (Dynamic Registration 1.0): its configuration is read, ours is sent.

What Canvas takes as one JSON is written here, too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from catalogue.actions.lti_platforms import PlatformWish, register_platform
from catalogue.actions.use_assertion import use_assertion
from catalogue.errors import CatalogueError, NotSignedIn
from catalogue.fields import now
from catalogue.queries.lti import platforms_of_issuer
from catalogue.viewer import Viewer
from lms_bridge.fence import Fenced, check_url
from lms_bridge.lti import claims as names
from lms_bridge.lti.errors import LtiRefused, Refusal, Unfetchable
from lms_bridge.lti.fetching import ask
from lms_bridge.lti.login import LAUNCH_PATH
from lms_bridge.threads import in_thread

NAME: Final = "Lokakarya"
DESCRIPTION: Final = "The courses, dates, places and certificates of a training programme."
PLACEMENTS: Final = ("course_navigation", "link_selection", "assignment_selection")
_ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_TOKEN_IS_GOOD_FOR = timedelta(days=1)
_CLAIMS: Final = ("iss", "sub", "name", "given_name", "family_name", "email", "locale")


def tool(url: str, logo: str) -> dict[str, Any]:
    """Write what an LMS registers of us, with every message, placement, scope and icon."""
    target = url + LAUNCH_PATH
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["client_credentials", "implicit"],
        "initiate_login_uri": f"{url}/lti/login",
        "redirect_uris": [target],
        "client_name": NAME,
        "client_uri": url,
        "logo_uri": logo,
        "jwks_uri": f"{url}/lti/jwks.json",
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(names.SCOPES),
        names.TOOL: {
            "domain": urlsplit(url).netloc,
            "description": DESCRIPTION,
            "target_link_uri": target,
            "custom_parameters": names.CUSTOM_FIELDS,
            "claims": list(_CLAIMS),
            "messages": [
                {
                    "type": names.RESOURCE_REQUEST,
                    "target_link_uri": target,
                    "label": NAME,
                    "icon_uri": logo,
                    "placements": ["course_navigation"],
                },
                {
                    "type": names.DEEP_LINKING_REQUEST,
                    "target_link_uri": target,
                    "label": NAME,
                    "icon_uri": logo,
                    "placements": ["ContentArea", "link_selection", "assignment_selection"],
                },
            ],
        },
    }


def canvas(url: str, logo: str) -> dict[str, Any]:
    """Write the JSON that an administrator of a Canvas pastes."""
    target = url + LAUNCH_PATH
    placements = [
        {
            "placement": placement,
            "enabled": True,
            "text": NAME,
            "icon_url": logo,
            "target_link_uri": target,
            "message_type": names.RESOURCE_REQUEST
            if placement == "course_navigation"
            else names.DEEP_LINKING_REQUEST,
        }
        for placement in PLACEMENTS
    ]
    return {
        "title": NAME,
        "description": DESCRIPTION,
        "oidc_initiation_url": f"{url}/lti/login",
        "target_link_uri": target,
        "public_jwk_url": f"{url}/lti/jwks.json",
        "scopes": list(names.SCOPES),
        "custom_fields": names.CUSTOM_FIELDS,
        "extensions": [
            {
                "domain": urlsplit(url).netloc,
                "tool_id": "lokakarya",
                "platform": "canvas.instructure.com",
                "privacy_level": "public",
                "settings": {"text": NAME, "icon_url": logo, "placements": placements},
            }
        ],
    }


class Registered(NamedTuple):
    """The id of an LMS here; one that is new is pending."""

    id: str
    is_new: bool


async def register(
    own_hosts: Collection[str], url: str, logo: str, configuration: str, token: str
) -> Registered:
    """Register us with the LMS whose configuration is at an address.

    One that is known under the name that it gives us has only updated what it knows of us: what it
    may show here stays. A registration token is good once. Raises LtiRefused, with what was wrong.
    """
    try:
        found = (await ask(own_hosts, "GET", configuration)).document()
        wish = _wish(own_hosts, configuration, found)
        if token:
            await in_thread(_use_token, token)
        sent = {"Content-Type": "application/json"}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        body = json.dumps(tool(url, logo))
        endpoint = _address(own_hosts, configuration, found, "registration_endpoint")
        answer = await ask(own_hosts, "POST", endpoint, headers=sent, body=body.encode())
        given = answer.document()
    except Unfetchable as error:
        raise LtiRefused(Refusal.REGISTRATION, str(error)) from None
    client_id, said = given.get("client_id"), given.get(names.TOOL)
    if not isinstance(client_id, str) or not client_id:
        raise LtiRefused(Refusal.REGISTRATION, "the LMS gave no client_id")
    deployment = said.get("deployment_id") if isinstance(said, dict) else None
    deployments = [deployment] if isinstance(deployment, str) and deployment else []
    return await in_thread(_keep, wish, client_id, deployments)


def require_good(own_hosts: Collection[str], wish: PlatformWish) -> None:
    """Go on only if we may ask an LMS at its addresses. Raises LtiRefused."""
    for name in _ENDPOINTS:
        try:
            check_url(getattr(wish, name), own_hosts)
        except Fenced as error:
            raise LtiRefused(Refusal.REGISTRATION, f"{name}: {error}") from None


def _wish(own_hosts: Collection[str], configuration: str, found: dict[str, Any]) -> PlatformWish:
    issuer = found.get("issuer")
    if not isinstance(issuer, str) or not issuer:
        raise LtiRefused(Refusal.REGISTRATION, "issuer is missing")
    if urlsplit(issuer).hostname != urlsplit(configuration).hostname:
        raise LtiRefused(Refusal.REGISTRATION, "issuer is of another host than its configuration")
    algorithms = found.get("id_token_signing_alg_values_supported", ["RS256"])
    if not isinstance(algorithms, list) or "RS256" not in algorithms:
        raise LtiRefused(Refusal.REGISTRATION, "the LMS does not sign with RS256")
    said = found.get(names.PLATFORM)
    family = said.get("product_family_code") if isinstance(said, dict) else None
    audience = found.get("authorization_server")
    return PlatformWish(
        issuer=issuer,
        client_id="",
        name=f"{str(family or 'LMS')[:40]} {urlsplit(issuer).netloc}",
        token_audience=audience if isinstance(audience, str) else "",
        **{name: _address(own_hosts, configuration, found, name) for name in _ENDPOINTS},
    )


def _address(
    own_hosts: Collection[str], configuration: str, found: dict[str, Any], name: str
) -> str:
    value = found.get(name)
    if not isinstance(value, str):
        raise LtiRefused(Refusal.REGISTRATION, f"{name} is missing")
    try:
        check_url(value, own_hosts)
    except Fenced as error:
        raise LtiRefused(Refusal.REGISTRATION, f"{name}: {error}") from None
    if name == "registration_endpoint":  # the token goes to whoever gave it, and to nobody else
        there, here = urlsplit(value).hostname, urlsplit(configuration).hostname
        if there != here:
            raise LtiRefused(Refusal.REGISTRATION, f"{name} is of another host")
    return value


def _use_token(token: str) -> None:
    digest = hashlib.sha256(token.encode()).hexdigest()
    try:
        use_assertion("lti-registration", digest, now() + _TOKEN_IS_GOOD_FOR)
    except NotSignedIn:
        raise LtiRefused(Refusal.REGISTRATION, "the registration token was used before") from None


def _keep(wish: PlatformWish, client_id: str, deployments: Collection[str]) -> Registered:
    for known in platforms_of_issuer(wish.issuer):
        if known.client_id == client_id:
            return Registered(known.id, is_new=False)
    try:
        made = register_platform(
            Viewer.system("lti"), replace(wish, client_id=client_id), deployments
        )
        return Registered(made, is_new=True)
    except CatalogueError as error:
        raise LtiRefused(Refusal.REGISTRATION, str(error)) from None
