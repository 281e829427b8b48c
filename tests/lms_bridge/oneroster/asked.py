"""OneRoster as a program asks for it; every answer is held against the service's own document."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from lms_bridge.oauth.scopes import SCOPES
from lms_bridge.oneroster.discovery import document
from lms_bridge.oneroster.roster import ROOT
from tests.lms_bridge.bridge import Bridge

DOCUMENT = document("http://bridge.example")
_REGISTRY = Registry().with_resource("urn:document", DRAFT202012.create_resource(DOCUMENT))


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def ids(self) -> list[str]:
        """The ids of the records that came back."""
        (records,) = self.body.values()
        return [record["sourcedId"] for record in records]

    @property
    def minor(self) -> str:
        """The standard's word for what went wrong."""
        (field,) = self.body["imsx_CodeMinor"]["imsx_codeMinorField"]
        return str(field["imsx_codeMinorFieldValue"])

    @property
    def links(self) -> dict[str, str]:
        """Addresses of other pages, by what they are."""
        found = re.findall(r'<[^>]*(/ims/[^>]*)>; rel="(\w+)"', self.headers["Link"])
        return {name: address for address, name in found}


class OneRoster:
    """OneRoster of a bridge: `await oneroster.get("/users", filter="role='teacher'")`."""

    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge

    async def get(self, path: str, scopes: Collection[str] = SCOPES, **query: str) -> Answer:
        """Ask for a path of rostering, or for an address that a link gave."""
        address = path if path.startswith(ROOT) else ROOT + path
        headers = self.bridge.signed(scopes)
        response = await self.bridge.ask(None, "GET", address, params=query, headers=headers)
        answer = Answer(response.status, response.headers, await response.json())
        _hold(response.url.path.removeprefix(ROOT), answer)
        return answer


def _hold(path: str, answer: Answer) -> None:
    if answer.status != 200:
        _validate({"$ref": "#/components/schemas/imsx_StatusInfo"}, answer.body)
        return
    for template, operations in DOCUMENT["paths"].items():
        if re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), path):
            said = operations["get"]["responses"]["200"]
            _validate(said["content"]["application/json"]["schema"], answer.body)


def _validate(schema: dict[str, Any], body: Any) -> None:
    referring = _referring(schema)
    Draft202012Validator(referring, registry=_REGISTRY, format_checker=FormatChecker()).validate(
        body
    )


def _referring(schema: Any) -> Any:
    """Let references within the document be found from outside of it."""
    match schema:
        case {"$ref": str(reference)}:
            return {"$ref": f"urn:document{reference}"}
        case dict():
            return {name: _referring(value) for name, value in schema.items()}
        case _:
            return schema
