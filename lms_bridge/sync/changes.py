"""The changes that a difference consists of, in the order in which they are carried out.

Each carries our keys and what a reader needs to recognise it (title, name). `code` is stable: texts
are made from it in `words`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, TypeAlias

from lms_bridge.sync.state import Class, Enrolment, Lesson, Person


@dataclass(frozen=True, slots=True)
class CreateClass:
    """A run has no class yet; it is made `again` where it had one, with all who belong to it."""

    code: ClassVar[str] = "CREATE_CLASS"
    wanted: Class
    again: bool = False


@dataclass(frozen=True, slots=True)
class RenameClass:
    """A class has another title, lost its key, or stands in the archive though its run is held."""

    code: ClassVar[str] = "RENAME_CLASS"
    wanted: Class
    before: str


@dataclass(frozen=True, slots=True)
class DescribeClass:
    """A class tells other dates, place or trainers."""

    code: ClassVar[str] = "DESCRIBE_CLASS"
    wanted: Class
    before: str


@dataclass(frozen=True, slots=True)
class ProvideLesson:
    """A class lacks a lesson whose materials the course names, or some of these."""

    code: ClassVar[str] = "PROVIDE_LESSON"
    class_key: str
    title: str
    lesson: Lesson


@dataclass(frozen=True, slots=True)
class CreatePerson:
    """Somebody who is to be enrolled has no account."""

    code: ClassVar[str] = "CREATE_PERSON"
    wanted: Person


@dataclass(frozen=True, slots=True)
class RenamePerson:
    """An account that we made has another name, or lost its key."""

    code: ClassVar[str] = "RENAME_PERSON"
    wanted: Person
    before: str


@dataclass(frozen=True, slots=True)
class JoinCohort:
    """Somebody stands in the cohort of another member than theirs, or in none."""

    code: ClassVar[str] = "JOIN_COHORT"
    wanted: Person
    before: str


@dataclass(frozen=True, slots=True)
class Enrol:
    """Somebody is to be in a class and is not."""

    code: ClassVar[str] = "ENROL"
    enrolment: Enrolment
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class JoinGroup:
    """Somebody in a class is not in its group."""

    code: ClassVar[str] = "JOIN_GROUP"
    enrolment: Enrolment
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Unenrol:
    """Somebody whom we enrolled is no longer to be in a class. The account stays."""

    code: ClassVar[str] = "UNENROL"
    enrolment: Enrolment
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class ArchiveClass:
    """A run is no longer held: its class is marked, and kept for what it holds."""

    code: ClassVar[str] = "ARCHIVE_CLASS"
    wanted: Class


@dataclass(frozen=True, slots=True)
class MarkAttendance:
    """Who was there on a day was noted here and is not known there."""

    code: ClassVar[str] = "MARK_ATTENDANCE"
    class_key: str
    title: str
    at: datetime
    present: tuple[tuple[str, bool], ...]  # by person key

    @property
    def day(self) -> date:
        """The day, where the class is held."""
        return self.at.date()


Change: TypeAlias = (
    CreateClass
    | RenameClass
    | DescribeClass
    | ProvideLesson
    | CreatePerson
    | RenamePerson
    | JoinCohort
    | Enrol
    | JoinGroup
    | Unenrol
    | ArchiveClass
    | MarkAttendance
)


def key_of(change: Change) -> str:
    """Name a change, to know it again in another run, as in `ENROL IND-1 lokakarya-7 learner`."""
    match change:
        case Enrol(e) | JoinGroup(e) | Unenrol(e):
            about = " ".join(e)
        case ProvideLesson(class_key, lesson=lesson):
            about = f"{class_key} {lesson.title}"
        case MarkAttendance(class_key):
            about = f"{class_key} {change.day}"
        case _:
            about = change.wanted.key
    return f"{change.code} {about}"
