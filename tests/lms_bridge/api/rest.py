"""REST as a client sees it; every answer is held against the document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from aiohttp import ClientResponse
from jsonschema import Draft202012Validator, FormatChecker
from multidict import CIMultiDictProxy
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from lms_bridge.api.document import PROBLEM_MEDIA, document
from lms_bridge.api.operation import ROOT
from lms_bridge.api.routes import OPERATIONS
from tests.lms_bridge.bridge import Bridge

DOCUMENT = document(OPERATIONS)
_URN = "urn:document"
_REGISTRY = Registry().with_resource(_URN, DRAFT202012.create_resource(DOCUMENT))


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: CIMultiDictProxy[str]
    body: Any

    @property
    def reason(self) -> str:
        """The stable reason of a problem."""
        reason: str = self.body["reason"]
        return reason

    @property
    def faults(self) -> list[tuple[Any, ...]]:
        """Where and what, of each fault."""
        return [
            (f["where"]["row"], f["where"]["column"], f["code"])
            for f in self.body.get("faults", [])
        ]


class Rest:
    """REST of a bridge, asked as somebody: `await rest.get("IDN-focal", "/officials")`."""

    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge

    async def ask(self, person: str | None, method: str, path: str, **more: Any) -> Answer:
        """Ask, and hold the answer against the document."""
        return await conforming(await self.bridge.ask(person, method, ROOT + path, **more))

    async def get(self, person: str | None, path: str, **more: Any) -> Answer:
        return await self.ask(person, "GET", path, **more)

    async def post(self, person: str | None, path: str, body: Any = None, **more: Any) -> Answer:
        if body is not None:
            more["json"] = body
        return await self.ask(person, "POST", path, **more)


async def conforming(response: ClientResponse) -> Answer:
    """Read an answer; fail where it is not as the document says."""
    text = await response.text()
    assert response.status < 500 or response.status == 503, text
    answer = Answer(response.status, response.headers, json.loads(text) if text else None)
    _hold(response.method, response.url.raw_path, answer)
    return answer


def _hold(method: str, path: str, answer: Answer) -> None:
    if answer.status >= 400:
        assert answer.headers["Content-Type"].startswith(PROBLEM_MEDIA)
        _validator('{"$ref": "#/components/schemas/ProblemShown"}').validate(answer.body)
        assert answer.body["status"] == answer.status
        return
    operation = _operation(method, path)
    said = operation["responses"]
    assert str(answer.status) in said, (answer.status, sorted(said))
    for content in said[str(answer.status)].get("content", {}).values():
        _validator(json.dumps(content["schema"])).validate(answer.body)
    if "ETag" in said[str(answer.status)].get("headers", {}):
        assert "ETag" in answer.headers


def validator_of(schema: Any) -> Draft202012Validator:
    """What holds a value against a schema of the document."""
    return _validator(json.dumps(schema))


@cache
def _validator(schema: str) -> Draft202012Validator:
    referring = json.loads(schema.replace('"#/', f'"{_URN}#/'))
    return Draft202012Validator(referring, registry=_REGISTRY, format_checker=FormatChecker())


def _operation(method: str, path: str) -> Any:
    (found,) = _operations(method, path)
    return found


def _operations(method: str, path: str) -> Iterator[Any]:
    for template, operations in DOCUMENT["paths"].items():
        form = re.sub(r"\\{\w+\\}", "[^/:]+", re.escape(template))
        if re.fullmatch(form, path) and method.lower() in operations:
            yield operations[method.lower()]
