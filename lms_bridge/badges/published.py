"""What verifiers look up: who issues, the public keys, and what was revoked."""

from __future__ import annotations

from aiohttp import web

from catalogue.errors import NotFound
from catalogue.queries.certificates import programme_names, revocations
from lms_bridge.badges.credential import issuer, public_keys
from lms_bridge.doors import Door, Kind
from lms_bridge.parts import PARTS
from lms_bridge.threads import in_thread


def _url(request: web.Request) -> str:
    return request.config_dict[PARTS].settings.url


async def _issuer(request: web.Request) -> web.Response:
    programme = request.match_info["programme"]
    names = await in_thread(programme_names)
    if programme not in names:
        raise NotFound("programme", programme)
    return web.json_response(issuer(_url(request), programme, names[programme]))


async def _key(request: web.Request) -> web.Response:
    keys = await in_thread(public_keys)
    id = request.match_info["key"]
    if id not in keys:
        raise NotFound("key", id)
    return web.json_response(keys[id], content_type="application/jwk+json")


async def _revocations(request: web.Request) -> web.Response:
    url = _url(request)
    revoked = [
        {"id": f"{url}/certificates/{number}", "revoked": True}
        for number, _ in await in_thread(revocations)
    ]
    names = ("revokedCredentials", "revokedCredential")  # 1EdTech's verifier reads the first
    listed = dict.fromkeys(names, revoked)
    return web.json_response({"id": f"{url}/badges/revocations", **listed})


DOORS: tuple[Door, ...] = (
    Door("GET", "/badges/issuers/{programme}", _issuer, None, Kind.API),
    Door("GET", "/badges/keys/{key}", _key, None, Kind.API),
    Door("GET", "/badges/revocations", _revocations, None, Kind.API),
)
