"""Courses with their languages and blocks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from catalogue.circles import circle
from catalogue.courses import (
    Block,
    Course,
    CourseLanguage,
    CourseMaterial,
    Participant,
    Prerequisite,
)
from catalogue.exchange.folder import Folder
from catalogue.exchange.putting import Rows, Values
from catalogue.faults import Fault, Where
from catalogue.sheets.cells import Cells

_WEEKDAYS = ("1", "2", "3", "4", "5", "6", "7")
_OPTIONAL = (
    "start_weekdays facilities audience max_seats_per_member min_members prerequisites funder "
    "attendance_percent lessons restricted participants languages"
)


def read_courses(folder: Folder) -> list[Rows]:
    """Read courses; those of this folder have their languages and blocks here too."""
    courses: list[Values] = []
    read: dict[str, Cells] = {}
    participants: list[Values] = []
    for row in folder.rows("courses", "code title days min_seats max_seats", _OPTIONAL):
        course = _course(folder, row)
        courses.append(course)
        code = course["id"]
        read[code] = row
        folder.days_of[code] = course["days"]
        folder.codes[f"block of {code}"].clear()
        members = row.refs("participants", folder.known("member"))
        if members and not course["restricted"]:
            row.fault("participants", "NOT_WITH", "restricted no")
        participants += [{"course": code, "member": member} for member in members]
    if not (folder.files or folder.has("blocks")):
        _refuse_too_short(read, courses)
    prerequisites: list[Values] = [
        {"course": code, "required": required}
        for code, row in read.items()
        for required in row.refs("prerequisites", folder.known("course") - {code})
    ]
    _refuse_circle(read, prerequisites)
    languages = _languages(folder)
    languages += [
        {"course": code, "language": language, "available_from": None}
        for code, row in read.items()
        for language in row.languages("languages")
    ]
    taught = {language["course"] for language in languages}
    if not folder.has("course_languages"):
        taught |= {language.course_id for language in CourseLanguage.select()}
    lacking = [row for code, row in read.items() if code not in taught]
    for row in lacking[:1] if not folder.has("course_languages") else ():
        if "languages" not in row.line.cells:  # said once, instead of for each course
            folder.faults.append(Fault(Where(row.file, 1, "languages"), "MISSING_COLUMN"))
    for row in lacking:
        row.fault("code", "NO_LANGUAGE")
    owners = frozenset(read)
    lessons = {course.id: course.lessons for course in Course.select()}
    lessons |= {course["id"]: course["lessons"] for course in courses}
    return [
        Rows(Course, ("id",), courses),
        Rows(CourseLanguage, ("course", "language"), languages, "course", owners),
        Rows(
            CourseMaterial,
            ("course", "lesson", "material"),
            _materials(folder, lessons),
            "course",
            owners,
        ),
        Rows(Block, ("course", "code"), _blocks(folder), "course", owners),
        Rows(Prerequisite, ("course", "required"), prerequisites, "course", owners),
        Rows(Participant, ("course", "member"), participants, "course", owners),
    ]


def _refuse_too_short(read: Mapping[str, Cells], courses: Sequence[Values]) -> None:
    """Note where a course that comes without its blocks would end before they do."""
    ends: dict[str, int] = defaultdict(int)
    for block in Block.select():
        ends[block.course_id] = max(ends[block.course_id], block.last_day + 1)
    for course in courses:
        if course["days"] < ends[course["id"]]:
            read[course["id"]].fault("days", "OUT_OF_RANGE", f"{ends[course['id']]} to 365")


def _refuse_circle(read: Mapping[str, Cells], prerequisites: Sequence[Values]) -> None:
    """Note where courses build on one another so that nobody could ever attend them."""
    others = Prerequisite.select().where(Prerequisite.course.not_in(sorted(read)))
    pairs = [(row.required_id, row.course_id) for row in others]
    found = circle([*pairs, *((each["required"], each["course"]) for each in prerequisites)])
    for code in found[:-1]:
        if code in read:
            read[code].fault_of("prerequisites", "CIRCLE", " < ".join(found))


def _course(folder: Folder, row: Cells) -> Values:
    least = row.whole("min_seats", 1)
    return {
        "id": folder.new_code(row, "course"),
        "title": row.text("title"),
        "days": row.whole("days", 1, 365),
        "min_seats": least,
        "max_seats": row.whole("max_seats", least),
        "start_weekdays": tuple(
            int(day) for day in row.refs("start_weekdays", _WEEKDAYS) if day in _WEEKDAYS
        ),
        "facilities": row.words("facilities"),
        "audience": row.refs("audience", folder.known("kind")),
        "max_seats_per_member": row.whole_or_none("max_seats_per_member"),
        "min_members": row.whole("min_members", default=0),
        "funder": row.ref_or_none("funder", folder.known("funder")),
        "attendance_percent": row.whole("attendance_percent", most=100, default=80),
        "lessons": row.names("lessons"),
        "restricted": row.yes("restricted"),
    }


def _languages(folder: Folder) -> list[Values]:
    languages: list[Values] = []
    for row in folder.rows("course_languages", "course language", "available_from"):
        language = {
            "course": row.ref("course", folder.known("course")),
            "language": row.language("language"),
            "available_from": row.day_or_none("available_from"),
        }
        languages.append(language)
        folder.once(row, "language", "language", language["course"], language["language"])
    return languages


def _materials(folder: Folder, lessons: dict[str, tuple[str, ...]]) -> list[Values]:
    materials: list[Values] = []
    for row in folder.rows("course_materials", "course lesson material", ""):
        course = row.ref("course", folder.known("course"))
        material = {
            "course": course,
            "lesson": row.ref("lesson", frozenset(lessons.get(course, ()))),
            "material": row.code("material"),
        }
        materials.append(material)
        folder.once(row, "material", "material", course, material["lesson"], material["material"])
    return materials


def _blocks(folder: Folder) -> list[Values]:
    """Read blocks; their days count from 1 in the file, from 0 in the table."""
    blocks: list[Values] = []
    optional = "title skill level trainers"
    for row in folder.rows("blocks", "course code first_day last_day", optional):
        course = row.ref("course", folder.known("course"))
        days = folder.days_of.get(course, 365)
        first = row.whole("first_day", 1, days)
        code = row.code("code")
        folder.codes[f"block of {course}"].add(code)
        folder.once(row, "code", "block", course, code)
        blocks.append(
            {
                "course": course,
                "code": code,
                "title": row.text("title", required=False),
                "first_day": first - 1,
                "last_day": row.whole("last_day", first, days) - 1,
                "skill": row.text("skill", required=False),
                "level": row.whole("level", most=100, default=0),
                "trainer_count": row.whole("trainers", 1, 100, default=1),
            }
        )
    return blocks
