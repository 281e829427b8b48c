"""Whatever is sent, nothing breaks: no operation answers with an error of ours, nor off its document."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from lms_bridge.api.operation import Operation
from lms_bridge.api.routes import OPERATIONS
from lms_bridge.doors import Door
from tests.lms_bridge.api.rest import DOCUMENT, Rest, conforming
from tests.lms_bridge.bridge import PEOPLE
from tests.lms_bridge.doors_table import VALUES

pytestmark = pytest.mark.asyncio(loop_scope="module")

TRIES = 12
ODD = (
    *(None, True, False, 0, -1, 1, 2**31, 2**63, 10**30, 1.5, 1e308),
    *("", " ", "x", "IDN-0001", "small", "INDUCTION", "INDUCTION-2", "2015-05-06", "0001-01-01"),
    *("9999-12-31", "\x00", "a\x00b", "'; DROP TABLE person; --", "%", "٣", "🙂" * 300, "a" * 5000),
    *([], [[]], [None], {}, {"x": {}}),
)
WORDS = (
    *(sides.own for sides in VALUES.values()),
    *(
        "IN-DRAFT",
        "IDN-0001.IN-SUBMITTED",
        "IDN-IMM",
        "jakarta",
        "KL-HALL",
        "law",
        "T-2",
        "learner",
    ),
    *("2015-05-06", "2015-09-07", "en", "Susanti", "susanti@example.org"),
)
PATHS = ("a%00b", "%F0", "..", "a%2Fb", "🙂")


def named(door: Door) -> str:
    return f"{door.method} {door.path}"


def resolved(schema: Any) -> Any:
    if "$ref" in schema:
        return DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def a_value(chance: random.Random, schema: Any, name: str = "", depth: int = 0) -> Any:
    """Make something that is nearly what a schema asks for, for a field of this name."""
    schema = resolved(schema)
    if chance.random() < 0.1 or depth > 4:
        return chance.choice(ODD)
    match schema:
        case {"anyOf": options}:
            return a_value(chance, chance.choice(options), name, depth + 1)
        case {"enum": values}:
            return chance.choice(values)
        case {"type": "object", "properties": properties}:
            kept = [each for each in properties if chance.random() < 0.95]
            made = {each: a_value(chance, properties[each], each, depth + 1) for each in kept}
            return made | ({"more": 1} if chance.random() < 0.05 else {})
        case {"type": "array", "items": items}:
            return [a_value(chance, items, name, depth + 1) for _ in range(chance.randrange(3))]
        case {"format": "date"}:
            return chance.choice(("2015-05-06", "2015-09-07", "0001-01-01", "9999-12-31"))
        case {"type": "integer" | "number"}:
            return chance.choice([0, 1, 5, 60, 999, -1])
        case {"type": "boolean"}:
            return chance.random() < 0.5
        case _ if name in VALUES and chance.random() < 0.7:
            return VALUES[name].own
        case _:
            return chance.choice(WORDS)


def requests(chance: random.Random, door: Door) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Make requests: who asks, where, and with what."""
    operation = DOCUMENT["paths"][door.path][door.method.lower()]
    content = operation.get("requestBody", {}).get("content", {})
    people = [PEOPLE[role] for role in sorted(door.roles or ())]
    for _ in range(TRIES):
        path = door.path
        for name in door.spec.in_path:
            usual = VALUES[name].own if name in VALUES else "nothing"
            path = path.replace(
                f"{{{name}}}", usual if chance.random() < 0.8 else chance.choice(PATHS)
            )
        query = {
            p["name"]: str(a_value(chance, p["schema"]))
            for p in operation["parameters"]
            if p["in"] == "query" and chance.random() < 0.3
        }
        more: dict[str, Any] = {"params": query} if query else {}
        if "application/json" in content:
            more["json"] = a_value(chance, content["application/json"]["schema"])
        if chance.random() < 0.3:
            more["headers"] = {"Idempotency-Key": str(chance.randrange(3)), "If-Match": '"x"'}
        yield chance.choice(people), path, more


@pytest.mark.parametrize("door", OPERATIONS, ids=named)
async def test_nothing_that_is_sent_breaks_it(door: Door, rest: Rest) -> None:
    assert isinstance(door.spec, Operation)
    chance = random.Random(named(door))
    for person, path, more in requests(chance, door):
        await conforming(await rest.bridge.ask(person, door.method, path, **more))
