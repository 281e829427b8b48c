"""What could be done instead: by example, on random problems against the checker, at size S."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from bench.problems import make
from scheduler.check import check
from scheduler.engine.search import Search
from scheduler.engine.whole import take_over
from scheduler.errors import Malformed, NotValid
from scheduler.problem import LinkKind, Problem
from scheduler.schedule import Alternative, BlockTrainer, Schedule, ScheduledRun
from scheduler.suggest import changed_runs, suggest
from tests.scheduler import enumeration
from tests.scheduler.builders import (
    a_block,
    a_course,
    a_horizon,
    a_link,
    a_nomination,
    a_problem,
    a_run,
    a_schedule,
    a_trainer,
    a_venue,
    an_official,
    day,
    held,
    pinned,
)
from tests.scheduler.tiny import a_tiny_problem


@pytest.fixture(scope="module", autouse=True)
def ready(warm: None) -> None:
    """The search's functions are compiled."""


def entry(alternative: Alternative, run: str) -> ScheduledRun:
    [found] = [each for each in alternative.schedule.runs if each.id == run]
    return found


# --- a run


def test_a_run_is_offered_its_best_other_days() -> None:
    problem = a_problem(
        runs=[a_run(earliest="2016-03-07", latest="2016-03-09")],
        nominations=[a_nomination("n1")],
    )
    found = suggest(problem, a_schedule(held("r1", "2016-03-07", seats=["n1"])), run="r1")
    assert {entry(each, "r1").start for each in found if each.schedule.runs} == {
        day("2016-03-08"),
        day("2016-03-09"),
    }
    assert [each.changed_runs for each in found] == [("r1",)] * 3
    assert found[-1].schedule.runs == ()  # where there is no third place: not at all
    assert found[-1].delta == 30_000


def test_a_run_that_is_not_held_takes_the_place_of_another() -> None:
    one_day = {"earliest": "2016-03-07", "latest": "2016-03-07"}
    problem = a_problem(
        courses=[a_course("law"), a_course("war")],
        runs=[a_run("r1", "law", **one_day), a_run("r2", "war", latest="2016-04-30")],
        officials=[an_official("o1"), an_official("o2")],
        nominations=[a_nomination("n1", "o1"), a_nomination("m2", "o2", "war")],
    )
    [found, *_] = suggest(problem, a_schedule(held("r2", "2016-03-08", seats=["m2"])), run="r1")
    assert entry(found, "r1").start == day("2016-03-07")
    assert entry(found, "r2").seats == ("m2",)
    assert entry(found, "r2").start != day("2016-03-08")
    assert found.changed_runs == ("r2", "r1")
    assert found.delta == -30_000


def test_a_fact_has_no_alternatives() -> None:
    fact = held("r1", "2016-03-07", seats=["n1"])
    problem = a_problem(horizon=a_horizon(frozen_until="2016-03-07"), baseline=a_schedule(fact))
    assert suggest(problem, a_schedule(fact), run="r1") == ()
    assert suggest(problem, a_schedule(fact), nomination="n1") == ()


# --- a seat


def test_a_full_run_seats_somebody_in_place_of_another() -> None:
    problem = a_problem(courses=[a_course(max_seats=2)])
    found = suggest(
        problem, a_schedule(held("r1", seats=["n1", "n3"])), nomination="n2", seconds=60.0
    )
    assert {frozenset(entry(each, "r1").seats) for each in found[:2]} == {
        frozenset({"n1", "n2"}),
        frozenset({"n2", "n3"}),
    }
    assert [each.delta for each in found[:2]] == [1_700, 1_700]  # the way from Jakarta


def seated(alternative: Alternative) -> set[str]:
    return {seat for run in alternative.schedule.runs for seat in run.seats}


def test_whoever_gives_way_is_seated_in_another_run() -> None:
    problem = a_problem(
        venues=[a_venue("hall", capacity=1), a_venue("room", capacity=2)],
        runs=[a_run("r1"), a_run("r2")],
        officials=[
            an_official("o1"),
            an_official("o2", unavailable=[("2016-05-01", "2016-05-31")]),
            an_official("o3"),
        ],
    )
    now = a_schedule(held("r1", seats=["n1"]), held("r2", "2016-05-02", "room", seats=["n3"]))
    [best, *_] = suggest(problem, now, nomination="n2")
    assert (seated(best), best.delta) == ({"n1", "n2", "n3"}, -30_000)
    assert entry(best, "r1").seats == ("n2",)


