"""The document of what is served here, made from the addresses and the model (OpenAPI 3.0)."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

from lms_bridge.oauth.granting import TOKEN_PATH
from lms_bridge.oneroster.asking import USUAL_LIMIT
from lms_bridge.oneroster.endpoints import ENDPOINTS, Endpoint
from lms_bridge.oneroster.model import Field, Kind
from lms_bridge.oneroster.roster import ROOT

NAMES: Final = (
    "onerosterv1p2rostersservice_openapi3_v1p0.json",
    "imsorv1p2_rostersservice_openapi3_v1p0.json",
)
"""What the document is called: by the binding, and by the conformance guide."""

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


@cache
def document(url: str) -> dict[str, Any]:
    """Make the document of the rostering service of the bridge at an address."""
    scopes = sorted({scope for endpoint in ENDPOINTS for scope in endpoint.scopes})
    flow = {"tokenUrl": url + TOKEN_PATH, "scopes": dict.fromkeys(scopes, "")}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Lokakarya: OneRoster 1.2 rostering", "version": "1.2"},
        "servers": [{"url": url + ROOT}],
        "paths": {each.path: {"get": _operation(each)} for each in ENDPOINTS},
        "components": {
            "schemas": {"imsx_StatusInfo": _STATUS}
            | {each.kind.one: _record(each.kind) for each in ENDPOINTS},
            "securitySchemes": {
                "OAuth2CC": {"type": "oauth2", "flows": {"clientCredentials": flow}}
            },
        },
    }


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    kind = endpoint.kind
    record = {"$ref": f"#/components/schemas/{kind.one}"}
    held = record if endpoint.single else {"type": "array", "items": record}
    name = kind.one if endpoint.single else kind.many
    body = {"type": "object", "properties": {name: held}, "required": [name]}
    done: dict[str, Any] = {
        "description": "What was asked for.",
        "content": {"application/json": {"schema": body}},
    }
    if not endpoint.single:
        done["headers"] = {
            "X-Total-Count": {"schema": {"type": "integer"}},
            "Link": {"schema": _TEXT},
        }
    wrong = {
        "description": "What went wrong.",
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/imsx_StatusInfo"}}
        },
    }
    return {
        "operationId": endpoint.operation,
        "parameters": [
            *({"name": n, "in": "path", "required": True, "schema": _TEXT} for n in _in(endpoint)),
            *({"name": n, "in": "query", "schema": s} for n, s in _query(endpoint).items()),
        ],
        "security": [{"OAuth2CC": [scope]} for scope in sorted(endpoint.scopes)],
        "responses": {"200": done, "default": wrong},
    }


def _in(endpoint: Endpoint) -> list[str]:
    return _BRACES.findall(endpoint.path)


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
    elif field.form:
        made["format"] = field.form
    elif field.terms:
        made["enum"] = list(field.terms)
    return {"type": "array", "items": made} if field.many else made
