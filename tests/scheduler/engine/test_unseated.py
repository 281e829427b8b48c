"""Why nominations have no seat: each reason by example, and all of them against the checker."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from scheduler.check import check
from scheduler.explain import explain
from scheduler.problem import LinkKind, Problem
from scheduler.schedule import Reason, Schedule, ScheduledRun, Violation
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
)
from tests.scheduler.tiny import a_tiny_problem


def why(problem: Problem, nomination: str, *runs: ScheduledRun) -> tuple[Reason, ...]:
    """The reasons of one nomination in a schedule."""
    [answer] = explain(problem, a_schedule(*runs), nomination=nomination).unseated
    assert answer.nomination == nomination
    return answer.reasons


def of_o2(**tables: Any) -> tuple[Reason, ...]:
    """Why o2 has no seat where o1 alone has one."""
    return why(a_problem(**tables), "n2", held(seats=["n1"]))


def officials(**o2: Any) -> list[Any]:
    return [an_official("o1"), an_official("o2", **o2)]


TWO = [a_nomination("n1"), a_nomination("n2", "o2")]


def test_an_official_is_not_in_the_audience() -> None:
    assert of_o2(
        courses=[a_course(audience=("border",))],
        officials=[an_official("o1", agency="border"), an_official("o2", agency="navy")],
        nominations=TWO,
    ) == (Reason("NOT_IN_AUDIENCE"),)


def test_an_official_has_completed_the_course() -> None:
    tables = {"officials": officials(completed=("law",)), "nominations": TWO}
    assert of_o2(**tables) == (Reason("ALREADY_COMPLETED"),)


def test_no_run_of_the_course_is_held() -> None:
    assert why(a_problem(), "n2") == (Reason("NO_RUN_HELD"),)


def test_an_official_does_not_speak_the_language() -> None:
    tables = {"officials": officials(languages=("fr",)), "nominations": TWO}
    assert of_o2(**tables) == (Reason("LANGUAGE", run="r1"),)


def test_an_official_is_not_available() -> None:
    away = officials(unavailable=[("2016-03-09", "2016-03-20")])
    assert of_o2(officials=away, nominations=TWO) == (Reason("UNAVAILABLE", run="r1"),)


def test_an_official_has_no_way_there() -> None:
    tables = {"officials": officials(city="bkk"), "nominations": TWO}
    assert of_o2(**tables) == (Reason("UNREACHABLE", run="r1"),)


def test_a_course_should_come_before() -> None:
    courses = [a_course("law", prerequisites=("intro",)), a_course("intro")]
    people = [an_official("o1", completed=("intro",)), an_official("o2")]
    assert of_o2(courses=courses, officials=people, nominations=TWO) == (
        Reason("PREREQUISITE", run="r1", course="intro"),
    )


def two_courses(start: str, rest: int = 0, **o2: Any) -> tuple[Reason, ...]:
    """Why o2 has no seat in law from 7 to 9 March, with one in war from a day on."""
    problem = a_problem(
        venues=[a_venue("hall"), a_venue("room")],
        courses=[a_course("law"), a_course("war")],
        runs=[a_run("r1", "law"), a_run("r2", "war")],
        officials=officials(**o2),
        nominations=[*TWO, a_nomination("m2", "o2", "war")],
        policy=a_policy(official_rest_days=rest),
    )
    return why(problem, "n2", held("r1"), held("r2", start, "room", seats=["m2"]))


def test_another_seat_is_in_the_way() -> None:
    assert two_courses("2016-03-09") == (Reason("CLASH", run="r1", other_run="r2"),)


def test_an_official_would_not_rest() -> None:
    assert two_courses("2016-03-11", rest=2) == (Reason("REST", run="r1", other_run="r2"),)
    assert two_courses("2016-03-04", rest=1) == (Reason("REST", run="r1", other_run="r2"),)


def test_an_official_would_have_too_many_days() -> None:
    assert two_courses("2016-05-02", max_days=5) == (Reason("MAX_DAYS", run="r1"),)


def test_an_official_teaches_on_that_day() -> None:
    problem = a_problem(
        venues=[a_venue("hall"), a_venue("room")],
        courses=[a_course("law"), a_course("war", blocks=(a_block("b", 0, 0),))],
        runs=[a_run("r1", "law"), a_run("r2", "war")],
        trainers=[a_trainer("t1", person="pat")],
        officials=[an_official("o1"), an_official("o2", person="pat"), an_official("o3")],
        nominations=[*TWO, a_nomination("m3", "o3", "war")],
    )
    for start, reason in (
        ("2016-03-09", Reason("CLASH", run="r1", other_run="r2")),
        ("2016-03-10", Reason("NOT_PROVED", run="r1", delta=-30_000)),
    ):
        taught = held("r2", start, "room", trainers=[("b", "t1")], seats=["m3"])
        assert why(problem, "n2", held("r1"), taught) == (reason,)


def test_a_run_is_full_of_others_of_some_priority() -> None:
    for full in (
        {"courses": [a_course(max_seats=2)]},
        {"venues": [a_venue(capacity=2)]},
    ):
        problem = a_problem(
            nominations=[
                a_nomination("n1", "o1", priority=4),
                a_nomination("n2", "o2", priority=2),
                a_nomination("n3", "o3", priority=5),
            ],
            **full,
        )
        assert why(problem, "n2", held(seats=["n1", "n3"])) == (
            Reason("FULL", run="r1", cut_off_priority=4),
        )


def test_a_member_has_its_seats() -> None:
    problem = a_problem(courses=[a_course(max_seats_per_member=1)])  # o1 and o3 are of Fiji
    assert why(problem, "n3", held(seats=["n1"])) == (
        Reason("MEMBER_LIMIT", run="r1", member="fji"),
    )


def test_a_funder_has_no_money_left() -> None:
    assert of_o2(courses=[a_course(funder="fund")], funders=[a_funder("fund", 1000)]) == (
        Reason("BUDGET", run="r1", funder="fund"),  # from Jakarta: 2 * 700 + 3 * 100
    )


def test_a_nomination_is_pinned_to_another_run() -> None:
    runs = [a_run("r1"), a_run("r2")]
    past = {
        "horizon": a_horizon(frozen_until="2016-03-01"),
        "baseline": a_schedule(held("r2", "2016-03-01", seats=["n3"])),
    }
    pinned = [*TWO[:1], a_nomination("n2", "o2", pinned_run="r2"), a_nomination("n3", "o3")]
    problem = a_problem(runs=runs, nominations=pinned, **past)
    schedule = held("r1"), held("r2", "2016-03-01", seats=["n3"])
    assert set(why(problem, "n2", *schedule)) == {
        Reason("PINNED_ELSEWHERE", run="r1", other_run="r2"),
        Reason("FROZEN", run="r2"),
    }


def test_a_run_has_begun_or_takes_no_new_seat() -> None:
    fact = held("r1", seats=["n1"])
    begun = {"horizon": a_horizon(frozen_until="2016-03-07"), "baseline": a_schedule(fact)}
    soon = begun | {
        "horizon": a_horizon(frozen_until="2016-03-01"),
        "policy": a_policy(min_notice_days=7),
    }
    for past in (begun, soon):
        assert of_o2(**past) == (Reason("FROZEN", run="r1"),)
    silent = officials(languages=(), completed=())
    assert of_o2(**begun, officials=silent, nominations=TWO) == (Reason("FROZEN", run="r1"),)
    assert of_o2(**soon, officials=silent, nominations=TWO) == (
        Reason("FROZEN", run="r1"),
        Reason("LANGUAGE", run="r1"),
    )


def test_the_same_officials_must_be_in_another_run() -> None:
    problem = a_problem(
        venues=[a_venue("hall"), a_venue("room")],
        courses=[a_course("law"), a_course("war")],
        runs=[a_run("r1", "law"), a_run("r2", "war")],
        nominations=[*TWO, a_nomination("m1", "o1", "war")],
        links=[a_link(LinkKind.SAME_COHORT)],
    )
    together = held("r1", seats=["n1"]), held("r2", "2016-05-02", "room", seats=["m1"])
    assert why(problem, "n2", *together) == (Reason("LINK", run="r1", other_run="r2", link=0),)


def test_a_seat_may_not_be_worth_its_cost() -> None:
    """From Jakarta 2 * 700 + 3 * 100 = 1,700 dollars at 20 a thousand, for a seat worth 30."""
    dear = a_policy({"unseated": 10, "cost_per_thousand_usd": 20})
    assert of_o2(policy=dear) == (Reason("NOT_WORTH_IT", run="r1", delta=34_000 - 30_000),)


def test_a_seat_that_would_be_worth_it_was_not_looked_for() -> None:
    assert of_o2() == (Reason("NOT_PROVED", run="r1", delta=1_700 - 30_000),)


def test_every_reason_is_named_and_each_run_has_its_own() -> None:
    problem = a_problem(
        runs=[a_run("r1"), a_run("r2")],
        courses=[a_course(max_seats=1)],
        officials=[
            *officials(languages=("fr",), unavailable=[("2016-03-07", "2016-03-07")]),
            an_official("o3"),
        ],
    )
    found = why(problem, "n2", held("r1"), held("r2", "2016-05-02", seats=["n3"]))
    assert found == (
        Reason("LANGUAGE", run="r1"),
        Reason("UNAVAILABLE", run="r1"),
        Reason("FULL", run="r1", cut_off_priority=3),
        Reason("LANGUAGE", run="r2"),
        Reason("FULL", run="r2", cut_off_priority=3),
    )


def test_who_is_seated_needs_no_reason() -> None:
    assert explain(a_problem(), a_schedule(held()), nomination="n1").unseated == ()


# --- all reasons against the checker

REASON_OF = {
    "SEAT_AUDIENCE": "NOT_IN_AUDIENCE",
    "SEAT_COMPLETED": "ALREADY_COMPLETED",
    "SEAT_LANGUAGE": "LANGUAGE",
    "SEAT_UNAVAILABLE": "UNAVAILABLE",
    "SEAT_PREREQUISITE": "PREREQUISITE",
    "SEAT_UNREACHABLE": "UNREACHABLE",
    "SEAT_CLASH": "CLASH",
    "PERSON_DOUBLE": "CLASH",
    "SEAT_REST": "REST",
    "SEAT_MAX_DAYS": "MAX_DAYS",
    "SEATS_MAX": "FULL",
    "VENUE_CAPACITY": "FULL",
    "MEMBER_LIMIT": "MEMBER_LIMIT",
    "BUDGET": "BUDGET",
    "SEAT_PINNED": "PINNED_ELSEWHERE",
    "PAST_CHANGED": "FROZEN",
    "TOO_LATE": "FROZEN",
    "SAME_COHORT": "LINK",
}
"""The clause that each reason speaks of."""
GENERAL = {"NOT_IN_AUDIENCE", "ALREADY_COMPLETED", "NO_RUN_HELD"}
POSSIBLE = {"NOT_WORTH_IT", "NOT_PROVED"}


def assert_reasons_are_right(problem: Problem, schedule: Schedule) -> int:
    """Whatever a seat would break is a reason against it, and nothing else is."""
    score = check(problem, schedule).score
    assert score is not None
    looked_at = 0
    for answer in explain(problem, schedule).unseated:
        nomination = problem.nomination[answer.nomination]
        general = {r.code for r in answer.reasons if r.run is None}
        at: dict[str | None, list[Reason]] = defaultdict(list)
        for reason in answer.reasons:
            at[reason.run].append(reason)
        runs = [r for r in schedule.runs if problem.run[r.id].course == nomination.course]
        assert ("NO_RUN_HELD" in general) is not bool(runs)
        assert general <= GENERAL
        facts = any(run.id in problem.frozen for run in runs)
        assert not (facts and general)
        for run in runs:
            seated = replace(run, seats=(*run.seats, nomination.id))
            after = Schedule(tuple(seated if r is run else r for r in schedule.runs))
            verdict = check(problem, after)
            broken = {REASON_OF[v.code] for v in verdict.violations}
            codes = {r.code for r in at[run.id]}
            looked_at += 1
            if verdict.score is None:
                assert (codes | (general & broken)) == broken, (nomination, run)
                continue
            [reason] = at[run.id]
            assert reason.delta == verdict.score.total - score.total
            assert reason.code == ("NOT_WORTH_IT" if reason.delta >= 0 else "NOT_PROVED")
    return looked_at


def speaks_of(violation: Violation, reason: Reason, run: str) -> bool:
    """Say whether a clause that a seat in a run breaks is the one that a reason stands for."""
    if REASON_OF[violation.code] != reason.code or reason.run not in (None, run):
        return False
    if reason.link is not None:
        return reason.link == violation.link
    if reason.other_run is None or reason.code == "PINNED_ELSEWHERE":
        return True
    return reason.other_run in (violation.run, violation.other_run)


def assert_each_is_needed(problem: Problem, schedule: Schedule) -> int:
    """Without the whole set of a run's reasons the seat is possible; with any one it is not."""
    looked_at = 0
    for answer in explain(problem, schedule).unseated:
        nomination = problem.nomination[answer.nomination]
        for run in schedule.runs:
            if problem.run[run.id].course != nomination.course:
                continue
            seated = replace(run, seats=(*run.seats, nomination.id))
            after = Schedule(tuple(seated if r is run else r for r in schedule.runs))
            broken = check(problem, after).violations
            reasons = [r for r in answer.reasons if r.run in (None, run.id)]
            reasons = [r for r in reasons if r.code not in POSSIBLE]
            for violation in broken:
                assert any(speaks_of(violation, reason, run.id) for reason in reasons)
            for reason in reasons:
                others = [other for other in reasons if other is not reason]
                left = [v for v in broken if speaks_of(v, reason, run.id)]
                assert left, (nomination, reason)
                # Courses that should come before are one clause, which each of them breaks.
                if reason.code != "PREREQUISITE":
                    needed = [v for v in left if not any(speaks_of(v, o, run.id) for o in others)]
                    assert needed, (nomination, reason, others, broken)
                looked_at += 1
    return looked_at


def some_valid_schedules(seed: int) -> tuple[Problem, list[Schedule]]:
    """The best schedule of a tiny problem, and the same with seats given up."""
    rng = Random(seed)
    problem = a_tiny_problem(rng, always=("rest", "days of officials", "past")[: seed % 4])
    _, best = enumeration.best(problem)
    found = [] if best is None else [best]
    for schedule in list(found):
        for run in schedule.runs:
            fewer = replace(run, seats=run.seats[1:])
            given_up = Schedule(tuple(fewer if r is run else r for r in schedule.runs))
            if not check(problem, given_up).violations:
                found.append(given_up)
    return problem, found


def test_every_reason_is_needed_and_all_of_them_are_enough() -> None:
    looked_at = 0
    for seed in range(150):
        problem, schedules = some_valid_schedules(seed)
        looked_at += sum(assert_each_is_needed(problem, schedule) for schedule in schedules)
    assert looked_at > 100


@pytest.mark.parametrize("seed", range(150))
def test_a_reason_is_what_the_seat_would_break(seed: int) -> None:
    problem, schedules = some_valid_schedules(seed)
    for schedule in schedules:
        assert_reasons_are_right(problem, schedule)
