"""Courses in editions: what a course was when a run of it was published.

A course may change at any time. A run that is published keeps the edition that it was published
with, for as long as it is held: what completing it asks for, its agenda, and what those who teach
in it do. The planner reads days and blocks of the course of today, as the contract has it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from peewee import ForeignKeyField, IntegerField

from catalogue.courses import Block, Course, CourseLanguage, CourseSession, Prerequisite
from catalogue.db import Row
from catalogue.fields import DocumentField, MomentField, now
from catalogue.runs import Run

_OWN = (
    *("title", "days", "start_weekdays", "facilities", "audience", "min_seats", "max_seats"),
    *("max_seats_per_member", "min_members", "attendance_percent", "lessons"),
)
_BLOCK = ("code", "title", "first_day", "last_day", "skill", "level", "trainer_count")
_SESSION = ("day", "begins", "ends", "title", "block")


class Edition(Row):
    """A course as it was at some time; `document` has all of it, numbers count from 1."""

    course = ForeignKeyField(Course, index=False)
    course_id: str
    number = IntegerField()
    document = DocumentField()
    made_at = MomentField(default=now)


Edition.add_index(Edition.course, Edition.number, unique=True)


def document_of(course: Course) -> dict[str, Any]:
    """Write down a course as it is now."""
    languages = CourseLanguage.select().where(CourseLanguage.course == course)
    blocks = Block.select().where(Block.course == course)
    before = Prerequisite.select().where(Prerequisite.course == course)
    sessions = CourseSession.select().where(CourseSession.course == course)
    written: dict[str, Any] = {name: getattr(course, name) for name in _OWN}
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in written.items()
    } | {
        "languages": {
            each.language: each.available_from and each.available_from.isoformat()
            for each in languages
        },
        "blocks": [
            {name: getattr(block, name) for name in _BLOCK} for block in blocks.order_by(Block.code)
        ],
        "prerequisites": sorted(each.required_id for each in before),
        "sessions": [
            {name: getattr(session, name) for name in _SESSION}
            for session in sessions.order_by(
                CourseSession.day, CourseSession.begins, CourseSession.title
            )
        ],
    }


def newest_edition(course: Course) -> int:
    """Give the number of a course's newest edition, made now where the course has changed."""
    editions = Edition.select().where(Edition.course == course)
    newest = editions.order_by(Edition.number.desc()).get_or_none()
    document = document_of(course)
    if newest and newest.document == document:
        return newest.number
    made = Edition.create(
        course=course, number=newest.number + 1 if newest else 1, document=document
    )
    return made.number


def lessons_of(runs: Iterable[Run]) -> dict[str, tuple[str, ...]]:
    """Give the lessons that runs ask for, by run, each by its own edition."""
    kept: dict[tuple[str, int | None], list[str]] = {
        (row.course_id, row.number): row.document["lessons"] for row in Edition.select()
    }
    return {
        run.id: tuple(kept.get((run.course_id, run.edition), run.course.lessons)) for run in runs
    }


def blocks_of(runs: Iterable[Run]) -> dict[tuple[str, str], tuple[int, int]]:
    """Give the first and last day of blocks, by run and block, each by the run's own edition."""
    today: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for block in Block.select():
        today[block.course_id].append({name: getattr(block, name) for name in _BLOCK})
    kept: dict[tuple[str, int | None], list[dict[str, Any]]] = {
        (row.course_id, row.number): row.document["blocks"] for row in Edition.select()
    }
    return {
        (run.id, block["code"]): (block["first_day"], block["last_day"])
        for run in runs
        for block in kept.get((run.course_id, run.edition), today[run.course_id])
    }


def edition_of(run: Run) -> dict[str, Any]:
    """Give a run's course as it was published with, or as it is now if it is not published."""
    kept = Edition.get_or_none(Edition.course == run.course_id, Edition.number == run.edition)
    return kept.document if kept else document_of(run.course)
