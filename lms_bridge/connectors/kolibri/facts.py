"""What happened in Kolibri's classes: attendance sessions, and progress in lessons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime

from lms_bridge.connectors.kolibri.reading import is_ours
from lms_bridge.connectors.kolibri.session import Row, Session
from lms_bridge.sync.inbound import Facts, Mark, Work

COMPLETED = "Completed"


async def facts(session: Session, class_ids: Collection[str]) -> Facts:
    """Read what happened in these classes. Lessons without materials cannot be done: none of it."""
    wanted = set(class_ids)
    lessons = await session.rows("/api/lessons/lesson/")
    studied = {row["collection"] for row in lessons if row["resources"] and not is_ours(row)}
    works: list[Work] = []
    for class_id in sorted(wanted & studied):
        works += _works(class_id, await session.row(f"/coach/api/classsummary/{class_id}/"))
    return Facts(tuple(await _marks(session, wanted)), tuple(works))


async def _marks(session: Session, class_ids: Collection[str]) -> list[Mark]:
    held = {
        row["id"]: (row["collection"], datetime.fromisoformat(row["session_start_datetime"]))
        for row in await session.rows("/api/attendance/attendancesession/")
        if row["collection"] in class_ids
    }
    records = await session.rows("/api/attendance/attendancerecord/") if held else []
    return [
        Mark(class_id, record["user"], at, record["present"])
        for record in records
        if record["attendance_session"] in held
        for class_id, at in [held[record["attendance_session"]]]
    ]


def _works(class_id: str, summary: Row) -> Iterator[Work]:
    content_of = {node["node_id"]: node["content_id"] for node in summary["content"]}
    learners: dict[str, dict[str, Row]] = defaultdict(dict)
    for status in summary["content_learner_status"]:
        learners[status["learner_id"]][status["content_id"]] = status
    for lesson in summary["lessons"]:
        # A material that was deleted from Kolibri stays a part of its lesson.
        parts = {content_of.get(node, node) for node in lesson["node_ids"]}
        for learner, statuses in learners.items():
            begun = [statuses[part] for part in parts if part in statuses]
            if begun:
                yield Work(
                    class_id=class_id,
                    person_id=learner,
                    lesson=lesson["title"],
                    done=sum(status["status"] == COMPLETED for status in begun),
                    total=len(parts),
                    at=max(datetime.fromisoformat(status["last_activity"]) for status in begun),
                )
