"""Requests to REST made by chance from its OpenAPI document: of the right shape, and spoiled."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from yarl import URL

CLIENTS = 4
ALLOWED = frozenset(range(200, 500)) | {502, 503}
"""502 and 503 are about others: an LMS that is not there, a planner that is busy."""

_DEEPEST = 4
_TIMEOUT = aiohttp.ClientTimeout(total=120)
_TEXTS = (
    *("", "x", "\u0000", "\u202e", "\U0001f600" * 50, "a" * 5000, "'; DROP TABLE person; --"),
    *("../../etc/passwd", "<script>", "=1+1", "2015-09-07", "9999-12-31", "0001-01-01", "-1"),
    *("null", "NaN", "1e999", "9" * 30, "IDN", "INDUCTION", "*", "%00", "Asia/Jakarta"),
)
_NUMBERS = (0, 1, -1, 7, 0.5, 2**31, -(2**63), 2**64, 1e308, 10**30)


@dataclass
class Fuzzed:
    """What was answered: how often each status, and what is an error of ours."""

    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class Fuzzer:
    """Makes requests from a document; `known` are ids that are there."""

    def __init__(
        self, document: Mapping[str, Any], known: Sequence[str], chance: random.Random
    ) -> None:
        self._schemas = document.get("components", {}).get("schemas", {})
        self._known, self._chance = known, chance
        self._operations = [
            (method.upper(), path, operation)
            for path, item in document["paths"].items()
            for method, operation in item.items()
            if method in {"get", "post", "put", "patch", "delete"}
        ]

    def request(self) -> tuple[str, str, dict[str, Any]]:
        """Make one: its method, its path, and the rest of it for aiohttp."""
        chance = self._chance
        method, path, operation = chance.choice(self._operations)
        query: list[tuple[str, str]] = []
        headers: dict[str, str] = {}
        for parameter in operation.get("parameters", ()):
            value = self._text(parameter.get("schema", {}))
            if parameter["in"] == "path":
                path = path.replace(
                    f"{{{parameter['name']}}}", URL.build(path="/" + value).raw_path[1:] or "x"
                )
            elif chance.random() < 0.5:
                if parameter["in"] == "query":
                    query += [(parameter["name"], value)] * chance.choice([1, 1, 1, 2])
                else:
                    headers[parameter["name"]] = "".join(c for c in value if c.isprintable())[:300]
        if chance.random() < 0.1:
            query.append((chance.choice(_TEXTS)[:50] or "x", chance.choice(_TEXTS)))
        more: dict[str, Any] = {"params": query, "headers": headers}
        content = operation.get("requestBody", {}).get("content", {})
        if content:
            media = chance.choice(list(content))
            headers["Content-Type"] = media
            more["data"] = self._body(media, content[media].get("schema", {}))
        return method, path, more

    def _body(self, media: str, schema: Mapping[str, Any]) -> bytes:
        chance = self._chance
        if chance.random() < 0.1 or not media.endswith("json"):
            return chance.choice(
                [chance.randbytes(50), b"", b"[" * 3000, b'{"a": "\\ud800"}', b"\xff"]
            )
        data = bytearray(json.dumps(self._value(schema, 0)).encode())
        if data and chance.random() < 0.1:
            data[chance.randrange(len(data))] = chance.randrange(256)
        return bytes(data)

    def _text(self, schema: Mapping[str, Any]) -> str:
        if self._chance.random() < 0.5:
            return self._chance.choice(self._known)
        value = self._value(schema, _DEEPEST)
        return value if isinstance(value, str) else json.dumps(value)

    def _value(self, schema: Mapping[str, Any], depth: int) -> Any:
        chance = self._chance
        if chance.random() < 0.07:
            return chance.choice([None, True, [], {}, *_NUMBERS, *_TEXTS])
        if "$ref" in schema:
            schema = self._schemas[schema["$ref"].rpartition("/")[2]]
        for several in ("anyOf", "oneOf", "allOf"):
            if several in schema:
                return self._value(chance.choice(schema[several]), depth)
        if "enum" in schema:
            return chance.choice(schema["enum"])
        match schema.get("type"):
            case "object":
                wanted = set(schema.get("required", ()))
                return {
                    name: self._value(each, depth + 1)
                    for name, each in schema.get("properties", {}).items()
                    if chance.random() < (0.97 if name in wanted else 0.5)
                } | ({"extra": 1} if chance.random() < 0.03 else {})
            case "array":
                if depth >= _DEEPEST:
                    return []
                items = schema.get("items", {})
                return [self._value(items, depth + 1) for _ in range(chance.choice([0, 1, 1, 3]))]
            case "integer" | "number":
                return chance.choice(_NUMBERS)
            case "boolean":
                return chance.random() < 0.5
            case "null":
                return None
            case _:
                return chance.choice([*_TEXTS, *self._known])


async def fuzz(
    url: str,
    document: Mapping[str, Any],
    tokens: Sequence[str],
    known: Sequence[str],
    count: int,
    seed: int,
) -> Fuzzed:
    """Send so many, each as somebody whose token is given."""
    chance = random.Random(seed)
    fuzzer = Fuzzer(document, known, chance)
    found = Fuzzed()
    left = iter(range(count))

    async def client(http: aiohttp.ClientSession) -> None:
        for _ in left:
            method, path, more = fuzzer.request()
            more["headers"]["Authorization"] = f"Bearer {chance.choice(tokens)}"
            address = URL(url + path, encoded=True)
            async with http.request(method, address, allow_redirects=False, **more) as answer:
                said = await answer.read()
            found.statuses[answer.status] += 1
            if answer.status not in ALLOWED or b"Traceback" in said:
                found.wrong.append(f"{method} {path} {more}: {answer.status} {said[:500]!r}")

    async with aiohttp.ClientSession(timeout=_TIMEOUT) as http, asyncio.TaskGroup() as group:
        for _ in range(CLIENTS):
            group.create_task(client(http))
    return found
