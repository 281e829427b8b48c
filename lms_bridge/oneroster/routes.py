"""Every door of OneRoster. All but the documents open to programs with a token for their scope."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO, Final

from aiohttp import web

from catalogue.db import reading
from catalogue.viewer import Viewer
from lms_bridge.doors import MACHINES, Door, Handler, Kind, viewer_of
from lms_bridge.oauth.scopes import ROSTER
from lms_bridge.oneroster.addresses import CSV
from lms_bridge.oneroster.answering import answering
from lms_bridge.oneroster.discovery import document
from lms_bridge.oneroster.gradebook import gradebook
from lms_bridge.oneroster.services import SERVICES, Service
from lms_bridge.oneroster.sheets import FILE, write_zip
from lms_bridge.oneroster.writing import writing
from lms_bridge.parts import PARTS
from lms_bridge.threads import in_thread

_AT_ONCE: Final = 1 << 18


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


async def _csv(request: web.Request) -> web.StreamResponse:
    """Give everything as CSV files."""
    url = request.config_dict[PARTS].settings.url
    heads = {"Content-Disposition": f'attachment; filename="{FILE}"'}
    if request.method == "HEAD":  # how long they are is not known before they are made
        return web.Response(headers=heads, content_type="application/zip")
    with TemporaryFile() as file:
        await in_thread(_zip, viewer_of(request), url, file)
        answer = web.StreamResponse(headers=heads)
        answer.content_type, answer.content_length = "application/zip", file.tell()
        await answer.prepare(request)
        file.seek(0)
        while part := file.read(_AT_ONCE):
            await answer.write(part)
    await answer.write_eof()
    return answer


@reading
def _zip(viewer: Viewer, url: str, file: IO[bytes]) -> None:
    write_zip(gradebook(viewer, url), file)


DOORS: tuple[Door, ...] = (
    *(door for service in SERVICES for door in _doors(service)),
    Door("GET", f"{CSV}/{FILE}", _csv, MACHINES, Kind.ONEROSTER, scopes=frozenset({ROSTER})),
)
