"""A repair says what had to change, why, and what is gained besides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from catalogue.plan import Plan, Taken
from catalogue.queries.differences import to_scenario
from catalogue.queries.scenarios import scenario
from lms_bridge.web.mending import Repair, repair_in
from tests.catalogue.builders import (
    SYSTEM,
    a_nomination,
    a_published_plan,
    a_run,
    a_solved_scenario,
    a_world,
    planned,
)

FORCED = Taken("induction-1", forced=True, codes=("TRAINER_UNAVAILABLE", "TRAINER_COUNT"))


def a_repair(before: Plan, after: Plan, *taken: Taken, objective: str = "changes-first") -> Any:
    """Take the difference between two plans apart."""
    a_published_plan(*before)
    made = a_solved_scenario(*after)
    record = scenario(SYSTEM, made)
    record = replace(record, line=replace(record.line, objective=objective), taken=taken)
    return repair_in(record, to_scenario(SYSTEM, made))


def runs(repair: Repair) -> tuple[list[str], list[str]]:
    """Name the runs of both halves."""
    return [r.run for r in repair.mended.runs], [r.run for r in repair.gained.runs]


def test_what_is_forced_stands_apart_from_what_is_gained(catalogue: str) -> None:
    a_world()
    a_run("induction-2")
    held = planned()
    waiting = a_nomination("IDN-002")
    moved = replace(held, start=held.start.replace(day=14), seats=(*held.seats, waiting))
    repair = a_repair((held,), (moved, replace(held, run="induction-2", seats=())), FORCED)
    assert runs(repair) == (["induction-1"], ["induction-1", "induction-2"])
    assert dict(repair.mended_counts) == {"runs on other days": 1}
    assert dict(repair.gained_counts) == {"runs added": 1, "seats gained": 1}
    assert repair.why == {"induction-1": "a trainer cannot come"}


def test_what_is_not_forced_says_what_it_is_for(catalogue: str) -> None:
    a_world()
    held = planned()
    moved = (replace(held, start=held.start.replace(day=14)),)
    for taken, said in (
        (Taken("induction-1", codes=("VENUE_FULL",)), "makes way for what had to change"),
        (Taken("induction-1", gain=12_500), "without it the plan is worse by 12.5 points"),
        (Taken("induction-1", forced=True, codes=("LATE",)), "cannot stay as it was"),
    ):
        assert said in a_repair((held,), moved, taken).why["induction-1"]


def test_another_scenario_is_no_repair(catalogue: str) -> None:
    a_world()
    assert a_repair((planned(),), (planned(),), objective="total") is None
