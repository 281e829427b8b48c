"""The gradebook: how runs ended for whom, and what systems of others wrote besides.

What is known here stands in it as two line items of each class, `attendance-RUN` and
`completion-RUN`; they are read only. The rest is as it was written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from catalogue.db import reading
from catalogue.life import State
from catalogue.queries.grades import GradeLine, grades
from catalogue.queries.last_changes import mark, mark_of_published
from catalogue.viewer import Viewer
from lms_bridge.oneroster.addresses import reference
from lms_bridge.oneroster.filtering import written
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
from lms_bridge.oneroster.roster import Roster, roster

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

_ENDED: Final = {State.COMPLETED: ("completed", 1), State.NOT_COMPLETED: ("not completed", 0)}
_CAME: Final = {State.ATTENDED, *_ENDED}


@dataclass(frozen=True, slots=True)
class Gradebook:
    """All records by kind and id; `roster` is what they refer to, `ours` what is read only."""

    roster: Roster
    records: Mapping[str, Mapping[str, Record]]
    ours: frozenset[tuple[str, str]]

    def of(self, kind: Kind) -> Mapping[str, Record]:
        """Give the records of a kind."""
        return self.records[kind.one]


@reading
def gradebook(viewer: Viewer, url: str) -> Gradebook:
    """Give the gradebook as it is now, as far as a viewer may see. It is kept until a change."""
    return _made(mark(viewer), replace(viewer, request_id=""), url)


@lru_cache(maxsize=8)
def _made(_: str, viewer: Viewer, url: str) -> Gradebook:
    known = roster(viewer, url)
    kept = _ours(mark_of_published(viewer), viewer, url)
    records: dict[str, dict[str, Record]] = {kind: dict(kept[kind]) for kind in KINDS}
    ours = frozenset((kind, id) for kind, held in records.items() for id in held)
    lines = {kind: [line for line in grades(viewer) if line.kind == kind] for kind in KINDS}
    for kind, of_kind in lines.items():  # each after those that it refers to
        for line in of_kind:
            record = _shown(line, url)
            if _is_known(record, KINDS[kind], known, records):
                records[kind].setdefault(line.name, record)
    return Gradebook(known, records, ours)


@lru_cache(maxsize=8)
def _ours(_: str, viewer: Viewer, url: str) -> Mapping[str, Mapping[str, Record]]:
    """Give the records of what is known here, by kind and id."""
    records: dict[str, dict[str, Record]] = {kind: {} for kind in KINDS}
    for kind, record in _kept(roster(viewer, url), url):
        records[kind][record["sourcedId"]] = record
    return records


def _kept(known: Roster, url: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Make the records of what is known here."""
    base = {"status": "active", "dateLastModified": "2000-01-01T00:00:00.000Z"}
    yield "category", {**base, "sourcedId": OURS, "title": "Training"}
    for run, class_ in known.classes.items():
        base = {"status": class_["status"], "dateLastModified": class_["dateLastModified"]}
        scale = reference(url, "scoreScale", f"completion-{run}")
        its_class = {"class": class_["school"] and reference(url, "class", run)}
        yield (
            "scoreScale",
            {
                **base,
                "sourcedId": f"completion-{run}",
                "title": "Completion",
                "type": "completion",
                "course": class_["course"],
                **its_class,
                "scoreScaleValue": [
                    {"itemValueLHS": word, "itemValueRHS": str(score)}
                    for word, score in _ENDED.values()
                ],
            },
        )
        days = class_["metadata"]
        for what, title in (("attendance", "Attendance"), ("completion", "Completion")):
            yield (
                "lineItem",
                {
                    **base,
                    "sourcedId": f"{what}-{run}",
                    "title": title,
                    "assignDate": f"{days['startDate']}T00:00:00.000Z",
                    "dueDate": f"{days['endDate']}T00:00:00.000Z",
                    **its_class,
                    "school": class_["school"],
                    "category": reference(url, "category", OURS),
                    "academicSession": class_["terms"][0],
                    **({"scoreScale": scale} if what == "completion" else {}),
                    "resultValueMin": 0.0,
                    "resultValueMax": 1.0,
                },
            )
    for id, state in known.states.items():
        if state in _CAME:
            yield from _results(known.enrollments[id], state, url)


def _results(seat: Record, state: State, url: str) -> Iterator[tuple[str, dict[str, Any]]]:
    run, nomination = seat["class"]["sourcedId"], seat["sourcedId"].removeprefix("seat-")
    ends = [("attendance", ("attended", 1))]
    if state in _ENDED:
        ends.append(("completion", _ENDED[state]))
    for what, (word, score) in ends:
        yield (
            "result",
            {
                "sourcedId": f"{what}-{nomination}",
                "status": seat["status"],
                "dateLastModified": seat["dateLastModified"],
                "lineItem": reference(url, "lineItem", f"{what}-{run}"),
                "student": seat["user"],
                "class": seat["class"],
                "scoreStatus": "fully graded",
                "score": float(score),
                "textScore": word,
                "scoreDate": seat["endDate"],
            },
        )


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


def _is_known(
    record: Record, kind: Kind, known: Roster, records: Mapping[str, Mapping[str, Record]]
) -> bool:
    """Say whether all that a record refers to is there for who asks."""
    there = {"class": known.classes, "user": known.users, "org": known.orgs}
    there |= {"academicSession": known.sessions, "course": known.courses, **records}
    return all(
        record[name]["sourcedId"] in there[field.refers_to]
        for name, field in kind.fields.items()
        if field.refers_to and name in record
    )
