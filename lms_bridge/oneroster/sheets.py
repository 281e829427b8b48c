"""CSV for taking over all at once (CSV binding 1.2.1): a flat ZIP file with its manifest.

Everything is in it, none of it as a difference: `bulk`. The header is the standard's, in its order.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import IO, Any, Final

from lms_bridge.oneroster.filtering import values
from lms_bridge.oneroster.gradebook import Gradebook
from lms_bridge.oneroster.model import CATEGORY, LINE_ITEM, SCORE_SCALE, Record

FILE: Final = "oneroster.zip"

_FILES: Final = (
    *("academicSessions", "categories", "classes", "classResources", "courses"),
    *("courseResources", "demographics", "enrollments", "lineItemLearningObjectiveIds"),
    *("lineItems", "lineItemScoreScales", "orgs", "resources", "resultLearningObjectiveIds"),
    *("results", "resultScoreScales", "roles", "scoreScales", "userProfiles", "userResources"),
    "users",
)
"""All that the standard has; one that is not written is absent."""

_COLUMNS: Final[Mapping[str, str]] = {
    "academicSessions": "title type startDate endDate parentSourcedId schoolYear",
    "categories": "title weight",
    "classes": (
        "title grades courseSourcedId classCode classType location schoolSourcedId "
        "termSourcedIds subjects subjectCodes periods"
    ),
    "courseResources": "title courseSourcedId resourceSourcedId",
    "courses": ("schoolYearSourcedId title courseCode grades orgSourcedId subjects subjectCodes"),
    "enrollments": ("classSourcedId schoolSourcedId userSourcedId role primary beginDate endDate"),
    "lineItems": (
        "title description assignDate dueDate classSourcedId categorySourcedId "
        "academicSessionSourcedId resultValueMin resultValueMax schoolSourcedId"
    ),
    "lineItemScoreScales": "title lineItemSourcedId scoreScaleSourcedId",
    "orgs": "name type identifier parentSourcedId",
    "resources": "vendorResourceId title roles importance vendorId applicationId",
    "results": (
        "lineItemSourcedId studentSourcedId scoreStatus score scoreDate comment textScore "
        "classSourcedId inProgress incomplete late missing"
    ),
    "roles": ("userSourcedId roleType role beginDate endDate orgSourcedId userProfileSourcedId"),
    "scoreScales": "title type orgSourcedId courseSourcedId classSourcedId scoreScaleValue",
    "users": (
        "enabledUser username userIds givenName familyName middleName identifier email sms "
        "phone agentSourcedIds grades password userMasterIdentifier preferredGivenName "
        "preferredMiddleName preferredFamilyName primaryOrgSourcedId pronouns"
    ),
}
"""Columns after `sourcedId,status,dateLastModified`; of a bulk the latter two are empty."""

_DATES: Final = frozenset({"assignDate", "dueDate"})


def write_zip(book: Gradebook, out: IO[bytes]) -> None:
    """Write everything into a ZIP file; what there is nothing of is absent."""
    present = set()
    book = replace(book, roster=replace(book.roster, dated=False))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in sorted(_COLUMNS):
            columns = _COLUMNS[name].split()
            cells = [_reader(each) for each in columns]
            rows = (
                [record["sourcedId"], "", "", *(read(record) for read in cells)]
                for record in _records(book, name)
                if record.get("status") != "tobedeleted"
            )
            first = next(rows, None)
            if first is not None:
                header = ("sourcedId", "status", "dateLastModified", *columns)
                _write(archive, name, header, chain([first], rows))
                present.add(name)
        _write(archive, "manifest", ("propertyName", "value"), _manifest(present))


def _write(
    archive: zipfile.ZipFile, name: str, header: Iterable[str], rows: Iterable[Iterable[str]]
) -> None:
    with (
        archive.open(f"{name}.csv", "w", force_zip64=True) as file,
        io.TextIOWrapper(file, "utf-8", newline="") as text,
    ):
        written = csv.writer(text)
        written.writerow(header)
        written.writerows(rows)


def _manifest(present: Collection[str]) -> Iterator[tuple[str, str]]:
    yield "manifest.version", "1.0"
    yield "oneroster.version", "1.2"
    for name in _FILES:
        yield f"file.{name}", "bulk" if name in present else "absent"
    yield "source.systemName", "Lokakarya"
    yield "source.systemCode", "lokakarya"


def _records(book: Gradebook, name: str) -> Iterable[Mapping[str, Any]]:
    framed, users = book.roster.frame, book.roster.users
    classes = framed.classes
    of_name: Mapping[str, Callable[[], Iterable[Mapping[str, Any]]]] = {
        "academicSessions": framed.sessions.values,
        "categories": book.held(CATEGORY).values,
        "classes": classes.values,
        "courseResources": lambda: _course_resources(framed.courses.values()),
        "courses": framed.courses.values,
        "enrollments": lambda: book.roster.enrollments,
        "lineItems": lambda: (_with_session(each, classes) for each in _items(book)),
        "lineItemScoreScales": lambda: _scales(_items(book)),
        "orgs": framed.orgs.values,
        "resources": framed.resources.values,
        "results": book.results,
        "roles": lambda: _roles(users),
        "scoreScales": lambda: (
            _with_org(each, classes) for each in book.held(SCORE_SCALE).values()
        ),
        "users": lambda: users,
    }
    return of_name[name]()


def _items(book: Gradebook) -> Iterable[Record]:
    return book.held(LINE_ITEM).values()


def _course_resources(courses: Iterable[Record]) -> Iterator[Record]:
    for course in courses:
        for resource in course.get("resources", ()):
            id = f"{course['sourcedId']}-{resource['sourcedId']}"
            yield {"sourcedId": id, "course": _to(course), "resource": resource}


def _scales(items: Iterable[Record]) -> Iterator[Record]:
    for item in items:
        if "scoreScale" in item:
            id = f"{item['sourcedId']}-scale"
            yield {"sourcedId": id, "lineItem": _to(item), "scoreScale": item["scoreScale"]}


def _roles(users: Iterable[Record]) -> Iterator[Record]:
    for user in users:
        for role in user["roles"]:
            yield {**role, "sourcedId": f"{user['sourcedId']}-{role['role']}", "user": _to(user)}


def _with_session(item: Record, classes: Mapping[str, Record]) -> Record:
    """Give a line item with the session that CSV must have: its own, or its class's."""
    term = classes[item["class"]["sourcedId"]]["terms"][0]
    return {"academicSession": item.get("gradingPeriod", term), **item}


def _with_org(scale: Record, classes: Mapping[str, Record]) -> Record:
    class_ = classes[scale["class"]["sourcedId"]]
    pairs = [f"{{{v['itemValueLHS']}:{v['itemValueRHS']}}}" for v in scale["scoreScaleValue"]]
    return {"org": class_["school"], "course": class_["course"], **scale, "scoreScaleValue": pairs}


def _to(record: Record) -> Mapping[str, str]:
    return {"sourcedId": record["sourcedId"]}


def _reader(column: str) -> Callable[[Mapping[str, Any]], str]:
    """Give what writes a cell: what a record has in a field, or the ids that it refers to."""
    if column in _DATES:
        return lambda record: str(record[column])[:10]
    for end, path in (("SourcedIds", "s"), ("SourcedId", "")):
        if column.endswith(end):
            name = column.removesuffix(end) + path
            return lambda record: _text(record.get(name), ("sourcedId",))
    return lambda record: _text(record.get(column), ())


def _text(held: Any, path: tuple[str, ...]) -> str:
    if held is None:
        return ""
    return held if isinstance(held, str) else ",".join(values(held, path))
