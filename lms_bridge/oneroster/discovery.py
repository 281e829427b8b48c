"""The document of what a service serves, made from the addresses and the model (OpenAPI 3.0)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from lms_bridge.oauth.granting import TOKEN_PATH
from lms_bridge.oneroster.asking import USUAL_LIMIT
from lms_bridge.oneroster.endpoints import Endpoint
from lms_bridge.oneroster.model import Field, Kind
from lms_bridge.oneroster.services import Service
from lms_bridge.oneroster.writing import Write

_BRACES = re.compile(r"{(\w+)}")
_TEXT: Final = {"type": "string"}
_STATUS: Final = {
    "type": "object",
    "properties": {
        "imsx_codeMajor": {
            "type": "string",
            "enum": ["success", "processing", "failure", "unsupported"],
        },
        "imsx_severity": {"type": "string", "enum": ["status", "warning", "error"]},
        "imsx_description": _TEXT,
        "imsx_CodeMinor": {
            "type": "object",
            "properties": {
                "imsx_codeMinorField": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "imsx_codeMinorFieldName": _TEXT,
                            "imsx_codeMinorFieldValue": _TEXT,
                        },
                    },
                }
            },
        },
    },
    "required": ["imsx_codeMajor", "imsx_severity"],
}


_WRONG: Final = {
    "description": "What went wrong.",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/imsx_StatusInfo"}}},
}
_PAIRS: Final = {
    "type": "object",
    "properties": {
        "sourcedIdPairs": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"suppliedSourcedId": _TEXT, "allocatedSourcedId": _TEXT},
            },
        }
    },
}


@lru_cache(maxsize=16)
def document(url: str, service: Service) -> dict[str, Any]:
    """Make the document of a service of the bridge at an address."""
    every: tuple[Endpoint | Write, ...] = (*service.endpoints, *service.writes)
    scopes = sorted({scope for each in every for scope in each.scopes})
    flow = {"tokenUrl": url + TOKEN_PATH, "scopes": dict.fromkeys(scopes, "")}
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in service.endpoints:
        paths.setdefault(endpoint.path, {})["get"] = _operation(endpoint)
    for write in service.writes:
        paths.setdefault(write.path, {})[write.method.lower()] = _writing(write)
    return {
        "openapi": "3.0.3",
        "info": {"title": f"Lokakarya: OneRoster 1.2 {service.word}", "version": "1.2"},
        "servers": [{"url": url + service.root}],
        "paths": paths,
        "components": {
            "schemas": {"imsx_StatusInfo": _STATUS}
            | {each.kind.one: _record(each.kind) for each in service.endpoints},
            "securitySchemes": {
                "OAuth2CC": {"type": "oauth2", "flows": {"clientCredentials": flow}}
            },
        },
    }


def _writing(write: Write) -> dict[str, Any]:
    record = {"$ref": f"#/components/schemas/{write.kind.one}"}
    made: dict[str, Any] = {
        "operationId": write.operation,
        "parameters": _in_path(write),
        "security": [{"OAuth2CC": [scope]} for scope in sorted(write.scopes)],
    }
    match write.method:
        case "DELETE":
            return made | {"responses": {"204": _said("It is deleted."), "default": _WRONG}}
        case "PUT":
            sent = _object(write.kind.one, record)
            done = {"200": _said("It is changed."), "201": _said("It is kept.")}
        case _:
            sent = _object(write.kind.many, {"type": "array", "items": record})
            done = {"201": _said("They are kept.", _PAIRS)}
    body = {"required": True, "content": {"application/json": {"schema": sent}}}
    return made | {"requestBody": body, "responses": done | {"default": _WRONG}}


def _object(name: str, held: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": {name: held}, "required": [name]}


def _said(description: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    if schema is None:
        return {"description": description}
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    kind = endpoint.kind
    record = {"$ref": f"#/components/schemas/{kind.one}"}
    held = record if endpoint.single else {"type": "array", "items": record}
    name = kind.one if endpoint.single else kind.many
    done = _said("What was asked for.", _object(name, held))
    if not endpoint.single:
        done["headers"] = {
            "X-Total-Count": {"schema": {"type": "integer"}},
            "Link": {"schema": _TEXT},
        }
    return {
        "operationId": endpoint.operation,
        "parameters": [
            *_in_path(endpoint),
            *({"name": n, "in": "query", "schema": s} for n, s in _query(endpoint).items()),
        ],
        "security": [{"OAuth2CC": [scope]} for scope in sorted(endpoint.scopes)],
        "responses": {"200": done, "default": _WRONG},
    }


def _in_path(address: Endpoint | Write) -> list[dict[str, Any]]:
    names = _BRACES.findall(address.path)
    return [{"name": name, "in": "path", "required": True, "schema": _TEXT} for name in names]


def _query(endpoint: Endpoint) -> dict[str, dict[str, Any]]:
    if endpoint.single:
        return {"fields": _TEXT}
    return {
        "limit": {"type": "integer", "minimum": 1, "default": USUAL_LIMIT},
        "offset": {"type": "integer", "minimum": 0, "default": 0},
        "sort": _TEXT,
        "orderBy": {"type": "string", "enum": ["asc", "desc"]},
        "filter": _TEXT,
        "fields": _TEXT,
    }


def _record(kind: Kind) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: _schema(field) for name, field in kind.fields.items()},
        "additionalProperties": False,
    }


def _schema(field: Field) -> dict[str, Any]:
    if field.is_open:
        return {"type": "object"}
    made: dict[str, Any] = dict(_TEXT)
    if field.fields is not None:
        properties = {name: _schema(inner) for name, inner in field.fields.items()}
        made = {"type": "object", "properties": properties}
    elif field.form == "number":
        made = {"type": "number"}
    elif field.form:
        made["format"] = field.form
    elif field.terms:
        made["enum"] = list(field.terms)
    return {"type": "array", "items": made} if field.many else made
