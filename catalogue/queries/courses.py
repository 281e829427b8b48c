"""Courses, for those who nominate for them and those who look them up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from peewee import ModelSelect

from catalogue import sight
from catalogue.courses import Block, Course, CourseLanguage, Participant, Prerequisite
from catalogue.db import reading
from catalogue.errors import NotFound
from catalogue.grouping import grouped
from catalogue.queries.paging import FIRST_PAGE, Page, Paging, page
from catalogue.searchable import is_found
from catalogue.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class LanguageLine:
    """A language of a course, and the day from which its materials exist."""

    language: str
    available_from: date | None


@dataclass(frozen=True, slots=True)
class BlockLine:
    """Days of a run, counted from 1 as in files and forms, and how many trainers they need."""

    code: str
    title: str
    first_day: int
    last_day: int
    skill: str
    level: int
    trainers: int


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A course in a list; `audience` are kinds of agencies, empty for all.

    `participants`, the members that take part in a restricted course, are told to those who run
    programmes alone.
    """

    id: str
    title: str
    days: int
    audience: tuple[str, ...]
    min_seats: int
    max_seats: int
    max_seats_per_member: int | None
    funder: str | None
    attendance_percent: int
    lessons: tuple[str, ...]
    restricted: bool
    start_weekdays: tuple[int, ...]
    facilities: tuple[str, ...]
    min_members: int
    languages: tuple[LanguageLine, ...] = ()
    blocks: tuple[BlockLine, ...] = ()
    prerequisites: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()


_COLUMNS = (
    Course.id,
    Course.title,
    Course.days,
    Course.audience,
    Course.min_seats,
    Course.max_seats,
    Course.max_seats_per_member,
    Course.funder.alias("funder"),
    Course.attendance_percent,
    Course.lessons,
    Course.restricted,
    Course.start_weekdays,
    Course.facilities,
    Course.min_members,
)
_SORTS = {"title": Course.title, "id": Course.id}


@reading
def courses(viewer: Viewer, text: str = "", paging: Paging = FIRST_PAGE) -> Page[CourseLine]:
    """List courses, for everybody with a role; `text` begins words of an id or a title.

    Raises Forbidden, Refused, BadPageToken.
    """
    viewer.allow(*Role)
    query = sight.courses(viewer)
    if text:
        query = query.where(is_found("course", Course.id, text))
    return _page(viewer, query, paging, text)


@reading
def course(viewer: Viewer, id: str) -> CourseLine:
    """Give a course, to everybody who may know of it. Raises Forbidden, NotFound."""
    viewer.allow(*Role)
    for line in _page(viewer, sight.courses(viewer).where(Course.id == id), FIRST_PAGE, id).items:
        return line
    raise NotFound("course", id)


def _page(
    viewer: Viewer, query: ModelSelect[Course], paging: Paging, asked: Any
) -> Page[CourseLine]:
    found = page(
        query, paging, columns=_COLUMNS, make=CourseLine, sorts=_SORTS, id=Course.id, asked=asked
    )
    languages = grouped(
        CourseLanguage.select().order_by(CourseLanguage.language),
        lambda row: row.course_id,
        lambda row: LanguageLine(row.language, row.available_from),
    )
    blocks = grouped(
        Block.select().order_by(Block.first_day, Block.code),
        lambda row: row.course_id,
        lambda b: BlockLine(
            b.code, b.title, b.first_day + 1, b.last_day + 1, b.skill, b.level, b.trainer_count
        ),
    )
    prerequisites = grouped(
        Prerequisite.select().order_by(Prerequisite.required),
        lambda row: row.course_id,
        lambda row: row.required_id,
    )
    members = grouped(
        Participant.select().order_by(Participant.member),
        lambda row: row.course_id,
        lambda row: row.member_id,
    )
    lines = tuple(
        replace(
            line,
            languages=languages.get(line.id, ()),
            blocks=blocks.get(line.id, ()),
            prerequisites=prerequisites.get(line.id, ()),
            participants=members.get(line.id, ()) if viewer.sees_all else (),
        )
        for line in found.items
    )
    return replace(found, items=lines)
