"""What is kept about LMSs: synchronisations, and their names for our things."""

from __future__ import annotations

import pytest

from catalogue.actions.remember_link import forget_link, remember_link
from catalogue.actions.synchronise import begin_sync, finish_sync
from catalogue.errors import Forbidden, NotFound, WrongState
from catalogue.lms import SyncState
from catalogue.queries.syncs import external_ids, syncs
from tests.catalogue.builders import COORDINATOR, SYSTEM, a_world, audited, focal_point


def test_a_synchronisation_begins_and_ends(database: str) -> None:
    a_world()
    id = begin_sync(SYSTEM, "rso", "kolibri", dry_run=True)
    (line,) = syncs(COORDINATOR, "rso")
    assert (line.id, line.lms, line.dry_run, line.state) == (id, "kolibri", True, SyncState.RUNNING)
    finish_sync(SYSTEM, id, {"created": 3})
    (line,) = syncs(COORDINATOR, "rso")
    assert (line.state, line.figures, line.failure) == (SyncState.FINISHED, {"created": 3}, "")
    assert line.finished_at
    assert line.finished_at >= line.began_at
    with pytest.raises(WrongState):
        finish_sync(SYSTEM, id, {})
    assert audited() == [("sync.begun", id), ("sync.finished", id)]


def test_a_synchronisation_fails_with_a_reason(database: str) -> None:
    a_world()
    id = begin_sync(SYSTEM, "rso", "kolibri")
    finish_sync(SYSTEM, id, {}, "UNAVAILABLE")
    (line,) = syncs(COORDINATOR, "rso")
    assert (line.state, line.failure) == (SyncState.FAILED, "UNAVAILABLE")


def test_the_newest_synchronisation_comes_first(database: str) -> None:
    a_world()
    ids = [begin_sync(SYSTEM, "rso", "kolibri") for _ in range(3)]
    assert [line.id for line in syncs(COORDINATOR, "rso", 2)] == ids[:0:-1]


def test_an_lms_has_names_for_our_things(database: str) -> None:
    a_world()
    remember_link(SYSTEM, "kolibri", "person", "IDN-001", "abc")
    remember_link(SYSTEM, "kolibri", "person", "IDN-001", "abc")
    remember_link(SYSTEM, "moodle", "person", "IDN-001", "7")
    assert external_ids(SYSTEM, "kolibri", "person") == {"IDN-001": "abc"}
    remember_link(SYSTEM, "kolibri", "person", "IDN-001", "def")
    remember_link(SYSTEM, "kolibri", "person", "IDN-002", "def")
    assert external_ids(SYSTEM, "kolibri", "person") == {"IDN-002": "def"}
    forget_link(SYSTEM, "kolibri", "person", "IDN-002")
    forget_link(SYSTEM, "kolibri", "person", "IDN-002")
    assert external_ids(SYSTEM, "kolibri", "person") == {}
    assert external_ids(SYSTEM, "moodle", "person") == {"IDN-001": "7"}
    assert [verb for verb, _ in audited()] == ["lms.linked"] * 4 + ["lms.unlinked"]


def test_only_those_who_run_the_programme_synchronise(database: str) -> None:
    a_world()
    for act in (
        lambda: begin_sync(focal_point(), "rso", "kolibri"),
        lambda: finish_sync(focal_point(), "x", {}),
        lambda: remember_link(focal_point(), "kolibri", "person", "a", "b"),
        lambda: forget_link(focal_point(), "kolibri", "person", "a"),
        lambda: syncs(focal_point(), "rso"),
    ):
        with pytest.raises(Forbidden):
            act()
    for act in (
        lambda: begin_sync(COORDINATOR, "other", "kolibri"),
        lambda: finish_sync(COORDINATOR, "x", {}),
    ):
        with pytest.raises(NotFound):
            act()
