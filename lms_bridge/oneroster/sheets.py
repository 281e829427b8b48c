"""CSV for taking over all at once (CSV binding 1.2.1): a flat ZIP file with its manifest.

Everything is in it, none of it as a difference: `bulk`. The header is the standard's, in its order.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import IO, Any, Final

from lms_bridge.oneroster.filtering import values
from lms_bridge.oneroster.gradebook import Gradebook
from lms_bridge.oneroster.model import CATEGORY, LINE_ITEM, RESULT, SCORE_SCALE, Record

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
    held = {name: [each for each in _records(book, name) if _is_there(each)] for name in _COLUMNS}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        present = {name for name, records in held.items() if records}
        _write(archive, "manifest", ("propertyName", "value"), _manifest(present))
        for name in sorted(present):
            columns = _COLUMNS[name].split()
            header = ("sourcedId", "status", "dateLastModified", *columns)
            rows = (
                [record["sourcedId"], "", "", *(_cell(record, each) for each in columns)]
                for record in held[name]
            )
            _write(archive, name, header, rows)


def _is_there(record: Mapping[str, Any]) -> bool:
    return record.get("status") != "tobedeleted"


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
    roster, classes, items = book.roster, book.roster.classes, book.of(LINE_ITEM).values()
    of_name: Mapping[str, Iterable[Mapping[str, Any]]] = {
        "academicSessions": roster.sessions.values(),
        "categories": book.of(CATEGORY).values(),
        "classes": classes.values(),
        "courseResources": _course_resources(roster.courses.values()),
        "courses": roster.courses.values(),
        "enrollments": roster.enrollments.values(),
        "lineItems": (_with_session(each, classes) for each in items),
        "lineItemScoreScales": _scales(items),
        "orgs": roster.orgs.values(),
        "resources": roster.resources.values(),
        "results": book.of(RESULT).values(),
        "roles": _roles(roster.users.values()),
        "scoreScales": (_with_org(each, classes) for each in book.of(SCORE_SCALE).values()),
        "users": roster.users.values(),
    }
    return of_name[name]


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


def _cell(record: Mapping[str, Any], column: str) -> str:
    """Write a cell: what a record has in a field, or the ids that it refers to."""
    if column in _DATES:
        return str(record[column])[:10]
    for end, path in (("SourcedIds", "s"), ("SourcedId", "")):
        if column.endswith(end):
            return ",".join(values(record, (column.removesuffix(end) + path, "sourcedId")))
    return ",".join(values(record, (column,)))
