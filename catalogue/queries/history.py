"""What a row was before, change by change: any past state but those that were erased."""

from __future__ import annotations

import json
from bisect import bisect_left
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalogue import sight
from catalogue.audit import Audit, Change, Touched
from catalogue.db import reading
from catalogue.errors import NotFound
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class PastState:
    """What a row became by a change, and the line of the audit trail that answers for it.

    `event` is insert, update or delete; of a delete `document` is what was there. None where that
    was erased. `line` is None for a change that was made behind the catalogue's back.
    """

    number: int
    event: str
    document: dict[str, Any] | None
    line: int | None
    at: datetime | None
    person: str | None
    verb: str
    reason: str


@reading
def history(viewer: Viewer, kind: str, thing: str) -> tuple[PastState, ...]:
    """Give what the row `thing` of the table `kind` was, the earliest first.

    For those who run the programme. Raises Forbidden, NotFound.
    """
    viewer.allow_coordinators()
    changed = sight.changes(viewer).where(Change.kind == kind, Change.thing == thing)
    found = list(changed.order_by(Change.number))
    if not found:
        raise NotFound(kind, thing)
    lines = list(_lines(viewer, found[0].number))
    ends = [line.last_change for line in lines]
    return tuple(_state(change, lines, ends) for change in found)


def _lines(viewer: Viewer, first: int) -> Any:
    own = (Touched.kind == Audit.kind) & (Touched.thing == Audit.thing)
    trail = sight.trail(viewer).where(Audit.last_change >= first, own, Touched.change == Audit.verb)
    return trail.order_by(Audit.number)


def _state(change: Change, lines: list[Audit], ends: list[int]) -> PastState:
    place = bisect_left(ends, change.number)
    line = lines[place] if place < len(lines) else None
    return PastState(
        number=change.number,
        event=change.event,
        document=json.loads(change.document) if change.document else None,
        line=line.number if line else None,
        at=line.at if line else None,
        person=line.person_id if line else None,
        verb=line.verb if line else "",
        reason=line.reason if line else "",
    )
