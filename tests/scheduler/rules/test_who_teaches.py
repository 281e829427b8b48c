from __future__ import annotations

from dataclasses import replace
from typing import Any

from scheduler.problem import Problem, Skill, Travel
from scheduler.schedule import ScheduledRun, Violation
from tests.scheduler.builders import (
    a_block,
    a_course,
    a_horizon,
    a_problem,
    a_run,
    a_schedule,
    a_trainer,
    a_venue,
    codes,
    day,
    held,
    violations,
)


def taught(*blocks: Any, **tables: Any) -> Problem:
    """Runs of a course of five days with these blocks, in halls in three cities."""
    usual = {
        "courses": [a_course(days=5, blocks=blocks or (a_block("b", 0, 4),))],
        "venues": [a_venue("hall"), a_venue("jkt", "jkt"), a_venue("bkk", "bkk")],
        "runs": [a_run("r1"), a_run("r2"), a_run("r3")],
    }
    return a_problem(**(usual | tables))


def run(id: str, start: str, *trainers: str, venue: str = "hall", block: str = "b") -> ScheduledRun:
    """A run whose only block is taught by these trainers."""
    return held(id, start, venue, trainers=[(block, t) for t in trainers], seats=[f"n{id[1]}"])


# --- counts, skills, languages


def test_each_block_has_exactly_its_trainers() -> None:
    problem = taught(a_block("b", 0, 4, trainer_count=2))
    assert codes(problem, run("r1", "2016-03-07", "t1", "t2")) == []
    assert violations(problem, run("r1", "2016-03-07", "t1")) == [
        Violation("H3", "TRAINER_COUNT", run="r1", block="b", limit=2, actual=1)
    ]
    assert violations(problem, run("r1", "2016-03-07", "t1", "t2", "t3")) == [
        Violation("H3", "TRAINER_COUNT", run="r1", block="b", limit=2, actual=3)
    ]


def test_a_trainer_listed_twice_counts_once_and_is_wrong() -> None:
    problem = taught(a_block("b", 0, 4, trainer_count=2))
    assert codes(problem, run("r1", "2016-03-07", "t1", "t1")) == ["TRAINER_COUNT"]
    assert codes(problem, run("r1", "2016-03-07", "t1", "t1", "t2")) == ["TRAINER_COUNT"]


def test_a_trainer_has_the_skill_at_its_level() -> None:
    trainers = [
        a_trainer("none"),
        a_trainer("other", skills={"boats": 9}),
        a_trainer("novice", skills={"law": 1}),
        a_trainer("able", skills={"law": 2}),
    ]
    problem = taught(a_block("b", 0, 4, skill="law", level=2), trainers=trainers)
    for trainer in ("none", "other", "novice"):
        assert violations(problem, run("r1", "2016-03-07", trainer)) == [
            Violation("H3", "TRAINER_SKILL", run="r1", block="b", trainer=trainer)
        ]
    assert codes(problem, run("r1", "2016-03-07", "able")) == []


def test_a_skill_at_level_0_must_be_listed_still() -> None:
    trainers = [a_trainer("none"), a_trainer("novice", skills={"law": 0})]
    problem = taught(a_block("b", 0, 4, skill="law"), trainers=trainers)
    assert codes(problem, run("r1", "2016-03-07", "none")) == ["TRAINER_SKILL"]
    assert codes(problem, run("r1", "2016-03-07", "novice")) == []


def test_a_skill_may_be_listed_at_several_levels() -> None:
    skills = (Skill("law", 3), Skill("law", 1))
    trainers = [replace(a_trainer("t1"), skills=skills)]
    problem = taught(a_block("b", 0, 4, skill="law", level=2), trainers=trainers)
    assert codes(problem, run("r1", "2016-03-07", "t1")) == []


def test_any_trainer_will_do_where_no_skill_is_asked() -> None:
    problem = taught(a_block("b", 0, 4, skill="", level=3))
    assert codes(problem, run("r1", "2016-03-07", "t1")) == []


def test_a_trainer_speaks_the_language_of_the_run() -> None:
    problem = taught(trainers=[a_trainer("t1", languages=("fr",))])
    assert violations(problem, run("r1", "2016-03-07", "t1")) == [
        Violation("H3", "TRAINER_LANGUAGE", run="r1", block="b", trainer="t1")
    ]


def test_a_block_or_trainer_that_the_problem_lacks_is_unknown() -> None:
    found = violations(
        taught(a_block("b", 0, 4)),
        held("r1", trainers=[("b", "t1"), ("x", "t2"), ("b", "gone")]),
    )
    assert found == [
        Violation("H3", "UNKNOWN_BLOCK", run="r1", block="x"),
        Violation("H3", "UNKNOWN_TRAINER", run="r1", block="b", trainer="gone"),
    ]


# --- several blocks


