"""Why runs are not held: each reason by example."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product
from random import Random
from typing import Any

import pytest

from scheduler.check import check
from scheduler.explain import explain
from scheduler.problem import Course, LinkKind, Problem, Run
from scheduler.schedule import BlockTrainer, Reason, Schedule, ScheduledRun, Violation
from tests.scheduler import enumeration
from tests.scheduler.builders import (
    a_block,
    a_course,
    a_funder,
    a_horizon,
    a_link,
    a_nomination,
    a_policy,
    a_problem,
    a_run,
    a_schedule,
    a_trainer,
    a_venue,
    an_official,
    held,
    pinned,
    solved,
)
from tests.scheduler.tiny import a_tiny_problem


def why(problem: Problem, run: str, *runs: ScheduledRun) -> tuple[Reason, ...]:
    """The reasons of one run in a schedule."""
    [answer] = explain(problem, a_schedule(*runs), run=run).unheld
    assert answer.run == run
    return answer.reasons


def of_r1(**tables: Any) -> tuple[Reason, ...]:
    """Why the only run is not held where nothing is."""
    return why(a_problem(**tables), "r1")


def test_a_run_is_pinned_out() -> None:
    assert of_r1(runs=[a_run(pinned=pinned(held=False))]) == (Reason("PINNED_OUT"),)


def test_a_run_has_no_day_to_start() -> None:
    sundays = a_course(start_weekdays=(7,))
    monday = a_run(earliest="2016-03-07", latest="2016-03-07")
    assert of_r1(courses=[sundays], runs=[monday]) == (Reason("NO_START"),)


def test_every_day_of_a_run_is_past_or_too_soon() -> None:
    march = a_run(earliest="2016-03-01", latest="2016-03-31")
    for past in (
        {"horizon": a_horizon(frozen_until="2016-03-31")},
        {"horizon": a_horizon(frozen_until="2016-03-01"), "policy": a_policy(min_notice_days=30)},
    ):
        assert of_r1(runs=[march], **past) == (Reason("FROZEN"),)


def test_no_venue_is_free() -> None:
    week = a_run(earliest="2016-03-07", latest="2016-03-11")
    closed = a_venue(closed=[("2016-03-01", "2016-03-31")])
    assert of_r1(runs=[week], venues=[closed]) == (Reason("NO_VENUE"),)
    no_lab = {"courses": [a_course(facilities=("lab",))]}
    assert of_r1(runs=[week], **no_lab) == (Reason("NO_VENUE"),)
    days = a_run(earliest="2016-03-07", latest="2016-03-09")
    problem = a_problem(runs=[days, a_run("r2")])
    assert why(problem, "r1", held("r2", "2016-03-09")) == (Reason("NO_VENUE"),)


def test_nobody_can_teach_a_block() -> None:
    blocks = (a_block("b1", 0, 0), a_block("b2", 1, 1, skill="law", level=2))
    trainers = [a_trainer("t1"), a_trainer("t2", skills={"law": 1})]
    assert of_r1(courses=[a_course(blocks=blocks)], trainers=trainers) == (
        Reason("NO_TRAINERS", block="b2"),
    )
    both_at_once = (a_block("b1", 0, 0), a_block("b2", 0, 0))
    [reason] = of_r1(courses=[a_course(blocks=both_at_once)], trainers=trainers[:1])
    assert reason.code == "NO_TRAINERS"


def test_too_few_officials_can_come() -> None:
    assert of_r1(courses=[a_course(min_seats=4)]) == (Reason("TOO_FEW_OFFICIALS"),)
    assert of_r1(courses=[a_course(audience=("navy",))]) == (Reason("TOO_FEW_OFFICIALS"),)
    problem = a_problem(
        courses=[a_course(min_seats=2)], runs=[a_run("r1"), a_run("r2")]
    )  # of three, r2 has two
    assert why(problem, "r1", held("r2", seats=["n1", "n2"])) == (Reason("TOO_FEW_OFFICIALS"),)


def test_officials_of_too_few_members_can_come() -> None:
    assert of_r1(courses=[a_course(min_members=3)]) == (Reason("TOO_FEW_MEMBERS"),)


def test_a_funder_has_no_money() -> None:
    tables = {
        "courses": [a_course(funder="fund")],
        "venues": [a_venue(day_rate_usd=100)],
        "funders": [a_funder("fund", 299)],
    }
    assert of_r1(**tables) == (Reason("BUDGET", funder="fund"),)


def test_a_link_leaves_no_day() -> None:
    tables = {
        "venues": [a_venue("hall"), a_venue("room")],
        "courses": [a_course("law"), a_course("war")],
        "runs": [
            a_run("r1", "law", earliest="2016-03-07", latest="2016-03-11"),
            a_run("r2", "war"),
        ],
        "nominations": [a_nomination("n1"), a_nomination("m2", "o2", "war")],
    }
    later = held("r2", "2016-06-06", "room", seats=["m2"])
    for kind, gaps in (
        (LinkKind.SAME_START, {}),
        (LinkKind.BEFORE, {"min_gap_days": 0, "max_gap_days": 9}),
        (LinkKind.APART, {"min_gap_days": 99}),
    ):
        links = [a_link(LinkKind.APART), a_link(kind, **gaps)]
        assert why(a_problem(**tables, links=links), "r1", later) == (Reason("LINK", link=1),)


def test_a_run_is_held_only_if_another_is() -> None:
    problem = a_problem(
        courses=[a_course("law"), a_course("war")],
        runs=[a_run("r1", "law"), a_run("r2", "war")],
        links=[a_link(LinkKind.ONLY_IF)],
    )
    assert why(problem, "r1") == (Reason("LINK", link=0),)


def test_a_run_may_not_be_worth_its_cost() -> None:
    """Three days at 1,000 dollars and three seats of 3 * 10: not at a price of 40 a thousand."""
    problem = a_problem(
        venues=[a_venue(day_rate_usd=1000)],
        officials=[an_official("o1"), an_official("o2"), an_official("o3")],
        policy=a_policy({"unseated": 10, "cost_per_thousand_usd": 40}),
    )
    assert why(problem, "r1") == (Reason("NOT_WORTH_IT", delta=120_000 - 90_000),)


def test_a_run_that_would_be_worth_it_was_not_found() -> None:
    assert why(a_problem(officials=[an_official(f"o{n}") for n in (1, 2, 3)]), "r1") == (
        Reason("NOT_PROVED", delta=-90_000),
    )


def test_a_run_that_is_held_needs_no_reason() -> None:
    assert explain(a_problem(), a_schedule(held()), run="r1").unheld == ()


def test_all_that_is_left_out_is_explained_together() -> None:
    problem = a_problem(runs=[a_run("r1"), a_run("r2", pinned=pinned(held=False))])
    answer = explain(problem, a_schedule(held(seats=["n1", "n2"])))
    assert [(u.run, u.reasons) for u in answer.unheld] == [("r2", (Reason("PINNED_OUT"),))]
    assert [u.nomination for u in answer.unseated] == ["n3"]


def test_where_the_time_is_over_nothing_is_proved() -> None:
    answer = explain(a_problem(runs=[a_run("r1"), a_run("r2")]), a_schedule(held()), seconds=0)
    assert {u.reasons for u in answer.unheld} == {(Reason("NOT_PROVED"),)}
    assert {u.reasons for u in answer.unseated} == {(Reason("NOT_PROVED"),)}


def test_a_solution_explains_all_that_it_leaves_out() -> None:
    problem = a_problem(
        runs=[a_run("r1"), a_run("r2", pinned=pinned(held=False))],
        officials=[an_official("o1"), an_official("o2", languages=()), an_official("o3")],
    )
    solution = solved(problem)
    assert [(u.run, u.reasons) for u in solution.unheld] == [
        ("r2", (Reason("PINNED_OUT"), Reason("TOO_FEW_OFFICIALS")))  # who could come is in r1
    ]
    assert [(u.nomination, u.reasons) for u in solution.unseated] == [
        ("n2", (Reason("LANGUAGE", run="r1"),))
    ]


def test_every_reason_of_a_set_must_go() -> None:
    """The hall is closed and nobody can teach: one of them gone is not enough."""
    tables = {
        "runs": [a_run(earliest="2016-03-07", latest="2016-03-11")],
        "venues": [a_venue(closed=[("2016-03-01", "2016-03-31")])],
        "courses": [a_course(blocks=(a_block("b", 0, 0, skill="law", level=2),))],
    }
    assert set(of_r1(**tables)) == {Reason("NO_VENUE"), Reason("NO_TRAINERS", block="b")}


# --- all sets against brute force

CODES = {
    "PINNED_OUT": {"PIN_HELD"},
    "NO_START": {"EARLY", "LATE", "WEEKDAY", "PIN_START"},
    "FROZEN": {"PAST_STARTED", "TOO_LATE"},
    "NO_VENUE": {
        *("VENUE_NOT_ALLOWED", "VENUE_FACILITY", "VENUE_CAPACITY", "VENUE_CLOSED"),
        *("VENUE_FULL", "PIN_VENUE"),
    },
    "NO_TRAINERS": {"TRAINER_COUNT", "PIN_TRAINER"},
    "TOO_FEW_OFFICIALS": {"SEATS_MIN"},
    "TOO_FEW_MEMBERS": {"MEMBERS_MIN"},
    "BUDGET": {"BUDGET"},
    "LINK": {kind.name for kind in LinkKind},
}
"""The clauses that each reason speaks of."""


def is_left_out(violation: Violation, without: set[Reason]) -> bool:
    return any(
        violation.code in CODES[reason.code]
        and reason.block in (None, violation.block)
        and reason.link in (None, violation.link)
        for reason in without
    )


def could_be_held(problem: Problem, schedule: Schedule, run: Run, without: set[Reason]) -> bool:
    """Say whether any way to hold the run breaks only what is left out."""
    course = problem.course[run.course]
    seated = {seat for each in schedule.runs for seat in each.seats}
    free = [n.id for n in problem.nominations_of[course.id] if n.id not in seated]

    def broken(held: ScheduledRun) -> set[str]:
        found = check(problem, Schedule((*schedule.runs, held))).violations
        return {v.code for v in found if not is_left_out(v, without)}

    for way in ways(problem, run, course, without):
        if broken(way) - {"SEATS_MIN", "MEMBERS_MIN", "SAME_COHORT"}:
            continue
        late = {"SEATS_MIN", "MEMBERS_MIN", "SAME_COHORT"}
        able = [n for n in free if not broken(replace(way, seats=(n,))) - late - {"BUDGET"}]
        for count in range(len(able) + 1):
            for seats in combinations(able, count):
                if not broken(replace(way, seats=seats)):
                    return True
    return False


def ways(
    problem: Problem, run: Run, course: Course, without: set[Reason]
) -> Iterator[ScheduledRun]:
    """Every start, venue, language and staff of a run; a block left out has nobody."""
    empty = {reason.block for reason in without if reason.block is not None}
    staffs = [
        [tuple(BlockTrainer(block.id, t.id) for t in chosen)]
        if block.id in empty
        else [
            tuple(BlockTrainer(block.id, t.id) for t in chosen)
            for chosen in combinations(problem.trainers, block.trainer_count)
        ]
        for block in course.blocks
        for chosen in [()]
    ]
    days = range(problem.horizon.start, problem.horizon.end + 1)
    for start, venue, offer, *crews in product(days, problem.venues, course.languages, *staffs):
        yield ScheduledRun(
            run.id, start, venue.id, offer.language, tuple(p for crew in crews for p in crew)
        )


@pytest.mark.parametrize("seed", range(60))
def test_without_the_whole_set_a_run_could_be_held_with_any_of_it_it_could_not(seed: int) -> None:
    problem = a_tiny_problem(Random(seed), always=("links", "budgets", "members")[: seed % 4])
    _, best = enumeration.best(problem)
    for dropped in (None, *(best.runs if best else ())):
        schedule = Schedule(tuple(r for r in best.runs if r is not dropped)) if best else None
        if schedule is None or check(problem, schedule).violations:
            continue
        for answer in explain(problem, schedule).unheld:
            found, run = set(answer.reasons), problem.run[answer.run]
            if found & {Reason("NO_START")} and not could_be_held(problem, schedule, run, found):
                assert len(found) == 1  # nothing helps: no day is long enough, or has materials
                continue
            if {r.code for r in found} & {"NOT_WORTH_IT", "NOT_PROVED"}:
                assert len(found) == 1
                assert could_be_held(problem, schedule, run, set())
                continue
            assert could_be_held(problem, schedule, run, found), (run, found)
            for reason in found:
                assert not could_be_held(problem, schedule, run, found - {reason}), (run, found)
