"""A scenario is planned: to its end, stopped, with a planner that dies, and without a solution."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from dbos import DBOS

from catalogue.actions.draft_scenario import draft_scenario
from catalogue.actions.stay_alive import stay_alive
from catalogue.audit import Audit
from catalogue.db import changing, reading
from catalogue.exchange.load import load
from catalogue.outbox import Outbox, waiting
from catalogue.queries.scenarios import ScenarioRecord
from catalogue.queries.scenarios import scenario as read_scenario
from catalogue.runs import Run
from catalogue.scenarios import Scenario, ScenarioState
from lms_bridge import child
from lms_bridge.parts import Parts
from lms_bridge.planner.client import Limits, Planner
from lms_bridge.planner.problem import posed_of
from lms_bridge.serving import SAMPLE
from lms_bridge.starting import pose_scenario, start_planning
from lms_bridge.threads import in_thread
from lms_bridge.workflows.planning import prefix
from tests.catalogue.builders import SYSTEM, a_nomination, a_world
from tests.lms_bridge.workflows.conftest import Running

SMALL = Path(__file__).parents[2] / "catalogue" / "data" / "programme"
PATIENCE_SECONDS = 120


async def until(parts: Parts, scenario: str, *states: ScenarioState) -> ScenarioRecord:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            found = await in_thread(read_scenario, SYSTEM, scenario)
            if found.line.state in states:
                return found
            await asyncio.sleep(0.05)


async def until_ended(parts: Parts, scenario: str) -> ScenarioRecord:
    found = await until(parts, scenario, ScenarioState.SOLVED, ScenarioState.FAILED)
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await parts.jobs.is_busy():
            await asyncio.sleep(0.05)
    return found


async def until_a_plan(scenario: str) -> ScenarioRecord:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            found = await in_thread(read_scenario, SYSTEM, scenario)
            if found.plan is not None:
                assert found.line.state == ScenarioState.SOLVING
                return found
            await asyncio.sleep(0.05)


async def until_more_is_proved(parts: Parts, scenario: str) -> int:
    """Wait until the bound has risen since the last better plan; give it."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            kept = (await in_thread(read_scenario, SYSTEM, scenario)).line.bound or 0
            bounds = [told.bound or 0 for told in parts.jobs.told(scenario)]
            if bounds and bounds[-1] > kept:
                return bounds[-1]
            await asyncio.sleep(0.05)


async def assert_valid(planner: Planner, found: ScenarioRecord) -> None:
    """The plan breaks no rule, its score is right, and nobody is left out without a reason."""
    assert found.plan is not None
    posed = posed_of(found.problem)
    checked = await planner.check(posed, found.plan)
    assert (checked.violations, checked.score) == ((), found.score)
    seated = {seat for held in found.plan for seat in held.seats}
    left = {each.id for each in found.unseated}
    assert seated | left == {n.id for n in posed.message.nominations}
    assert not seated & left
    assert {each.id for each in found.unheld} | {held.run for held in found.plan} == {
        run.id for run in posed.message.runs
    }
    assert all(each.reasons for each in (*found.unheld, *found.unseated))


async def test_a_small_programme_is_planned_to_its_end(
    at_work: Running, planner_address: str
) -> None:
    programme = load(SYSTEM, SMALL).programme
    async with at_work(planner_address) as parts:
        scenario = draft_scenario(SYSTEM, programme, "Work plan")
        await start_planning(parts, SYSTEM, scenario, Limits(seconds=30))

        found = await until_ended(parts, scenario)

        assert (found.line.outcome, found.line.failure) == ("OPTIMAL", "")
        assert found.score is not None
        assert found.line.bound == found.score.total
        await assert_valid(parts.planner, found)
        assert parts.jobs.told(scenario) == ()
        topics = [letter.topic for letter in await in_thread(waiting)]
        assert topics in ([], ["scenario.solved"])


async def test_who_stops_a_search_gets_its_best_plan_with_reasons(
    at_work: Running, planner_address: str
) -> None:
    programme = load(SYSTEM, SAMPLE).programme
    async with at_work(planner_address) as parts:
        scenario = draft_scenario(SYSTEM, programme, "Work plan")
        await start_planning(parts, SYSTEM, scenario, Limits(seconds=600, workers=1))
        before = await until_a_plan(scenario)
        proved = await until_more_is_proved(parts, scenario)

        await parts.jobs.stop(SYSTEM, scenario)
        await parts.jobs.stop(SYSTEM, scenario)  # once more changes nothing

        found = await until_ended(parts, scenario)
        assert (found.line.state, found.line.outcome) == (ScenarioState.SOLVED, "FEASIBLE")
        assert found.score is not None
        assert before.score is not None
        assert proved <= (found.line.bound or 0) <= found.score.total <= before.score.total
        await assert_valid(parts.planner, found)

        await parts.jobs.stop(SYSTEM, scenario)
        await start_planning(parts, SYSTEM, scenario, Limits(seconds=600))
        await until_a_plan(scenario)
        await parts.jobs.stop(SYSTEM, scenario)
        assert (await until_ended(parts, scenario)).line.state == ScenarioState.SOLVED


