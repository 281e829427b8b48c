"""Attendance, noted as a coach does in Kolibri's pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from lms_bridge.connectors.kolibri.session import Row, Session

ATTENDANCE = "/api/attendance/attendancesession/"


async def mark_attendance(
    session: Session, class_id: str, at: datetime, present: Mapping[str, bool]
) -> None:
    """Mark who was there (by their ids) in the session that began at `at` (aware).

    It is made where there is none; what it says of others stays.

    The session must be a coach's of that class, or an administrator's.
    """

    async def find() -> Row | None:
        rows = await session.rows(ATTENDANCE, collection=class_id)
        same = (r for r in rows if datetime.fromisoformat(r["session_start_datetime"]) == at)
        return next(same, None)

    records = [{"user": user, "present": there} for user, there in sorted(present.items())]
    body: Row = {"collection": class_id, "session_start_datetime": at.isoformat()}
    body |= {"attendance_records": records}
    if (there := await find()) is None:
        there = await session.create(ATTENDANCE, body, find)
    else:
        more = {"attendance_records": records}
        await session.write("PATCH", f"{ATTENDANCE}{there['id']}/", more)
