"""A scenario's plan is changed by hand, and changes are taken back."""

from __future__ import annotations

from datetime import date

import pytest

from catalogue.actions.change_plan import change_plan, plan_by_hand, redo_change, undo_change
from catalogue.actions.close_venue import close_venue
from catalogue.actions.finish_scenario import Result
from catalogue.actions.publish import publish
from catalogue.db import reading
from catalogue.errors import ChangedMeanwhile, Forbidden, NotFound, Refused, WrongState
from catalogue.plan import PlannedRun, Score, plan_tag
from catalogue.queries.closures import closed_days
from catalogue.queries.scenarios import Steps, plan_steps, scenario
from tests.catalogue.builders import (
    COORDINATOR,
    a_solved_scenario,
    a_world,
    audited,
    focal_point,
    planned,
    solve,
)

FIRST = planned()
SECOND = planned(start=date(2015, 9, 14))
THIRD = planned(start=date(2015, 9, 21))


def tag(*plan: PlannedRun) -> str:
    return plan_tag(plan)


def result(*plan: PlannedRun, score: Score | None = Score(cost=2000)) -> Result:  # noqa: B008
    return Result("FEASIBLE", plan, score, bound=None, floor=0, seed=0)


def test_changes_are_undone_and_redone(database: str) -> None:
    a_world()
    id = a_solved_scenario(FIRST)
    assert plan_steps(COORDINATOR, id) == Steps(0, 0)
    change_plan(COORDINATOR, id, tag(FIRST), result(SECOND))
    change_plan(COORDINATOR, id, tag(SECOND), result(THIRD))
    undo_change(COORDINATOR, id, tag(THIRD))
    assert (scenario(COORDINATOR, id).plan, plan_steps(COORDINATOR, id)) == ((SECOND,), Steps(1, 2))
    undo_change(COORDINATOR, id, tag(SECOND))
    record = scenario(COORDINATOR, id)
    assert (record.plan, record.line.outcome, record.score) == (
        (FIRST,),
        "OPTIMAL",
        Score(cost=1000),
    )
    redo_change(COORDINATOR, id, tag(FIRST))
    assert scenario(COORDINATOR, id).plan == (SECOND,)
    assert [verb for verb, _ in audited()][-5:] == [
        *("scenario.changed", "scenario.changed", "scenario.undone"),
        *("scenario.undone", "scenario.redone"),
    ]


def test_a_change_after_an_undo_forgets_what_was_undone(database: str) -> None:
    a_world()
    id = a_solved_scenario(FIRST)
    change_plan(COORDINATOR, id, tag(FIRST), result(SECOND))
    undo_change(COORDINATOR, id, tag(SECOND))
    change_plan(COORDINATOR, id, tag(FIRST), result(THIRD))
    assert plan_steps(COORDINATOR, id) == Steps(1, 1)
    with pytest.raises(WrongState):
        redo_change(COORDINATOR, id, tag(THIRD))


def test_planning_anew_forgets_all_changes(database: str) -> None:
    a_world()
    id = a_solved_scenario(FIRST)
    change_plan(COORDINATOR, id, tag(FIRST), result(SECOND))
    solve(id, (THIRD,))
    assert plan_steps(COORDINATOR, id) == Steps(0, 0)


def test_of_two_coordinators_the_second_is_told(database: str) -> None:
    a_world()
    id = a_solved_scenario(FIRST)
    change_plan(COORDINATOR, id, tag(FIRST), result(SECOND))
    with pytest.raises(ChangedMeanwhile, match="was changed since you looked"):
        change_plan(COORDINATOR, id, tag(FIRST), result(THIRD))
    with pytest.raises(ChangedMeanwhile):
        undo_change(COORDINATOR, id, tag(FIRST))
    assert scenario(COORDINATOR, id).plan == (SECOND,)


def test_a_plan_in_conflict_is_kept_but_not_published(database: str) -> None:
    a_world()
    id = a_solved_scenario(FIRST)
    change_plan(COORDINATOR, id, tag(FIRST), result(SECOND, score=None))
    with pytest.raises(WrongState, match="in conflict with the rules"):
        publish(COORDINATOR, "rso")


def test_a_plan_that_no_search_made_becomes_a_scenario(database: str) -> None:
    a_world()
    id = plan_by_hand(
        *(COORDINATOR, "rso", "By hand", result(FIRST)),
        problem="{}",
        problem_digest="digest",
        revision=3,
    )
    record = scenario(COORDINATOR, id)
    assert (record.plan, record.line.objective, record.line.state) == (
        (FIRST,),
        "by-hand",
        "solved",
    )


def test_only_coordinators_change_plans_and_close_venues(database: str) -> None:
    a_world()
    id = a_solved_scenario(FIRST)
    for change in (
        lambda: change_plan(focal_point("IDN"), id, tag(FIRST), result(SECOND)),
        lambda: close_venue(focal_point("IDN"), "hall", FIRST.start, FIRST.start, "flood"),
    ):
        with pytest.raises((Forbidden, NotFound)):
            change()


def test_a_venue_is_closed(database: str) -> None:
    a_world()
    close_venue(COORDINATOR, "hall", date(2015, 9, 1), date(2015, 9, 9), "flood")
    assert [day.reason for day in reading(closed_days)()["hall"]] == ["flood"]
    with pytest.raises(Refused):
        close_venue(COORDINATOR, "hall", date(2015, 9, 9), date(2015, 9, 1), "flood")
    with pytest.raises(NotFound):
        close_venue(COORDINATOR, "nowhere", date(2015, 9, 1), date(2015, 9, 9), "flood")