async def test_a_search_that_is_stopped_at_once_does_not_go_on(
    at_work: Running, planner_address: str
) -> None:
    programme = load(SYSTEM, SAMPLE).programme
    async with at_work(planner_address) as parts:
        scenario = draft_scenario(SYSTEM, programme, "Work plan")
        await start_planning(parts, SYSTEM, scenario, Limits(seconds=600))
        await parts.jobs.stop(SYSTEM, scenario)

        found = await until_ended(parts, scenario)

        if found.plan is None:
            assert found.line.failure == "STOPPED: before there was a plan"
        else:
            await assert_valid(parts.planner, found)


async def test_a_stop_is_not_lost_with_the_process(at_work: Running, planner_address: str) -> None:
    programme = load(SYSTEM, SAMPLE).programme
    async with at_work(planner_address) as parts:
        scenario = draft_scenario(SYSTEM, programme, "Work plan")
        await start_planning(parts, SYSTEM, scenario, Limits(seconds=600))
        await until_a_plan(scenario)
        await parts.jobs.stop(SYSTEM, scenario)
    async with at_work(planner_address) as parts:
        found = await until_ended(parts, scenario)
        assert found.line.state == ScenarioState.SOLVED
        await assert_valid(parts.planner, found)


@asynccontextmanager
async def a_planner(socket: Path, *more: str) -> AsyncIterator[asyncio.subprocess.Process]:
    words = ("-m", "scheduler", "serve", "--listen", f"unix:{socket}", *more)
    process = await child.start(sys.executable, *words, at_our_end=signal.SIGTERM)
    try:
        yield process
    finally:
        await child.stop(process, 10)


@reading
def totals(scenario: str) -> list[int]:
    """The totals of the plans that were kept, in their order."""
    rows = Audit.select().where(Audit.verb == "scenario.improved", Audit.thing == scenario)
    return [row.detail["total"] for row in rows.order_by(Audit.number)]


async def test_a_search_goes_on_from_its_best_plan_where_the_planner_dies(
    at_work: Running, tmp_path: Path
) -> None:
    programme = load(SYSTEM, SAMPLE).programme
    socket = tmp_path / "planner.sock"
    async with a_planner(socket) as first, at_work(f"unix:{socket}") as parts:
        scenario = draft_scenario(SYSTEM, programme, "Work plan")
        await start_planning(parts, SYSTEM, scenario, Limits(seconds=5, workers=1))
        await until_a_plan(scenario)
        first.kill()
        await first.wait()
        kept = totals(scenario)
        socket.unlink(missing_ok=True)
        async with a_planner(socket):
            found = await until_ended(parts, scenario)

            assert (found.line.state, found.line.failure) == (ScenarioState.SOLVED, "")
            assert found.score is not None
            assert found.score.total <= min(kept)
            assert totals(scenario) == sorted(totals(scenario), reverse=True)
            await assert_valid(parts.planner, found)


async def test_who_stops_while_the_planner_is_away_gets_the_plan_once_it_is_back(
    at_work: Running, tmp_path: Path
) -> None:
    programme = load(SYSTEM, SAMPLE).programme
    socket = tmp_path / "planner.sock"
    async with a_planner(socket) as first, at_work(f"unix:{socket}") as parts:
        scenario = draft_scenario(SYSTEM, programme, "Work plan")
        await start_planning(parts, SYSTEM, scenario, Limits(seconds=600, workers=1))
        await until_a_plan(scenario)
        first.kill()
        await first.wait()
        socket.unlink(missing_ok=True)
        await parts.jobs.stop(SYSTEM, scenario)
        async with a_planner(socket):
            found = await until_ended(parts, scenario)

            assert (found.line.state, found.line.failure) == (ScenarioState.SOLVED, "")
            await assert_valid(parts.planner, found)


