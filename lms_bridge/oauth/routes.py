"""The doors of OAuth: the token endpoint, and what a client reads beforehand (RFC 8414)."""

from __future__ import annotations

from aiohttp import web

from lms_bridge.doors import Door, Kind
from lms_bridge.oauth.errors import OauthRefused, told
from lms_bridge.oauth.granting import ALGORITHMS, TOKEN_PATH, client_of, granted
from lms_bridge.oauth.pace import Pace
from lms_bridge.oauth.scopes import SCOPES
from lms_bridge.oauth.tokens import LIFETIME_SECONDS, sign
from lms_bridge.parts import PARTS
from lms_bridge.proxies import address_of
from lms_bridge.settings import Settings
from lms_bridge.threads import in_thread

METADATA_PATH = "/.well-known/oauth-authorization-server"
_pace = Pace()
_FORM = "application/x-www-form-urlencoded"


async def _token(request: web.Request) -> web.Response:
    """Give a token, or say in the standard's words why there is none."""
    settings = request.config_dict[PARTS].settings
    wait = _pace.wait_seconds(address_of(request))
    if wait:
        return web.json_response(
            told("temporarily_unavailable", f"ask again in {wait} s"),
            status=429,
            headers={"Retry-After": str(wait)},
        )
    try:
        form = await _form(request)
        authorization = request.headers.get("Authorization", "")
        answer = await in_thread(_grant, settings, authorization, form)
    except OauthRefused as refused:
        headers = {"WWW-Authenticate": 'Basic realm="lokakarya"'} if refused.status == 401 else {}
        return web.json_response(
            told(refused.error, str(refused)), status=refused.status, headers=headers
        )
    return web.json_response(answer, headers={"Cache-Control": "no-store", "Pragma": "no-cache"})


def _grant(settings: Settings, authorization: str, form: dict[str, str]) -> dict[str, object]:
    machine = client_of(settings, authorization, form)
    scopes = granted(machine, form)
    return {
        "access_token": sign(settings, machine.id, scopes),
        "token_type": "Bearer",
        "expires_in": LIFETIME_SECONDS,
        "scope": " ".join(sorted(scopes)),
    }


async def _form(request: web.Request) -> dict[str, str]:
    """Read the form. Raises OauthRefused where it is none, or names something twice."""
    if request.content_type != _FORM:
        raise OauthRefused("invalid_request", f"send {_FORM}")
    try:
        sent = await request.post()
    except (ValueError, LookupError) as error:
        raise OauthRefused("invalid_request", f"it is not a form: {error}") from error
    twice = [name for name in sent if len(sent.getall(name)) > 1]
    if twice:
        raise OauthRefused("invalid_request", f"{twice[0]} stands there twice")
    return {name: str(value) for name, value in sent.items()}


async def _metadata(request: web.Request) -> web.Response:
    """Tell where tokens are, for what, and how clients show who they are."""
    url = request.config_dict[PARTS].settings.url
    return web.json_response(
        {
            "issuer": url,
            "token_endpoint": url + TOKEN_PATH,
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
            "grant_types_supported": ["client_credentials"],
            "response_types_supported": [],
            "scopes_supported": list(SCOPES),
        }
    )


DOORS = (
    Door("POST", TOKEN_PATH, _token, None, Kind.OAUTH),
    Door("GET", METADATA_PATH, _metadata, None, Kind.API),
)
