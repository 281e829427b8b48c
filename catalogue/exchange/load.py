"""Loading a programme's folder: all of it in one transaction, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from catalogue import audit, outbox
from catalogue.access import granting
from catalogue.actions.draft_scenario import draft_scenario
from catalogue.assigning import assign_trainers
from catalogue.attendance import Attendance, Completion
from catalogue.audit import Touch
from catalogue.certificates import certificates
from catalogue.db import changing
from catalogue.exchange.folder import Folder
from catalogue.exchange.known import note_known
from catalogue.exchange.putting import Put, Rows, Values, put
from catalogue.exchange.read_courses import read_courses
from catalogue.exchange.read_cycle import (
    read_agenda,
    read_assignments,
    read_calls,
    read_editions,
    read_expenses,
    read_learning,
    read_results,
)
from catalogue.exchange.read_nominations import (
    read_attendance,
    read_completions,
    read_nominations,
)
from catalogue.exchange.read_people import read_people
from catalogue.exchange.read_places import read_members, read_places
from catalogue.exchange.read_plan import read_plan
from catalogue.exchange.read_programme import programme_rows, read_programme
from catalogue.exchange.read_runs import read_runs
from catalogue.fields import now
from catalogue.grouping import grouped
from catalogue.life import State
from catalogue.nominations import Nomination
from catalogue.plan import Plan, PlannedRun
from catalogue.programmes import Programme
from catalogue.published import PUBLISHED, newest_version, programme_of
from catalogue.scenarios import Scenario
from catalogue.sealing import seal_version
from catalogue.viewer import Viewer

_OF_COMPLETION = ("official", "course", "nomination")
_DECIDED = {State.COMPLETED: True, State.NOT_COMPLETED: False}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did: the programme, by table how many rows, and the version it published."""

    programme: str
    tables: dict[str, Put]
    version: str | None


@changing
def load(viewer: Viewer, path: Path) -> Loaded:
    """Load a folder or an archive of one (the format stands in `catalogue.exchange`).

    Raises Forbidden; Refused with every fault of every file, and nothing is changed then.
    """
    viewer.allow_coordinators()
    folder = Folder.whole(path)
    folder.refuse_faults()
    note_known(folder)
    values = read_programme(folder)
    programme = Programme(**values)
    before = [
        *programme_rows(folder, values),
        *read_members(folder),
        *read_places(folder),
        *read_people(folder),
        *read_courses(folder),
        *read_agenda(folder),
        *read_editions(folder),
        *read_runs(folder, programme.id),
        *read_calls(folder, programme.id),
        *read_expenses(folder, programme.id),
    ]
    held = read_plan(folder)
    nominations = read_nominations(folder, programme, held)
    attendance = read_attendance(folder, nominations, held)
    completions = read_completions(folder)
    by_id = {row["id"]: row for row in nominations}
    results = read_results(folder, by_id)
    learning = read_learning(folder, by_id)
    assignments = read_assignments(folder)
    folder.refuse_faults()
    new = [row for row in nominations if row["id"] not in folder.known("nomination")]
    new_ids = {row["id"] for row in new}
    attendance = [row for row in attendance if row["nomination"] in new_ids]
    told = {row["nomination"] for row in results}
    completions += [row for row in results if row["nomination"] in new_ids]
    decided = _decided(folder, [row for row in new if row["id"] not in told], held)
    after = [
        Rows(Nomination, ("id",), _stamped(new), only_new=True),
        Rows(Attendance, ("nomination", "day"), attendance, only_new=True),
        Rows(Completion, _OF_COMPLETION, completions, only_new=True),
        *learning,
    ]
    with granting():
        tables = {rows.table.__name__: put(rows) for rows in [*before, *after]}
    _certify(viewer, programme.id, decided)  # beside the numbers that were put in
    tables[Completion.__name__] += put(Rows(Completion, _OF_COMPLETION, decided, only_new=True))
    version = _publish(viewer, programme.id, held, new)
    if version:
        tables |= {rows.table.__name__: put(rows) for rows in assignments}
    if not Scenario.select().where(Scenario.programme == programme.id).exists():
        draft_scenario(viewer, programme.id, "Work in progress")
    if any(counts.differs for counts in tables.values()):
        added = {name: counts.added for name, counts in tables.items() if counts.added}
        published = [Touch("version", version, None, PUBLISHED)] if version else []
        audit.record(
            viewer, "programme.loaded", "programme", programme.id, touched=published, added=added
        )
        outbox.put("programme.loaded", programme=programme.id)
    return Loaded(programme.id, tables, version)


def _stamped(nominations: list[Values]) -> list[Values]:
    """Give new nominations their times, one after another."""
    moment = now()
    return [
        {**row, "made_at": moment + timedelta(microseconds=number), "moved_at": moment}
        for number, row in enumerate(nominations)
    ]


def _decided(
    folder: Folder, nominations: list[Values], held: dict[str, PlannedRun]
) -> list[Values]:
    """Give the results of nominations that are completed, or not."""
    return [
        {
            "official": row["official"],
            "course": row["course"],
            "nomination": row["id"],
            "completed": _DECIDED[row["state"]],
            "completed_on": held[row["run"]].start
            + timedelta(days=folder.days_of[row["course"]] - 1),
            "source": "folder",
            "decided_at": now(),
            "certificate": None,
        }
        for row in nominations
        if row["state"] in _DECIDED and row["run"] in held
    ]


def _certify(viewer: Viewer, programme: str, decided: list[Values]) -> None:
    """Give the completions that are told of by the states of nominations alone their numbers."""
    completed = [row for row in decided if row["completed"]]
    numbers = certificates(viewer, programme, (row["completed_on"] for row in completed))
    for row, number in zip(completed, numbers, strict=True):
        row["certificate"] = number


def _publish(
    viewer: Viewer, programme: str, held: dict[str, PlannedRun], nominations: list[Values]
) -> str | None:
    """Publish the plan as version 1, unless something is published already."""
    if not held or newest_version(programme):
        return None
    seats = grouped(
        (row for row in nominations if row["run"]), lambda row: row["run"], lambda row: row["id"]
    )
    plan: Plan = tuple(
        replace(run, seats=seats.get(code, ())) for code, run in sorted(held.items())
    )
    version = seal_version(viewer, programme_of(programme), plan, note="As loaded")
    assign_trainers(viewer, programme, plan, None)
    outbox.put(PUBLISHED, programme=programme, version=version.id, previous=None)
    return version.id
