"""A synchronisation that is killed loses nothing and does nothing twice; nor do two at once."""

from __future__ import annotations

import asyncio
import random
import sys

import pytest

from lms_bridge.local_kolibri import LocalKolibri
from tests.faults.killed_syncs import Killed, Patient, a_patient
from tests.lms_bridge.conftest import catalogue, kolibri_home, local

__all__ = ["catalogue", "kolibri_home", "local"]  # fixtures

pytestmark = [pytest.mark.kolibri, pytest.mark.timeout(900)]

SEED = 20150907


@pytest.fixture
def patient(catalogue: str, local: LocalKolibri, request: pytest.FixtureRequest) -> Patient:
    return a_patient(catalogue, local, str(7000 + len(request.node.name)))


def wrong(found: Killed) -> tuple[int, int, int]:
    return found.lost, found.twice, found.reported


async def test_a_synchronisation_is_killed_at_every_point_once(patient: Patient) -> None:
    await patient.kill_at_every_point()
    await patient.compare()
    sys.stderr.write(f"{patient.found}\n")
    assert wrong(patient.found) == (0, 0, 0)
    assert patient.found.points >= 16


async def test_a_synchronisation_is_killed_20_times_anywhere(patient: Patient) -> None:
    await patient.kill_at_random(random.Random(SEED), 20)
    await patient.compare()
    assert wrong(patient.found) == (0, 0, 0)
    assert patient.found.kills == 20


async def test_two_bridges_at_once_make_nothing_twice(patient: Patient) -> None:
    for number in range(2):
        patient.change(number)
        both = [await patient.start(0, holder) for holder in ("one", "the other")]
        ends = await asyncio.gather(*(process.communicate() for process in both))
        assert [process.returncode for process in both] == [0, 0], ends
        passed = [out.decode().splitlines() for out, _ in ends]
        # one did it all, the other came after it and found nothing to do
        assert min(map(len, passed)) == len(["before read", "after", "facts", "after", "end"])
    await patient.compare()
    assert wrong(patient.found) == (0, 0, 0)
