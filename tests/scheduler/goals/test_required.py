from __future__ import annotations

from tests.scheduler.builders import a_policy, a_problem, a_run, held, score


def test_each_required_run_that_is_not_held_costs() -> None:
    problem = a_problem(
        policy=a_policy({"required_unheld": 7}),
        runs=[a_run("r1", required=True), a_run("r2", required=True), a_run("r3")],
    )
    assert score(problem).required_unheld == 14_000
    assert score(problem, held("r3")).required_unheld == 14_000
    assert score(problem, held("r1")).required_unheld == 7_000
    assert score(problem, held("r1"), held("r2", "2016-05-02", seats=["n2"])).required_unheld == 0


def test_a_required_run_is_a_price_and_not_a_rule() -> None:
    problem = a_problem(runs=[a_run("r1", required=True)])
    assert score(problem).total == 100_000 + 3 * 3 * 10_000  # with three nominations of priority 3
