"""The OpenAPI 3.1 document, made from the operations."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

from lms_bridge.api.doing import KEY_HEADER, LONGEST_KEY
from lms_bridge.api.examples import example_of
from lms_bridge.api.operation import ROOT, Operation
from lms_bridge.api.rows import FORM, JSON, MEDIA, model_of
from lms_bridge.doors import Door

VERSION = "1.0.0"
PROBLEM_MEDIA = "application/problem+json"

_REFERENCE = "#/components/schemas/{model}"
_LISTING = re.compile(r"Listing\[(.+)\]")

ABOUT = """\
Plans a training programme and keeps the LMS true to it.

Lists come in pages: `page_size`, `page_token`. A POST takes an `Idempotency-Key`: the same key
again gets the same answer and does nothing twice. Resources carry an `ETag`; a change with
`If-Match` is done only to what one has seen. What GET gives is what PUT or PATCH of the same
address takes, as it is or changed; a field that is `readOnly` there is not read. What goes wrong is
told as problem+json with a stable `reason`, and every fault names its field or row and how to mend
it. What one may not see is not there: 404.

Files come by GET, as far as one may see: below `/api/v1/programmes/{programme}`, `archive.zip` is
the whole programme, which `/api/v1/programmes:load` takes elsewhere; `tables/{kind}.csv` and
`.xlsx` are what `tables/{kind}:import` takes, with `?template=yes` the names of the columns alone;
`report.csv` and `report.xlsx` are the report with its `by`."""


@dataclass(frozen=True, slots=True)
class FaultPlace:
    """Where a fault is; rows count from 1, the header."""

    file: str | None
    row: int | None
    column: str | None


@dataclass(frozen=True, slots=True)
class FaultShown:
    """One thing that is wrong; `allowed` would do; `text` says all of it."""

    where: FaultPlace
    code: str
    value: str
    allowed: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class ProblemShown:
    """What went wrong (RFC 9457). `reason` is stable; `instance` is what was asked."""

    type: str
    title: str
    status: int
    detail: str
    reason: str
    instance: str
    faults: tuple[FaultShown, ...] = ()


class _Schemas(GenerateJsonSchema):
    """Schemas with names for people."""

    def field_is_required(self, field: Any, total: bool) -> bool:
        """Say that answers always have every field."""
        return self.mode == "serialization" or super().field_is_required(field, total)

    def normalize_name(self, name: str) -> str:
        """Name a page of a list after what is in it."""
        return super().normalize_name(_LISTING.sub(r"\1Listing", name))


def document(doors: Iterable[Door]) -> dict[str, Any]:
    """Make the document of the doors that have an operation."""
    open_to = {door.spec: door for door in doors if isinstance(door.spec, Operation)}
    adapters = {key: adapter for op in open_to for key, adapter in _adapters(op)}
    adapters["problem", "validation"] = TypeAdapter(ProblemShown)
    schemas, definitions = TypeAdapter.json_schemas(
        [(name, mode, adapter) for (name, mode), adapter in adapters.items()],
        ref_template=_REFERENCE,
        schema_generator=_Schemas,
    )
    paths: dict[str, dict[str, Any]] = {}
    for op, door in open_to.items():
        said = _operation(op, door, {name: schema for (name, _), schema in schemas.items()})
        _show_examples(said, definitions.get("$defs", {}))
        paths.setdefault(op.path, {})[op.method.lower()] = said
    return {
        "openapi": "3.1.0",
        "info": {"title": "Lokakarya", "version": VERSION, "description": ABOUT},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": definitions.get("$defs", {}),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "session"},
            },
        },
        "security": [{"token": []}, {"session": []}],
        "tags": [{"name": tag} for tag in dict.fromkeys(op.tag for op in open_to)],
    }


def written(doors: Iterable[Door]) -> str:
    """Write the document."""
    return json.dumps(document(doors), ensure_ascii=False)


def _adapters(op: Operation) -> Iterator[tuple[tuple[str, JsonSchemaMode], TypeAdapter[Any]]]:
    if op.answer:
        yield (f"{op.name} answer", "serialization"), op.answer
    if op.rows:
        yield (f"{op.name} body", "validation"), TypeAdapter(model_of(op.rows[1]))
    elif op.taken:
        yield (f"{op.name} body", "validation"), TypeAdapter(op.taken)


def _operation(op: Operation, door: Door, schemas: dict[str, Any]) -> dict[str, Any]:
    summary, description = op.summary
    said: dict[str, Any] = {
        "operationId": op.name,
        "summary": summary,
        "tags": [op.tag],
        "x-roles": sorted(door.roles or ()),
        "parameters": [*_parameters(op)],
        "responses": _responses(op, schemas),
    }
    if description:
        said["description"] = description
    body = schemas.get(f"{op.name} body")
    if body:
        content = {JSON: {"schema": body}}
        if op.rows:
            content |= {media: {} for media in MEDIA if media not in {JSON, FORM}}
            content[FORM] = {"schema": _FORM_SCHEMA}
        is_needed = op.rows is not None or _has_required(op)
        said["requestBody"] = {"required": is_needed, "content": content}
    elif op.file:
        said["requestBody"] = {"required": True, "content": {op.file[1].media: {}}}
    return said


def _show_examples(said: dict[str, Any], definitions: dict[str, Any]) -> None:
    """Put an example beside each body that is taken or answered as JSON."""
    bodies = [said.get("requestBody", {}), *said["responses"].values()]
    for body in bodies:
        shown = body.get("content", {}).get(JSON)
        if shown:
            shown["example"] = example_of(shown["schema"], definitions)


_FORM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"file": {"type": "string", "description": "A CSV file or an Excel workbook."}},
    "required": ["file"],
}


def _has_required(op: Operation) -> bool:
    fields = op.body[1].model_fields if op.body else {}
    return any(field.is_required() for field in fields.values())


def _parameters(op: Operation) -> Iterator[dict[str, Any]]:
    for name in op.in_path:
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
    for adapter in op.queries.values():
        schema = adapter.json_schema(ref_template=_REFERENCE)
        for name, field in schema["properties"].items():
            yield {
                "name": name,
                "in": "query",
                "required": name in schema.get("required", ()),
                "schema": _inlined(field, schema.get("$defs", {})),
            }
    if op.takes_key:
        yield _header(KEY_HEADER, "The same key again does nothing twice.", LONGEST_KEY)
    if op.guarded_by:
        yield _header("If-Match", "The etag of what is to be changed, as it was seen.")
        yield _header("If-None-Match", "What must not be there: an etag, or * for any at all.")


def _inlined(field: Any, definitions: dict[str, Any]) -> Any:
    """Put the few terms that a query names where they are named; a query has no null."""
    match field:
        case {"anyOf": [one, {"type": "null"}], "title": title}:
            return _inlined(one, definitions) | {"title": title}
        case {"$ref": str(reference)}:
            return definitions[reference.rpartition("/")[2]]
        case dict():
            return {name: _inlined(value, definitions) for name, value in field.items()}
        case list():
            return [_inlined(value, definitions) for value in field]
        case _:
            return field


def _header(name: str, about: str, longest: int | None = None) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if longest:
        schema["maxLength"] = longest
    return {"name": name, "in": "header", "description": about, "schema": schema}


def _responses(op: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    problem = {
        "description": "What went wrong.",
        "content": {PROBLEM_MEDIA: {"schema": schemas["problem"]}},
    }
    if op.answer is None:
        return {"204": {"description": "It is done."}, "default": problem}
    done: dict[str, Any] = {
        "description": "What was asked for." if op.is_safe else "What it is now.",
        "content": {JSON: {"schema": schemas[f"{op.name} answer"]}},
    }
    if op.tagged:
        done["headers"] = {"ETag": {"schema": {"type": "string"}}}
    found = {str(op.status): done, "default": problem}
    if op.may_make:
        found["201"] = done | {"description": "It was made."}
    if op.tagged and op.is_safe:
        found["304"] = {"description": "It is as `If-None-Match` has it."}
    return found


OPENAPI_PATH = f"{ROOT}/openapi.json"
