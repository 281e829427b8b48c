"""Every address of the gradebook: to read, and to write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from catalogue.errors import NotFound
from lms_bridge.oauth.scopes import (
    ASSESSMENT,
    ASSESSMENT_DELETE,
    ASSESSMENT_PUT,
    GRADEBOOK,
    GRADEBOOK_CORE,
    GRADEBOOK_DELETE,
    GRADEBOOK_POST,
    GRADEBOOK_PUT,
)
from lms_bridge.oneroster.endpoints import Endpoint, Records, both, existing
from lms_bridge.oneroster.gradebook import Gradebook, gradebook
from lms_bridge.oneroster.model import (
    ASSESSMENT_LINE_ITEM,
    ASSESSMENT_RESULT,
    CATEGORY,
    LINE_ITEM,
    RESULT,
    SCORE_SCALE,
    Kind,
    Record,
)
from lms_bridge.oneroster.stock import Stock
from lms_bridge.oneroster.writing import Write

_CORE: Final = frozenset({GRADEBOOK, GRADEBOOK_CORE})
_FULL: Final = frozenset({GRADEBOOK})
_ASSESSMENT: Final = frozenset({ASSESSMENT})

_SINGLE: Final = (
    (CATEGORY, "Categories", "Category"),
    (LINE_ITEM, "LineItems", "LineItem"),
    (RESULT, "Results", "Result"),
    (SCORE_SCALE, "ScoreScales", "ScoreScale"),
    (ASSESSMENT_LINE_ITEM, "AssessmentLineItems", "AssessmentLineItem"),
    (ASSESSMENT_RESULT, "AssessmentResults", "AssessmentResult"),
)


def _is_assessment(kind: Kind) -> bool:
    return kind in {ASSESSMENT_LINE_ITEM, ASSESSMENT_RESULT}


def _all_of(kind: Kind) -> Callable[[Gradebook], Records]:
    def take(book: Gradebook) -> Records:
        found = book.of(kind)
        return found if isinstance(found, Stock) else found.values()

    return take


def _found(kind: Kind) -> Callable[[Gradebook, str], Record | None]:
    return lambda book, named: book.record(kind.one, named)


def _in_class(kind: Kind) -> Callable[[Gradebook, Mapping[str, str]], Records]:
    """Give what selects the records of a class; a category is for every class."""

    def select(book: Gradebook, given: Mapping[str, str]) -> Records:
        id = given["class"]
        existing(book.roster.frame.classes.values(), "class", id)
        if kind is RESULT:
            return book.results(**{"class": id})
        return [
            record
            for record in book.held(kind).values()
            if kind is CATEGORY or _is_of(record, "class", id)
        ]

    return select


def _is_of(record: Record, name: str, id: str) -> bool:
    return bool(record[name]["sourcedId"] == id)


def _of_item(book: Gradebook, given: Mapping[str, str]) -> Stock:
    existing(_in_class(LINE_ITEM)(book, given), "lineItem", given["lineItem"])
    return book.results(**{"class": given["class"], "lineItem": given["lineItem"]})


def _of_student(book: Gradebook, given: Mapping[str, str]) -> Stock:
    existing(book.roster.frame.classes.values(), "class", given["class"])
    enrolled = book.roster.enrolled(**{"class": given["class"], "user": given["user"]})
    if not any(each["role"] == "student" for each in enrolled):
        raise NotFound("student", given["user"])
    return book.results(**{"class": given["class"], "student": given["user"]})


def _scales_at(book: Gradebook, given: Mapping[str, str]) -> list[Record]:
    schools = [org for org in book.roster.frame.orgs.values() if org["type"] == "school"]
    existing(schools, "school", given["school"])
    classes = book.roster.frame.classes
    return [
        scale
        for scale in book.held(SCORE_SCALE).values()
        if _is_of(classes[scale["class"]["sourcedId"]], "school", given["school"])
    ]


_nested = partial(Endpoint, scopes=_FULL, source=gradebook)

ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    *(
        endpoint
        for kind, many, one in _SINGLE
        for endpoint in both(
            kind.many,
            (f"getAll{many}", f"get{one}"),
            kind,
            _all_of(kind),
            _ASSESSMENT if _is_assessment(kind) else _CORE,
            gradebook,
            _found(kind),
        )
    ),
    *(
        _nested(f"/classes/{{class}}/{kind.many}", f"get{many}ForClass", kind, _in_class(kind))
        for kind, many, _ in _SINGLE[:4]
    ),
    _nested(
        "/classes/{class}/lineItems/{lineItem}/results",
        "getResultsForLineItemForClass",
        RESULT,
        _of_item,
    ),
    _nested(
        "/classes/{class}/students/{user}/results",
        "getResultsForStudentForClass",
        RESULT,
        _of_student,
    ),
    _nested("/schools/{school}/scoreScales", "getScoreScalesForSchool", SCORE_SCALE, _scales_at),
)
"""All addresses of the published document that are read."""


def _write(
    method: str, path: str, operation: str, kind: Kind, usual: str, assessment: str = ""
) -> Write:
    scope = assessment if assessment and _is_assessment(kind) else usual
    return Write(method, path, operation, kind, frozenset({scope}))


WRITES: Final[tuple[Write, ...]] = (
    *(
        _write("PUT", f"/{kind.many}/{{id}}", f"put{one}", kind, GRADEBOOK_PUT, ASSESSMENT_PUT)
        for kind, _, one in _SINGLE
    ),
    *(
        _write(
            "DELETE",
            f"/{kind.many}/{{id}}",
            f"delete{one}",
            kind,
            GRADEBOOK_DELETE,
            ASSESSMENT_DELETE,
        )
        for kind, _, one in _SINGLE
    ),
    _write(
        "POST", "/classes/{class}/lineItems", "postLineItemsForClass", LINE_ITEM, GRADEBOOK_POST
    ),
    _write(
        "POST", "/schools/{school}/lineItems", "postLineItemsForSchool", LINE_ITEM, GRADEBOOK_POST
    ),
    _write(
        "POST", "/lineItems/{lineItem}/results", "postResultsForLineItem", RESULT, GRADEBOOK_POST
    ),
    _write(
        "POST",
        "/classes/{class}/academicSessions/{session}/results",
        "postResultsForAcademicSessionForClass",
        RESULT,
        GRADEBOOK_POST,
    ),
)
"""All that are written to."""