def test_a_trainer_may_take_blocks_that_share_no_day() -> None:
    problem = taught(a_block("b1", 0, 1), a_block("b2", 2, 4), a_block("b3", 4, 4))
    fine = held(trainers=[("b1", "t1"), ("b2", "t1"), ("b3", "t2")])
    assert codes(problem, fine) == []
    wrong = held(trainers=[("b1", "t2"), ("b2", "t1"), ("b3", "t1")])
    assert violations(problem, wrong) == [
        Violation("H3", "TRAINER_BLOCKS_OVERLAP", run="r1", trainer="t1", block="b3")
    ]


def test_a_presence_is_every_day_from_the_first_to_the_last_block_day() -> None:
    blocks = (a_block("b1", 0, 0), a_block("b2", 4, 4))
    trainers = [
        a_trainer("t1", unavailable=[("2016-03-09", "2016-03-09")]),
        a_trainer("t2"),
    ]
    problem = taught(*blocks, trainers=trainers)
    assert codes(problem, held(trainers=[("b1", "t1"), ("b2", "t2")])) == []
    assert violations(problem, held(trainers=[("b1", "t1"), ("b2", "t1")])) == [
        Violation("H3", "TRAINER_UNAVAILABLE", run="r1", trainer="t1", day=day("2016-03-09"))
    ]


# --- days


def test_a_trainer_is_available_on_every_day_of_a_presence() -> None:
    away = [("2016-03-11", "2016-03-12"), ("2016-03-06", "2016-03-06")]
    problem = taught(a_block("b", 0, 3), trainers=[a_trainer("t1", unavailable=away)])
    assert codes(problem, run("r1", "2016-03-07", "t1")) == []
    assert violations(problem, run("r1", "2016-03-08", "t1")) == [
        Violation("H3", "TRAINER_UNAVAILABLE", run="r1", trainer="t1", day=day("2016-03-11"))
    ]


def test_a_trainer_is_in_one_place_at_a_time() -> None:
    problem = taught(venues=[a_venue(parallel_runs=2)])
    assert codes(problem, run("r1", "2016-03-07", "t1"), run("r2", "2016-03-12", "t1")) == []
    assert violations(problem, run("r1", "2016-03-07", "t1"), run("r2", "2016-03-11", "t1")) == [
        Violation(
            "H3", "TRAINER_DOUBLE", run="r2", other_run="r1", trainer="t1", day=day("2016-03-11")
        )
    ]


def test_two_runs_may_overlap_where_the_presences_do_not() -> None:
    problem = taught(a_block("b", 3, 4), venues=[a_venue(parallel_runs=2)])
    assert codes(problem, run("r1", "2016-03-07", "t1"), run("r2", "2016-03-09", "t1")) == []


def test_a_trainer_has_at_most_so_many_block_days() -> None:
    blocks = (a_block("b1", 0, 0), a_block("b2", 3, 4))
    for most, found in (
        (3, []),
        (2, [Violation("H3", "TRAINER_MAX_DAYS", trainer="t1", limit=2, actual=3)]),
    ):
        problem = taught(*blocks, trainers=[a_trainer("t1", max_days=most)])
        assert violations(problem, held(trainers=[("b1", "t1"), ("b2", "t1")])) == found


def test_block_days_beyond_the_horizon_are_not_counted() -> None:
    # of five days, four and three lie in the horizon
    for start, days, found in (
        ("2015-12-31", 9, ["EARLY", "HORIZON"]),
        ("2016-12-29", 8, ["HORIZON"]),
    ):
        runs = run("r1", "2016-05-02", "t1"), run("r2", start, "t1")
        for most, too_many in ((days, []), (days - 1, ["TRAINER_MAX_DAYS"])):
            problem = taught(trainers=[a_trainer("t1", max_days=most)])
            assert codes(problem, *runs) == [*found, *too_many]


# --- ways


def test_a_trainer_needs_a_way_from_home() -> None:
    problem = taught(trainers=[a_trainer("t1", city="suv")])
    assert codes(problem, run("r1", "2016-03-07", "t1", venue="jkt")) == []
    of_jkt = held("r1", venue="bkk", trainers=[("b", "t1")], seats=["n2"])
    assert violations(problem, of_jkt) == [
        Violation("H3", "TRAINER_UNREACHABLE", run="r1", trainer="t1")
    ]


def test_travel_takes_whole_free_days() -> None:
    problem = taught(travel=[Travel("suv", "jkt", 2)])
    first = run("r1", "2016-03-07", "t1")
    assert codes(problem, first, run("r2", "2016-03-14", "t1", venue="jkt")) == []
    assert violations(problem, first, run("r2", "2016-03-13", "t1", venue="jkt")) == [
        Violation("H3", "TRAINER_TRAVEL", run="r2", other_run="r1", trainer="t1", limit=2, actual=1)
    ]


