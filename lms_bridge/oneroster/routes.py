"""Every door of OneRoster. All but the documents open to programs with a token for their scope."""

from __future__ import annotations

from collections.abc import Iterator

from aiohttp import web

from lms_bridge.doors import MACHINES, Door, Handler, Kind
from lms_bridge.oneroster.answering import answering
from lms_bridge.oneroster.discovery import document
from lms_bridge.oneroster.services import SERVICES, Service
from lms_bridge.oneroster.writing import writing
from lms_bridge.parts import PARTS


def _telling(service: Service) -> Handler:
    async def tell(request: web.Request) -> web.Response:
        """Give the document of a service; everybody may read it."""
        return web.json_response(document(request.config_dict[PARTS].settings.url, service))

    return tell


def _doors(service: Service) -> Iterator[Door]:
    root = service.root
    for name in service.names:
        yield Door("GET", f"{root}/discovery/{name}", _telling(service), None, Kind.ONEROSTER)
    for each in service.endpoints:
        yield Door(
            "GET", root + each.path, answering(each), MACHINES, Kind.ONEROSTER, each, each.scopes
        )
    for write in service.writes:
        yield Door(
            write.method,
            root + write.path,
            writing(write),
            MACHINES,
            Kind.ONEROSTER,
            write,
            write.scopes,
        )


DOORS: tuple[Door, ...] = tuple(door for service in SERVICES for door in _doors(service))
