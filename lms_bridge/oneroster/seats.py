"""Enrolments of officials: their seats, read as they are asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from catalogue.queries.belonging import (
    Asked,
    Compared,
    count,
    former_seats,
    ids,
    ordered,
    seats,
)
from catalogue.queries.last_changes import last_changes
from catalogue.viewer import Viewer
from lms_bridge.oneroster.filtering import Predicate, written
from lms_bridge.oneroster.frame import Frame, base
from lms_bridge.oneroster.model import Record
from lms_bridge.oneroster.stock import Narrowing

PREFIX: Final = "seat-"

_ALWAYS: Final = {"status": "active", "role": "student", "primary": "false"}
_COLUMNS: Final[Mapping[tuple[str, ...], tuple[str, str]]] = {
    ("sourcedId",): ("nomination", PREFIX),
    ("user", "sourcedId"): ("person", ""),
    ("class", "sourcedId"): ("run", ""),
    ("school", "sourcedId"): ("venue", "venue-"),
    ("beginDate",): ("start", ""),
    ("endDate",): ("end", ""),
}


@dataclass(frozen=True, slots=True)
class SeatRows:
    """The seats that a viewer may know of; `where` narrows them by what their enrolment names.

    When each was changed is left out where they need not be `dated`.
    """

    frame: Frame
    viewer: Viewer
    mark: tuple[object, ...]
    where: tuple[tuple[str, str], ...] = ()
    dated: bool = True

    def judged(self, predicate: Predicate) -> Compared | bool | None:
        """Say a predicate in columns, or whether it holds for all; None where neither can be."""
        return compared(predicate, _COLUMNS, _ALWAYS)

    def column(self, path: tuple[str, ...]) -> str | None:
        """Say by which column enrolments are in the order of a field."""
        return _COLUMNS[path][0] if path in _COLUMNS else None

    def ids(self, asked: Narrowing, after: str, limit: int, offset: int) -> list[str]:
        """Give ids of enrolments in their order."""
        if after and not after.startswith(PREFIX):
            if after > PREFIX:
                return []
            after = PREFIX
        found = ids(self.viewer, self._asked(asked), after.removeprefix(PREFIX), limit, offset)
        return [PREFIX + id for id in found]

    def ordered(
        self, asked: Narrowing, by: str, limit: int, *, descending: bool
    ) -> list[tuple[str, str]]:
        """Give the first ids in the order of a column, with what the field holds."""
        prefix = next(prefix for column, prefix in _COLUMNS.values() if column == by)
        found = ordered(self.viewer, self._asked(asked), by, limit, descending=descending)
        return [(prefix + value, PREFIX + id) for value, id in found]

    def count(self, asked: Narrowing) -> int:
        """Count the enrolments."""
        return count(self.viewer, self._asked(asked))

    def records(self, ids: Collection[str]) -> dict[str, Record]:
        """Make some enrolments."""
        nominations = [id.removeprefix(PREFIX) for id in ids if id.startswith(PREFIX)]
        changed = last_changes(self.viewer, "nomination", nominations if self.dated else ())
        found: dict[str, Record] = {}
        for run, _, who in seats(self.viewer, self.frame.versions, nominations):
            nomination, class_ = who.nomination or "", self.frame.classes[run]
            moments = [written(changed[nomination])] if nomination in changed else []
            since = max(class_["dateLastModified"], *moments)
            made = base(PREFIX + nomination, since)
            made |= self.frame.enrolled(run, who.person, "student")
            found[PREFIX + nomination] = made | {"primary": "false"}
        return found

    def gone(self, since: str) -> Iterator[Record]:
        """Give the enrolments that were there once, by what names them alone."""
        moment = datetime.fromisoformat(since) if since else None
        for seat in former_seats(self.viewer, self.frame.versions, moment):
            class_ = self.frame.classes.get(seat.run)
            if class_ is None:
                continue
            last = written(seat.since) if seat.since else class_["dateLastModified"]
            made = base(PREFIX + seat.nomination, last, "tobedeleted")
            made |= self.frame.enrolled(seat.run, seat.person, "student")
            if all(made[name]["sourcedId"] == value for name, value in self.where):
                yield made | {"primary": "false"}

    def _asked(self, asked: Narrowing) -> Asked:
        return Asked(
            self.frame.versions,
            (*asked.every, *narrowed(self.where)),
            asked.some,
            datetime.fromisoformat(asked.since) if asked.since else None,
            self.frame.changed_runs(asked.since),
        )


def narrowed(where: tuple[tuple[str, str], ...]) -> tuple[Compared, ...]:
    """Say in columns which records an enrolment must name."""
    columns = {name: _COLUMNS[name, "sourcedId"] for name, _ in where}
    return tuple(
        Compared(columns[name][0], "=", value.removeprefix(columns[name][1]))
        for name, value in where
    )


def compared(
    predicate: Predicate,
    columns: Mapping[tuple[str, ...], tuple[str, str]],
    always: Mapping[str, str],
) -> Compared | bool | None:
    """Say a predicate by the column of its field, whose values all begin with a prefix.

    Whether it holds for all where the prefix alone says so, or the field is `always` the same; None
    where no column says it.
    """
    if predicate.path[0] in always:
        return predicate.holds(always)
    value = predicate.value
    if predicate.path not in columns or not isinstance(value, str) or not value:
        return None
    column, prefix = columns[predicate.path]
    if value.startswith(prefix) and predicate.operator != "~":
        return Compared(column, predicate.operator, value.removeprefix(prefix))
    if not prefix:
        return Compared(column, predicate.operator, value)
    if predicate.operator == "~":
        return None
    return Predicate((column,), predicate.operator, value).holds({column: prefix})
