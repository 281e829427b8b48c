from __future__ import annotations

from typing import Any

from ortools.sat.python import cp_model

from scheduler.engine.exact import model_of
from scheduler.problem import Problem, Travel
from scheduler.schedule import ScheduledRun, Violation
from tests.scheduler.builders import (
    a_block,
    a_course,
    a_horizon,
    a_nomination,
    a_policy,
    a_problem,
    a_run,
    a_schedule,
    a_trainer,
    a_venue,
    an_official,
    codes,
    day,
    held,
    violations,
)
from tests.scheduler.exact_model import CODES, is_allowed


def one_official(**official: Any) -> Problem:
    """One official with a nomination for law."""
    return a_problem(officials=[an_official("o1", **official)], nominations=[a_nomination()])


def a_seat(code: str, **more: Any) -> Violation:
    """A violation of o1's seat in r1."""
    return Violation("H4", code, run="r1", official="o1", nomination="n1", **more)


def test_a_seat_is_for_the_course_that_was_wished() -> None:
    for course in ("aid", "war"):
        problem = a_problem(courses=[a_course("law"), a_course(course)], runs=[a_run("r1", course)])
        assert violations(problem, held()) == [a_seat("SEAT_COURSE")]


def test_an_official_is_of_the_audience() -> None:
    course = a_course(audience=("border", "police"))
    for agency, found in (
        ("border", []),
        ("navy", [a_seat("SEAT_AUDIENCE")]),
        ("", [a_seat("SEAT_AUDIENCE")]),
    ):
        problem = a_problem(
            courses=[course],
            officials=[an_official("o1", agency=agency)],
            nominations=[a_nomination()],
        )
        assert violations(problem, held()) == found


def test_an_official_understands_the_language() -> None:
    assert violations(one_official(languages=("fr",)), held()) == [a_seat("SEAT_LANGUAGE")]


def test_an_official_is_available_on_all_days() -> None:
    away = [("2016-03-10", "2016-03-11"), ("2016-03-09", "2016-03-09")]
    problem = one_official(unavailable=away)
    assert violations(problem, held(start="2016-03-08")) == [
        a_seat("SEAT_UNAVAILABLE", day=day("2016-03-09"))
    ]
    assert codes(problem, held(start="2016-03-06")) == []
    assert codes(problem, held(start="2016-03-12")) == []


def test_nobody_attends_what_they_have_completed() -> None:
    assert violations(one_official(completed=("other", "law")), held()) == [
        a_seat("SEAT_COMPLETED")
    ]


def test_an_official_has_a_way_to_the_city() -> None:
    assert codes(one_official(city="jkt"), held()) == []
    assert violations(one_official(city="bkk"), held()) == [a_seat("SEAT_UNREACHABLE")]


def test_an_unknown_nomination_is_named() -> None:
    assert violations(a_problem(), held(seats=["n1", "gone"])) == [
        Violation("H4", "UNKNOWN_NOMINATION", run="r1", nomination="gone")
    ]


def test_a_nomination_has_one_seat() -> None:
    problem = a_problem(runs=[a_run("r1"), a_run("r2")])
    twice = [held("r1", "2016-03-07"), held("r2", "2016-05-02")]
    assert violations(problem, *twice) == [
        Violation("H4", "SEAT_TWICE", run="r2", other_run="r1", official="o1", nomination="n1")
    ]
    assert violations(problem, held(seats=["n1", "n1"])) == [
        Violation("H4", "SEAT_TWICE", run="r1", other_run="r1", official="o1", nomination="n1")
    ]


def test_each_further_seat_of_a_nomination_is_a_violation() -> None:
    problem = a_problem(runs=[a_run("r1"), a_run("r2"), a_run("r3")])
    found = violations(
        problem, held("r1", "2016-03-07"), held("r2", "2016-05-02"), held("r3", "2016-07-04")
    )
    assert [(v.code, v.run, v.other_run) for v in found] == [
        ("SEAT_TWICE", "r2", "r1"),
        ("SEAT_TWICE", "r3", "r1"),
    ]


# --- two courses for one official


def two_courses(rest: int = 0, **official: Any) -> Problem:
    """Two courses of three days, in two halls, both wished by o1."""
    return a_problem(
        venues=[a_venue("hall"), a_venue("room")],
        courses=[a_course("law"), a_course("war")],
        runs=[a_run("r1", "law"), a_run("r2", "war")],
        officials=[an_official("o1", **official)],
        nominations=[a_nomination("n1", course="law"), a_nomination("m1", course="war")],
        policy=a_policy(official_rest_days=rest),
    )


