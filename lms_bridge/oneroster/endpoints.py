"""Every address of rostering: what is there, and with which scope one may have it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from catalogue.errors import NotFound
from catalogue.viewer import Viewer
from lms_bridge.oauth.scopes import DEMOGRAPHICS, ROSTER, ROSTER_CORE
from lms_bridge.oneroster.model import (
    CLASS,
    COURSE,
    ENROLLMENT,
    ORG,
    SESSION,
    USER,
    Kind,
    Record,
)
from lms_bridge.oneroster.model import (
    DEMOGRAPHICS as DEMOGRAPHICS_KIND,
)
from lms_bridge.oneroster.roster import Roster, roster
from lms_bridge.oneroster.stock import Stock

Records = Iterable[Record] | Stock
Select = Callable[[Any, Mapping[str, str]], Records]
"""From the roster or gradebook and the names in braces to records. Raises NotFound."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address under the root; `single` where it is that of one record."""

    path: str
    operation: str
    kind: Kind
    select: Select
    scopes: frozenset[str]
    single: bool = False
    source: Callable[[Viewer, str], Any] = roster


def _at(record: Record, *path: str) -> Any:
    held: Any = record
    for name in path:
        held = held[name]
    return held


def existing(records: Records, kind: str, id: str) -> Record:
    """Find a record among some. Raises NotFound."""
    held = [records.get(id)] if isinstance(records, Stock) else records
    for record in held:
        if record and record["sourcedId"] == id and record["status"] == "active":
            return record
    raise NotFound(kind, id)


# whole collections


def _sessions(roster: Roster, kind: str = "") -> list[Record]:
    return [each for each in roster.frame.sessions.values() if kind in {"", each["type"]}]


def _schools(roster: Roster) -> list[Record]:
    return [org for org in roster.frame.orgs.values() if org["type"] == "school"]


def _is_in(record: Record, where: Mapping[str, str]) -> bool:
    return all(_at(record, name, "sourcedId") == id for name, id in where.items())


def _classes_of(roster: Roster, user: str, *roles: str) -> list[Record]:
    """Classes in which a user has an enrolment."""
    found = {
        _at(each, "class", "sourcedId"): None
        for each in roster.enrolled(user=user)
        if each["role"] in roles and each["status"] == "active"
    }
    return [roster.frame.classes[id] for id in found]


def _in_school(records: Mapping[str, Record], school: str) -> list[Record]:
    return [each for each in records.values() if _at(each, "school", "sourcedId") == school]


# parts of one record, which must be there


def _of_class(role: str) -> Select:
    def select(roster: Roster, given: Mapping[str, str]) -> Records:
        id = given["class"]
        existing(roster.frame.classes.values(), "class", id)
        return roster.people(role, **{"class": id})

    return select


def _of_school(take: Callable[[Roster, str], Records]) -> Select:
    def select(roster: Roster, given: Mapping[str, str]) -> Records:
        existing(_schools(roster), "school", given["school"])
        return take(roster, given["school"])

    return select


def _of_class_in_school(take: Callable[[Roster, str], Records]) -> Select:
    def select(roster: Roster, given: Mapping[str, str]) -> Records:
        existing(_schools(roster), "school", given["school"])
        existing(_in_school(roster.frame.classes, given["school"]), "class", given["class"])
        return take(roster, given["class"])

    return select


def _of_user(*roles: str) -> Select:
    def select(roster: Roster, given: Mapping[str, str]) -> list[Record]:
        existing(roster.people(*roles), "user", given["user"])
        return _classes_of(roster, given["user"], *roles)

    return select


def _classes_of_course(roster: Roster, given: Mapping[str, str]) -> list[Record]:
    existing(roster.frame.courses.values(), "course", given["course"])
    return [each for each in roster.frame.classes.values() if _is_in(each, given)]


def _classes_of_term(roster: Roster, given: Mapping[str, str]) -> list[Record]:
    existing(_sessions(roster, "term"), "term", given["term"])
    return [
        each
        for each in roster.frame.classes.values()
        if given["term"] in [term["sourcedId"] for term in each["terms"]]
    ]


def _periods_of_term(roster: Roster, given: Mapping[str, str]) -> list[Record]:
    existing(_sessions(roster, "term"), "term", given["term"])
    periods = _sessions(roster, "gradingPeriod")
    return [each for each in periods if _at(each, "parent", "sourcedId") == given["term"]]


def _held_at(roster: Roster, school: str) -> list[Record]:
    found = _in_school(roster.frame.classes, school)
    return [each for each in found if each["status"] == "active"]


def _courses_at(roster: Roster, school: str) -> list[Record]:
    held = _held_at(roster, school)
    return [
        roster.frame.courses[id]
        for id in dict.fromkeys(_at(c, "course", "sourcedId") for c in held)
    ]


def _terms_at(roster: Roster, school: str) -> list[Record]:
    held = _held_at(roster, school)
    terms = dict.fromkeys(term["sourcedId"] for each in held for term in each["terms"])
    return [roster.frame.sessions[id] for id in terms]


_FULL: Final = frozenset({ROSTER})
_CORE: Final = frozenset({ROSTER, ROSTER_CORE})
_DEMOGRAPHIC: Final = frozenset({DEMOGRAPHICS})


