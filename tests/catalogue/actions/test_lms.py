"""What is kept about LMSs: synchronisations, and our record of what we made there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from catalogue.actions.lease import give_back_lease, take_lease
from catalogue.actions.lms_items import FailedItem, note_items, retry_item, set_item_aside
from catalogue.actions.record_facts import Told, record_facts
from catalogue.actions.synchronise import begin_sync, finish_sync, keep_record
from catalogue.errors import Forbidden, NotFound, WrongState
from catalogue.facts import FactKind
from catalogue.lms import SyncState
from catalogue.queries.lms import facts, lms_items, set_aside
from catalogue.queries.syncs import lms_record, sync_lines, syncs
from tests.catalogue.builders import COORDINATOR, SYSTEM, a_world, audited, focal_point, told


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


def test_one_bridge_alone_has_the_right_to_write(database: str) -> None:
    assert take_lease(SYSTEM, "kolibri", "one", 30) is None
    assert take_lease(SYSTEM, "kolibri", "one", 30) is None
    assert take_lease(SYSTEM, "kolibri", "other", 30) == "one"
    assert take_lease(SYSTEM, "moodle", "other", 30) is None

    give_back_lease(SYSTEM, "kolibri", "other")
    assert take_lease(SYSTEM, "kolibri", "other", 30) == "one"
    give_back_lease(SYSTEM, "kolibri", "one")
    assert take_lease(SYSTEM, "kolibri", "other", 0) is None
    assert take_lease(SYSTEM, "kolibri", "one", 30) is None  # the other's has run out
    with pytest.raises(Forbidden):
        take_lease(focal_point(), "kolibri", "me", 30)


def test_refused_changes_are_noted_until_they_are_done(database: str) -> None:
    full = FailedItem("ENROL R A learner", "Add A.", "LMS_REFUSED", "full")
    bad = FailedItem("CREATE_PERSON B", "Create B.", "LMS_REFUSED", "bad name")
    for _ in range(3):
        note_items(SYSTEM, "kolibri", [full, bad], still={full.key, bad.key})
    assert {(i.key, i.tries, i.text) for i in lms_items(COORDINATOR)} == {
        (full.key, 3, "full"),
        (bad.key, 3, "bad name"),
    }
    note_items(SYSTEM, "kolibri", [], still=None)  # only a part was looked at
    assert len(lms_items(COORDINATOR)) == 2
    note_items(SYSTEM, "kolibri", [bad], still={bad.key})
    (item,) = lms_items(COORDINATOR)
    assert (item.key, item.tries) == (bad.key, 4)


def test_a_refused_change_is_set_aside_and_tried_again(database: str) -> None:
    a_world()
    bad = FailedItem("CREATE_PERSON B", "Create B.", "LMS_REFUSED", "bad name")
    note_items(SYSTEM, "kolibri", [bad], still={bad.key})
    (item,) = lms_items(COORDINATOR)
    assert set_aside(SYSTEM, "kolibri") == frozenset()

    for _ in range(2):
        set_item_aside(COORDINATOR, item.id)
    assert set_aside(SYSTEM, "kolibri") == {bad.key}
    note_items(SYSTEM, "kolibri", [], still={bad.key})
    assert set_aside(SYSTEM, "kolibri") == {bad.key}

    retry_item(COORDINATOR, item.id, "rso")
    assert set_aside(SYSTEM, "kolibri") == frozenset()
    assert told() == ["sync.requested"]
    assert audited() == [("lms_item.set_aside", item.id), ("lms_item.retried", item.id)]
    for act in (lambda: set_item_aside(SYSTEM, "none"), lambda: retry_item(SYSTEM, "none", "rso")):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(Forbidden):
        set_item_aside(focal_point(), item.id)


MORNING = datetime(2015, 9, 11, 8, tzinfo=UTC)


def grade(told: str, hours: int = 0, item: str = "") -> Told:
    at = MORNING + timedelta(hours=hours)
    return Told(FactKind.GRADE, "IDN-001", None, item, told, at)


def profile(told: str) -> Told:
    return Told(FactKind.PROFILE, "IDN-001", None, "name", told, None)


def test_what_overlapping_looks_tell_is_noted_once(database: str) -> None:
    a_world()
    looks = [grade("7/10"), grade("8/10", 1)], [grade("8/10", 1), grade("9/10", 2)]
    assert [record_facts(SYSTEM, "moodle", look) for look in looks] == [2, 1]
    assert [record_facts(SYSTEM, "moodle", look) for look in looks] == [0, 0]
    assert {(f.told, f.at) for f in facts(COORDINATOR)} == {
        ("7/10", MORNING),
        ("8/10", MORNING + timedelta(hours=1)),
        ("9/10", MORNING + timedelta(hours=2)),
    }
    assert record_facts(SYSTEM, "kolibri", looks[0]) == 2


def test_a_completion_that_is_taken_back_is_noted_once_and_so_is_its_return(database: str) -> None:
    a_world()
    done = Told(FactKind.FINISH, "IDN-001", None, "", "completed", MORNING)
    not_done = replace(done, told="", at=None)
    said = [not_done, done, done, not_done, not_done, done, done, not_done]
    assert [record_facts(SYSTEM, "moodle", [each]) for each in said] == [0, 1, 0, 1, 0, 1, 0, 1]
    assert [f.told for f in facts(COORDINATOR)] == ["", "completed", "", "completed"]


def test_a_profile_is_noted_when_it_becomes_another(database: str) -> None:
    a_world()
    said = ["Adi", "Adi", "Ady", "Ady", "Adi"]
    assert [record_facts(SYSTEM, "moodle", [profile(each)]) for each in said] == [1, 0, 1, 0, 1]
    assert [f.told for f in facts(COORDINATOR)] == ["Adi", "Ady", "Adi"]
    with pytest.raises(Forbidden):
        facts(focal_point())