def law(start: str) -> ScheduledRun:
    return held("r1", start, "hall", seats=["n1"])


def war(start: str) -> ScheduledRun:
    return held("r2", start, "room", seats=["m1"])


def test_a_seat_is_in_the_city_of_its_run() -> None:
    problem = a_problem(venues=[a_venue("hall"), a_venue("jkt", "jkt")])
    for venue, city, fits in (("hall", "suv", True), ("hall", "jkt", False)):
        variables = model_of(problem, frozenset({"VENUE_CAPACITY"}))
        placing = variables.placings["r1"]
        for literal in (placing.venues[venue], placing.seats["n1"][city]):
            variables.cp.add(literal == 1)
        found = cp_model.CpSolver().solve(variables.cp)
        assert (found == cp_model.OPTIMAL) is fits


def test_an_official_is_in_one_place_at_a_time() -> None:
    assert codes(two_courses(), law("2016-03-07"), war("2016-03-10")) == []
    assert violations(two_courses(), law("2016-03-07"), war("2016-03-09")) == [
        Violation(
            "H4", "SEAT_CLASH", run="r2", other_run="r1", official="o1", day=day("2016-03-09")
        )
    ]


def test_an_official_rests_between_two_seats() -> None:
    problem = two_courses(rest=4)
    assert codes(problem, law("2016-03-07"), war("2016-03-14")) == []
    assert violations(problem, law("2016-03-07"), war("2016-03-13")) == [
        Violation("H4", "SEAT_REST", run="r2", other_run="r1", official="o1", limit=4, actual=3)
    ]
    assert codes(problem, law("2016-03-13"), war("2016-03-07")) == ["SEAT_REST"]
    assert codes(problem, law("2016-03-07"), war("2016-03-07")) == ["SEAT_CLASH"]
    for one, other, fits in (("07", "14", True), ("07", "13", False), ("13", "07", False)):
        schedule = a_schedule(law(f"2016-03-{one}"), war(f"2016-03-{other}"))
        assert is_allowed(problem, schedule, CODES["H4"]) is fits


def test_an_official_has_at_most_so_many_seat_days() -> None:
    seats = law("2016-03-07"), war("2016-05-02")
    assert codes(two_courses(max_days=6), *seats) == []
    assert violations(two_courses(max_days=5), *seats) == [
        Violation("H4", "SEAT_MAX_DAYS", official="o1", limit=5, actual=6)
    ]


def test_seat_days_beyond_the_horizon_are_not_counted() -> None:
    # of three days, two lie in the horizon
    for start, found in (("2015-12-31", ["EARLY", "HORIZON"]), ("2016-12-30", ["HORIZON"])):
        seats = war("2016-05-02"), law(start)
        assert codes(two_courses(max_days=5), *seats) == found
        assert codes(two_courses(max_days=4), *seats) == [*found, "SEAT_MAX_DAYS"]


# --- prerequisites


def a_sequence(**official: Any) -> Problem:
    """War comes after law."""
    problem = two_courses(**official)
    law_course, war_course = problem.courses
    return a_problem(
        **{
            name: getattr(problem, name)
            for name in ("venues", "runs", "officials", "nominations", "policy")
        },
        courses=[law_course, a_course(war_course.id, prerequisites=("law",))],
    )


def test_a_prerequisite_was_completed_or_is_seated_before() -> None:
    missing = Violation("H4", "SEAT_PREREQUISITE", run="r2", official="o1", nomination="m1")
    assert violations(a_sequence(), war("2016-05-02")) == [missing]
    assert violations(a_sequence(completed=("law",)), war("2016-05-02")) == []
    assert violations(a_sequence(), law("2016-03-07"), war("2016-03-10")) == []
    assert missing in violations(a_sequence(), law("2016-03-07"), war("2016-03-09"))
    assert violations(a_sequence(), law("2016-05-02"), war("2016-03-07")) == [missing]


def test_another_officials_seat_is_no_prerequisite() -> None:
    problem = a_sequence()
    officials = [an_official("o1"), an_official("o2")]
    nominations = [*problem.nominations, a_nomination("n2", "o2", "law")]
    other = a_problem(
        venues=problem.venues,
        runs=problem.runs,
        courses=problem.courses,
        officials=officials,
        nominations=nominations,
    )
    of_o2 = held("r1", "2016-03-07", "hall", seats=["n2"])
    assert codes(other, of_o2, war("2016-05-02")) == ["SEAT_PREREQUISITE"]