def both(
    path: str,
    names: tuple[str, str],
    kind: Kind,
    take: Callable[[Any], Records],
    scopes: frozenset[str] = _CORE,
    source: Callable[[Viewer, str], Any] = roster,
    find: Callable[[Any, str], Record | None] | None = None,
) -> tuple[Endpoint, Endpoint]:
    """Make the addresses of a collection and of each of its records, which `find` finds."""
    many, one = names

    def select_one(held: Any, given: Mapping[str, str]) -> list[Record]:
        records = take(held) if find is None else filter(None, [find(held, given["id"])])
        return [existing(records, kind.one, given["id"])]

    return (
        Endpoint(f"/{path}", many, kind, lambda held, _: take(held), scopes, source=source),
        Endpoint(f"/{path}/{{id}}", one, kind, select_one, scopes, single=True, source=source),
    )


def _nested(path: str, name: str, kind: Kind, select: Select) -> Endpoint:
    return Endpoint(path, name, kind, select, _FULL)


ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    *both("academicSessions", ("getAllAcademicSessions", "getAcademicSession"), SESSION, _sessions),
    *both("classes", ("getAllClasses", "getClass"), CLASS, lambda r: r.frame.classes.values()),
    *both("courses", ("getAllCourses", "getCourse"), COURSE, lambda r: r.frame.courses.values()),
    *both(
        "demographics",
        ("getAllDemographics", "getDemographics"),
        DEMOGRAPHICS_KIND,
        lambda _: (),  # we keep none that others need
        _DEMOGRAPHIC,
    ),
    *both(
        "enrollments",
        ("getAllEnrollments", "getEnrollment"),
        ENROLLMENT,
        lambda r: r.enrollments,
    ),
    *both(
        "gradingPeriods",
        ("getAllGradingPeriods", "getGradingPeriod"),
        SESSION,
        lambda r: _sessions(r, "gradingPeriod"),
    ),
    *both("orgs", ("getAllOrgs", "getOrg"), ORG, lambda r: r.frame.orgs.values()),
    *both("schools", ("getAllSchools", "getSchool"), ORG, _schools),
    *both("students", ("getAllStudents", "getStudent"), USER, lambda r: r.people("student")),
    *both("teachers", ("getAllTeachers", "getTeacher"), USER, lambda r: r.people("teacher")),
    *both("terms", ("getAllTerms", "getTerm"), SESSION, lambda r: _sessions(r, "term")),
    *both("users", ("getAllUsers", "getUser"), USER, lambda r: r.users),
    _nested("/classes/{class}/students", "getStudentsForClass", USER, _of_class("student")),
    _nested("/classes/{class}/teachers", "getTeachersForClass", USER, _of_class("teacher")),
    _nested("/courses/{course}/classes", "getClassesForCourse", CLASS, _classes_of_course),
    _nested(
        "/students/{user}/classes",
        "getClassesForStudent",
        CLASS,
        _of_user("student"),
    ),
    _nested(
        "/teachers/{user}/classes",
        "getClassesForTeacher",
        CLASS,
        _of_user("teacher"),
    ),
    _nested(
        "/users/{user}/classes",
        "getClassesForUser",
        CLASS,
        _of_user("student", "teacher"),
    ),
    _nested("/terms/{term}/classes", "getClassesForTerm", CLASS, _classes_of_term),
    _nested(
        "/terms/{term}/gradingPeriods",
        "getGradingPeriodsForTerm",
        SESSION,
        _periods_of_term,
    ),
    _nested(
        "/schools/{school}/classes",
        "getClassesForSchool",
        CLASS,
        _of_school(lambda r, at: _in_school(r.frame.classes, at)),
    ),
    _nested("/schools/{school}/courses", "getCoursesForSchool", COURSE, _of_school(_courses_at)),
    _nested(
        "/schools/{school}/enrollments",
        "getEnrollmentsForSchool",
        ENROLLMENT,
        _of_school(lambda r, at: r.enrolled(school=at)),
    ),
    _nested(
        "/schools/{school}/students",
        "getStudentsForSchool",
        USER,
        _of_school(lambda r, at: r.people("student", school=at)),
    ),
    _nested(
        "/schools/{school}/teachers",
        "getTeachersForSchool",
        USER,
        _of_school(lambda r, at: r.people("teacher", school=at)),
    ),
    _nested("/schools/{school}/terms", "getTermsForSchool", SESSION, _of_school(_terms_at)),
    _nested(
        "/schools/{school}/classes/{class}/enrollments",
        "getEnrollmentsForClassInSchool",
        ENROLLMENT,
        _of_class_in_school(lambda r, at: r.enrolled(**{"class": at})),
    ),
    _nested(
        "/schools/{school}/classes/{class}/students",
        "getStudentsForClassInSchool",
        USER,
        _of_class_in_school(lambda r, at: r.people("student", **{"class": at})),
    ),
    _nested(
        "/schools/{school}/classes/{class}/teachers",
        "getTeachersForClassInSchool",
        USER,
        _of_class_in_school(lambda r, at: r.people("teacher", **{"class": at})),
    ),
)
"""All addresses of the published document of the rostering service."""
