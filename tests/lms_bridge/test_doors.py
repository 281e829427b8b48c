"""Nobody goes through a door that is not theirs: every door, every role, own and foreign.

Where a door is added without a row, or a row is wrong, the failure shows the row that was found.
"""

from __future__ import annotations

import asyncio
import json
import os
import stat
from pathlib import Path
from typing import Any

import grpc
import pytest
from aiohttp import ClientResponse, FormData
from grpc_health.v1 import health_pb2
from grpc_reflection.v1alpha import reflection_pb2
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)
from planning.v1 import planning_pb2

from catalogue.viewer import Role
from lms_bridge.api.operation import Operation
from lms_bridge.app import DOORS
from lms_bridge.doors import Door, Kind
from tests.lms_bridge.api.rest import conforming
from tests.lms_bridge.bridge import FOREIGN, FOREIGN_SEAT, OWN_SEAT, PEOPLE, ROLELESS, Bridge
from tests.lms_bridge.doors_table import (
    BODIES,
    FORMS,
    INSTEAD,
    LOOKED_FOR,
    OPEN,
    QUERIES,
    ROLES,
    RPCS,
    TABLE,
    VALUES,
    File,
    Row,
    lines,
    rows,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROWS = rows(TABLE)
GUARDED = [door for door in DOORS if door.roles is not None]
HIDING = [
    door
    for door in GUARDED
    if door.kind in {Kind.API, Kind.PAGE}
    and door.path not in LOOKED_FOR
    and "." in ROWS[f"{door.method} {door.path}"].foreign
]
"""Doors behind which something is hidden, and that are no lists."""


OUT_OF_REACH = {
    Role.OVERSEER: {"official", "nomination", "course", "run", "trainer"},
    Role.FOCAL_POINT: {"trainer"},
    Role.AGENCY_OFFICER: {"official", "nomination", "trainer"},
    Role.TRAINER: {"official", "course", "run"},
    Role.OFFICIAL: {"official", "nomination", "course", "run", "trainer"},
}
"""What is shut for a role of the things below; a focal point's member takes part in the exercise."""

ELSEWHERE = {
    "official": "IDN-0002",
    "nomination": "IDN-0002.BRIEF",
    "course": "EXERCISE",
    "run": "EXERCISE-1",
    "trainer": "T-2",
}
"""Somebody of another agency, a restricted activity, a trainer of another member."""


def named(door: Door) -> str:
    return f"{door.method} {door.path}"


def reached_by(door: Door) -> set[str]:
    """Give what may be out of reach and stands in the address of a door."""
    is_ours = door.kind in {Kind.API, Kind.PAGE}
    return {name for name in ELSEWHERE if is_ours and f"{{{name}}}" in door.path}


async def test_every_row_has_a_door() -> None:
    assert set(ROWS) - {named(door) for door in GUARDED} == set()


async def test_every_route_of_a_running_bridge_is_a_door(bridge: Bridge) -> None:
    assert bridge.client.app is not None
    routes = bridge.client.app.router.routes()
    found = {f"{route.method} {route.resource.canonical}" for route in routes if route.resource}
    heads = {f"HEAD {door.path}" for door in DOORS if door.method == "GET"}
    assert found == heads | {named(door) for door in DOORS}


async def test_open_doors_are_those_of_the_table() -> None:
    assert {named(door) for door in DOORS if door.roles is None} == set(lines(OPEN))


@pytest.mark.parametrize("door", GUARDED, ids=named)
async def test_door_opens_for_whom_its_row_says(door: Door, bridge: Bridge) -> None:
    sides = [[await cell(bridge, door, role, side) for role in ROLES] for side in (0, 1)]
    row = ROWS.get(named(door))
    found = shown(door, Row(*map("".join, sides)))
    assert found == (shown(door, row) if row else "no row")


@pytest.mark.parametrize("door", HIDING, ids=named)
async def test_what_is_foreign_is_answered_as_what_is_not_there(door: Door, bridge: Bridge) -> None:
    for role, said_of_foreign in zip(ROLES, ROWS[named(door)].foreign, strict=True):
        if said_of_foreign != ".":
            continue
        own, foreign = (asked_with(bridge, door, role, side) for side in (0, 1))
        nowhere = {n: f"{v}-9" if v != own[n] else v for n, v in foreign.items()}
        there = await answered(bridge, door, role, foreign)
        gone = await answered(bridge, door, role, nowhere)
        assert there == gone, role


@pytest.mark.parametrize("door", [door for door in GUARDED if reached_by(door)], ids=named)
async def test_what_is_out_of_reach_is_answered_as_what_is_not_there(
    door: Door, bridge: Bridge
) -> None:
    for role, shut in OUT_OF_REACH.items():
        own = values_of(bridge, PEOPLE[role], 0)
        for name in sorted(reached_by(door) & shut):
            there = await answered(bridge, door, role, own | {name: ELSEWHERE[name]})
            gone = await answered(bridge, door, role, own | {name: "NOWHERE-9"})
            assert there == gone, (role, name)


async def test_guarded_doors_are_shut_for_nobody_and_for_those_without_a_role(
    bridge: Bridge,
) -> None:
    for door in GUARDED:
        path = door.path.format_map({"id": "x"} | values_of(bridge, ROLELESS, 0))
        nobody = await bridge.ask(None, door.method, path)
        assert nobody.status in ({302, 303, 401} if door.kind is Kind.PAGE else {401}), named(door)
        roleless = await bridge.ask(ROLELESS, door.method, path)
        assert roleless.status == 403, named(door)


async def test_rpcs_are_those_of_the_table() -> None:
    services = [
        *planning_pb2.DESCRIPTOR.services_by_name.values(),
        *health_pb2.DESCRIPTOR.services_by_name.values(),
        *reflection_pb2.DESCRIPTOR.services_by_name.values(),
    ]
    found = {
        f"{service.full_name}/{method.name}" for service in services for method in service.methods
    }
    assert found == set(lines(RPCS))


async def test_planner_serves_the_services_of_the_table(planner_address: str) -> None:
    def served() -> set[str]:
        with grpc.insecure_channel(planner_address) as channel:
            return set(ProtoReflectionDescriptorDatabase(channel).get_services())

    assert await asyncio.to_thread(served) == {line.partition("/")[0] for line in lines(RPCS)}


async def test_rpcs_are_reached_on_a_socket_of_our_own_account_alone(planner_address: str) -> None:
    scheme, _, path = planner_address.partition(":")
    socket, folder = await asyncio.to_thread(lambda: (Path(path).stat(), Path(path).parent.stat()))
    assert (scheme, stat.S_ISSOCK(socket.st_mode)) == ("unix", True)
    assert (stat.S_IMODE(folder.st_mode), folder.st_uid) == (0o700, os.getuid())


async def cell(bridge: Bridge, door: Door, role: Role, side: int) -> str:
    """Ask, and say what came of it as the table does."""
    values = asked_with(bridge, door, role, side)
    response = await asked(bridge, door, role, values)
    if isinstance(door.spec, Operation):
        await conforming(response)
    if door.method != "GET" and response.ok:
        await bridge.at_rest()
    looked_for = LOOKED_FOR.get(door.path) if door.method == "GET" else None
    return await said(response, looked_for[side].format_map(values) if looked_for else "")


def asked_with(bridge: Bridge, door: Door, role: Role, side: int) -> dict[str, str]:
    """Give what stands for names in braces at a door."""
    values = values_of(bridge, PEOPLE[role], side)
    return values | {name: sides[side] for name, sides in INSTEAD.get(door.path, {}).items()}


async def asked(bridge: Bridge, door: Door, role: Role, values: dict[str, str]) -> ClientResponse:
    """Ask for values; what is asked to change is as in the beginning."""
    path = door.path.format_map(values)
    if door.method == "GET" and door.path in QUERIES:
        path += "?" + QUERIES[door.path].format_map(values)
    more: dict[str, Any] = {}
    if door.method != "GET":
        bridge.restore()
        body = filled(body_of(door), values)
        more = {"data": form_of(body)} if door.kind is Kind.PAGE else {"json": body}
    if door.scopes and role is Role.MACHINE_CLIENT:
        more["headers"] = bridge.signed(door.scopes)
    return await bridge.ask(PEOPLE[role], door.method, path, **more)


async def answered(bridge: Bridge, door: Door, role: Role, values: dict[str, str]) -> Any:
    """Give what is answered, without what was asked for."""
    response = await asked(bridge, door, role, values)
    text = await response.text()
    if isinstance(door.spec, Operation):
        answer = await conforming(response)
        shown = {n: v for n, v in answer.body.items() if n not in {"instance", "request_id"}}
        for fault in shown.get("faults", []):  # what comes near it depends on its letters
            assert "MYS" not in str(fault["allowed"])
            shown["detail"] = fault["text"] = fault["allowed"] = None
        text = json.dumps(shown)
    text = text.replace(response.headers["X-Request-ID"], "")
    for value in sorted(filter(None, values.values()), key=len, reverse=True):
        text = text.replace(value, "...")
    return response.status, text


def values_of(bridge: Bridge, person: str, side: int) -> dict[str, str]:
    """Give what stands for names in braces."""
    template = bridge.template
    asked_of = (person, FOREIGN)[side]
    return {name: sides[side] for name, sides in VALUES.items()} | {
        "person": asked_of,
        "token": template.tokens[asked_of],
        "receiver": template.receiver,
        "platform": template.platform,
        "launch": "none",
        "client": template.client[0],
        "feed": template.feeds.get(asked_of, ""),
        "drop_out": template.drop_outs[(OWN_SEAT, FOREIGN_SEAT)[side]],
        "call": template.calls[side],
        "proposal": template.proposal,
        "sync": template.sync,
        "item": template.item,
    }


async def said(response: ClientResponse, looked_for: str) -> str:
    """Say what an answer means."""
    text = await response.text(errors="replace")
    match response.status:
        case 403:
            return "-"
        case 404:
            return "."
        case 409 | 412:
            return "s"
        case 400:
            assert "invalidValue" in text, text  # what SCIM says of a value that will not do
            return "s"
        case 422:
            faults = json.loads(text)["faults"] if text.startswith("{") else []
            hidden = faults and {f["code"] for f in faults} <= {"UNKNOWN", "NOT_YOURS"}
            return "." if hidden else "s"
        case status:
            assert status < 400, text
            return "y" if looked_for in text else "."


def body_of(door: Door) -> Any:
    bodies = FORMS if door.kind is Kind.PAGE else BODIES
    ends = [end for end in bodies if named(door).endswith(end)]
    return bodies[max(ends, key=len)] if ends else {}


def filled(body: Any, values: dict[str, str]) -> Any:
    match body:
        case File(text):
            return File(text.format_map(values))
        case str():
            return body.format_map(values)
        case list():
            return [filled(each, values) for each in body]
        case dict():
            return {filled(name, values): filled(each, values) for name, each in body.items()}
        case _:
            return body


def form_of(values: dict[str, str | File]) -> FormData:
    form = FormData()
    for name, value in values.items():
        if isinstance(value, File):
            form.add_field(name, value.text.encode(), filename=f"{name}.csv")
        else:
            form.add_field(name, value)
    return form


def shown(door: Door, row: Row) -> str:
    """Write a row as the table has it."""
    return f"{door.method:6} {door.path:66} {' '.join(row.own)}   {' '.join(row.foreign)}"
