"""What happened in Moodle's courses: completions, finished activities, grades.

With the custom report the completions come in one call for 200 people. Without it each
person is asked for, and then each course in which they got on: idle people cost one call each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from lms_bridge.connectors.at_once import at_once
from lms_bridge.connectors.moodle import report
from lms_bridge.connectors.moodle.client import Client
from lms_bridge.sync.errors import Refused
from lms_bridge.sync.inbound import (
    Facts,
    Finish,
    Grade,
    Undone,
    Unfinished,
    Ungraded,
    Work,
)
from lms_bridge.sync.state import Remote, Role

Row = dict[str, Any]

AT_ONCE = 4
"""How many calls are under way together."""

NO_COMPLETION = frozenset({"nocriteriaset", "usernotenroled", "completionnotenabled"})
"""What Moodle calls a course without criteria, and a person who has left it meanwhile."""

DONE = frozenset({1, 2})
"""The states of a finished activity, without and with a passed test; a failed one finishes none.

Moodle itself counts just these towards the completion of a course.
"""


UNSURE = ("gradeishidden", "gradehiddenbydate", "gradeneedsupdate")
"""What makes Moodle leave out a grade that may be there: hidden from us, or being worked out."""


class Standing(NamedTuple):
    """How far somebody is in a course; `at` is when they completed it, if that is known.

    Either is None where Moodle does not look for it.
    """

    class_id: str
    person_id: str
    completed: bool | None
    progress: float | None
    at: datetime | None = None


class Learning:
    """Facts of one Moodle about those who were read last."""

    def __init__(self, client: Client, report_id: int) -> None:
        self._client = client
        self._report = report_id
        self._learners: dict[str, set[str]] = {}
        self._courses: dict[str, str] = {}
        self._people: dict[str, str] = {}

    def remember(self, remote: Remote) -> None:
        """Note who was read: the learners of each course, and ids by ID numbers."""
        learners: dict[str, set[str]] = defaultdict(set)
        for seat in remote.seats:
            if seat.role is Role.LEARNER:
                learners[seat.class_id].add(seat.person_id)
        self._learners |= learners
        self._courses |= {c.key: c.id for c in remote.classes if c.key}
        self._people |= {p.key: p.id for p in remote.people if p.key}

    async def facts(self, class_ids: Collection[str], *, whole: bool = True) -> Facts:
        """Read what happened in these courses; as a `whole` also what idle people have not done."""
        known = await self._standings(class_ids)
        standings = [s for s in known if s.completed or s.progress]
        idle = [s for s in known if whole and not s.completed and s.progress == 0]
        activities = await self._activities({s.class_id for s in (*standings, *idle)})
        some = await at_once(AT_ONCE, standings, lambda s: self._told(s, activities[s.class_id]))
        told = [each for of in some for each in of]
        told += [
            Undone(s.class_id, s.person_id, name)
            for s in idle
            for name in activities[s.class_id].values()
        ]
        finished = [s for s in standings if s.completed]
        moments = await at_once(AT_ONCE, finished, self._completed_at)
        graded = [
            g for some in await at_once(AT_ONCE, sorted(class_ids), self._grades) for g in some
        ]
        return Facts(
            works=tuple(each for each in told if isinstance(each, Work)),
            undone=tuple(each for each in told if isinstance(each, Undone)),
            finishes=tuple(
                Finish(s.class_id, s.person_id, at)
                for s, at in zip(finished, moments, strict=True)
                if at is not None
            ),
            unfinished=tuple(
                Unfinished(s.class_id, s.person_id) for s in known if s.completed is False
            ),
            grades=tuple(each for each in graded if isinstance(each, Grade)),
            ungraded=tuple(each for each in graded if isinstance(each, Ungraded)),
        )

    async def _standings(self, class_ids: Collection[str]) -> list[Standing]:
        if self._report:
            return await self._reported(class_ids)
        people = sorted({p for c in class_ids for p in self._learners.get(c, ())})
        told = await at_once(AT_ONCE, people, self._courses_of)
        return [s for some in told for s in some if s.class_id in class_ids]

    async def _reported(self, class_ids: Collection[str]) -> list[Standing]:
        found = []
        async for line in report.lines(self._client, self._report):
            course = self._courses.get(line.course)
            person = self._people.get(line.person)
            if course is None or person is None or course not in class_ids:
                continue
            if person in self._learners.get(course, ()):
                completed = line.completed_at is not None
                found.append(Standing(course, person, completed, line.progress, line.completed_at))
        return found

    async def _courses_of(self, person_id: str) -> list[Standing]:
        rows = await self._client.ask(
            "core_enrol_get_users_courses", userid=person_id, returnusercount=0
        )
        return [
            Standing(str(row["id"]), person_id, row["completed"], row["progress"]) for row in rows
        ]

    async def _completed_at(self, of: Standing) -> datetime | None:
        """Tell when somebody completed a course: when the last of its criteria was met.

        To the minute, as the report tells it: told both ways it is one completion.
        """
        if of.at:
            return of.at
        try:
            answer = await self._client.ask(
                "core_completion_get_course_completion_status",
                courseid=of.class_id,
                userid=of.person_id,
            )
        except Refused as error:
            if error.codes & NO_COMPLETION:
                return None
            raise
        moments = [row["timecompleted"] or 0 for row in answer["completionstatus"]["completions"]]
        latest = _moment(max(moments, default=0))
        return latest and latest.replace(second=0)

    async def _activities(self, class_ids: Iterable[str]) -> Mapping[str, Mapping[int, str]]:
        """Read the names of each course's activities, by their ids."""
        ids = sorted(set(class_ids))

        async def names(id: str) -> dict[int, str]:
            sections = await self._client.ask("core_course_get_contents", courseid=id)
            return {m["id"]: m["name"] for section in sections for m in section["modules"]}

        return dict(zip(ids, await at_once(AT_ONCE, ids, names), strict=True))

    async def _told(self, of: Standing, names: Mapping[int, str]) -> list[Work | Undone]:
        try:
            answer = await self._client.ask(
                "core_completion_get_activities_completion_status",
                courseid=of.class_id,
                userid=of.person_id,
            )
        except Refused as error:
            if error.codes & NO_COMPLETION:
                return []
            raise
        told: list[Work | Undone] = []
        for row in answer["statuses"]:
            at, lesson = _moment(row["timecompleted"]), names.get(row["cmid"])
            if lesson is None:
                continue
            if row["state"] not in DONE:
                told.append(Undone(of.class_id, of.person_id, lesson))
            elif at is not None:
                told.append(Work(of.class_id, of.person_id, lesson, 1, 1, at))
        return told

    async def _grades(self, class_id: str) -> list[Grade | Ungraded]:
        if not self._learners.get(class_id):
            return []
        answer = await self._client.ask("gradereport_user_get_grade_items", courseid=class_id)
        return [
            grade
            for person in answer["usergrades"]
            if str(person["userid"]) in self._learners[class_id]
            for grade in _grades_of(class_id, str(person["userid"]), person["gradeitems"])
        ]


def _grades_of(class_id: str, person_id: str, items: Sequence[Row]) -> list[Grade | Ungraded]:
    """Read somebody's grades, and what they have none in; of what is hidden nothing is known."""
    found: list[Grade | Ungraded] = []
    for item in items:
        name = "" if item["itemtype"] == "course" else str(item["itemname"])
        if item["graderaw"] is None:
            if not any(item.get(unsure) for unsure in UNSURE):
                found.append(Ungraded(class_id, person_id, name))
        elif item["grademax"] and (at := _moment(item["gradedategraded"])) is not None:
            points, most = float(item["graderaw"]), float(item["grademax"])
            found.append(Grade(class_id, person_id, name, points, most, at))
    return found


def _moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
