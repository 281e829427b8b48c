from __future__ import annotations

from tests.scheduler.builders import (
    a_horizon,
    a_nomination,
    a_policy,
    a_problem,
    a_run,
    a_schedule,
    a_venue,
    held,
    score,
)


def test_each_nomination_without_a_seat_costs_by_its_priority() -> None:
    problem = a_problem(
        policy=a_policy({"unseated": 2}),
        nominations=[
            a_nomination("n1", "o1", priority=5),
            a_nomination("n2", "o2", priority=1),
            a_nomination("n3", "o3", priority=3),
        ],
    )
    assert score(problem).unseated == 2_000 * (5 + 1 + 3)
    assert score(problem, held(seats=["n1"])).unseated == 2_000 * (1 + 3)
    assert score(problem, held(seats=["n3", "n2", "n1"])).unseated == 0


def test_a_nomination_that_two_facts_seat_is_seated() -> None:
    facts = [held("r1", "2016-03-07", "hall"), held("r2", "2016-03-08", "room")]
    problem = a_problem(
        policy=a_policy({"unseated": 1}),
        venues=[a_venue("hall"), a_venue("room")],
        runs=[a_run("r1"), a_run("r2")],
        nominations=[a_nomination("n1", "o1", priority=4), a_nomination("n2", "o2", priority=5)],
        horizon=a_horizon(frozen_until="2016-03-08"),
        baseline=a_schedule(*facts),
    )
    assert score(problem, *facts).unseated == 5_000
