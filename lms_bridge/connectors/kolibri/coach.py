"""What a coach does in Kolibri's pages, over its API: for the demonstration and the tests.

No part of synchronising: attendance comes from Kolibri, never from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from lms_bridge.connectors.kolibri.session import Row, Session

ATTENDANCE = "/api/attendance/attendancesession/"


async def mark_attendance(
    session: Session, class_id: str, at: datetime, present: Mapping[str, bool]
) -> None:
    """Mark who was there (by their ids) in a session that began at `at` (aware), once.

    The session must be a coach's of that class, or an administrator's.
    """

    async def find() -> Row | None:
        rows = await session.rows(ATTENDANCE, collection=class_id)
        same = (r for r in rows if datetime.fromisoformat(r["session_start_datetime"]) == at)
        return next(same, None)

    records = [{"user": user, "present": there} for user, there in sorted(present.items())]
    body = {"collection": class_id, "session_start_datetime": at.isoformat()}
    await session.create(ATTENDANCE, body | {"attendance_records": records}, find)