def test_a_run_that_is_not_held_is_held_for_a_seat() -> None:
    problem = a_problem(
        courses=[a_course(max_seats=1)],
        runs=[a_run("r1"), a_run("r2")],
        nominations=[a_nomination("n1"), a_nomination("n3", "o3")],
    )
    [best, *_] = suggest(problem, a_schedule(held("r1", seats=["n1"])), nomination="n3")
    assert (seated(best), best.delta) == ({"n1", "n3"}, -30_000)


def test_a_seat_in_the_way_is_given_up_or_moved() -> None:
    problem = a_problem(
        venues=[a_venue("hall"), a_venue("room")],
        courses=[a_course("law"), a_course("war")],
        runs=[a_run("r1", "law"), a_run("r2", "war")],
        officials=[an_official("o1"), an_official("o2")],
        nominations=[
            a_nomination("n1", "o1"),
            a_nomination("n2", "o2", priority=5),
            a_nomination("m1", "o1", "war"),
            a_nomination("m2", "o2", "war", priority=1),
        ],
    )
    both = a_schedule(held("r1", seats=["n1"]), held("r2", "2016-03-08", "room", seats=["m2"]))
    found = suggest(problem, both, nomination="n2")
    assert found
    for each in found:
        assert "n2" in seated(each)


def test_a_cohort_is_seated_together() -> None:
    problem = a_problem(
        venues=[a_venue("hall"), a_venue("room")],
        courses=[a_course("law"), a_course("war")],
        runs=[a_run("r1", "law"), a_run("r2", "war")],
        officials=[an_official("o1"), an_official("o2")],
        nominations=[
            *[a_nomination("n1", "o1"), a_nomination("n2", "o2")],
            *[a_nomination("m1", "o1", "war"), a_nomination("m2", "o2", "war")],
        ],
        links=[a_link(LinkKind.SAME_COHORT)],
    )
    together = a_schedule(held("r1", seats=["n1"]), held("r2", "2016-05-02", "room", seats=["m1"]))
    [best, *_] = suggest(problem, together, nomination="n2")
    assert seated(best) == {"n1", "n2", "m1", "m2"}
    assert best.changed_runs == ("r1", "r2")


# --- a block


def test_a_block_is_offered_other_trainers_the_cheapest_first() -> None:
    fees = {"t1": 100, "t2": 50, "t3": 70, "t4": 10}
    problem = a_problem(
        courses=[a_course(blocks=(a_block("b", 0, 2),))],
        trainers=[
            a_trainer(id, day_fee_usd=fee, languages=("fr",) if id == "t4" else ("en",))
            for id, fee in fees.items()
        ],
    )
    now = a_schedule(held("r1", trainers=[("b", "t1")], seats=["n1"]))
    found = suggest(problem, now, run="r1", block="b")
    assert [entry(each, "r1").trainers for each in found] == [
        (BlockTrainer("b", "t2"),),
        (BlockTrainer("b", "t3"),),
    ]


def test_a_trainer_who_is_busy_leaves_another_run_to_somebody_else() -> None:
    block = (a_block("b", 0, 2),)
    problem = a_problem(
        venues=[a_venue("hall"), a_venue("room")],
        courses=[a_course("law", blocks=block), a_course("war", blocks=block)],
        runs=[a_run("r1", "law"), a_run("r2", "war")],
        officials=[an_official("o1"), an_official("o2")],
        nominations=[a_nomination("n1", "o1"), a_nomination("m2", "o2", "war")],
        trainers=[a_trainer("t1"), a_trainer("t2")],
    )
    now = a_schedule(
        held("r1", trainers=[("b", "t1")], seats=["n1"]),
        held("r2", venue="room", trainers=[("b", "t2")], seats=["m2"]),
    )
    [swapped] = suggest(problem, now, run="r1", block="b")
    assert entry(swapped, "r1").trainers == (BlockTrainer("b", "t2"),)
    assert entry(swapped, "r2").trainers == (BlockTrainer("b", "t1"),)


# --- what is asked


