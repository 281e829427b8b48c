"""What a plan gives the members and takes from the funders."""

from __future__ import annotations

from catalogue.courses import Course
from catalogue.db import changing
from catalogue.queries.planning import planning_input
from lms_bridge.web.balance import Share, balance
from tests.catalogue.builders import SYSTEM, a_nomination, a_world, planned


def test_plan_is_summed_up_by_member_and_by_funder(catalogue: str) -> None:
    a_world()
    changing(lambda: Course.update(funder="AUS").execute())()
    seats = (a_nomination("IDN-001"), a_nomination("IDN-002"), a_nomination("IDN-003"))
    given = planning_input(SYSTEM, "rso")
    found = balance(given, (planned(seats=seats),), {"MYS": "Malaysia", "AUS": "Australia"})
    assert found.members == (Share("Malaysia", 0, 2), Share("IDN", 3, 2))  # the least first
    assert found.short == 1
    (australia,) = found.funders
    assert (australia.name, australia.target) == ("Australia", 100_000)
    nobody = balance(given, (planned(),), {})
    assert [share.value for share in nobody.members] == [0, 0]
    assert nobody.funders[0].value <= australia.value
