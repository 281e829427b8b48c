"""The custom report of completions: one call for 200 people instead of one for each.

An administrator makes it once; no function can. Its columns are known by their places, as their
names may repeat; its values are what a reader would see, in English and UTC as the client asks.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

from lms_bridge.connectors.moodle.client import Client
from lms_bridge.sync.errors import NotSupported

SOURCE = "Course participants"

COLUMNS = {
    "user:idnumber": "ID number",
    "course:idnumber": "Course ID number",
    "completion:completed": "Completed",
    "completion:timecompleted": "Time completed",
    "completion:progresspercent": "Student progress",
}
"""What the report must have, in this order: Moodle's name of each column, and its heading."""

KEY = "lokakarya-"
"""How the ID numbers of our people begin: the report's condition leaves all others out."""

PAGE = 200
"""How many rows a call asks for: Moodle reckons the progress in each, 17 ms a row when busy."""
TIME = "%A, %d %B %Y, %I:%M %p"


@dataclass(frozen=True, slots=True)
class Line:
    """A person in a course, by ID numbers: completed at (aware) or not, progress in per cent."""

    course: str
    person: str
    completed_at: datetime | None
    progress: float | None


async def fault(client: Client, report: int) -> str:
    """Look at a report's beginning, and tell what is wrong with it; empty if nothing is."""
    answer = await client.ask(
        "core_reportbuilder_retrieve_report", reportid=report, page=0, perpage=PAGE
    )
    headings, wanted = answer["data"]["headers"], list(COLUMNS.values())
    if headings != wanted:
        return f"its columns are {headings}, they must be {wanted}"
    if any(not str(row["columns"][0] or "").startswith(KEY) for row in answer["data"]["rows"]):
        return (
            "it tells of everybody in this Moodle, page by page: give it the condition that "
            f"the user's ID number starts with {KEY}"
        )
    return ""


async def lines(client: Client, report: int) -> AsyncIterator[Line]:
    """Read the report, page by page. Raises NotSupported where it is another one."""
    page = 0
    while True:
        answer = await client.ask(
            "core_reportbuilder_retrieve_report", reportid=report, page=page, perpage=PAGE
        )
        if len(answer["data"]["headers"]) != len(COLUMNS):
            raise NotSupported(f"the report {report} has other columns: see moodle setup-notes")
        rows = answer["data"]["rows"]
        for row in rows:
            yield read_line([cell or "" for cell in row["columns"]])
        if len(rows) < PAGE:
            return
        page += 1


def read_line(cells: list[str]) -> Line:
    """Read a row of the report. Raises NotSupported where it is not in English."""
    person, course, completed, at, progress = cells
    try:
        moment = datetime.strptime(at, TIME).replace(tzinfo=UTC) if at else None
        percent = float(progress.rstrip("% ")) if progress else None
    except ValueError:
        raise NotSupported(
            f'the report says "{at}" and "{progress}", which is no time and progress in English'
        ) from None
    return Line(course, person, moment if completed == "Yes" else None, percent)
