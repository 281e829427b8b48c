"""What each RPC answers, over a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import grpc
import psutil
import pytest
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from planning.v1 import planning_pb2, schedule_pb2

from bench.problems import make
from scheduler import wire
from scheduler.check import check
from scheduler.problem import Problem
from scheduler.schedule import Outcome, Reason, Schedule, Score, Solution
from tests.scheduler.builders import (
    a_course,
    a_nomination,
    a_problem,
    a_run,
    a_schedule,
    an_official,
    held,
    pinned,
    solved,
)
from tests.scheduler.processes import Server, message_of, serving, wait_for

Event = planning_pb2.SolveResponse


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server"), "--solves", 2) as running:
        yield running


def asking(problem: Problem, **limits: Any) -> planning_pb2.SolveRequest:
    return planning_pb2.SolveRequest(
        problem=message_of(problem), limits=planning_pb2.Limits(**limits)
    )


def a_long_search(**limits: Any) -> planning_pb2.SolveRequest:
    return asking(make("S", 1).problem, **({"seconds": 300} | limits))


def message(schedule: Schedule) -> schedule_pb2.Schedule:
    return wire.schedule_message(schedule)


class Refusal(NamedTuple):
    """An error as a client sees it."""

    code: grpc.StatusCode
    reason: str
    faults: dict[str, str]
    retry_seconds: int | None


def refusal(error: Any) -> Refusal:
    reason, faults, retry = "", {}, None
    status = rpc_status.from_call(error)
    assert status is not None, error
    for detail in status.details:
        info = error_details_pb2.ErrorInfo()
        bad = error_details_pb2.BadRequest()
        wait = error_details_pb2.RetryInfo()
        if detail.Unpack(info):
            assert info.domain == "planning.lokakarya"
            reason = info.reason
        elif detail.Unpack(bad):
            faults = {v.field: v.description for v in bad.field_violations}
        elif detail.Unpack(wait):
            retry = wait.retry_delay.seconds
    return Refusal(error.code(), reason, faults, retry)


def refused(ask: Any, request: Any) -> Refusal:
    """What an RPC is refused with, at once or on its stream."""

    def hear_all() -> None:
        answer = ask(request)
        list(answer if hasattr(answer, "__iter__") else [])

    with pytest.raises(grpc.RpcError) as refused:
        hear_all()
    return refusal(refused.value)


# --- Solve


def test_a_solve_streams_progress_and_schedules_and_ends_with_the_solution(server: Server) -> None:
    problem = make("S", 1).problem
    events = list(server.stub.Solve(asking(problem, work_units=600)))
    assert {e.problem_digest for e in events} == {wire.digest(message_of(problem))}
    kinds = [e.WhichOneof("event") for e in events]
    assert kinds[0] == "progress"
    assert kinds.count("solution") == 1
    assert kinds[-1] == "solution"
    answer = wire.told(events[-1])
    assert isinstance(answer, Solution)
    assert answer.schedule == solved(problem, work_units=600).schedule
    last = [e for e in events if e.WhichOneof("event") == "improvement"][-1]
    assert wire.told(last).schedule == answer.schedule


def test_there_is_a_heartbeat_at_least_each_second(server: Server) -> None:
    events = list(server.stub.Solve(a_long_search(seconds=3)))
    beats = [e.progress for e in events if e.WhichOneof("event") == "progress"]
    searching = [b for b in beats if b.phase != "reading"]
    assert len(searching) >= 3
    assert all(b.seconds - a.seconds < 1.5 for a, b in pairwise(searching))
    assert searching[-1].total >= searching[-1].bound > 0
    assert searching[-1].gap == pytest.approx(1 - searching[-1].bound / searching[-1].total)


def test_a_repair_is_asked_for_by_its_objective(server: Server) -> None:
    problem = a_problem(baseline=a_schedule(held(seats=["n1"])))
    request = asking(problem, work_units=600)
    request.objective = planning_pb2.OBJECTIVE_CHANGES_FIRST
    *_, last = server.stub.Solve(request)
    assert [(x.name, x.value, x.bound) for x in last.solution.levels] == [
        ("changed_runs", 0, 0),
        ("changes", 0, 0),
        ("total", 1700, 1700),
    ]


def test_a_schedule_to_begin_with_is_not_made_worse(server: Server) -> None:
    problem = make("S", 1).problem
    good = solved(problem, work_units=1500)
    assert good.schedule is not None
    assert good.score is not None
    request = asking(problem, work_units=1)
    request.start.CopyFrom(message(good.schedule))
    *_, last = server.stub.Solve(request)
    assert last.solution.score.total <= good.score.total


def test_a_contradiction_is_an_answer_and_no_error(server: Server) -> None:
    problem = a_problem(runs=[a_run(pinned=pinned(held=True, language="th"))])
    *_, last = server.stub.Solve(asking(problem))
    assert last.solution.outcome == schedule_pb2.OUTCOME_INFEASIBLE
    assert [part.code for part in last.solution.conflict] == ["PIN_HELD", "PIN_LANGUAGE"]
    assert not last.solution.HasField("schedule")


def test_a_search_ends_before_its_deadline(server: Server) -> None:
    *_, last = server.stub.Solve(a_long_search(), timeout=4)
    assert last.solution.outcome == schedule_pb2.OUTCOME_FEASIBLE
    schedule = wire.schedule_of(last.solution.schedule)
    assert check(make("S", 1).problem, schedule).violations == ()


def begin(server: Server, **limits: Any) -> tuple[Any, psutil.Process]:
    """Begin a long search; gives the call and its process once it has a schedule."""
    before = server.children()
    call = server.stub.Solve(a_long_search(**limits))
    for event in call:
        if event.WhichOneof("event") == "improvement":
            break
    [child] = (each for each in server.children() if each not in before)
    return call, child


def test_a_cancel_ends_the_process_within_a_second(server: Server) -> None:
    call, child = begin(server)
    call.cancel()
    child.wait(timeout=1)
    assert not child.is_running()


def test_a_process_that_dies_is_told_and_the_next_solve_works(server: Server) -> None:
    call, child = begin(server)
    child.kill()
    with pytest.raises(grpc.RpcError) as died:
        list(call)
    assert refusal(died.value)[:2] == (grpc.StatusCode.INTERNAL, "SOLVER_CRASHED")
    *_, last = server.stub.Solve(asking(a_problem()))
    assert last.solution.outcome == schedule_pb2.OUTCOME_OPTIMAL


def test_a_nursery_that_dies_is_told_and_replaced(server: Server) -> None:
    call, child = begin(server)
    [nursery] = {each.parent() for each in server.children()}
    assert nursery is not None
    nursery.kill()
    with pytest.raises(grpc.RpcError) as died:
        list(call)
    assert refusal(died.value)[:2] == (grpc.StatusCode.INTERNAL, "SOLVER_CRASHED")
    wait_for(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)
    *_, last = server.stub.Solve(asking(a_problem()))
    assert last.solution.outcome == schedule_pb2.OUTCOME_OPTIMAL


def test_a_search_beyond_its_memory_is_told(server: Server) -> None:
    assert refused(server.stub.Solve, a_long_search(memory_mb=1))[:2] == (
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        "SOLVER_MEMORY",
    )


def test_a_servers_memory_bounds_every_solve(tmp_path: Path) -> None:
    with serving(tmp_path, "--memory-mb", 1) as server:
        for asked in ({}, {"memory_mb": 100_000}):
            assert refused(server.stub.Solve, a_long_search(**asked)).reason == "SOLVER_MEMORY"


def test_a_full_server_says_when_to_come_again(tmp_path: Path) -> None:
    with serving(tmp_path, "--solves", 1) as server:
        call, child = begin(server)
        found = refused(server.stub.Solve, asking(a_problem()))
        assert found[:2] == (grpc.StatusCode.RESOURCE_EXHAUSTED, "SERVER_FULL")
        assert found.retry_seconds is not None
        assert found.retry_seconds > 0
        answer = server.stub.Check(planning_pb2.CheckRequest(problem=message_of(a_problem())))
        assert answer.HasField("score")  # a check needs no place
        explained = server.stub.Explain(
            planning_pb2.ExplainRequest(problem=message_of(a_problem()))
        )
        assert explained.unheld  # nor do the reasons of a plan that a search has left
        call.cancel()
        child.wait(timeout=1)

        def is_free() -> bool:
            try:
                list(server.stub.Solve(asking(a_problem())))
            except grpc.RpcError as error:
                return refusal(error).reason != "SERVER_FULL"
            return True

        wait_for(is_free)
        *_, last = server.stub.Solve(asking(a_problem()))
        assert last.solution.outcome == schedule_pb2.OUTCOME_OPTIMAL


# --- Check


def test_a_check_gives_violations_or_a_score(server: Server) -> None:
    problem = a_problem()
    good, bad = a_schedule(held()), a_schedule(held(seats=["gone"]), held("x"))
    for schedule in (good, bad):
        answer = server.stub.Check(
            planning_pb2.CheckRequest(problem=message_of(problem), schedule=message(schedule))
        )
        assert answer == wire.check_message(
            check(problem, schedule), wire.digest(message_of(problem))
        )
    assert [v.code for v in answer.violations] == ["UNKNOWN_RUN", "UNKNOWN_NOMINATION", "SEATS_MIN"]


def test_a_check_of_nothing_is_that_of_an_empty_schedule(server: Server) -> None:
    answer = server.stub.Check(planning_pb2.CheckRequest(problem=message_of(a_problem())))
    assert answer.score.total == 90_000


def test_a_message_may_be_large(server: Server) -> None:
    wordy = an_official("o1", languages=("en", "x" * 30_000_000))
    problem = a_problem(officials=[wordy], nominations=[a_nomination()])
    answer = server.stub.Check(
        planning_pb2.CheckRequest(problem=message_of(problem), schedule=message(a_schedule(held())))
    )
    assert answer.HasField("score")


# --- problems by their digests


def test_a_problem_is_known_by_its_digest_once_it_was_sent(server: Server) -> None:
    problem = a_problem(runs=[a_run("r1"), a_run("never seen")])
    digest = wire.digest(message_of(problem))
    by_digest = planning_pb2.CheckRequest(problem_digest=digest)
    assert refused(server.stub.Check, by_digest)[:2] == (
        grpc.StatusCode.FAILED_PRECONDITION,
        "PROBLEM_NOT_CACHED",
    )
    solve = planning_pb2.SolveRequest(problem_digest=digest)
    assert refused(server.stub.Solve, solve).reason == "PROBLEM_NOT_CACHED"
    sent = server.stub.Check(planning_pb2.CheckRequest(problem=message_of(problem)))
    assert sent.problem_digest == digest
    assert server.stub.Check(by_digest) == sent
    *_, last = server.stub.Solve(solve)
    assert last.problem_digest == last.solution.problem_digest == digest
    assert last.solution.outcome == schedule_pb2.OUTCOME_OPTIMAL
    answer = server.stub.Explain(planning_pb2.ExplainRequest(problem_digest=digest))
    assert [u.run for u in answer.unheld] == ["r1", "never seen"]


def test_only_a_few_problems_are_kept(server: Server) -> None:
    digests = []
    for number in range(9):
        asked = planning_pb2.CheckRequest(problem=message_of(a_problem(runs=[a_run(f"k{number}")])))
        digests.append(server.stub.Check(asked).problem_digest)
    oldest, newest = (
        planning_pb2.CheckRequest(problem_digest=d) for d in (digests[0], digests[-1])
    )
    assert server.stub.Check(newest).problem_digest == digests[-1]
    assert refused(server.stub.Check, oldest).reason == "PROBLEM_NOT_CACHED"


# --- Explain and Suggest


def explaining(**about: Any) -> planning_pb2.ExplainRequest:
    problem = a_problem(
        runs=[a_run("r1"), a_run("r2", pinned=pinned(held=False))],
        officials=[an_official("o1"), an_official("o2", languages=()), an_official("o3")],
    )
    return planning_pb2.ExplainRequest(
        problem=message_of(problem),
        schedule=message(a_schedule(held("r1", seats=["n1", "n3"]))),
        **about,
    )


def test_all_that_is_left_out_is_explained_or_what_is_asked_for(server: Server) -> None:
    everything = server.stub.Explain(explaining())
    assert [(u.run, u.reasons[0].code) for u in everything.unheld] == [("r2", "PINNED_OUT")]
    assert [(u.nomination, u.reasons[0].code) for u in everything.unseated] == [("n2", "LANGUAGE")]
    assert everything.problem_digest == wire.digest(explaining().problem)
    run = server.stub.Explain(explaining(run="r2"))
    assert (run.unheld, list(run.unseated)) == (everything.unheld, [])
    nomination = server.stub.Explain(explaining(nomination="n2"))
    assert (list(nomination.unheld), nomination.unseated) == ([], everything.unseated)
    [reason] = nomination.unseated[0].reasons
    assert reason == wire.message_of(Reason("LANGUAGE", run="r1"), schedule_pb2.Reason)


def test_what_cannot_be_explained_is_refused(server: Server) -> None:
    invalid = explaining()
    invalid.schedule.runs[0].seats.append("n2")
    assert refused(server.stub.Explain, invalid)[:2] == (
        grpc.StatusCode.INVALID_ARGUMENT,
        "NOT_VALID",
    )
    for about, path in (({"run": "x"}, "run"), ({"nomination": "x"}, "nomination")):
        found = refused(server.stub.Explain, explaining(**about))
        assert found[:2] == (grpc.StatusCode.INVALID_ARGUMENT, "MALFORMED")
        assert list(found.faults) == [path]


def test_the_full_answer_says_what_it_takes_to_seat_somebody(server: Server) -> None:
    problem = a_problem(courses=[a_course(max_seats=2)])
    asked = planning_pb2.ExplainRequest(
        problem=message_of(problem),
        schedule=message(a_schedule(held(seats=["n1", "n3"]))),
        nomination="n2",
        full=True,
    )
    answer = server.stub.Explain(asked)
    assert [r.code for r in answer.unseated[0].reasons] == ["FULL"]
    assert answer.admission.nomination == "n2"
    assert answer.admission.smallest.delta == 1_700  # the way from Jakarta
    [lost] = answer.admission.displaced
    assert lost in {"n1", "n3"}
    assert answer.admission.next_run == "r1"
    found = refused(server.stub.Explain, explaining(full=True))
    assert (found.reason, list(found.faults)) == ("MALFORMED", ["full"])


def suggesting(problem: Problem, **about: Any) -> planning_pb2.SuggestRequest:
    return planning_pb2.SuggestRequest(
        problem=message_of(problem), schedule=message(a_schedule(held(seats=["n1"]))), **about
    )


def test_alternatives_are_complete_and_the_process_that_answers_is_kept(server: Server) -> None:
    problem = a_problem(nominations=[a_nomination("n1")])
    answer = server.stub.Suggest(suggesting(problem, run="r1"))
    assert answer.problem_digest == wire.digest(message_of(problem))
    assert len(answer.alternatives) == 3
    for each in answer.alternatives:
        checked = server.stub.Check(
            planning_pb2.CheckRequest(problem_digest=answer.problem_digest, schedule=each.schedule)
        )
        assert checked.score == each.score
        assert each.changed_runs == ["r1"]
    [before] = server.children()
    again = suggesting(problem, run="r1", count=1)
    again.problem_digest = answer.problem_digest
    assert server.stub.Suggest(again).alternatives == answer.alternatives[:1]
    assert server.children() == [before]


def test_alternatives_that_cannot_be_found_are_refused(server: Server) -> None:
    for about, path in (({}, "run"), ({"run": "x"}, "run"), ({"run": "r1", "block": "x"}, "block")):
        found = refused(server.stub.Suggest, suggesting(a_problem(), **about))
        assert found[:2] == (grpc.StatusCode.INVALID_ARGUMENT, "MALFORMED")
        assert list(found.faults) == [path]
    unknown = planning_pb2.SuggestRequest(problem_digest="x", run="r1")
    assert refused(server.stub.Suggest, unknown).reason == "PROBLEM_NOT_CACHED"


def test_a_process_that_dies_over_a_question_is_replaced(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        asked = suggesting(a_problem(), run="r1")
        assert server.stub.Suggest(asked).alternatives
        [first] = server.children()
        first.kill()
        wait_for(lambda: first not in server.children())
        assert server.stub.Suggest(asked).alternatives


# --- malformed requests


def test_every_fault_of_a_request_has_its_field(server: Server) -> None:
    problem = message_of(a_problem())
    problem.runs[0].course = "X"
    problem.nominations[1].priority = 9
    problem.horizon.start = "2016-1-1"
    for ask, request in (
        (server.stub.Solve, planning_pb2.SolveRequest(problem=problem)),
        (server.stub.Check, planning_pb2.CheckRequest(problem=problem)),
        (server.stub.Explain, planning_pb2.ExplainRequest(problem=problem)),
    ):
        found = refused(ask, request)
        assert found[:2] == (grpc.StatusCode.INVALID_ARGUMENT, "MALFORMED")
        assert set(found.faults) == {
            "horizon.start",
            "runs[0].course",
            "nominations[1].priority",
        }
        assert found.faults["runs[0].course"] == 'unknown course "X"'


def test_a_request_without_a_problem_with_bad_limits_or_dates_is_refused(server: Server) -> None:
    bad_date = asking(a_problem())
    bad_date.start.runs.add(id="r1", start="monday")
    bad_objective = asking(a_problem())
    bad_objective.objective = 9
    for request, path in (
        (planning_pb2.SolveRequest(), "problem"),
        (asking(a_problem(), gap=2), "limits.gap"),
        (asking(a_problem(), workers=0), "limits.workers"),
        (asking(a_problem(), workers=2**31 - 1), "limits.workers"),
        (asking(a_problem(), seed=-1), "limits.seed"),
        (bad_date, "start.runs[0].start"),
        (bad_objective, "objective"),
    ):
        found = refused(server.stub.Solve, request)
        assert found[:2] == (grpc.StatusCode.INVALID_ARGUMENT, "MALFORMED")
        assert list(found.faults) == [path]
    bad_schedule = planning_pb2.CheckRequest(problem=message_of(a_problem()))
    bad_schedule.schedule.runs.add(id="r1", start="")
    assert list(refused(server.stub.Check, bad_schedule).faults) == ["schedule.runs[0].start"]


def test_refusals_cost_no_place(server: Server) -> None:
    for _ in range(3):
        refused(server.stub.Solve, planning_pb2.SolveRequest())
        refused(server.stub.Explain, explaining(run="x"))
    *_, last = server.stub.Solve(asking(a_problem()))
    assert wire.told(last).score == Score(cost=1700)
    assert wire.told(last).outcome is Outcome.OPTIMAL
