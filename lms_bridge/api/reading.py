"""From a request to what its operation is called with; whatever else was sent is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web
from multidict import MultiMapping
from pydantic import TypeAdapter, ValidationError

from catalogue.faults import Fault, Where
from lms_bridge.api.operation import Body, NoBody, Operation
from lms_bridge.api.rows import read_rows
from lms_bridge.doors import viewer_of
from lms_bridge.errors import BadRequest
from lms_bridge.parts import PARTS
from lms_bridge.problems import faults_of


async def arguments(operation: Operation, request: web.Request) -> dict[str, Any]:
    """Read what a request gives. Raises BadRequest, ValidationError, Refused, HTTPException."""
    found: dict[str, Any] = dict(request.match_info)
    if "viewer" in operation.parameters:
        found["viewer"] = viewer_of(request)
    if "parts" in operation.parameters:
        found["parts"] = request.config_dict[PARTS]
    found |= read_query(request.query, operation.queries)
    if operation.rows:
        name, rows = operation.rows
        found[name] = await read_rows(request, rows)
    elif operation.file:
        found[operation.file[0]] = await request.read()
    elif not operation.is_safe:
        name, model = operation.body or ("", NoBody)
        body = await _body(request, operation.taken or NoBody)
        if name:
            found[name] = model.model_construct(
                **{field: getattr(body, field) for field in model.model_fields}
            )
    return found


async def _body(request: web.Request, model: type[Body]) -> Body:
    sent = await request.read()
    if sent and request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="send application/json")
    return model.model_validate_json(sent or b"{}")


def read_query(given: MultiMapping[str], wanted: Mapping[str, TypeAdapter[Any]]) -> dict[str, Any]:
    """Read a query into dataclasses by their parameters' names. Raises BadRequest."""
    faults: list[Fault] = []
    found = {}
    known: set[str] = set()
    for name, adapter in wanted.items():
        fields = _fields(adapter)
        known |= fields.keys()
        values = {
            field: given.getall(field) if is_many else _single(given, field, faults)
            for field, is_many in fields.items()
            if field in given
        }
        try:
            found[name] = adapter.validate_python(values)
        except ValidationError as error:
            faults += faults_of(error)
    for field in dict.fromkeys(given.keys()):
        if field not in known:
            faults.append(Fault(Where(column=field), "UNKNOWN", field, tuple(sorted(known))))
    if faults:
        raise BadRequest(faults)
    return found


def _single(given: MultiMapping[str], field: str, faults: list[Fault]) -> str:
    values = given.getall(field)
    if len(values) > 1:
        faults.append(Fault(Where(column=field), "TWICE", field))
    return values[0]


def _fields(adapter: TypeAdapter[Any]) -> dict[str, bool]:
    """Give the fields of a dataclass, and whether each takes many values."""
    properties = adapter.json_schema()["properties"]
    return {name: schema.get("type") == "array" for name, schema in properties.items()}
