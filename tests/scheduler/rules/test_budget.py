from __future__ import annotations

from scheduler.schedule import Violation
from tests.scheduler.builders import (
    a_course,
    a_funder,
    a_horizon,
    a_problem,
    a_run,
    a_schedule,
    a_venue,
    codes,
    held,
    violations,
)

# A run of three days costs 300 for the hall; o2 from Jakarta costs 2 * 700 + 3 * 100 more.
HALL = a_venue(day_rate_usd=100, parallel_runs=2)
RUNS = [a_run("r1"), a_run("r2")]
COURSE = a_course(funder="fund")


def test_the_runs_of_a_funder_cost_at_most_its_budget() -> None:
    for budget, found in (
        (600, []),
        (599, [Violation("H7", "BUDGET", funder="fund", limit=599, actual=600)]),
        (None, []),
    ):
        problem = a_problem(
            venues=[HALL], courses=[COURSE], runs=RUNS, funders=[a_funder("fund", budget)]
        )
        assert violations(problem, held("r1", seats=["n1"]), held("r2", seats=["n3"])) == found


def test_an_official_from_afar_counts() -> None:
    problem = a_problem(venues=[HALL], courses=[COURSE], funders=[a_funder("fund", 1999)])
    assert violations(problem, held(seats=["n1", "n2"])) == [
        Violation("H7", "BUDGET", funder="fund", limit=1999, actual=2000)
    ]


def test_a_course_without_a_funder_is_in_nobodys_budget() -> None:
    problem = a_problem(venues=[HALL], courses=[a_course()], funders=[a_funder("fund", 0)])
    assert codes(problem, held()) == []


def test_what_facts_cost_binds_only_what_is_added_to_them() -> None:
    fact = held("r1", "2016-03-07", seats=["n1"])
    past = {"horizon": a_horizon(frozen_until="2016-03-07"), "baseline": a_schedule(fact)}
    tables = {"venues": [HALL], "courses": [COURSE], "runs": RUNS, **past}
    overspent = a_problem(funders=[a_funder("fund", 200)], **tables)
    assert codes(overspent, fact) == []
    assert codes(overspent, fact, held("r2", "2016-05-02", seats=["n3"])) == ["BUDGET"]
    enough = a_problem(funders=[a_funder("fund", 600)], **tables)
    assert codes(enough, fact, held("r2", "2016-05-02", seats=["n3"])) == []
