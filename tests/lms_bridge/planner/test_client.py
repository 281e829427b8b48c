"""The client against a real planner on a socket."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from planning.v1 import problem_pb2

from catalogue.actions.finish_scenario import Result
from catalogue.exchange.load import load
from catalogue.plan import Conflict, LeftOut, Reason
from catalogue.queries.planning import planning_input
from lms_bridge.errors import PlannerRefused, PlannerUnreachable
from lms_bridge.local_scheduler import local_scheduler
from lms_bridge.planner import client
from lms_bridge.planner.answer import Improvement, Progress, Told
from lms_bridge.planner.client import Limits, Planner, planner_at
from lms_bridge.planner.problem import Posed, pose, posed
from lms_bridge.serving import SAMPLE
from tests.catalogue.builders import SYSTEM, a_nomination, a_run, a_world

BRIEFLY = Limits(seconds=10)


@pytest.fixture
def small(catalogue: str) -> Posed:
    """Give a course with two seats and three officials who want one."""
    a_world()
    for number in (1, 2, 3):
        a_nomination(f"IDN-{number:03}", priority=6 - number)
    return _changed(pose(planning_input(SYSTEM, "rso")), max_seats=2)


@pytest.fixture
def large(catalogue: str) -> Posed:
    return pose(planning_input(SYSTEM, load(SYSTEM, SAMPLE).programme))


def _changed(given: Posed, **course: int) -> Posed:
    message = problem_pb2.Problem()
    message.CopyFrom(given.message)
    for name, value in course.items():
        setattr(message.courses[0], name, value)
    return posed(message)


async def solved(planner: Planner, problem: Posed, limits: Limits = BRIEFLY) -> list[Told]:
    return [told async for told in planner.solve(problem, limits)]


async def test_a_planner_serves(planner: Planner) -> None:
    assert await planner.is_serving()


async def test_a_solve_tells_better_plans_and_then_its_result(
    planner: Planner, small: Posed
) -> None:
    told = await solved(planner, small)

    *before, result = told
    assert isinstance(result, Result)
    assert {type(each) for each in before} <= {Progress, Improvement}
    improvements = [each for each in before if isinstance(each, Improvement)]
    assert result.outcome == "OPTIMAL"
    assert result.plan is not None
    assert result.score is not None
    assert result.bound == result.score.total
    assert (improvements[-1].plan, improvements[-1].score) == (result.plan, result.score)
    (held,) = result.plan
    assert sorted(held.seats) == ["IDN-001.induction", "IDN-002.induction"]
    assert result.unseated == (
        LeftOut("IDN-003.induction", (Reason("FULL", run="induction-1", cut_off_priority=4),)),
    )


async def test_a_search_begins_where_another_ended(planner: Planner, large: Posed) -> None:
    short = Limits(seconds=2)
    first = (await solved(planner, large, short))[-1]
    assert isinstance(first, Result)
    assert first.plan is not None

    better = [
        told
        async for told in planner.solve(large, short, first.plan)
        if isinstance(told, Improvement)
    ]

    assert first.score is not None
    assert all(each.score.total <= first.score.total for each in better)


async def test_a_problem_without_a_solution_is_an_answer(planner: Planner, small: Posed) -> None:
    message = problem_pb2.Problem()
    message.CopyFrom(small.message)
    message.runs[0].pinned.held = True
    message.runs[0].pinned.start = "2014-01-06"

    result = (await solved(planner, posed(message)))[-1]

    assert isinstance(result, Result)
    assert (result.outcome, result.plan) == ("INFEASIBLE", None)
    assert result.conflict
    assert {type(part) for part in result.conflict} == {Conflict}


async def test_a_plan_is_checked_and_explained(planner: Planner, small: Posed) -> None:
    result = (await solved(planner, small))[-1]
    assert isinstance(result, Result)
    assert result.plan is not None

    assert await planner.check(small, result.plan) == client.Checked((), result.score)
    assert await planner.explain(small, result.plan) == (result.unheld, result.unseated)

    crowded = (replace(result.plan[0], seats=_ALL),)
    found = await planner.check(small, crowded)
    assert found.score is None
    assert [(v.rule, v.code, v.about["run"]) for v in found.violations] == [
        ("H5", "SEATS_MAX", "induction-1")
    ]


_ALL = tuple(f"IDN-{number:03}.induction" for number in (1, 2, 3))


async def test_a_problem_that_the_planner_forgot_is_sent_again(
    planner: Planner, small: Posed
) -> None:
    result = (await solved(planner, small))[-1]
    assert isinstance(result, Result)
    assert result.plan is not None
    others = [_changed(small, min_seats=1, max_seats=n) for n in range(3, 15)]
    for other in others:  # more than a planner keeps
        assert (await planner.check(other, result.plan)).violations == ()

    assert (await planner.check(small, result.plan)).score == result.score


async def test_a_malformed_problem_is_refused_with_its_reason(
    planner: Planner, small: Posed
) -> None:
    with pytest.raises(PlannerRefused, match=r"courses\[0\]") as refused:
        await solved(planner, _changed(small, max_seats=-1))
    assert (refused.value.reason, refused.value.retry_seconds) == ("MALFORMED", None)

    with pytest.raises(PlannerRefused) as refused:
        await planner.check(_changed(small, days=0), ())
    assert refused.value.reason == "MALFORMED"


async def test_a_plan_that_is_not_valid_is_not_explained(planner: Planner, small: Posed) -> None:
    a_run("induction-2")
    result = (await solved(planner, small))[-1]
    assert isinstance(result, Result)
    assert result.plan is not None
    wrong = replace(result.plan[0], venue="academy", trainers=())

    with pytest.raises(PlannerRefused) as refused:
        await planner.explain(small, (wrong,))
    assert refused.value.reason == "NOT_VALID"


async def test_a_full_planner_says_when_to_come_again(large: Posed) -> None:
    async with AsyncExitStack() as stack:
        planner = await stack.enter_async_context(
            planner_at(await stack.enter_async_context(local_scheduler()))
        )
        for _ in range(os.cpu_count() or 1):
            search = planner.solve(large, Limits(seconds=60))
            await stack.enter_async_context(aclosing(search))
            await anext(search)

        with pytest.raises(PlannerRefused) as refused:
            await solved(planner, large)

    assert (refused.value.reason, refused.value.retry_seconds) == ("SERVER_FULL", 5)


async def test_closing_a_solve_ends_the_search(
    large: Posed, capfd: pytest.CaptureFixture[str]
) -> None:
    async with local_scheduler() as address, planner_at(address) as planner:
        for _ in range(2 * (os.cpu_count() or 1)):  # were they not ended, it would be full
            await _until_begun(planner, large)
    assert "Traceback" not in capfd.readouterr().err


async def _until_begun(planner: Planner, problem: Posed) -> None:
    """Begin a search and close it; the one before may take a moment to end."""
    async with asyncio.timeout(30):
        while True:
            try:
                async with aclosing(planner.solve(problem, Limits(seconds=60))) as told:
                    await anext(told)
                    return
            except PlannerRefused as refused:
                if refused.reason != "SERVER_FULL":
                    raise
                await asyncio.sleep(0.05)


async def _to_the_end(search: AsyncIterator[Told]) -> None:
    async for _ in search:
        pass


async def test_no_planner_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_PATIENCE_SECONDS", 0.3)
    address = f"unix:{tmp_path / 'nobody.sock'}"
    with pytest.raises(PlannerUnreachable, match=f"no planner answers at {address}"):
        async with planner_at(address):
            pass


async def test_who_asks_while_no_planner_is_there_is_told_soon_and_asks_again(
    small: Posed, planner_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "_PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr(client, "_READY_SECONDS", 0.1)
    socket = tmp_path / "p.sock"
    async with planner_at(f"unix:{socket}", needed=False) as planner:
        with pytest.raises(PlannerUnreachable, match="no planner answers"):
            await planner.check(small, ())
        socket.symlink_to(planner_address.removeprefix("unix:"))
        await planner.appears()
        assert (await planner.check(small, ())).violations == ()


async def test_a_planner_that_dies_is_told(large: Posed) -> None:
    before = {process.pid for process in psutil.Process().children()}
    async with local_scheduler() as address, planner_at(address) as planner:
        (process,) = [p for p in psutil.Process().children() if p.pid not in before]
        async with aclosing(planner.solve(large, Limits(seconds=60))) as search:
            await anext(search)
            process.send_signal(signal.SIGKILL)
            with pytest.raises(PlannerUnreachable):
                await _to_the_end(search)
        assert not await planner.is_serving()


async def test_what_was_told_of_a_plan_just_before_needs_no_planner(
    small: Posed, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with AsyncExitStack() as reached:
        async with local_scheduler() as address:
            planner = await reached.enter_async_context(planner_at(address))
            told = await planner.check(small, ())
        assert await planner.check(small, ()) == told
        monkeypatch.setattr(client, "_READY_SECONDS", 0.1)
        with pytest.raises(PlannerUnreachable):
            await planner.check(_changed(small, days=4), ())


async def test_alternatives_are_complete_plans(planner: Planner, small: Posed) -> None:
    *_, result = await solved(planner, small)
    assert isinstance(result, Result)
    assert result.plan is not None
    assert result.score is not None

    found = await planner.suggest(
        small, result.plan, client.About(nomination="IDN-003.induction", count=2)
    )

    assert len(found) == 2
    for each in found:
        again = await planner.check(small, each.plan)
        assert again.score == each.score
        assert each.delta == each.score.total - result.score.total
        assert "IDN-003.induction" in each.plan[0].seats
        assert each.changed_runs == ("induction-1",)


async def test_what_it_takes_to_seat_somebody(planner: Planner, small: Posed) -> None:
    *_, result = await solved(planner, small)
    assert isinstance(result, Result)
    assert result.plan is not None

    answer = await planner.admission(small, result.plan, "IDN-003.induction")

    assert [reason.code for reason in answer.reasons] == ["FULL"]
    assert answer.displaced == ("IDN-002.induction",)
    assert answer.next_run == "induction-1"
    assert answer.smallest is not None
    assert answer.smallest.delta > 0
    seated = await planner.admission(small, result.plan, "IDN-001.induction")
    assert (seated.reasons, seated.smallest) == ((), None)
