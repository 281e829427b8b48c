"""The double of a Moodle as a program, `python -m tests.faults.moodle_host ADDRESS [PORT]`."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter

import aiohttp

from tests.lms_bridge.connectors.moodle.double import Double, double_at

Tables = dict[str, list[dict[str, object]]]


async def serve(address: str, port: str = "80") -> None:
    """Answer until the end."""
    async with double_at(Double(), address, int(port)):
        await asyncio.Event().wait()


async def tables_at(url: str) -> Tables:
    """Read the tables of one that answers at an address."""
    async with aiohttp.ClientSession() as http, http.get(f"{url}/held") as answer:
        tables: Tables = json.loads(await answer.text())
        return tables


def seated(tables: Tables) -> Counter[tuple[object, object]]:
    """Count the enrolments there, by our keys of class and person."""
    classes = {row["id"]: row["idnumber"] for row in tables.get("course", [])}
    people = {row["id"]: row["idnumber"] for row in tables["user"]}
    return Counter(
        (classes[row["courseid"]], people[row["userid"]])
        for row in tables.get("enrolment", [])
        if not row["status"]
    )


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
