"""A system of others writes into the gradebook: one record by its id, or several new ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from catalogue.actions.record_facts import Told
from catalogue.actions.write_grades import Written, remove_grade, write_grades
from catalogue.db import changing
from catalogue.errors import NotFound
from catalogue.facts import FactKind
from catalogue.foreign_json import read_json
from catalogue.ids import fresh_id
from catalogue.viewer import Viewer
from lms_bridge.doors import Handler, viewer_of
from lms_bridge.errors import NotAllowed
from lms_bridge.oneroster.errors import BadRecord
from lms_bridge.oneroster.gradebook import Gradebook, gradebook
from lms_bridge.oneroster.model import ASSESSMENT_RESULT, RESULT, Kind
from lms_bridge.oneroster.receiving import read_id, read_record
from lms_bridge.parts import PARTS
from lms_bridge.threads import in_thread

MOST: Final = 1000
"""Most records of one POST."""

_ITEM: Final = {"result": "lineItem", "assessmentResult": "assessmentLineItem"}


@dataclass(frozen=True, slots=True)
class Write:
    """An address to write to: `method` PUT and DELETE of one record, POST of several new ones."""

    method: str
    path: str
    operation: str
    kind: Kind
    scopes: frozenset[str]


def writing(write: Write) -> Handler:
    """Give the handler of an address."""

    async def handle(request: web.Request) -> web.StreamResponse:
        url = request.config_dict[PARTS].settings.url
        viewer, given = viewer_of(request), dict(request.match_info)
        if write.method == "DELETE":
            await in_thread(_remove, viewer, url, write.kind, given["id"])
            return web.Response(status=204)
        sent = await _sent(request)
        if write.method == "PUT":
            is_new = await in_thread(_put, viewer, url, write.kind, given["id"], sent)
            return web.Response(status=201 if is_new else 200)
        pairs = await in_thread(_post, viewer, url, write.kind, given, sent)
        return web.json_response({"sourcedIdPairs": pairs}, status=201)

    return handle


async def _sent(request: web.Request) -> dict[str, Any]:
    try:
        sent = await request.json(loads=read_json)
    except (ValueError, LookupError) as error:
        raise BadRecord(f"the body is no JSON: {error}") from error
    if not isinstance(sent, dict):
        raise BadRecord("the body is no JSON object")
    return sent


@changing
def _put(viewer: Viewer, url: str, kind: Kind, id: str, sent: Mapping[str, Any]) -> bool:
    book = gradebook(viewer, url)
    named, document = read_record(sent.get(kind.one), kind)
    if named and named != id:
        raise BadRecord(f'{kind.one}.sourcedId: it is "{id}" by its address')
    (is_new,) = write_grades(viewer, [_written(book, kind, read_id(id, "sourcedId"), document)])
    return is_new


@changing
def _post(
    viewer: Viewer, url: str, kind: Kind, given: Mapping[str, str], sent: Mapping[str, Any]
) -> list[dict[str, str]]:
    """Write new records under ids that are made here, and say which got which."""
    book = gradebook(viewer, url)
    records = sent.get(kind.many)
    if not isinstance(records, list) or not 0 < len(records) <= MOST:
        raise BadRecord(f"{kind.many}: it is a list of 1 to {MOST} records")
    wanted = _wanted(book, given)
    pairs, made = [], []
    for record in records:
        completed = {**wanted, **record} if isinstance(record, dict) else record
        supplied, document = read_record(completed, kind)
        for name, value in wanted.items():
            if document[name] != value:
                raise BadRecord(f'{kind.one}.{name}: it is "{value["sourcedId"]}" by its address')
        id = fresh_id()
        made.append(_written(book, kind, id, document))
        pairs.append({"suppliedSourcedId": supplied, "allocatedSourcedId": id})
    write_grades(viewer, made)
    return pairs


@changing
def _remove(viewer: Viewer, url: str, kind: Kind, id: str) -> None:
    book = gradebook(viewer, url)
    _refuse_ours(book, kind, id)
    if book.record(kind.one, id) is None:
        raise NotFound(kind.one, id)
    remove_grade(viewer, kind.one, id)


def _wanted(book: Gradebook, given: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Give what all records refer to by their address. Raises NotFound."""
    kinds = {"school": "org", "session": "academicSession"}
    found = {}
    for name, id in given.items():
        field = "" if name == "session" else name
        if book.record(kinds.get(name, name), id) is None:
            raise NotFound(name, id)
        if field:
            found[field] = {"sourcedId": id}
    return found


def _refuse_ours(book: Gradebook, kind: Kind, id: str) -> None:
    if book.is_ours(kind, id):
        raise NotAllowed("nobody: it is kept by Lokakarya, and read only")


def _written(book: Gradebook, kind: Kind, id: str, document: dict[str, Any]) -> Written:
    """Complete a record. Raises BadRecord where it refers to what is not there, NotAllowed."""
    _refuse_ours(book, kind, id)
    for name, field in kind.fields.items():
        if field.refers_to and name in document:
            there = book.record(field.refers_to, document[name]["sourcedId"])
            if there is None or there["status"] != "active":
                raise BadRecord(f'{kind.one}.{name}: there is no "{document[name]["sourcedId"]}"')
    if kind not in {RESULT, ASSESSMENT_RESULT}:
        return Written(kind.one, id, document)
    named = document[_ITEM[kind.one]]["sourcedId"]
    item = book.record(_ITEM[kind.one], named) or {}
    run = item.get("class", {}).get("sourcedId")
    if kind is RESULT:
        document["class"] = {"sourcedId": run}
    told = _told(book, document, item["title"], run, kind)
    return Written(kind.one, id, document, told)


def _told(
    book: Gradebook, document: Mapping[str, Any], title: str, run: str | None, kind: Kind
) -> Told:
    person = document["student"]["sourcedId"]
    seats = [
        seat["sourcedId"].removeprefix("seat-")
        for seat in book.roster.enrolled(user=person)
        if seat["role"] == "student" and run in {None, seat["class"]["sourcedId"]}
    ]
    if not seats:
        raise BadRecord(f'{kind.one}.student: "{person}" has no seat in that class')
    score = document.get("textScore") or document.get("score")
    word = f"{score:g}" if isinstance(score, float) else str(score or "")
    status = document["scoreStatus"]
    told = word if status == "fully graded" and word else f"{word} ({status})".strip()
    seat = seats[0] if run else None
    return Told(FactKind.GRADE, person, seat, title[:200], told, None)