# --- pinned seats


def test_a_pinned_nomination_is_seated_in_its_run() -> None:
    problem = a_problem(
        runs=[a_run("r1"), a_run("r2")], nominations=[a_nomination(pinned_run="r1")]
    )
    missing = Violation("H4", "SEAT_PINNED", run="r1", official="o1", nomination="n1")
    assert violations(problem) == [missing]
    assert violations(problem, held("r2")) == [missing]
    assert violations(problem, held("r1")) == []


# --- persons


def test_nobody_teaches_and_learns_on_one_day() -> None:
    """Pat takes the course war, and teaches on the first and third day of law."""
    blocks = (a_block("b1", 0, 0), a_block("b2", 2, 2))
    problem = a_problem(
        venues=[a_venue("hall"), a_venue("room")],
        courses=[a_course("law", blocks=blocks), a_course("war", days=1)],
        runs=[a_run("r1", "law"), a_run("r2", "war")],
        trainers=[a_trainer("t1", person="pat"), a_trainer("t2", person="kim")],
        officials=[an_official("o1", person="pat"), an_official("o2")],
        nominations=[a_nomination("n2", "o2", "law"), a_nomination("m1", "o1", "war")],
    )
    taught = held("r1", "2016-03-07", "hall", trainers=[("b1", "t1"), ("b2", "t1")], seats=["n2"])
    for start in ("2016-03-07", "2016-03-08", "2016-03-09"):  # a presence has no gaps
        assert violations(problem, taught, war(start)) == [
            Violation(
                "H4", "PERSON_DOUBLE", run="r2", other_run="r1", trainer="t1", official="o1",
                nomination="m1", day=day(start),
            )
        ]  # fmt: skip
    assert codes(problem, taught, war("2016-03-06")) == []
    assert codes(problem, taught, war("2016-03-10")) == []
    by_kim = held("r1", "2016-03-07", "hall", trainers=[("b1", "t1"), ("b2", "t2")], seats=["n2"])
    assert codes(problem, by_kim, war("2016-03-08")) == []


def test_nobody_learns_in_the_run_that_they_teach() -> None:
    problem = a_problem(
        courses=[a_course(blocks=(a_block("b", 0, 0),))],
        trainers=[a_trainer("t1", person="pat")],
        officials=[an_official("o1", person="pat")],
        nominations=[a_nomination()],
    )
    assert codes(problem, held(trainers=[("b", "t1")])) == ["PERSON_DOUBLE"]


# --- facts


PAST = a_horizon(frozen_until="2016-03-08")


def test_the_seats_of_a_fact_are_as_they_are() -> None:
    fact = held(seats=["n1", "m1"])
    problem = a_problem(
        horizon=PAST,
        courses=[a_course("law", audience=("border",), prerequisites=("war",)), a_course("war")],
        officials=[
            an_official(
                "o1",
                city="bkk",
                languages=(),
                completed=("law",),
                unavailable=[("2016-03-01", "2016-03-31")],
                max_days=0,
            )
        ],
        nominations=[a_nomination("n1"), a_nomination("m1", course="war")],
        baseline=a_schedule(fact),
    )
    assert violations(problem, fact) == []


def facts_of_two_courses(rest: int = 3, **official: Any) -> tuple[Problem, list[ScheduledRun]]:
    facts = [law("2016-03-07"), war("2016-03-08")]
    usual = two_courses(rest, **official)
    problem = a_problem(
        **{name: getattr(usual, name) for name in ("venues", "courses", "officials", "policy")},
        runs=[*usual.runs, a_run("r3", "law"), a_run("r4", "war")],
        nominations=[*usual.nominations],
        horizon=PAST,
        baseline=a_schedule(*facts),
    )
    return problem, facts


def test_two_facts_may_clash() -> None:
    problem, facts = facts_of_two_courses(max_days=1)
    assert violations(problem, *facts) == []


def test_a_nomination_that_a_fact_seats_is_not_seated_again() -> None:
    problem, facts = facts_of_two_courses()
    again = held("r3", "2016-05-02", "hall", seats=["n1"])
    assert "SEAT_TWICE" in codes(problem, *facts, again)


