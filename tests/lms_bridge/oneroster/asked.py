"""OneRoster as a program asks for it; every answer is held against the service's own document."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from lms_bridge.oauth.scopes import SCOPES
from lms_bridge.oneroster.addresses import GRADEBOOK
from lms_bridge.oneroster.addresses import ROSTERING as ROOT
from lms_bridge.oneroster.discovery import document
from lms_bridge.oneroster.services import SERVICES
from tests.lms_bridge.bridge import Bridge

_DOCUMENTS = {each.root: document("http://bridge.example", each) for each in SERVICES}
DOCUMENT = _DOCUMENTS[ROOT]
_REGISTRY = Registry().with_resources(
    (f"urn:{root}", DRAFT202012.create_resource(made)) for root, made in _DOCUMENTS.items()
)


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
        """Ask for a path of rostering, or for an address."""
        address = path if path.startswith("/ims/") else ROOT + path
        headers = self.bridge.signed(scopes)
        response = await self.bridge.ask(None, "GET", address, params=query, headers=headers)
        answer = Answer(response.status, response.headers, await response.json())
        _hold(response.url.path, answer)
        return answer

    async def send(
        self, method: str, path: str, body: Any = None, scopes: Collection[str] = SCOPES
    ) -> Answer:
        """Write to a path of the gradebook."""
        headers = self.bridge.signed(scopes)
        response = await self.bridge.ask(None, method, GRADEBOOK + path, json=body, headers=headers)
        told = await response.json() if response.content_type == "application/json" else None
        return Answer(response.status, response.headers, told)


def _hold(path: str, answer: Answer) -> None:
    root = next((root for root in _DOCUMENTS if path.startswith(root)), ROOT)
    if answer.status != 200:
        _validate({"$ref": "#/components/schemas/imsx_StatusInfo"}, answer.body, root)
        return
    for template, operations in _DOCUMENTS[root]["paths"].items():
        if re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), path.removeprefix(root)):
            said = operations["get"]["responses"]["200"]
            _validate(said["content"]["application/json"]["schema"], answer.body, root)


def _validate(schema: dict[str, Any], body: Any, root: str) -> None:
    referring = _referring(schema, root)
    Draft202012Validator(referring, registry=_REGISTRY, format_checker=FormatChecker()).validate(
        body
    )


def _referring(schema: Any, root: str) -> Any:
    """Let references within the document be found from outside of it."""
    match schema:
        case {"$ref": str(reference)}:
            return {"$ref": f"urn:{root}{reference}"}
        case dict():
            return {name: _referring(value, root) for name, value in schema.items()}
        case _:
            return schema
