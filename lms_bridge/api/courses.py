"""Courses, and who waits for a seat in one."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.errors import NotFound
from catalogue.queries import courses, waiting_list
from catalogue.queries.courses import CourseLine
from catalogue.queries.paging import LARGEST_PAGE, Paging
from catalogue.queries.waiting_list import WaitingLine
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.listing import Listing, Slice, Sorted, listing, sliced
from lms_bridge.doors import EVERYBODY, MEMBERS

TAG = "courses"


@dataclass(frozen=True, slots=True)
class CourseFilter:
    """Which courses; `text` is part of an id or a title."""

    text: str = ""


def list_courses(viewer: Viewer, wanted: CourseFilter, paging: Sorted) -> Listing[CourseLine]:
    """List courses with their blocks, languages and prerequisites."""
    return listing(courses.courses(viewer, wanted.text, paging.paging()))


def get_course(viewer: Viewer, course: str) -> CourseLine:
    """Give a course."""
    for line in courses.courses(viewer, course, Paging(size=LARGEST_PAGE)).items:
        if line.id == course:
            return line
    raise NotFound("course", course)


def list_waiting(
    viewer: Viewer, programme: str, course: str, wanted: Slice
) -> Listing[WaitingLine]:
    """List who waits for a seat in a course, the next first, of those whom one may see."""
    return sliced(waiting_list.waiting_list(viewer, programme, course), wanted)


DOORS = (
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
