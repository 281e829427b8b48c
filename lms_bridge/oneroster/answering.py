"""A request to an address is answered: one record, or a page of many and the way to the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from aiohttp import web

from catalogue.db import reading
from catalogue.viewer import Viewer
from lms_bridge.doors import Handler, viewer_of
from lms_bridge.oneroster.asking import Page, Wish, page_of, read_fields, read_wish, selected
from lms_bridge.oneroster.endpoints import Endpoint
from lms_bridge.oneroster.model import Record
from lms_bridge.oneroster.stock import Stock
from lms_bridge.parts import PARTS
from lms_bridge.threads import in_thread


def answering(endpoint: Endpoint) -> Handler:
    """Give the handler of an address."""

    async def handle(request: web.Request) -> web.StreamResponse:
        url = request.config_dict[PARTS].settings.url
        viewer, given, query = viewer_of(request), dict(request.match_info), request.query
        if endpoint.single:
            record = await in_thread(_one, endpoint, viewer, url, given, query)
            return web.json_response({endpoint.kind.one: record})
        wish = read_wish(query, endpoint.kind)
        page = await in_thread(_many, endpoint, viewer, url, given, wish)
        return web.json_response(
            {endpoint.kind.many: page.records},
            headers={
                "X-Total-Count": str(page.total),
                "Link": ", ".join(_links(url + request.rel_url.raw_path, query, wish, page)),
            },
        )

    return handle


@reading
def _one(
    endpoint: Endpoint,
    viewer: Viewer,
    url: str,
    given: Mapping[str, str],
    query: Mapping[str, str],
) -> Record:
    fields = read_fields(query, endpoint.kind)
    (record,) = endpoint.select(endpoint.source(viewer, url), given)
    return selected(record, fields)


@reading
def _many(
    endpoint: Endpoint, viewer: Viewer, url: str, given: Mapping[str, str], wish: Wish
) -> Page:
    found = endpoint.select(endpoint.source(viewer, url), given)
    return found.page(wish) if isinstance(found, Stock) else page_of(found, wish)


def _links(address: str, query: Mapping[str, str], wish: Wish, page: Page) -> Iterator[str]:
    """Write the ways to other pages (RFC 8288)."""
    last = (page.total - 1) // wish.limit * wish.limit if page.total else 0
    offsets = {"first": 0, "last": last}
    if wish.offset + wish.limit < page.total:
        offsets["next"] = wish.offset + wish.limit
    if wish.offset > 0:
        offsets["prev"] = max(0, min(wish.offset - wish.limit, last))
    for name, offset in offsets.items():
        there = dict(query) | {"limit": str(wish.limit), "offset": str(offset)}
        yield f'<{address}?{urlencode(there)}>; rel="{name}"'
