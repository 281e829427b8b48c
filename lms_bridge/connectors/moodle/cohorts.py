"""Cohorts: one of the whole site for each member, in which stand the accounts of its people.

Ours are those whose ID number begins with `COHORT`. No unique index keeps Moodle from holding two
with one ID number: one is looked for before it is made.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from lms_bridge.connectors.moodle.client import Client, portions, unwarned
from lms_bridge.sync.state import Person

Row = dict[str, Any]

COHORT = "lokakarya-"
IN_COHORT_ALREADY = "3"
MOST = 10_000
"""How many cohorts are looked at; Moodle stops at 25 by itself."""


class Cohorts:
    """Cohorts of one Moodle."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._ids: dict[str, int] = {}  # by member
        self._making = asyncio.Lock()  # who joins side by side must not each make the cohort

    async def members(self) -> dict[int, list[str]]:
        """Read in which members' cohorts accounts stand, by their ids."""
        member = await self._ours()
        found: dict[int, list[str]] = defaultdict(list)
        for some in portions([{"": id} for id in sorted(member)]):
            ids = [row[""] for row in some]
            for row in await self._client.ask("core_cohort_get_cohort_members", cohortids=ids):
                for person in row["userids"]:
                    found[person].append(member[row["cohortid"]])
        return {person: sorted(names) for person, names in found.items()}

    async def join(self, people: Sequence[Person], ids: Mapping[str, object]) -> None:
        """Put people into the cohorts of their members, by `ids`; who is in already stays."""
        joining = [p for p in people if p.member]
        wanted = {p.member for p in joining}
        async with self._making:
            if wanted - self._ids.keys():
                await self._ours()
            for member in sorted(wanted - self._ids.keys()):
                await self._see_to(member)
        rows = [
            {
                "cohorttype": {"type": "id", "value": self._ids[p.member]},
                "usertype": {"type": "id", "value": ids[p.key]},
            }
            for p in joining
        ]
        for some in portions(rows):
            answer = await self._client.ask("core_cohort_add_cohort_members", members=some)
            worse = [w for w in answer["warnings"] if w["warningcode"] != IN_COHORT_ALREADY]
            unwarned("core_cohort_add_cohort_members", {"warnings": worse})

    async def change(self, person_id: str, wanted: Person, before: str) -> None:
        """Put somebody into their member's cohort, and then out of others of ours."""
        await self.join([wanted], {wanted.key: person_id})
        rows = [
            {"cohortid": self._ids[member], "userid": person_id}
            for member in before.split()
            if member != wanted.member and member in self._ids
        ]
        if rows:
            await self._client.write("core_cohort_delete_cohort_members", members=rows)

    async def _ours(self) -> dict[int, str]:
        """Read which cohorts are whose: their members by their ids."""
        rows = [row for row in await self._found(COHORT) if row["idnumber"].startswith(COHORT)]
        member = {row["id"]: row["idnumber"].removeprefix(COHORT) for row in rows}
        self._ids |= {name: id for id, name in member.items()}
        return member

    async def _see_to(self, member: str) -> None:
        idnumber = COHORT + member

        async def find() -> list[Row] | None:
            return [
                row for row in await self._found(idnumber) if row["idnumber"] == idnumber
            ] or None

        cohort = {"categorytype": {"type": "system", "value": ""}, "name": member}
        rows = await find()
        if rows is None:
            rows = await self._client.make(
                "core_cohort_create_cohorts", find, cohorts=[cohort | {"idnumber": idnumber}]
            )
        self._ids[member] = rows[0]["id"]

    async def _found(self, query: str) -> list[Row]:
        answer = await self._client.ask(
            "core_cohort_search_cohorts",
            query=query,
            context={"contextlevel": "system"},
            limitnum=MOST,
        )
        rows: list[Row] = [row for row in answer["cohorts"] if row["idnumber"]]
        return rows
