"""Every door of SCIM: they open to a member's identity system, with a token for the scope."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from aiohttp import web
from pydantic import ValidationError
from scim2_models import (
    ForbiddenException,
    InvalidSyntaxException,
    PayloadTooLargeException,
    ResponseParameters,
    SCIMException,
)

from catalogue.foreign_json import read_json
from catalogue.viewer import Viewer
from lms_bridge.doors import MACHINES, Door, Handler, Kind, viewer_of
from lms_bridge.oauth.scopes import SCIM
from lms_bridge.parts import PARTS
from lms_bridge.scim import discovery
from lms_bridge.scim.bulk import carry_out
from lms_bridge.scim.model import ROOT, Model, meta_of
from lms_bridge.scim.searching import search
from lms_bridge.scim.status import error_of
from lms_bridge.scim.users import create, for_member, matches, patch, put, read, remove, shown
from lms_bridge.threads import in_thread

CONTENT: Final = "application/scim+json"
_LISTS: Final = ("attributes", "excludedAttributes")
_WANTED: Final[Any] = ResponseParameters[Model]


def _answer(body: Any, status: int = 200, **heads: str) -> web.Response:
    named = {name.replace("_", "-"): value for name, value in heads.items()}
    return web.json_response(body, status=status, content_type=CONTENT, headers=named)


def _telling(handler: Handler) -> Handler:
    """Let what the library refuses be told in the standard's words."""

    @wraps(handler)
    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except (SCIMException, ValidationError) as error:
            status, body = error_of(error)
            return _answer(body, status)

    return handle


def _asked(request: web.Request) -> tuple[Viewer, str]:
    """Give who asks, as who answers for its member, and the bridge's address."""
    return for_member(viewer_of(request)), request.config_dict[PARTS].settings.url


async def _sent(request: web.Request) -> dict[str, Any]:
    """Read the body. Raises InvalidSyntaxException where it is no JSON object."""
    is_read = (request.charset or "utf-8").casefold() == "utf-8"
    text = await request.text() if is_read else ""
    try:
        sent = read_json(text)
    except ValueError as error:
        raise InvalidSyntaxException(detail=f"the body is no JSON: {error}") from error
    if not isinstance(sent, dict):
        raise InvalidSyntaxException(detail="the body is no JSON object")
    return sent


def _wanted(request: web.Request) -> Any:
    return _WANTED.model_validate({n: request.query[n] for n in _LISTS if n in request.query})


def _of_user(user: Any, request: web.Request, status: int = 200) -> web.Response:
    body = shown(user, _wanted(request))
    version, location = meta_of(user)
    return _answer(body, status, ETag=version, Location=location)


@_telling
async def _list(request: web.Request) -> web.StreamResponse:
    """Find users by what stands in the query."""
    viewer, url = _asked(request)
    return _answer(await in_thread(search, viewer, url, dict(request.query)))


@_telling
async def _search(request: web.Request) -> web.StreamResponse:
    """Find users by what stands in the body."""
    viewer, url = _asked(request)
    return _answer(await in_thread(search, viewer, url, await _sent(request)))


@_telling
async def _create(request: web.Request) -> web.StreamResponse:
    viewer, url = _asked(request)
    user = await in_thread(create, viewer, url, await _sent(request))
    return _of_user(user, request, 201)


@_telling
async def _read(request: web.Request) -> web.StreamResponse:
    viewer, url = _asked(request)
    user = await in_thread(read, viewer, url, request.match_info["id"])
    held, (version, _) = request.headers.get("If-None-Match", ""), meta_of(user)
    if held and matches(version, held):
        return web.Response(status=304, headers={"ETag": version})
    return _of_user(user, request)


def _changing(do: Callable[..., Any]) -> Handler:
    @_telling
    async def handle(request: web.Request) -> web.StreamResponse:
        viewer, url = _asked(request)
        id, wanted = request.match_info["id"], request.headers.get("If-Match", "")
        return _of_user(await in_thread(do, viewer, url, id, await _sent(request), wanted), request)

    return handle


@_telling
async def _remove(request: web.Request) -> web.StreamResponse:
    viewer, _ = _asked(request)
    wanted = request.headers.get("If-Match", "")
    await in_thread(remove, viewer, request.match_info["id"], wanted)
    return web.Response(status=204)


@_telling
async def _bulk(request: web.Request) -> web.StreamResponse:
    viewer, url = _asked(request)
    if (request.content_length or 0) > discovery.MOST_BYTES:
        raise PayloadTooLargeException(detail=f"at most {discovery.MOST_BYTES} bytes at once")
    return _answer(await in_thread(carry_out, viewer, url, await _sent(request)))


def _unfiltered(handler: Handler) -> Handler:
    """Refuse filters where RFC 7644, section 4, takes none."""

    @_telling
    async def handle(request: web.Request) -> web.StreamResponse:
        if "filter" in request.query:
            raise ForbiddenException(detail="what is served cannot be filtered")
        return await handler(request)

    return handle


async def _config(request: web.Request) -> web.StreamResponse:
    return _answer(discovery.config(_asked(request)[1]))


async def _resource_types(request: web.Request) -> web.StreamResponse:
    return _answer(_all(discovery.resource_types(_asked(request)[1])))


async def _resource_type(request: web.Request) -> web.StreamResponse:
    known = discovery.resource_types(_asked(request)[1])
    return _answer(discovery.one_of(known, "resource type", request.match_info["id"]))


async def _schemas(request: web.Request) -> web.StreamResponse:
    return _answer(_all(await in_thread(discovery.schemas, *_asked(request))))


async def _schema(request: web.Request) -> web.StreamResponse:
    known = await in_thread(discovery.schemas, *_asked(request))
    return _answer(discovery.one_of(known, "schema", request.match_info["id"]))


def _all(known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": len(known),
        "startIndex": 1,
        "itemsPerPage": len(known),
        "Resources": list(known.values()),
    }


def _door(method: str, path: str, handler: Handler) -> Door:
    return Door(method, ROOT + path, handler, MACHINES, Kind.SCIM, scopes=frozenset({SCIM}))


DOORS: tuple[Door, ...] = (
    _door("GET", "/ServiceProviderConfig", _unfiltered(_config)),
    _door("GET", "/ResourceTypes", _unfiltered(_resource_types)),
    _door("GET", "/ResourceTypes/{id}", _resource_type),
    _door("GET", "/Schemas", _unfiltered(_schemas)),
    _door("GET", "/Schemas/{id}", _schema),
    _door("GET", "/Users", _list),
    _door("POST", "/Users", _create),
    _door("POST", "/Users/.search", _search),
    _door("POST", "/.search", _search),
    _door("GET", "/Users/{id}", _read),
    _door("PUT", "/Users/{id}", _changing(put)),
    _door("PATCH", "/Users/{id}", _changing(patch)),
    _door("DELETE", "/Users/{id}", _remove),
    _door("POST", "/Bulk", _bulk),
)
