"""What is kept about LMSs: synchronisations, and our record of what we made there."""

from __future__ import annotations

import pytest

from catalogue.actions.synchronise import begin_sync, finish_sync, keep_record
from catalogue.errors import Forbidden, NotFound, WrongState
from catalogue.lms import SyncState
from catalogue.queries.syncs import lms_record, sync_lines, syncs
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


def test_a_synchronisation_tells_what_it_did(database: str) -> None:
    a_world()
    id = begin_sync(SYSTEM, "rso", "kolibri")
    lines = [{"kind": "done", "text": "class INDUCTION-1 made"}]
    finish_sync(SYSTEM, id, {"done": 1}, lines=lines)
    assert sync_lines(COORDINATOR, id) == tuple(lines)
    with pytest.raises(NotFound):
        sync_lines(COORDINATOR, "other")


def test_the_last_record_of_what_we_made_in_an_lms_is_kept(database: str) -> None:
    a_world()
    assert lms_record(SYSTEM, "kolibri") is None
    keep_record(SYSTEM, "kolibri", {"classes": {}})
    keep_record(SYSTEM, "kolibri", {"classes": {"induction-1": "abc"}})
    keep_record(SYSTEM, "moodle", {"classes": {}})
    assert lms_record(SYSTEM, "kolibri") == {"classes": {"induction-1": "abc"}}


def test_only_those_who_run_the_programme_synchronise(database: str) -> None:
    a_world()
    for act in (
        lambda: begin_sync(focal_point(), "rso", "kolibri"),
        lambda: finish_sync(focal_point(), "x", {}),
        lambda: keep_record(focal_point(), "kolibri", {}),
        lambda: lms_record(focal_point(), "kolibri"),
        lambda: sync_lines(focal_point(), "x"),
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