async def test_a_search_waits_for_a_place_as_long_as_another_has_it(
    at_work: Running, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    programme = load(SYSTEM, SAMPLE).programme
    socket = tmp_path / "planner.sock"
    caplog.set_level("INFO", "lms_bridge.workflows.planning")
    async with a_planner(socket, "--solves", "1"), at_work(f"unix:{socket}") as parts:
        first = draft_scenario(SYSTEM, programme, "First")
        await start_planning(parts, SYSTEM, first, Limits(seconds=600, workers=1))
        await until_a_plan(first)
        second = draft_scenario(SYSTEM, programme, "Second")
        await start_planning(parts, SYSTEM, second, Limits(seconds=2, workers=1))
        waits = f"scenario {second} waits for a free place in the planner"
        async with asyncio.timeout(PATIENCE_SECONDS):
            while waits not in caplog.text:
                await asyncio.sleep(0.05)
        assert (await in_thread(read_scenario, SYSTEM, second)).plan is None

        await parts.jobs.stop(SYSTEM, first)

        found = await until(parts, second, ScenarioState.SOLVED, ScenarioState.FAILED)
        assert (found.line.state, found.line.failure) == (ScenarioState.SOLVED, "")
        assert (await until_ended(parts, first)).line.state == ScenarioState.SOLVED


async def test_a_problem_without_a_solution_is_solved_with_its_conflict(
    at_work: Running, planner_address: str
) -> None:
    a_world()
    a_nomination("IDN-001")

    @changing
    def pin() -> None:
        Run.update(pinned_held=True, pinned_start="2014-09-01").execute()

    pin()
    async with at_work(planner_address) as parts:
        scenario = draft_scenario(SYSTEM, "rso", "Impossible")
        await start_planning(parts, SYSTEM, scenario, Limits(seconds=30))

        found = await until_ended(parts, scenario)

        assert (found.line.state, found.line.outcome) == (ScenarioState.SOLVED, "INFEASIBLE")
        assert (found.plan, found.score) == (None, None)
        assert {part.run for part in found.conflict} <= {"induction-1", None}
        assert found.conflict


async def test_a_problem_that_the_planner_refuses_fails_with_its_reason(
    at_work: Running, planner_address: str
) -> None:
    a_world()
    async with at_work(planner_address) as parts:
        scenario = draft_scenario(SYSTEM, "rso", "Malformed")
        changing(lambda: Run.update(earliest="2016-01-01", latest="2015-01-01").execute())()
        await start_planning(parts, SYSTEM, scenario, Limits(seconds=-1))

        found = await until_ended(parts, scenario)

        assert found.line.state == ScenarioState.FAILED
        assert found.line.failure.startswith("MALFORMED: ")


async def test_a_search_that_breaks_in_an_unforeseen_way_ends_too(
    at_work: Running, planner_address: str, caplog: pytest.LogCaptureFixture
) -> None:
    a_world()
    async with at_work(planner_address) as parts:
        scenario = draft_scenario(SYSTEM, "rso", "Broken")
        await in_thread(_start_with, scenario, "this is no JSON")
        parts.jobs.nudge()

        found = await until_ended(parts, scenario)

        assert found.line.state == ScenarioState.FAILED
        assert found.line.failure == "INTERNAL: the log says why"
        assert f"the search for scenario {scenario} failed" in caplog.text


@changing
def _start_with(scenario: str, problem: str) -> None:
    """Start a scenario with a problem as no release of ours writes it."""
    from catalogue.actions.start_scenario import start_scenario  # noqa: PLC0415

    start_scenario(
        SYSTEM,
        scenario,
        problem=problem,
        problem_digest="digest",
        objective="total",
        limits={"seconds": 10},
        revision=0,
    )


async def test_a_letter_that_comes_twice_starts_one_workflow(
    at_work: Running, planner_address: str
) -> None:
    a_world()
    a_nomination("IDN-001")
    async with at_work(planner_address) as parts:
        scenario = draft_scenario(SYSTEM, "rso", "Work plan")
        await start_planning(parts, SYSTEM, scenario, Limits(seconds=30))
        found = await until_ended(parts, scenario)

        for _ in range(2):
            await in_thread(_give_back)
            parts.jobs.nudge()
            await _until_taken()

        assert await until_ended(parts, scenario) == found
        begun = await DBOS.list_workflows_async(workflow_id_prefix=prefix(scenario))
        assert len(begun) == 1
        assert await in_thread(_solved) == 1


@changing
def _give_back() -> None:
    """Let the relay find its letters again, as after a crash before it took them."""
    Outbox.update(taken_at=None).where(Outbox.topic == "scenario.started").execute()


async def _until_taken() -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await in_thread(waiting):
            await asyncio.sleep(0.05)


@reading
def _solved() -> int:
    return int(Audit.select().where(Audit.verb == "scenario.solved").count())


async def test_what_was_left_when_the_process_ended_is_taken_up(
    at_work: Running, planner_address: str
) -> None:
    a_world()
    a_nomination("IDN-001")
    scenario = draft_scenario(SYSTEM, "rso", "Work plan")
    await in_thread(_start_again, scenario)
    assert [letter.topic for letter in waiting()] == ["scenario.started"]
    async with at_work(planner_address) as parts:
        found = await until_ended(parts, scenario)
        assert found.line.outcome == "OPTIMAL"


async def test_what_a_dead_bridge_left_is_taken_over_by_another(
    at_work: Running, planner_address: str, caplog: pytest.LogCaptureFixture
) -> None:
    programme = load(SYSTEM, SAMPLE).programme
    async with at_work(planner_address, executor="one") as parts:
        scenario = draft_scenario(SYSTEM, programme, "Work plan")
        await start_planning(parts, SYSTEM, scenario, Limits(seconds=5, workers=1))
        await until_a_plan(scenario)
    assert await in_thread(stay_alive, SYSTEM, "one", -1.0) == []  # as one that was killed
    async with at_work(planner_address, executor="two") as parts:
        found = await until_ended(parts, scenario)
        assert (found.line.state, found.line.failure) == (ScenarioState.SOLVED, "")
    assert "bridge one is dead" in caplog.text
    assert await in_thread(stay_alive, SYSTEM, "three", 30.0) == []


def _start_again(scenario: str) -> None:
    pose_scenario(SYSTEM, scenario, Limits(seconds=30))
    assert reading(lambda: Scenario.get_by_id(scenario).state)() == ScenarioState.SOLVING
