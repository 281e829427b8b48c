"""A table in which Moodle's plugin `logstore_database` writes: when it says that it is time to look."""

from __future__ import annotations

import psycopg
import pytest

from lms_bridge.connectors.moodle import Hints
from tests.catalogue.postgresql import Server

pytestmark = pytest.mark.postgres

COLUMNS = "id bigserial PRIMARY KEY, eventname text, userid bigint, courseid bigint"
OURS, TEACHER = 3, 8


async def test_hints_tell_of_others_doing_in_our_courses_once(postgresql: Server) -> None:
    name = postgresql.make()
    url = postgresql.url(name)
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as moodle:

        async def happened(event: str, who: int, course: int) -> None:
            row = (f"\\core\\event\\{event}", who, course)
            await moodle.execute(
                "INSERT INTO a_log (eventname, userid, courseid) VALUES (%s, %s, %s)", row
            )

        await moodle.execute(f"CREATE TABLE a_log ({COLUMNS})")
        await happened("user_enrolment_deleted", TEACHER, 7)
        hints = Hints(url, "a_log", own_account=OURS)
        assert await hints.newest(["7"]) is None  # what was there before is found by a usual look
        for event, who, course in (
            ("user_enrolment_created", OURS, 7),
            ("course_viewed", TEACHER, 7),
            ("user_enrolment_created", TEACHER, 9),
        ):
            await happened(event, who, course)
        assert await hints.newest(["7"]) is None
        await happened("course_module_completion_updated", TEACHER, 7)
        await happened("course_viewed", TEACHER, 7)
        assert await hints.newest(["7"]) == 5
        assert await hints.newest(["7"]) is None
        for number, event in enumerate(
            ("grade_deleted", "grade_item_updated", "course_reset_ended", "group_deleted"), 7
        ):
            await happened(event, TEACHER, 7)
            assert await hints.newest(["7"]) == number
    with pytest.raises(psycopg.Error):
        await Hints(url, "no_table").newest(["7"])
    postgresql.drop(name)
