"""Calendar feeds tell what their maker may see, and every change with its next number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from catalogue.actions.accept import accept
from catalogue.actions.decline import decline
from catalogue.actions.erase_person import erase_person
from catalogue.actions.follow_feed import follow_feed, mark_of_feed
from catalogue.actions.make_feed import make_feed
from catalogue.actions.merge_people import merge_people
from catalogue.actions.revoke_feed import revoke_feed
from catalogue.actions.set_agenda import set_agenda
from catalogue.calendars import own_calendars
from catalogue.db import changing, reading
from catalogue.errors import Forbidden, NotFound
from catalogue.feeds import Feed, FeedEvent, FeedKind
from catalogue.life import State
from catalogue.places import Venue
from catalogue.queries.feeds import feeds
from catalogue.sessions import SessionEntry
from catalogue.viewer import Viewer
from tests.catalogue.builders import (
    COORDINATOR,
    SYSTEM,
    a_course,
    a_nomination,
    a_published_plan,
    a_run,
    a_user,
    a_world,
    agency_officer,
    an_official,
    as_official,
    as_trainer,
    focal_point,
    planned,
)

LAW = SessionEntry(1, "09:00", "10:30", "Law")
VISIT = SessionEntry(2, "13:00", "17:00", "Visit", "all")
JAKARTA = ZoneInfo("Asia/Jakarta")


def a_feed(viewer: Viewer, kind: FeedKind, subject: str) -> str:
    return make_feed(viewer, kind, subject)[1]


def told(secret: str) -> list[tuple[str, object, int, bool]]:
    return [
        (each.event.key, each.event.begins, each.sequence, each.is_cancelled)
        for each in follow_feed(secret).events
    ]


def test_sessions_are_told_in_the_time_of_where_they_are(database: str) -> None:
    a_world()
    set_agenda(COORDINATOR, "induction", [LAW, VISIT])
    a_published_plan(planned())
    first, second = follow_feed(a_feed(COORDINATOR, FeedKind.PROGRAMME, "rso")).events
    assert (first.event.key, second.event.key) == ("induction-1.0.1", "induction-1.1.1")
    assert first.event.title == "Course induction: Law"
    assert first.event.place == "Venue hall, Jakarta"
    assert first.event.begins == datetime(2015, 9, 7, 9, 0, tzinfo=JAKARTA)
    assert second.event.ends == datetime(2015, 9, 8, 17, 0, tzinfo=JAKARTA)


def test_run_without_an_agenda_has_whole_days(database: str) -> None:
    a_world()
    a_published_plan(planned())
    (run,) = follow_feed(a_feed(COORDINATOR, FeedKind.VENUE, "hall")).events
    assert (run.event.begins, run.event.ends) == (date(2015, 9, 7), date(2015, 9, 12))
    assert follow_feed(a_feed(COORDINATOR, FeedKind.VENUE, "academy")).events == ()


def test_change_gets_the_next_number_and_what_goes_is_cancelled(database: str) -> None:
    a_world()
    a_published_plan(planned())
    secret = a_feed(COORDINATOR, FeedKind.PROGRAMME, "rso")
    assert told(secret) == [("induction-1", date(2015, 9, 7), 0, False)]
    assert told(secret) == told(secret)
    a_published_plan(planned(start=date(2015, 9, 14)), note="Moved")
    assert told(secret) == [("induction-1", date(2015, 9, 14), 1, False)]
    a_published_plan(note="Empty")
    assert told(secret) == [("induction-1", date(2015, 9, 14), 2, True)]
    a_published_plan(planned(start=date(2015, 9, 14)), note="Again")
    assert told(secret) == [("induction-1", date(2015, 9, 14), 3, False)]


def test_official_has_their_seats_until_they_leave_them(database: str) -> None:
    a_world()
    seat = a_nomination("IDN-001")
    a_published_plan(planned(seats=[seat]))
    viewer = as_official("IDN-001")
    secret = a_feed(viewer, FeedKind.OFFICIAL, "IDN-001")
    (offered,) = follow_feed(secret).events
    assert not offered.event.is_settled
    decline(viewer, seat, "ill")
    assert told(secret) == [("induction-1", date(2015, 9, 7), 1, True)]


def test_trainer_has_the_sessions_and_days_of_their_blocks(database: str) -> None:
    a_world()
    set_agenda(COORDINATOR, "induction", [LAW, VISIT])
    a_published_plan(planned())
    secret = a_feed(as_trainer("ana"), FeedKind.TRAINER, "ana")
    assert [key for key, *_ in told(secret)] == ["induction-1.1.1"]
    a_course("plain")
    a_run("plain-1", "plain")
    a_published_plan(planned(), planned("plain-1", date(2015, 10, 5)), note="More")
    assert [key for key, *_ in told(secret)] == ["induction-1.1.1", "plain-1.all"]


def test_member_has_the_runs_in_which_its_people_sit(database: str) -> None:
    a_world()
    a_published_plan(planned(seats=[a_nomination("IDN-001")]))
    for viewer, keys in ((focal_point(), ["induction-1"]), (agency_officer("IDN-POL"), [])):
        secret = a_feed(viewer, FeedKind.MEMBER, "IDN")
        assert [key for key, *_ in told(secret)] == keys
    assert told(a_feed(focal_point("MYS"), FeedKind.MEMBER, "MYS")) == []


def test_mark_of_a_calendar_differs_once_the_calendar_does(database: str) -> None:
    a_world()
    seat = a_nomination("IDN-001")
    a_published_plan(planned(seats=[seat]))
    viewer = as_official("IDN-001")
    runs = a_feed(COORDINATOR, FeedKind.PROGRAMME, "rso")
    own = a_feed(viewer, FeedKind.OFFICIAL, "IDN-001")
    taught = a_feed(as_trainer("ana"), FeedKind.TRAINER, "ana")
    secrets = (runs, own, taught)

    def which_differ(change: Callable[[], object]) -> list[str]:
        before = [(mark_of_feed(secret), follow_feed(secret).events) for secret in secrets]
        change()
        differ = []
        for secret, (mark, events) in zip(secrets, before, strict=True):
            is_marked = mark_of_feed(secret) != mark
            assert is_marked or follow_feed(secret).events == events
            if is_marked:
                differ.append(secret)
        return differ

    assert which_differ(lambda: an_official(9, "IDN-POL")) == []
    assert which_differ(lambda: accept(viewer, seat)) == [own, taught]
    assert which_differ(lambda: set_agenda(COORDINATOR, "induction", [LAW])) == [*secrets]
    moved = planned(start=date(2015, 9, 14), seats=[seat])
    assert which_differ(lambda: a_published_plan(moved, note="Moved")) == [*secrets]
    renamed = changing(lambda: Venue.update(name="Old hall").where(Venue.id == "hall").execute())
    assert which_differ(renamed) == [*secrets]


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        (FeedKind.PROGRAMME, "none"),
        (FeedKind.VENUE, "none"),
        (FeedKind.MEMBER, "IDN"),
        (FeedKind.TRAINER, "ana"),
        (FeedKind.OFFICIAL, "IDN-001"),
    ],
)
def test_nobody_has_a_calendar_of_what_they_may_not_see(
    database: str, kind: FeedKind, subject: str
) -> None:
    a_world()
    with pytest.raises(NotFound):
        make_feed(focal_point("MYS"), kind, subject)


def test_restricted_activity_is_in_no_calendar_of_others(database: str) -> None:
    a_world()
    a_course("exercise", restricted=True)
    a_run("exercise-1", "exercise")
    a_published_plan(planned("exercise-1"))
    assert told(a_feed(focal_point("MYS"), FeedKind.PROGRAMME, "rso")) == []
    assert told(a_feed(COORDINATOR, FeedKind.PROGRAMME, "rso")) != []


def test_revoked_feed_is_not_there(database: str) -> None:
    a_world()
    id, secret = make_feed(focal_point(), FeedKind.PROGRAMME, "rso")
    with pytest.raises(NotFound):
        revoke_feed(focal_point("MYS"), id)
    assert [line.id for line in feeds(focal_point())] == [id]
    assert feeds(focal_point("MYS")) == ()
    revoke_feed(focal_point(), id)
    revoke_feed(COORDINATOR, id)
    (line,) = feeds(COORDINATOR)
    assert line.revoked_at
    for address in (secret, "guessed"):
        with pytest.raises(NotFound):
            follow_feed(address)


def test_feed_ends_with_what_its_maker_may_see(database: str) -> None:
    a_world()
    a_user("helper", member="IDN")
    viewer = Viewer("helper", focal_point().roles, member="IDN")  # a role that is not granted
    secret = a_feed(viewer, FeedKind.MEMBER, "IDN")
    with pytest.raises(NotFound):
        follow_feed(secret)


def test_who_comes_from_an_lms_subscribes_to_nothing_but_their_own(database: str) -> None:
    a_world()
    a_published_plan(planned(seats=[a_nomination("IDN-001")]))
    within = {"within": "https://lms.example.org/auth", "only_member": "IDN"}
    for viewer, kind, subject in (
        (replace(as_official("IDN-001"), **within), FeedKind.PROGRAMME, "rso"),
        (replace(focal_point(), **within), FeedKind.OFFICIAL, "IDN-001"),
        (replace(as_trainer("ana"), **within), FeedKind.OFFICIAL, "ana"),
    ):
        with pytest.raises(Forbidden):
            make_feed(viewer, kind, subject)
    own = a_feed(replace(as_official("IDN-001"), **within), FeedKind.OFFICIAL, "IDN-001")
    assert [key for key, *_ in told(own)] == ["induction-1"]
    assert told(a_feed(replace(as_trainer("ana"), **within), FeedKind.TRAINER, "ana"))


def test_own_calendars_are_those_of_an_official_and_of_a_trainer(database: str) -> None:
    a_world()
    a_nomination("IDN-001")
    assert own_calendars(as_official("IDN-001")) == ((FeedKind.OFFICIAL, "IDN-001"),)
    assert own_calendars(as_trainer("ana")) == ((FeedKind.TRAINER, "ana"),)
    assert own_calendars(focal_point()) == ()


def test_system_subscribes_to_nothing(database: str) -> None:
    a_world()
    with pytest.raises(Forbidden):
        make_feed(SYSTEM, FeedKind.PROGRAMME, "rso")


def test_erased_and_merged_people_leave_no_feed(database: str) -> None:
    a_world()
    a_nomination("IDN-001", state=State.NOT_COMPLETED)
    secret = a_feed(COORDINATOR, FeedKind.OFFICIAL, "IDN-001")
    follow_feed(secret)
    follow_feed(a_feed(as_official("IDN-002"), FeedKind.PROGRAMME, "rso"))
    kept = a_feed(as_official("IDN-003"), FeedKind.PROGRAMME, "rso")
    erase_person(COORDINATOR, "IDN-001")
    merge_people(COORDINATOR, "IDN-003", "IDN-002")
    follow_feed(kept)

    @reading
    def left() -> tuple[int, int]:
        return Feed.select().count(), FeedEvent.select().count()

    assert left() == (1, 0)
