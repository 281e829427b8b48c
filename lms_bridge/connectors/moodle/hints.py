"""Hints: a table into which Moodle's own plugin `logstore_database` writes what happens there.

They say that it is time to look, never what happened: rows that Moodle cannot write it drops
without a word. Without the plugin an LMS is looked at every so often, all the same.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import psycopg
from psycopg import sql

EVENTS = tuple(
    f"\\core\\event\\{name}"
    for name in (
        "user_enrolment_created",
        "user_enrolment_updated",
        "user_enrolment_deleted",
        "role_assigned",
        "role_unassigned",
        "course_completed",
        "course_module_completion_updated",
        "course_reset_ended",
        "user_graded",
        "grade_deleted",
        "grade_item_updated",
        "grade_item_deleted",
        "course_updated",
        "course_deleted",
        "enrol_instance_updated",
        "enrol_instance_deleted",
        "group_updated",
        "group_deleted",
        "group_member_removed",
        "calendar_event_updated",
        "calendar_event_deleted",
    )
)
"""What Moodle writes of enrolments, completions, grades, and of what the bridge keeps in a course.

A grade that is hidden is an update of its item; a course that is reset tells of nobody by name.
"""

WAIT_SECONDS = 5


@dataclass(slots=True)
class Hints:
    """The table `table` in the database at a URL, as PostgreSQL's clients write it.

    `own_account` is the bridge's account in that Moodle: its own doing is no news.
    """

    url: str
    table: str
    own_account: int = 0
    _seen: int | None = None

    async def newest(self, courses: Collection[str]) -> int | None:
        """Give the number of the newest row about these courses since the last look, if any.

        Raises psycopg.Error and TimeoutError.
        """
        asked = sql.SQL(
            "SELECT coalesce(max(id), 0),"
            " max(id) FILTER (WHERE id > %s AND userid <> %s AND courseid = ANY(%s)"
            " AND eventname = ANY(%s)) FROM {table} WHERE id >= %s"
        ).format(table=sql.Identifier(self.table))
        since = self._seen or 0
        about = [int(id) for id in courses]
        connection = await psycopg.AsyncConnection.connect(
            self.url, autocommit=True, connect_timeout=WAIT_SECONDS
        )
        async with connection:
            await connection.execute(f"SET statement_timeout = {WAIT_SECONDS * 1000}")
            found = await connection.execute(
                asked, [since, self.own_account, about, list(EVENTS), since]
            )
            last, news = await found.fetchone() or (0, None)
        is_first, self._seen = self._seen is None, max(since, last)
        return None if is_first else news