def test_two_facts_may_seat_one_nomination_but_none_of_them_twice() -> None:
    facts = [held("r1", "2016-03-07", "hall"), held("r2", "2016-03-08", "room")]
    problem = a_problem(
        venues=[a_venue("hall"), a_venue("room")],
        runs=[a_run("r1"), a_run("r2")],
        horizon=PAST,
        baseline=a_schedule(*facts),
    )
    assert violations(problem, *facts) == []
    doubled = [facts[0], held("r2", "2016-03-08", "room", seats=["n1", "n1"])]
    assert violations(problem, *doubled) == [
        Violation("H4", "SEAT_TWICE", run="r2", other_run="r2", official="o1", nomination="n1")
    ]


def test_a_fact_meets_a_prerequisite() -> None:
    fact = law("2016-03-07")
    sequence = a_sequence()
    problem = a_problem(
        **{
            name: getattr(sequence, name)
            for name in ("venues", "courses", "runs", "officials", "nominations")
        },
        horizon=PAST,
        baseline=a_schedule(fact),
    )
    assert codes(problem, fact, war("2016-03-10")) == []
    assert "SEAT_PREREQUISITE" in codes(problem, fact, war("2016-03-09"))


def test_an_official_rests_after_a_fact() -> None:
    fact = law("2016-03-07")
    usual = two_courses(rest=4)
    problem = a_problem(
        **{
            name: getattr(usual, name)
            for name in ("venues", "courses", "runs", "officials", "nominations", "policy")
        },
        horizon=PAST,
        baseline=a_schedule(fact),
    )
    assert codes(problem, fact, war("2016-03-13")) == ["SEAT_REST"]
    assert codes(problem, fact, war("2016-03-14")) == []


def test_facts_use_up_the_seat_days_inside_the_horizon() -> None:
    # of its three days, one and none lie in the horizon
    for fact, most, found in (
        (law("2016-03-05"), 4, []),
        (law("2016-03-05"), 3, ["SEAT_MAX_DAYS"]),
        (law("2016-02-29"), 3, []),
        (law("2016-02-29"), 2, ["SEAT_MAX_DAYS"]),
    ):
        usual = two_courses(max_days=most)
        problem = a_problem(
            **{
                name: getattr(usual, name)
                for name in ("venues", "courses", "runs", "officials", "nominations")
            },
            horizon=a_horizon("2016-03-07", frozen_until="2016-03-08"),
            baseline=a_schedule(fact),
        )
        assert codes(problem, fact, war("2016-05-02")) == found


def test_a_pin_is_not_tested_for_a_seat_in_a_fact() -> None:
    fact = held("r1", "2016-03-07")
    problem = a_problem(
        runs=[a_run("r1"), a_run("r2")],
        nominations=[a_nomination(pinned_run="r2")],
        horizon=PAST,
        baseline=a_schedule(fact),
    )
    assert codes(problem, fact) == []


def test_a_pin_to_a_fact_is_not_tested_for_someone_seated_nowhere() -> None:
    fact = held("r1", "2016-03-07", seats=["n2"])
    problem = a_problem(
        runs=[a_run("r1"), a_run("r2")],
        nominations=[a_nomination(pinned_run="r1"), a_nomination("n2", "o2")],
        horizon=PAST,
        baseline=a_schedule(fact),
    )
    assert codes(problem, fact) == []
    assert codes(problem, fact, held("r2", "2016-05-02")) == ["SEAT_PINNED"]


def test_a_person_of_two_facts_is_tested_on_days_that_are_not_past() -> None:
    blocks = (a_block("b", 0, 2), a_block("later", 3, 3))
    tables = {
        "venues": [a_venue("hall"), a_venue("room")],
        "courses": [a_course("law", days=4, blocks=blocks), a_course("war")],
        "runs": [a_run("r1", "law"), a_run("r2", "war")],
        "trainers": [a_trainer("t1", person="pat"), a_trainer("t2")],
        "officials": [an_official("o1", person="pat")],
        "nominations": [a_nomination("m1", course="war")],
        "travel": [Travel("suv", "jkt")],
    }
    learns = held("r2", "2016-03-07", "room", seats=["m1"])
    for until, first, second, found in (
        ("2016-03-09", "t1", "t2", []),
        ("2016-03-08", "t1", "t2", [day("2016-03-09")]),
        ("2016-03-08", "t2", "t1", []),  # who learns on the three days before
    ):
        taught = [("b", first), ("later", second)]
        facts = [held("r1", "2016-03-07", "hall", trainers=taught, seats=[]), learns]
        problem = a_problem(
            horizon=a_horizon(frozen_until=until), baseline=a_schedule(*facts), **tables
        )
        assert [v.day for v in violations(problem, *facts)] == found
