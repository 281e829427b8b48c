"""Courses, and who waits for a seat in one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from catalogue.actions import set_agenda as agreeing
from catalogue.exchange import put_course as writing
from catalogue.exchange.table import text
from catalogue.queries import agenda as agendas
from catalogue.queries import courses, waiting_list
from catalogue.queries import editions as past
from catalogue.queries.courses import CourseLine
from catalogue.queries.editions import EditionLine
from catalogue.queries.waiting_list import WaitingLine
from catalogue.sessions import SessionEntry, SessionLine
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.listing import Listing, Slice, Sorted, listing, sliced
from lms_bridge.api.operation import Body
from lms_bridge.api.runs import get_run
from lms_bridge.doors import COORDINATORS, EVERYBODY, MEMBERS

TAG = "courses"


@dataclass(frozen=True, slots=True)
class CourseFilter:
    """Which courses; `text` is part of an id or a title."""

    text: str = ""


class SessionOfDay(Body):
    """A session on a day of a run, counted from 1; times are HH:MM by the venue's clock."""

    day: int
    begins: str
    ends: str
    title: str
    block: str = ""


class Agenda(Body):
    """The sessions of a course."""

    sessions: tuple[SessionOfDay, ...]


class LanguageOfCourse(Body):
    """A language, and the day from which there are materials in it."""

    language: str
    available_from: date | None = None


class BlockOfCourse(Body):
    """Days of a run, counted from 1, that need so many `trainers` with a skill."""

    code: str
    first_day: int
    last_day: int
    title: str = ""
    skill: str = ""
    level: int = 0
    trainers: int = 1


class CourseEntry(Body):
    """A course by its rules; an empty list is no limit, as in the table of courses."""

    title: str
    days: int
    min_seats: int
    max_seats: int
    languages: tuple[LanguageOfCourse, ...]
    blocks: tuple[BlockOfCourse, ...] = ()
    start_weekdays: tuple[int, ...] = ()
    facilities: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    max_seats_per_member: int | None = None
    min_members: int = 0
    prerequisites: tuple[str, ...] = ()
    funder: str | None = None
    attendance_percent: int = 80
    lessons: tuple[str, ...] = ()
    restricted: bool = False
    participants: tuple[str, ...] = ()


def list_courses(viewer: Viewer, wanted: CourseFilter, paging: Sorted) -> Listing[CourseLine]:
    """List courses with their blocks, languages and prerequisites."""
    return listing(courses.courses(viewer, wanted.text, paging.paging()))


def get_course(viewer: Viewer, course: str) -> CourseLine:
    """Give a course."""
    return courses.course(viewer, course)


def list_waiting(
    viewer: Viewer, programme: str, course: str, wanted: Slice
) -> Listing[WaitingLine]:
    """List who waits for a seat in a course, the next first, of those whom one may see."""
    return sliced(waiting_list.waiting_list(viewer, programme, course), wanted)


def get_agenda(viewer: Viewer, programme: str, run: str, wanted: Slice) -> Listing[SessionLine]:
    """List the sessions of a published run, in the local time of where it is held."""
    get_run(viewer, programme, run)
    return sliced(agendas.agenda(viewer, run), wanted)


def list_editions(viewer: Viewer, course: str, wanted: Slice) -> Listing[EditionLine]:
    """List what a course was whenever a run of it was published, the newest first."""
    known = past.editions(viewer, course)
    return sliced([replace(each, document=_counted(each.document)) for each in known], wanted)


def _counted(document: Mapping[str, Any]) -> dict[str, Any]:
    """Give a course as it was with its days counted from 1, as everywhere in REST."""
    blocks = [
        {**block, "first_day": block["first_day"] + 1, "last_day": block["last_day"] + 1}
        for block in document["blocks"]
    ]
    for block in blocks:
        block["trainers"] = block.pop("trainer_count")
    sessions = [{**session, "day": session["day"] + 1} for session in document["sessions"]]
    return {**document, "blocks": blocks, "sessions": sessions}


def get_course_agenda(viewer: Viewer, course: str) -> Agenda:
    """Give the sessions of a course."""
    sessions = agendas.course_sessions(viewer, course)
    return Agenda(sessions=tuple(SessionOfDay(**asdict(each)) for each in sessions))


def set_agenda(viewer: Viewer, course: str, agenda: Agenda) -> Agenda:
    """Give a course these sessions, and no others."""
    entries = [SessionEntry(**each.model_dump()) for each in agenda.sessions]
    agreeing.set_agenda(viewer, course, entries)
    return get_course_agenda(viewer, course)


def put_course(viewer: Viewer, course: str, entry: CourseEntry) -> CourseLine:
    """Make a course, or make it what is said here; its agenda and materials stay."""
    own = {name: _cell(name, value) for name, value in _own(entry)}
    writing.put_course(
        viewer,
        {"code": course, **own},
        [{name: _cell(name, value) for name, value in each} for each in entry.languages],
        [{name: _cell(name, value) for name, value in each} for each in entry.blocks],
    )
    return get_course(viewer, course)


def _own(entry: CourseEntry) -> Iterator[tuple[str, object]]:
    return ((name, value) for name, value in entry if name not in {"languages", "blocks"})


def _cell(name: str, value: object) -> str:
    """Write a value as it stands in a cell; names of lessons have a mark between."""
    if isinstance(value, tuple) and name == "lessons":
        return " | ".join(value)
    return text(value)


DOORS = (
    operation(
        "PUT",
        "/courses/{course}",
        put_course,
        COORDINATORS,
        tag=TAG,
        tagged=True,
        guarded_by=get_course,
    ),
    operation("GET", "/courses/{course}/editions", list_editions, EVERYBODY, tag=TAG),
    operation(
        "GET",
        "/courses/{course}/agenda",
        get_course_agenda,
        COORDINATORS,
        tag=TAG,
        tagged=True,
    ),
    operation(
        "PUT",
        "/courses/{course}/agenda",
        set_agenda,
        COORDINATORS,
        tag=TAG,
        tagged=True,
        guarded_by=get_course_agenda,
    ),
    operation(
        "GET",
        "/programmes/{programme}/runs/{run}/agenda",
        get_agenda,
        EVERYBODY,
        tag=TAG,
    ),
    operation("GET", "/courses", list_courses, EVERYBODY, tag=TAG),
    operation("GET", "/courses/{course}", get_course, EVERYBODY, tag=TAG, tagged=True),
    operation(
        "GET",
        "/programmes/{programme}/courses/{course}/waiting-list",
        list_waiting,
        MEMBERS,
        tag=TAG,
    ),
)
