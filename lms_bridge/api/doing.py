"""An operation is done and answered: in one transaction, once a key, and only as it was seen.

All of REST passes here, so that no operation forgets to nudge the durable work after a change.
"""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_type_hints

from aiohttp import web
from pydantic import TypeAdapter

from catalogue.db import changing, reading
from catalogue.errors import NotFound
from catalogue.faults import Fault, Where
from catalogue.idempotency import Answer, once
from catalogue.viewer import Role, Viewer
from lms_bridge.api.errors import EtagDiffers, OnlyTried
from lms_bridge.api.operation import ROOT, Operation
from lms_bridge.api.reading import arguments
from lms_bridge.doors import Door, Handler, Kind, viewer_of
from lms_bridge.errors import BadRequest
from lms_bridge.parts import PARTS
from lms_bridge.threads import in_thread

KEY_HEADER = "Idempotency-Key"
LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request as far as it concerns the doing."""

    operation: Operation
    viewer: Viewer
    given: dict[str, Any]
    request: bytes
    key: str
    if_match: str
    if_none_match: str


def operation(
    method: str,
    path: str,
    act: Callable[..., Any],
    roles: frozenset[Role],
    *,
    tag: str,
    **more: Any,
) -> Door:
    """Make the door of an operation; what `more` may be stands with `Operation`."""
    made = Operation(method, ROOT + path, act, tag, **more)
    return Door(method, made.path, answering(made), roles, Kind.API, made)


def answering(operation: Operation) -> Handler:
    """Give the handler of an operation."""

    async def handle(request: web.Request) -> web.StreamResponse:
        given = await arguments(operation, request)
        asked = _Asked(
            operation=operation,
            viewer=viewer_of(request),
            given=given,
            request=await _digestible(operation, request, given),
            key=_key(request),
            if_match=request.headers.get("If-Match", ""),
            if_none_match=_if_none_match(request),
        )
        if operation.is_waiting:
            await in_thread(reading(_guard), asked)
            answer = _written(operation, await operation.act(**given))
        else:
            answer = await in_thread(_do, asked)
        if not operation.is_safe:
            request.config_dict[PARTS].jobs.nudge()
        return _response(operation, answer, request)

    return handle


def _do(asked: _Asked) -> Answer:
    """Do it in one transaction, and give what is answered."""
    operation = asked.operation
    if operation.is_safe:
        return _written(operation, reading(operation.act)(**asked.given))
    given = dict(asked.given)
    if operation.prepared_by:
        given["beforehand"] = _called(operation.prepared_by, asked)
    made: list[Any] = []

    def act() -> Answer:
        is_new = _guard(asked)
        made.append(operation.act(**given))
        kept = operation.kept(made[0]) if operation.kept else made[0]
        return _written(operation, kept, status=201 if is_new else None)

    try:
        if asked.key and operation.takes_key:
            answer = once(asked.viewer, asked.key, asked.request, act)
        else:
            answer = changing(act)()
    except OnlyTried as tried:
        return _written(operation, tried.answer, status=200)
    return _written(operation, made[0]) if made and operation.kept else answer


def _guard(asked: _Asked) -> bool:
    """Go on only if what is to be changed is as the sender has it. Raises EtagDiffers.

    Preconditions are those of RFC 9110, section 13.1; what a PUT would make has no etag yet. Says
    whether that is so.
    """
    wanted, refused, resource = asked.if_match, asked.if_none_match, asked.operation.guarded_by
    if resource is None or not (wanted or refused or asked.operation.may_make):
        return False
    now = _etag_now(asked, resource)
    if (wanted and not _is_named(now, wanted)) or (refused and _is_named(now, refused)):
        raise EtagDiffers(
            "it is not as you saw it; get it again, and see whether you still mean it"
        )
    return now is None


def _etag_now(asked: _Asked, resource: Callable[..., Any]) -> str | None:
    """Give the etag of what is to be changed; None where a PUT may make it."""
    try:
        now = _called(resource, asked)
    except NotFound:
        if not asked.operation.may_make:
            raise
        return None
    return etag(_form(resource).dump_json(now).decode())


def _called(function: Callable[..., Any], asked: _Asked) -> Any:
    """Call a function with what it needs of a request."""
    needed = inspect.signature(function).parameters
    return function(**{name: value for name, value in asked.given.items() if name in needed})


def _is_named(now: str | None, tags: str) -> bool:
    return now is not None and bool({"*", now} & {each.strip() for each in tags.split(",")})


def _if_none_match(request: web.Request) -> str:
    """Give the tags with which an etag is compared weakly (RFC 9110, section 13.1.2)."""
    return request.headers.get("If-None-Match", "").replace('W/"', '"')


@cache
def _form(resource: Callable[..., Any]) -> TypeAdapter[Any]:
    return TypeAdapter(get_type_hints(resource)["return"])


def etag(body: str) -> str:
    """Give the tag of a representation."""
    return f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'


def _written(operation: Operation, result: Any, status: int | None = None) -> Answer:
    if operation.answer is None:
        return Answer(204, "")
    return Answer(status or operation.status, operation.answer.dump_json(result).decode())


def _response(operation: Operation, answer: Answer, request: web.Request) -> web.Response:
    if answer.status == 204:
        return web.Response(status=204)
    headers = {}
    if operation.tagged:
        headers["ETag"] = etag(answer.body)
        if operation.is_safe and _is_named(headers["ETag"], _if_none_match(request)):
            return web.Response(status=304, headers=headers)
    if operation.location and answer.status == 201:
        fields: dict[str, Any] = json.loads(answer.body)
        headers["Location"] = ROOT + operation.location.format_map(fields)
    return web.Response(
        status=answer.status,
        text=answer.body,
        content_type="application/json",
        headers=headers,
    )


async def _digestible(
    operation: Operation, request: web.Request, given: Mapping[str, Any]
) -> bytes:
    """Give all that was asked, in a form that is the same when it is asked again."""
    words = f"{request.method} {request.path_qs}\n"
    if operation.rows:
        return f"{words}{given[operation.rows[0]]}".encode()
    return words.encode() + await request.read()


def _key(request: web.Request) -> str:
    key = request.headers.get(KEY_HEADER, "")
    if len(key) > LONGEST_KEY or not key.isprintable():
        where, allowed = Where(column=KEY_HEADER), (str(LONGEST_KEY),)
        raise BadRequest([Fault(where, "TOO_LONG", key[:20], allowed)])
    return key
