"""Doors: every route says who may go through it, and there is none that does not.

A module of pages or of REST lists its doors; `app` opens them. What is behind a door still asks the
catalogue, which shows each viewer no more than they may see.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from aiohttp import web

from catalogue.viewer import Role, Viewer

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
COORDINATORS = ADMINISTRATORS | {Role.COORDINATOR}
OVERSEERS = COORDINATORS | {Role.OVERSEER}
FOCAL_POINTS = frozenset({Role.FOCAL_POINT})
NOMINATORS = FOCAL_POINTS | {Role.AGENCY_OFFICER}
MEMBERS = COORDINATORS | NOMINATORS
SEATED = frozenset({Role.OFFICIAL})
TEACHERS = frozenset({Role.TRAINER})
MACHINES = frozenset({Role.MACHINE_CLIENT})
EVERYBODY = frozenset(Role)


class Kind(StrEnum):
    """In which form a door answers, also when it stays shut."""

    PAGE = "page"
    API = "api"
    ONEROSTER = "oneroster"
    SCIM = "scim"
    OAUTH = "oauth"


@dataclass(frozen=True, slots=True)
class Door:
    """A route. `roles` None: it is open to people who are not signed in, too.

    `scopes`: it opens only to programs that come with a token for one of them. `is_for_others`:
    forms of other sites are sent here, which show by themselves that they are meant.
    """

    method: str
    path: str
    handler: Handler
    roles: frozenset[Role] | None
    kind: Kind
    spec: Any = None  # what REST says of it in its OpenAPI document
    scopes: frozenset[str] = frozenset()
    is_for_others: bool = False


def page(method: str, path: str, handler: Handler, roles: frozenset[Role] | None) -> Door:
    """Make the door of a page."""
    return Door(method, path, handler, roles, Kind.PAGE)


DOOR_OF: web.AppKey[dict[tuple[str, str], Door]] = web.AppKey("doors", dict)
VIEWER: web.RequestKey[Viewer] = web.RequestKey("viewer", Viewer)
REQUEST_ID: web.RequestKey[str] = web.RequestKey("request_id", str)


def open_doors(app: web.Application, doors: tuple[Door, ...]) -> None:
    """Add routes to an application; what can be read by GET answers to HEAD, too."""
    app[DOOR_OF] = {(method, door.path): door for door in doors for method in _methods(door)}
    for door in doors:
        for method in _methods(door):
            app.router.add_route(method, door.path, door.handler)


def _methods(door: Door) -> tuple[str, ...]:
    return (door.method, "HEAD") if door.method == "GET" else (door.method,)  # RFC 9110, 9.3.2


def door_of(request: web.Request) -> Door | None:
    """Give the door that a request came through; None where there is none."""
    route = request.match_info.route
    resource = route.resource
    if resource is None:
        return None
    doors = request.config_dict[DOOR_OF]
    return doors.get((route.method, resource.canonical))


def viewer_of(request: web.Request) -> Viewer:
    """Give who asks; only behind a door that is for somebody."""
    return request[VIEWER]


def request_id(request: web.Request) -> str:
    """Give the name of this request, as the audit trail and the answer's head tell it."""
    return request[REQUEST_ID]
