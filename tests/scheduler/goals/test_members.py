from __future__ import annotations

from scheduler.problem import Member
from tests.scheduler.builders import a_policy, a_problem, held, score

# o1 and o3 are of Fiji, o2 of Indonesia.
WEIGHTS = a_policy({"member_shortfall": 4})


def test_each_seat_that_a_member_lacks_of_its_target_costs() -> None:
    problem = a_problem(policy=WEIGHTS, members=[Member("fji", seat_target=3), Member("idn", 1)])
    assert score(problem).member_shortfall == 4_000 * (3 + 1)
    assert score(problem, held(seats=["n1"])).member_shortfall == 4_000 * (2 + 1)
    assert score(problem, held(seats=["n1", "n2", "n3"])).member_shortfall == 4_000 * 1


def test_seats_beyond_a_target_make_good_for_nobody_else() -> None:
    problem = a_problem(policy=WEIGHTS, members=[Member("fji", seat_target=1), Member("idn", 2)])
    assert score(problem, held(seats=["n1", "n3"])).member_shortfall == 4_000 * 2
