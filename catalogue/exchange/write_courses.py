"""Writing courses with their languages and blocks."""

from __future__ import annotations

from collections.abc import Iterable

from catalogue import sight
from catalogue.courses import (
    Block,
    Course,
    CourseLanguage,
    CourseMaterial,
    Participant,
    Prerequisite,
)
from catalogue.db import reading
from catalogue.errors import NotFound
from catalogue.exchange.table import Row, Table
from catalogue.grouping import grouped
from catalogue.programmes import Programme
from catalogue.viewer import Viewer

_COLUMNS = (
    "code title days min_seats max_seats start_weekdays facilities audience max_seats_per_member "
    "min_members prerequisites funder attendance_percent lessons restricted participants languages"
)


def _courses(viewer: Viewer, _: Programme) -> Iterable[Row]:
    """Give courses; their languages stand in a table of their own, with the days."""
    required = grouped(
        Prerequisite.select().order_by(Prerequisite.required),
        lambda row: row.course_id,
        lambda row: row.required_id,
    )
    members = grouped(
        Participant.select().order_by(Participant.member),
        lambda row: row.course_id,
        lambda row: row.member_id,
    )
    for c in sight.courses(viewer).order_by(Course.id):
        seats = c.min_seats, c.max_seats
        who = c.audience, c.max_seats_per_member, c.min_members, required.get(c.id)
        ends = c.attendance_percent, " | ".join(c.lessons), c.restricted, members.get(c.id)
        yield (
            *(c.id, c.title, c.days, *seats, c.start_weekdays, c.facilities),
            *(*who, c.funder_id, *ends, None),
        )


def _languages(viewer: Viewer, _: Programme) -> Iterable[Row]:
    seen = sight.courses(viewer).select(Course.id)
    rows = CourseLanguage.select().where(CourseLanguage.course.in_(seen))
    ordered = rows.order_by(CourseLanguage.course, CourseLanguage.language)
    return [(row.course_id, row.language, row.available_from) for row in ordered]


def _materials(viewer: Viewer, _: Programme) -> Iterable[Row]:
    seen = sight.courses(viewer).select(Course.id)
    columns = CourseMaterial.course, CourseMaterial.lesson, CourseMaterial.material
    rows = CourseMaterial.select().where(CourseMaterial.course.in_(seen)).order_by(*columns)
    return [(row.course_id, row.lesson, row.material) for row in rows]


def _blocks(viewer: Viewer, _: Programme) -> Iterable[Row]:
    """Give blocks; their days count from 1 in the file."""
    seen = sight.courses(viewer).select(Course.id)
    rows = Block.select().where(Block.course.in_(seen)).order_by(Block.course, Block.code)
    for b in rows:
        days = b.first_day + 1, b.last_day + 1
        yield b.course_id, b.code, *days, b.title, b.skill, b.level, b.trainer_count


COURSES = (
    Table("courses", _COLUMNS, _courses),
    Table("course_languages", "course language available_from", _languages),
    Table("course_materials", "course lesson material", _materials),
    Table("blocks", "course code first_day last_day title skill level trainers", _blocks),
)
"""What is taught."""


@reading
def course_cells(viewer: Viewer, course: str) -> dict[str, list[dict[str, str]]]:
    """Give what the tables say of a course, by table: rows of texts by column. Raises NotFound."""
    found = {
        table.name: [
            dict(zip(table.header, row, strict=True))
            for row in table.texts(viewer, Programme())  # courses are of no programme
            if row[0] == course
        ]
        for table in COURSES
    }
    if not found["courses"]:
        raise NotFound("course", course)
    return found
