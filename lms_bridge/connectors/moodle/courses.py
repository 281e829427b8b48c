"""Courses: found by their ID number, cloned from a template or made bare, in our categories.

A run has a course of its own. Its short name is the run's key, too: a course that was cloned and
not yet given its ID number, because its answer was lost, is found by it. No unique index keeps
Moodle from holding two courses with one ID number: one bridge at a time writes, and looks first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from lms_bridge.connectors.moodle import texts
from lms_bridge.connectors.moodle.answers import NOT_FOUND
from lms_bridge.connectors.moodle.client import Client
from lms_bridge.sync.errors import Refused
from lms_bridge.sync.state import Class

Row = dict[str, Any]

ROOT_NAME = "Lokakarya"
IDNUMBER = 100
"""How long an ID number of a category may be."""


class Courses:
    """Courses of one Moodle in categories under the one with the ID number `category`.

    A course is cloned from the one whose ID number is `template` with the catalogue's course in
    the place of `{course}`, if there is one.
    """

    def __init__(self, client: Client, category: str, template: str) -> None:
        self._client = client
        self._category = category
        self._template = template
        self._absent: set[str] = set()  # keys that no course bore when they were last looked for
        self._categories: dict[str, int] = {}
        self._templates: dict[str, int | None] = {}
        self._making = asyncio.Lock()
        self.found: set[str] = set()
        """Courses that were there when they were to be made."""

    async def ours(self) -> list[Row]:
        """Read all courses in our categories."""
        criteria = [{"key": "idnumber", "value": self._category}]
        rows = await self._client.ask("core_course_get_categories", criteria=criteria)
        found = []
        for row in rows:
            self._categories[row["idnumber"] or str(row["id"])] = row["id"]
            found += await self.by_field("category", row["id"])
        return found

    async def by_key(self, keys: Iterable[str]) -> list[Row]:
        """Read the courses that bear these keys, several where Moodle holds several."""
        found = []
        for key in sorted(set(keys)):
            rows = await self.by_field("idnumber", key)
            if not rows:
                self._absent.add(key)
            found += rows
        return found

    async def by_field(self, field: str, value: object) -> list[Row]:
        """Read courses by one of id, ids, shortname, idnumber, category."""
        answer = await self._client.ask(
            "core_course_get_courses_by_field", field=field, value=value
        )
        rows: list[Row] = answer["courses"]
        return rows

    async def create(self, wanted: Class) -> str:
        """Make a course, or find it."""
        if wanted.key not in self._absent and (found := await self._found(wanted)):
            return found
        category = await self._category_of(wanted)
        template = await self._template_of(wanted)
        names = {"fullname": texts.full_name(wanted.title), "shortname": wanted.key}

        async def find() -> list[Row] | None:
            found = await self._found(wanted)
            return None if found is None else [{"id": found}]

        if template is None:
            course = {**names, "idnumber": wanted.key, "categoryid": category}
            course |= {"enablecompletion": 1}
            made = await self._client.make("core_course_create_courses", find, courses=[course])
        else:
            try:
                cloned = await self._client.make(
                    "core_course_duplicate_course",
                    find,
                    courseid=template,
                    **names,
                    categoryid=category,
                    visible=1,
                    options=[{"name": "users", "value": 0}],
                )
            except Refused as error:
                raise await self._without_template(wanted, error) from error
            made = cloned if isinstance(cloned, list) else [cloned]
            await self.update(made[0]["id"], idnumber=wanted.key)
        self._absent.discard(wanted.key)
        return str(made[0]["id"])

    async def update(self, course_id: str, **values: object) -> None:
        """Set some of a course's values."""
        await self._client.write(
            "core_course_update_courses", courses=[{"id": course_id, **values}]
        )

    async def _found(self, wanted: Class) -> str | None:
        """Find a course by its ID number, or by its short name where it has none yet."""
        if rows := await self.by_key([wanted.key]):
            self.found.add(str(rows[0]["id"]))
            return str(rows[0]["id"])
        for row in await self.by_field("shortname", wanted.key):
            if row.get("idnumber"):
                raise Refused(
                    f"the course {row['id']} has the short name {wanted.key} and another ID number"
                )
            await self.update(row["id"], idnumber=wanted.key)
            self.found.add(str(row["id"]))
            return str(row["id"])
        return None

    async def _template_of(self, wanted: Class) -> int | None:
        if not self._template:
            return None
        idnumber = self._template.replace("{course}", wanted.course)
        async with self._making:
            if idnumber not in self._templates:
                rows = await self.by_field("idnumber", idnumber)
                self._templates[idnumber] = rows[0]["id"] if rows else None
        return self._templates[idnumber]

    async def _without_template(self, wanted: Class, error: Refused) -> Refused:
        """Say so where the template is what is gone."""
        idnumber = self._template.replace("{course}", wanted.course)
        if not error.codes & NOT_FOUND or await self.by_field("idnumber", idnumber):
            return error
        return Refused(
            f"the template {idnumber} was deleted meanwhile: make it again in Moodle; without one "
            "the next synchronisation makes this course empty",
            error.codes,
        )

    async def _category_of(self, wanted: Class) -> int:
        """Find or make the category of a programme, under ours."""
        async with self._making:
            root = await self._see_to_category(self._category, ROOT_NAME, 0)
            if not wanted.category:
                return root
            room = IDNUMBER - len(self._category) - 1
            idnumber = f"{self._category}-{texts.slug(wanted.category, room)}"
            return await self._see_to_category(idnumber, wanted.category, root)

    async def _see_to_category(self, idnumber: str, name: str, parent: int) -> int:
        async def find() -> list[Row] | None:
            criteria = [{"key": "idnumber", "value": idnumber}]
            rows: list[Row] = await self._client.ask(
                "core_course_get_categories", criteria=criteria, addsubcategories=0
            )
            return rows or None

        if idnumber not in self._categories:
            category = {"name": name, "parent": parent, "idnumber": idnumber}
            rows = await find()
            if rows is None:
                rows = await self._client.make(
                    "core_course_create_categories", find, categories=[category]
                )
            self._categories[idnumber] = rows[0]["id"]
        return self._categories[idnumber]
