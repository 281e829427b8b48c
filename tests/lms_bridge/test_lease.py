"""Who has the lease sends; whoever loses it is broken off before another can send."""

from __future__ import annotations

import asyncio

import pytest

from catalogue.actions.lease import take_lease
from catalogue.db import changing, database, reading
from catalogue.fields import now
from catalogue.lms import LmsLease
from lms_bridge import lease as leases
from lms_bridge.lease import Lease, sole_writer
from lms_bridge.sync.errors import Taken
from tests.catalogue.builders import SYSTEM


@changing
def stolen() -> None:
    LmsLease.update(holder="another").execute()


async def _stolen_while_sending(lease: Lease) -> None:
    async with lease.permit():
        await asyncio.to_thread(stolen)
        await asyncio.Event().wait()


async def test_one_writes_at_a_time_and_gives_it_back(catalogue: str) -> None:
    async with sole_writer(SYSTEM, "kolibri", "one") as lease:
        async with lease.permit():
            pass
        with pytest.raises(Taken, match="one writes to kolibri now"):
            async with sole_writer(SYSTEM, "kolibri", "another"):
                pass
    async with sole_writer(SYSTEM, "kolibri", "another"):
        pass


@changing
def days_left() -> int:
    return (LmsLease.get().until - now()).days


async def test_a_lease_by_a_clock_that_was_ahead_ends_as_if_it_were_taken_now(
    catalogue: str,
) -> None:
    assert take_lease(SYSTEM, "kolibri", "ahead", 7 * 24 * 3600) is None
    assert take_lease(SYSTEM, "kolibri", "another", 30) == "ahead"
    assert days_left() == 0
    assert take_lease(SYSTEM, "kolibri", "another", 0) == "ahead"
    assert take_lease(SYSTEM, "kolibri", "another", 30) is None


async def test_what_is_being_sent_is_broken_off_when_the_lease_is_lost(
    catalogue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "PROLONGED_EVERY_SECONDS", 0.01)
    async with sole_writer(SYSTEM, "kolibri", "one") as lease:
        with pytest.raises(Taken):
            await _stolen_while_sending(lease)
        with pytest.raises(Taken):
            async with lease.permit():
                raise AssertionError("it may not send")
    assert take_lease(SYSTEM, "kolibri", "one", 30) == "another"


async def test_a_long_sending_goes_on_while_the_lease_is_prolonged(
    catalogue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "PROLONGED_EVERY_SECONDS", 0.01)
    async with sole_writer(SYSTEM, "kolibri", "one") as lease, lease.permit():
        first = lease._good_until
        async with asyncio.timeout(30):
            while lease._good_until == first:
                await asyncio.sleep(0.01)


async def test_a_timeout_of_what_is_sent_is_no_loss_of_the_lease(catalogue: str) -> None:
    async with sole_writer(SYSTEM, "kolibri", "one") as lease:
        with pytest.raises(TimeoutError):
            async with lease.permit():
                raise TimeoutError


async def test_a_lease_that_cannot_be_given_back_is_told_in_a_line(
    catalogue: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with sole_writer(SYSTEM, "kolibri", "one"):
        await asyncio.to_thread(reading(_only_read))
    (told,) = [each for each in caplog.records if each.name == "lms_bridge.lease"]
    assert "was not given back and runs out: " in told.getMessage()
    assert (told.levelname, told.exc_info) == ("WARNING", None)


def _only_read() -> None:
    database.execute_sql("PRAGMA query_only = 1")