def test_what_cannot_be_asked_is_refused() -> None:
    problem, now = a_problem(), a_schedule(held(seats=["n1"]))
    for about, path in (
        ({}, "run"),
        ({"run": "r1", "nomination": "n1"}, "run"),
        ({"run": "x"}, "run"),
        ({"nomination": "x"}, "nomination"),
        ({"nomination": "n1", "block": "b"}, "block"),
        ({"run": "r1", "block": "x"}, "block"),
        ({"run": "r1", "count": 0}, "count"),
    ):
        with pytest.raises(Malformed) as refused:
            suggest(problem, now, **about)  # type: ignore[arg-type]
        assert [fault.path for fault in refused.value.faults] == [path]
    with pytest.raises(NotValid):
        suggest(problem, a_schedule(held(venue="nowhere")), run="r1")


def test_a_limit_of_time_and_of_number_is_kept() -> None:
    problem, now = a_problem(), a_schedule(held(seats=["n1"]))
    assert suggest(problem, now, run="r1", seconds=0.0) == ()
    assert len(suggest(problem, now, run="r1", count=7)) == 7


def test_a_pinned_run_stays_where_it_is_pinned() -> None:
    problem = a_problem(runs=[a_run(pinned=pinned(start="2016-03-07", held=True))])
    assert suggest(problem, a_schedule(held(seats=["n1"])), run="r1") == ()


# --- all alternatives against the checker


def assert_complete(problem: Problem, now: Schedule, found: tuple[Alternative, ...]) -> None:
    """Every alternative is valid, differs, costs what it says, and the best comes first."""
    before = check(problem, now).score
    assert before is not None
    for each in found:
        verdict = check(problem, each.schedule)
        assert verdict.violations == ()
        assert enumeration.is_valid(problem, each.schedule) == set()
        assert each.score == verdict.score
        assert each.delta == each.score.total - before.total
        assert each.changed_runs == changed_runs(now, each.schedule) != ()
    assert [each.delta for each in found] == sorted(each.delta for each in found)
    assert len({repr(each.schedule) for each in found}) == len(found)


def some_valid_schedules(seed: int) -> tuple[Problem, list[Schedule]]:
    """The best schedule of a tiny problem, and the same with a run or seats given up."""
    problem = a_tiny_problem(Random(seed), always=("links", "past", "targets")[: seed % 4])
    _, best = enumeration.best(problem)
    if best is None:
        return problem, []
    candidates = [best]
    for run in best.runs:
        fewer = replace(run, seats=run.seats[1:])
        candidates.append(Schedule(tuple(fewer if r is run else r for r in best.runs)))
        candidates.append(Schedule(tuple(r for r in best.runs if r is not run)))
    return problem, [s for s in candidates if not check(problem, s).violations]


@pytest.mark.parametrize("seed", range(60))
def test_every_alternative_is_complete(seed: int) -> None:
    problem, schedules = some_valid_schedules(seed)
    search = Search(problem, 0)
    for now in schedules:
        parts = {run.id: run for run in now.runs}
        for run in problem.runs:
            found = suggest(problem, now, run=run.id, search=search)
            assert_complete(problem, now, found)
            for each in found:
                after = {r.id: r for r in each.schedule.runs}.get(run.id)
                assert after is None or run.id not in parts or after != parts[run.id]
            for block in problem.course[run.course].blocks:
                assert_complete(
                    problem, now, suggest(problem, now, run=run.id, block=block.id, search=search)
                )
        for nomination in problem.nominations:
            found = suggest(problem, now, nomination=nomination.id, search=search)
            assert_complete(problem, now, found)
            for each in found:
                assert nomination.id in seated(each)


@pytest.mark.parametrize("seed", range(100))
def test_a_valid_schedule_is_taken_over_as_it_stands(seed: int) -> None:
    problem, schedules = some_valid_schedules(seed)
    search = Search(problem, 0)
    for schedule in schedules:
        take_over(search, schedule)
        score = check(problem, schedule).score
        assert score is not None
        assert search.rank == (0, score.total)
        assert changed_runs(schedule, search.schedule()) == ()


def test_a_schedule_of_a_years_programme_has_alternatives() -> None:
    problem, now = make("S", 1)
    search = Search(problem, 0)
    for run in problem.runs[:6]:
        assert_complete(problem, now, suggest(problem, now, run=run.id, search=search))
    for nomination in problem.nominations[:60:3]:
        assert_complete(
            problem, now, suggest(problem, now, nomination=nomination.id, search=search)
        )
