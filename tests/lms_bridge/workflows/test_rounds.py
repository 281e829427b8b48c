"""Looks overlap, and once a night everything is asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from catalogue.actions.synchronise import begin_sync, finish_sync
from catalogue.queries.syncs import Looks, last_looks
from lms_bridge.workflows.rounds import NIGHT, OVERLAP, ROUND, Round, round_due
from lms_bridge.workflows.synchronising import URGENT
from tests.catalogue.builders import SYSTEM, a_world

EVERY = timedelta(minutes=15)
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
LAST = NOON - EVERY


def test_the_first_look_is_at_everything() -> None:
    assert round_due(Looks(None, None), NOON, EVERY) == Round("night-20261126T120000", None)


def test_a_round_looks_back_over_the_one_before() -> None:
    due = round_due(Looks(NOON - timedelta(hours=9), LAST), NOON, EVERY)
    assert due == Round("round-20261126T120000", LAST - OVERLAP * EVERY)


def test_a_night_is_made_up_for_when_the_bridge_was_away() -> None:
    assert round_due(Looks(NOON - timedelta(hours=11), LAST), NOON, EVERY).since is None


@given(st.lists(st.integers(1, 500), min_size=1, max_size=60))
def test_nothing_is_left_out_between_two_looks(minutes: list[int]) -> None:
    looks, now = Looks(None, None), NOON
    for wait in minutes:
        due = round_due(looks, now, EVERY)
        assert due.since is None or (looks.last and due.since < looks.last)
        looks = Looks(now if due.since is None else looks.whole, now)
        assert looks.whole
        assert now - looks.whole < timedelta(days=1) + timedelta(minutes=500)
        now += timedelta(minutes=wait)


def test_looks_are_known_by_the_ids_of_their_workflows(catalogue: str) -> None:
    a_world()
    for id in ("sync-1", f"{ROUND}2", f"{URGENT}3", f"{NIGHT}4", f"{ROUND}5", f"{URGENT}6"):
        begin_sync(SYSTEM, "rso", "kolibri", id=id)
        if id != f"{ROUND}5":
            finish_sync(SYSTEM, id, {})
    looks = last_looks(SYSTEM, "kolibri", partial=[ROUND], narrow=URGENT)
    assert looks.whole == looks.last
    assert looks.last
    assert last_looks(SYSTEM, "moodle") == Looks(None, None)
