from __future__ import annotations

from scheduler.problem import Member
from tests.scheduler.builders import a_policy, a_problem, a_run, a_venue, held, score


def test_each_run_that_a_member_hosts_less_than_its_target_costs() -> None:
    problem = a_problem(
        policy=a_policy({"host_shortfall": 6}),
        members=[Member("fji", host_target=2), Member("idn", host_target=1)],
        venues=[a_venue("hall", member="fji"), a_venue("room", member="idn"), a_venue("ship")],
        runs=[a_run("r1"), a_run("r2"), a_run("r3")],
    )
    at_hall, again = held("r1", venue="hall"), held("r2", "2016-05-02", "hall", seats=["n2"])
    third = held("r3", "2016-07-04", "hall", seats=["n3"])
    assert score(problem).host_shortfall == 6_000 * 3
    assert score(problem, at_hall).host_shortfall == 6_000 * 2
    assert score(problem, held("r1", venue="ship")).host_shortfall == 6_000 * 3
    assert score(problem, at_hall, again).host_shortfall == 6_000
    assert score(problem, at_hall, again, third).host_shortfall == 6_000  # none makes good for idn
    assert score(problem, at_hall, held("r2", venue="room", seats=["n2"])).host_shortfall == 6_000
