"""From word in the outbox to what others than ourselves may hear: ids only, as in the outbox.

Of restricted activities nothing leaves the house.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from catalogue import sight
from catalogue.attendance import Completion
from catalogue.courses import Course
from catalogue.difference import RunCancelled, changes
from catalogue.life import State
from catalogue.nominations import Nomination
from catalogue.outbox import Letter
from catalogue.plan import PlannedRun
from catalogue.published import plan_of, version_of
from catalogue.runs import Run
from catalogue.viewer import Role, Viewer
from catalogue.webhooks import EventType

_LEFT = frozenset({"nomination.withdrawn", "nomination.declined", "nomination.lapsed"})
_DROPPED = "drop_out.confirmed"
TELLING = _LEFT | {"plan.published", "nomination.promoted", _DROPPED, "completions.decided"}
"""Topics of which others may hear."""

_ALL = Viewer.system("webhooks")
_OUTSIDE = Viewer(None, frozenset({Role.MACHINE_CLIENT}))


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that others may hear of."""

    type: EventType
    data: dict[str, Any]


def happenings(letter: Letter) -> list[Happening]:
    """List what a letter speaks of, for others."""
    said = letter.payload
    match letter.topic:
        case "plan.published":
            plan = {name: said[name] for name in ("programme", "version", "previous")}
            return [
                Happening(EventType.PLAN_PUBLISHED, plan),
                *_of_runs(plan),
                *_of_seats(EventType.SEAT_WITHDRAWN, said.get("withdrawn", ()), "published"),
                *_of_seats(EventType.SEAT_OFFERED, said.get("offered", ()), "published"),
            ]
        case "nomination.promoted":
            seats = [(said["nomination"], said["run"])]
            return list(_of_seats(EventType.SEAT_OFFERED, seats, "promoted"))
        case topic if topic in _LEFT or (topic == _DROPPED and _is_withdrawn(said["nomination"])):
            why = "dropped_out" if topic == _DROPPED else topic.rpartition(".")[2]
            seats = [(said["nomination"], said["run"])] if said["run"] else []
            return list(_of_seats(EventType.SEAT_WITHDRAWN, seats, why))
        case "completions.decided":
            return list(_of_completions(said["run"], said.get("nominations", ())))
    return []


def _of_runs(plan: dict[str, Any]) -> Iterator[Happening]:
    now = {held.run: held for held in plan_of(_OUTSIDE, version_of(plan["version"]))}
    if not plan["previous"]:
        return
    before = {held.run: held for held in plan_of(_OUTSIDE, version_of(plan["previous"]))}
    where = {"programme": plan["programme"]}
    told = set()
    for change in changes(tuple(before.values()), tuple(now.values())):
        if isinstance(change, RunCancelled):
            yield Happening(EventType.RUN_CANCELLED, where | {"run": change.run})
        elif change.run in before and change.run in now and change.run not in told:
            told.add(change.run)
            old, new = _place(before[change.run]), _place(now[change.run])
            if old != new:
                moved = where | {"run": change.run, "before": old, "now": new}
                yield Happening(EventType.RUN_MOVED, moved)


def _place(held: PlannedRun) -> dict[str, str]:
    return {"start": held.start.isoformat(), "venue": held.venue, "language": held.language}


def _of_seats(type: EventType, seats: Iterable[tuple[str, str]], why: str) -> Iterator[Happening]:
    open_runs = _open_runs({run for _, run in seats})
    for nomination, run in seats:
        if run in open_runs:
            yield Happening(type, {"nomination": nomination, "run": run, "why": why})


def _open_runs(ids: Iterable[str]) -> set[str]:
    query = sight.runs(_ALL).where(Run.id.in_(sorted(ids)), ~Course.restricted)
    return {run.id for run in query}


def _is_withdrawn(nomination: str) -> bool:
    query = sight.nominations(_ALL).where(Nomination.id == nomination)
    return bool(query.where(Nomination.state == State.WITHDRAWN).exists())


def _of_completions(run: str, nominations: Iterable[str]) -> Iterator[Happening]:
    if not _open_runs([run]):
        return
    wanted = Completion.nomination.in_(sorted(nominations))
    for row in (
        sight.completions(_ALL).where(wanted, Completion.completed).order_by(Completion.nomination)
    ):
        data = {
            "nomination": row.nomination_id,
            "official": row.official_id,
            "course": row.course_id,
            "run": run,
            "completed_on": row.completed_on.isoformat(),
            "certificate": row.certificate,
        }
        yield Happening(EventType.COURSE_COMPLETED, data)