def test_days_of_travel_before_the_first_and_after_the_last_presence_need_not_be_free() -> None:
    trainer = a_trainer(
        "t1", city="jkt", unavailable=[("2016-03-06", "2016-03-06"), ("2016-03-12", "2016-03-12")]
    )
    problem = taught(trainers=[trainer], travel=[Travel("suv", "jkt", 3)])
    assert codes(problem, run("r1", "2016-03-07", "t1")) == []


def test_the_shorter_of_the_direct_way_and_the_way_home_counts() -> None:
    ways = {"suv": 1, "bkk": 1, "jkt": 5}
    travel = [
        Travel("suv", "jkt", ways["jkt"]),
        Travel("suv", "bkk", ways["suv"]),
        Travel("bkk", "jkt", ways["bkk"]),
    ]
    first = run("r1", "2016-03-07", "t1")
    second = run("r2", "2016-03-14", "t1", venue="jkt")  # two days are free
    at_bkk = taught(travel=travel, trainers=[a_trainer("t1", city="bkk")])
    assert codes(at_bkk, first, second) == []
    at_suv = taught(travel=travel, trainers=[a_trainer("t1", city="suv")])
    assert violations(at_suv, first, second) == [
        Violation("H3", "TRAINER_TRAVEL", run="r2", other_run="r1", trainer="t1", limit=5, actual=2)
    ]


def test_a_missing_pair_goes_by_way_of_home() -> None:
    travel = [Travel("suv", "jkt", 1), Travel("suv", "bkk", 1)]
    problem = taught(
        travel=travel, nominations=(), courses=[a_course(days=5, blocks=(a_block("b", 0, 4),))]
    )
    first = held("r1", "2016-03-07", "jkt", trainers=[("b", "t1")], seats=[])
    for start, found in (("2016-03-14", False), ("2016-03-13", True)):
        second = held("r2", start, "bkk", trainers=[("b", "t1")], seats=[])
        assert ("TRAINER_TRAVEL" in codes(problem, first, second)) is found


def test_no_way_at_all_is_a_violation_however_many_days_are_free() -> None:
    problem = taught(travel=[])
    first = held("r1", "2016-03-07", "jkt", trainers=[("b", "t1")], seats=[])
    second = held("r2", "2016-10-03", "bkk", trainers=[("b", "t1")], seats=[])
    found = [v for v in violations(problem, first, second) if v.code == "TRAINER_TRAVEL"]
    assert found == [
        Violation("H3", "TRAINER_TRAVEL", run="r2", other_run="r1", trainer="t1", actual=205)
    ]


def test_only_consecutive_presences_need_a_way() -> None:
    """From Suva to Jakarta takes 20 days, but not with a run in Bangkok between."""
    travel = [Travel("suv", "jkt", 20), Travel("suv", "bkk", 1), Travel("bkk", "jkt", 1)]
    problem = taught(travel=travel)
    first = run("r1", "2016-03-07", "t1", venue="hall")
    between = run("r2", "2016-03-13", "t1", venue="bkk")
    last = run("r3", "2016-03-19", "t1", venue="jkt")
    assert codes(problem, first, last).count("TRAINER_TRAVEL") == 1
    assert "TRAINER_TRAVEL" not in codes(problem, first, between, last)


def test_of_presences_that_begin_and_end_together_the_last_listed_is_the_last() -> None:
    """From Suva to Jakarta takes 20 days, from Bangkok one."""
    travel = [Travel("suv", "jkt", 20), Travel("suv", "bkk", 1), Travel("bkk", "jkt", 1)]
    for first, second, found in (
        ("hall", "bkk", ["TRAINER_DOUBLE"]),
        ("bkk", "hall", ["TRAINER_TRAVEL", "TRAINER_DOUBLE"]),
    ):
        runs = [
            run("r1", "2016-03-07", "t1", venue=first),
            run("r2", "2016-03-07", "t1", venue=second),
            run("r3", "2016-03-19", "t1", venue="jkt"),
        ]
        assert codes(taught(travel=travel), *runs) == found


# --- facts


PAST = a_horizon(frozen_until="2016-03-08")


def test_blocks_of_a_fact_that_are_over_are_not_tested() -> None:
    fact = held("r1", "2016-03-07", trainers=[("b1", "t1"), ("b1", "t2")])
    trainers = [a_trainer("t1", languages=()), a_trainer("t2", city="bkk")]
    problem = taught(
        a_block("b1", 0, 1, skill="law"), trainers=trainers, horizon=PAST, baseline=a_schedule(fact)
    )
    assert violations(problem, fact) == []


