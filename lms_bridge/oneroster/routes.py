"""Every door of OneRoster. All but the document open to programs with a token for their scope."""

from __future__ import annotations

from aiohttp import web

from lms_bridge.doors import MACHINES, Door, Kind
from lms_bridge.oneroster.answering import answering
from lms_bridge.oneroster.discovery import NAMES, document
from lms_bridge.oneroster.endpoints import ENDPOINTS
from lms_bridge.oneroster.roster import ROOT
from lms_bridge.parts import PARTS


async def _document(request: web.Request) -> web.Response:
    """Give the document of the service; everybody may read it."""
    return web.json_response(document(request.config_dict[PARTS].settings.url))


DOORS: tuple[Door, ...] = (
    *(Door("GET", f"{ROOT}/discovery/{name}", _document, None, Kind.ONEROSTER) for name in NAMES),
    *(
        Door(
            "GET",
            ROOT + each.path,
            answering(each),
            MACHINES,
            Kind.ONEROSTER,
            each,
            each.scopes,
        )
        for each in ENDPOINTS
    ),
)
