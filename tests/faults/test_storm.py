"""Whatever becomes of requests on their way, the LMS holds the plan, and nothing twice."""

from __future__ import annotations

import sys

import pytest

from lms_bridge.local_kolibri import LocalKolibri
from tests.faults.storm import storm
from tests.lms_bridge.conftest import kolibri_home, local

__all__ = ["kolibri_home", "local"]  # fixtures

pytestmark = [pytest.mark.kolibri, pytest.mark.timeout(900)]

SEED = 20150907


async def test_kolibri_holds_the_plan_through_500_requests_of_which_some_fail(
    local: LocalKolibri,
) -> None:
    found = await storm(local, SEED, 0.15, requests=500)
    sys.stderr.write(f"{found}\n")
    assert (found.lost, found.twice, found.too_many) == (0, 0, 0)
    assert sum(found.faults.values()) >= 50

    calm = await storm(local, SEED, 0, plans=found.plans)
    assert (calm.lost, calm.twice, calm.too_many, calm.broken_off) == (0, 0, 0, 0)
    assert found.requests <= 5 * calm.requests