def test_blocks_of_a_fact_that_are_not_over_are_tested() -> None:
    fact = held("r1", "2016-03-07", trainers=[("b2", "t1"), ("b2", "t2")])
    trainers = [a_trainer("t1", languages=()), a_trainer("t2", city="bkk")]
    problem = taught(
        a_block("b2", 0, 2, skill="law"), trainers=trainers, horizon=PAST, baseline=a_schedule(fact)
    )
    assert sorted(codes(problem, fact)) == [
        "TRAINER_COUNT",
        "TRAINER_LANGUAGE",
        "TRAINER_SKILL",
        "TRAINER_SKILL",
        "TRAINER_UNREACHABLE",
    ]


def test_a_gone_trainer_of_a_block_that_is_over_is_not_replaced() -> None:
    fact = held("r1", "2016-03-07", trainers=[("b1", "gone"), ("b2", "t1")])
    problem = taught(
        a_block("b1", 0, 0), a_block("b2", 1, 4), horizon=PAST, baseline=a_schedule(fact)
    )
    assert codes(problem, held("r1", "2016-03-07", trainers=[("b2", "t1")])) == []


def test_only_days_of_a_fact_that_are_not_past_are_tested() -> None:
    for away, found in (("2016-03-08", []), ("2016-03-09", ["TRAINER_UNAVAILABLE"])):
        fact = run("r1", "2016-03-07", "t1")
        trainers = [a_trainer("t1", unavailable=[("2016-03-07", away)])]
        problem = taught(trainers=trainers, horizon=PAST, baseline=a_schedule(fact))
        assert codes(problem, fact) == found


def two_facts(second: str, venue: str = "room", first: str = "2016-03-07") -> list[str]:
    """What is wrong with two facts of one trainer, of two days each; 10 March is past."""
    facts = [run("r1", first, "t1"), run("r2", second, "t1", venue=venue)]
    problem = taught(
        venues=[a_venue("hall"), a_venue("room"), a_venue("jkt", "jkt")],
        courses=[a_course(days=2, blocks=(a_block("b", 0, 1),))],
        horizon=a_horizon(frozen_until="2016-03-10"),
        travel=[Travel("suv", "jkt", 3)],
        baseline=a_schedule(*facts),
    )
    return codes(problem, *facts)


def test_two_facts_may_share_days_that_are_past() -> None:
    assert two_facts("2016-03-08") == []
    assert two_facts("2016-03-10", first="2016-03-09") == []
    facts = [run("r1", "2016-03-07", "t1"), run("r2", "2016-03-08", "t1", venue="room")]
    problem = taught(
        venues=[a_venue("hall"), a_venue("room")], horizon=PAST, baseline=a_schedule(*facts)
    )
    assert violations(problem, *facts) == [
        Violation(
            "H3", "TRAINER_DOUBLE", run="r2", other_run="r1", trainer="t1", day=day("2016-03-09")
        )
    ]


def test_the_way_between_two_facts_that_have_begun_is_not_tested() -> None:
    assert two_facts("2016-03-09", venue="jkt") == []


def test_the_way_is_tested_where_the_later_presence_is_not_past() -> None:
    facts = [
        held("r1", "2016-03-07", "hall", trainers=[("b1", "t1"), ("b2", "t2")], seats=["n1"]),
        held("r2", "2016-03-08", "jkt", trainers=[("b1", "t3"), ("b2", "t1")], seats=["n2"]),
    ]
    problem = taught(
        a_block("b1", 0, 0), a_block("b2", 4, 4), horizon=PAST, baseline=a_schedule(*facts),
        travel=[Travel("suv", "jkt", 9)],
    )  # fmt: skip
    assert codes(problem, *facts) == ["TRAINER_TRAVEL"]


def test_a_run_and_a_fact_share_no_day_of_a_trainer() -> None:
    fact = run("r1", "2016-03-07", "t1")
    problem = taught(
        venues=[a_venue("hall"), a_venue("room")], horizon=PAST, baseline=a_schedule(fact)
    )
    assert "TRAINER_DOUBLE" in codes(problem, fact, run("r2", "2016-03-11", "t1", venue="room"))
    assert codes(problem, fact, run("r2", "2016-03-12", "t1", venue="room")) == []


def test_facts_use_up_the_days_of_a_trainer_inside_the_horizon() -> None:
    later = run("r2", "2016-03-14", "t1")
    for start, inside in (("2016-02-29", 0), ("2016-03-05", 3)):
        fact = run("r1", start, "t1")
        tables = {
            "horizon": a_horizon("2016-03-07", frozen_until="2016-03-12"),
            "baseline": a_schedule(fact),
        }
        for most, found in ((5 + inside, []), (4 + inside, ["TRAINER_MAX_DAYS"])):
            problem = taught(trainers=[a_trainer("t1", max_days=most)], **tables)
            assert codes(problem, fact, later) == found
    overworked = taught(trainers=[a_trainer("t1", max_days=1)], **tables)
    assert codes(overworked, fact) == []
