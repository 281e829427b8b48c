"""The gradebook: how runs ended for whom, and what systems of others wrote besides.

What is known here stands in it as two line items of each class, `attendance-RUN` and
`completion-RUN`; they are read only. The rest is as it was written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from catalogue.db import reading
from catalogue.queries.grades import GradeLine, grades
from catalogue.queries.last_changes import mark
from catalogue.viewer import Viewer
from lms_bridge.oneroster.addresses import reference
from lms_bridge.oneroster.filtering import written
from lms_bridge.oneroster.frame import Frame, base
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
from lms_bridge.oneroster.results import ENDED, ResultRows
from lms_bridge.oneroster.roster import Roster, roster
from lms_bridge.oneroster.stock import Stock

OURS: Final = "training"
"""The category of the line items that are kept here."""

KINDS: Final[Mapping[str, Kind]] = {
    kind.one: kind
    for kind in (
        CATEGORY,
        SCORE_SCALE,
        LINE_ITEM,
        RESULT,
        ASSESSMENT_LINE_ITEM,
        ASSESSMENT_RESULT,
    )
}

_NEVER: Final = "2000-01-01T00:00:00.000Z"


@dataclass(frozen=True, slots=True)
class Gradebook:
    """All records by kind; `roster` is what they refer to, `written` what others wrote."""

    roster: Roster
    written: Mapping[str, Mapping[str, Record]]

    def of(self, kind: Kind) -> Mapping[str, Record] | Stock:
        """Give the records of a kind: what is known here comes before what others wrote."""
        return self.results() if kind is RESULT else self.held(kind)

    def held(self, kind: Kind) -> Mapping[str, Record]:
        """Give the records of a kind but results."""
        framed = self.roster.frame
        kept = {each["sourcedId"]: each for each in _kept(kind, framed, framed.classes.values())}
        return {**self.written[kind.one], **kept}

    def results(self, **where: str) -> Stock:
        """Give the results of a line item, a student or a class, by what they name."""
        named = tuple(sorted(where.items()))
        few = {
            id: each
            for id, each in self.written[RESULT.one].items()
            if all(each[name]["sourcedId"] == value for name, value in named)
        }
        roster = self.roster
        key = (*roster.mark, "results", named)
        return Stock(ResultRows(roster.frame, roster.viewer, key, named, roster.dated), few)

    def record(self, kind: str, id: str) -> Record | None:
        """Give any record that others may refer to, if it is there."""
        framed = self.roster.frame
        held: Mapping[str, Mapping[str, Record] | Stock] = {
            "class": framed.classes,
            "org": framed.orgs,
            "academicSession": framed.sessions,
            "course": framed.courses,
            "user": self.roster.users,
            RESULT.one: self.results(),
        }
        if kind in held:
            return held[kind].get(id)
        return _ours(KINDS[kind], id, framed) or self.written[kind].get(id)

    def is_ours(self, kind: Kind, id: str) -> bool:
        """Say whether a record is what is known here, and so read only."""
        if kind is RESULT:
            rows = ResultRows(self.roster.frame, self.roster.viewer, ())
            return bool(rows.records([id]))
        return _ours(kind, id, self.roster.frame) is not None


@reading
def gradebook(viewer: Viewer, url: str) -> Gradebook:
    """Give the gradebook as it is now, as far as a viewer may see."""
    seen = replace(viewer, request_id="")
    return Gradebook(roster(viewer, url), _written(mark(viewer), seen, url))


@lru_cache(maxsize=8)
def _written(_: str, viewer: Viewer, url: str) -> Mapping[str, Mapping[str, Record]]:
    """Give the records that others wrote, as far as all that they refer to is there."""
    known = roster(viewer, url)
    lines = grades(viewer)
    students = {
        line.document["student"]["sourcedId"] for line in lines if "student" in line.document
    }
    classes = known.frame.classes.values()
    there = {
        "class": {each["sourcedId"] for each in classes if each["status"] == "active"},
        "user": set(known.users.among(students)),
        "org": set(known.frame.orgs),
        "academicSession": set(known.frame.sessions),
        "course": set(known.frame.courses),
    }
    records: dict[str, dict[str, Record]] = {kind: {} for kind in KINDS}

    def is_there(kind: str, id: str) -> bool:
        if kind in there:
            return id in there[kind]
        return id in records[kind] or _ours(KINDS[kind], id, known.frame) is not None

    for kind in KINDS:  # each after those that it refers to
        for line in lines:
            if line.kind == kind and _ours(KINDS[kind], line.name, known.frame) is None:
                record = _shown(line, url)
                if _is_known(record, KINDS[kind], is_there):
                    records[kind][line.name] = record
    return records


def _ours(kind: Kind, id: str, known: Frame) -> Record | None:
    """Make the record of what is known here that bears an id, if any does, but no result."""
    class_ = known.classes.get(id.partition("-")[2])
    made = _kept(kind, known, [class_] if class_ else [])
    return next((each for each in made if each["sourcedId"] == id), None)


def _kept(kind: Kind, known: Frame, classes: Iterable[Record]) -> Iterator[Record]:
    """Make the records of a kind of what is known here of some classes, but results."""
    if kind is CATEGORY:
        yield {**base(OURS, _NEVER), "title": "Training"}
    elif kind in {SCORE_SCALE, LINE_ITEM}:
        make = _scale if kind is SCORE_SCALE else _items
        for class_ in classes:
            yield from make(class_, known)


def _scale(class_: Record, known: Frame) -> Iterator[Record]:
    run = class_["sourcedId"]
    yield {
        **base(f"completion-{run}", class_["dateLastModified"], class_["status"]),
        "title": "Completion",
        "type": "completion",
        "course": class_["course"],
        "class": known.ref("class", run),
        "scoreScaleValue": [
            {"itemValueLHS": word, "itemValueRHS": str(score)} for word, score in ENDED.values()
        ],
    }


def _items(class_: Record, known: Frame) -> Iterator[Record]:
    run = class_["sourcedId"]
    start, end = known.days[run]
    for what, title in (("attendance", "Attendance"), ("completion", "Completion")):
        scale = {"scoreScale": known.ref("scoreScale", f"completion-{run}")}
        yield {
            **base(f"{what}-{run}", class_["dateLastModified"], class_["status"]),
            "title": title,
            "assignDate": f"{start}T00:00:00.000Z",
            "dueDate": f"{end}T00:00:00.000Z",
            "class": known.ref("class", run),
            "school": class_["school"],
            "category": known.ref("category", OURS),
            "academicSession": class_["terms"][0],
            **(scale if what == "completion" else {}),
            "resultValueMin": 0.0,
            "resultValueMax": 1.0,
        }


def _shown(line: GradeLine, url: str) -> dict[str, Any]:
    """Write a record that was written by others."""
    kind = KINDS[line.kind]
    shown = {
        name: reference(url, kind.fields[name].refers_to, value["sourcedId"])
        if kind.fields[name].refers_to
        else value
        for name, value in line.document.items()
    }
    return {
        **shown,
        "sourcedId": line.name,
        "status": "tobedeleted" if line.removed_at else "active",
        "dateLastModified": written(line.removed_at or line.written_at),
    }


def _is_known(record: Record, kind: Kind, is_there: Callable[[str, str], bool]) -> bool:
    """Say whether all that a record refers to is there for who asks."""
    return all(
        is_there(field.refers_to, record[name]["sourcedId"])
        for name, field in kind.fields.items()
        if field.refers_to and name in record
    )
