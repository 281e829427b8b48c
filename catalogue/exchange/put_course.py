"""A coordinator writes down a course by hand: what a folder says of it, in one form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from catalogue import audit, outbox, sight
from catalogue.courses import Course
from catalogue.db import changing
from catalogue.errors import Refused
from catalogue.exchange.folder import Folder
from catalogue.exchange.known import note_known_but_officials
from catalogue.exchange.putting import put
from catalogue.exchange.read_courses import read_courses
from catalogue.faults import Where
from catalogue.ids import Codes
from catalogue.sheets.sheet import Line, Sheet
from catalogue.viewer import Viewer

Cells = Mapping[str, str]
"""A row of texts by the columns of its table (`catalogue.exchange`)."""


@changing
def put_course(
    viewer: Viewer, course: Cells, languages: Sequence[Cells], blocks: Sequence[Cells]
) -> bool:
    """Make a course, or make it what is said here, and say whether it is new.

    The `code` of the course goes for its languages and blocks, too; its agenda and materials stay.
    Runs that are published keep the edition that they were published with. Raises Forbidden;
    AlreadyThere where another code differs by capital letters alone; Refused with every fault,
    named by its path: `blocks.0.first_day`.
    """
    viewer.allow_coordinators()
    code = course["code"]
    known = Codes(course.id for course in sight.courses(viewer).select(Course.id))
    known.refuse_alike("course", code)
    is_new = code not in known
    tables = {"courses": [course], "course_languages": languages, "blocks": blocks}
    folder = Folder({}, {name: _sheet(name, code, rows) for name, rows in tables.items()})
    note_known_but_officials(folder)
    rows = [each for each in read_courses(folder) if each.table.__name__ != "CourseMaterial"]
    if folder.faults:
        raise Refused([replace(fault, where=_path(fault.where)) for fault in folder.faults])
    counts = [put(each) for each in rows]
    if any(each.differs for each in counts):
        verb = "course.written" if is_new else "course.changed"
        audit.record(viewer, verb, "course", code)
        outbox.put(verb, course=code)
    return is_new


def _sheet(name: str, code: str, rows: Sequence[Cells]) -> Sheet:
    known = {"code": code} if name == "courses" else {"course": code}
    lines = tuple(Line(number, {**row, **known}) for number, row in enumerate(rows))
    header = tuple({column: None for line in lines for column in line.cells})
    return Sheet(name, header or _HEADERS.get(name, ()), lines)


_HEADERS = {
    "course_languages": ("course", "language"),
    "blocks": ("course", "code", "first_day", "last_day"),
}
"""What a table without rows looks like."""


def _path(where: Where) -> Where:
    """Name a value by its path in the form: of the course itself by its column."""
    names = {"courses": None, "course_languages": "languages"}
    table = names.get(where.file or "", where.file)
    index = str(where.row or 0) if table else None
    return Where(column=".".join(filter(None, (table, index, where.column))))
