"""A person exported, erased, and merged with another; what stays is whole."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from catalogue.actions.accept import accept
from catalogue.actions.answer_assignment import answer_assignment
from catalogue.actions.change_official import change_official
from catalogue.actions.erase_due import erase_due
from catalogue.actions.erase_person import NAMELESS, erase_person
from catalogue.actions.export_person import export_person
from catalogue.actions.import_busy import import_busy
from catalogue.actions.lms_items import FailedItem, note_items
from catalogue.actions.make_link import make_link
from catalogue.actions.make_token import make_token
from catalogue.actions.mark_unavailable import mark_unavailable
from catalogue.actions.merge_people import merge_people
from catalogue.actions.nominate import nominate
from catalogue.actions.publish import publish
from catalogue.actions.register_official import OfficialForm
from catalogue.actions.register_officials import register_officials
from catalogue.actions.retire_official import retire_official
from catalogue.attendance import Completion
from catalogue.audit import Audit, Change
from catalogue.db import changing, reading
from catalogue.errors import (
    AlreadyThere,
    CatalogueError,
    Forbidden,
    NotFound,
    NotSignedIn,
    Refused,
    StillOpen,
    WrongState,
)
from catalogue.exchange.load import load
from catalogue.fields import now
from catalogue.keeping import backup
from catalogue.life import State
from catalogue.lms import LmsItem
from catalogue.nominations import Nomination
from catalogue.people import Person, Unavailability
from catalogue.programmes import Programme
from catalogue.queries.desired import desired
from catalogue.queries.duplicates import duplicates
from catalogue.queries.officials import officials
from catalogue.queries.report import BY, report
from catalogue.queries.search import search
from catalogue.scenarios import Scenario
from catalogue.sheets.csv_file import read_csv
from catalogue.signed_in import viewer_by_token, viewer_of
from catalogue.verifying import verify_history
from catalogue.versions import VersionOrigin
from catalogue.viewer import Role
from tests.catalogue.builders import (
    COORDINATOR,
    SYSTEM,
    a_course,
    a_nomination,
    a_published_plan,
    a_run,
    a_solved_scenario,
    a_trainer,
    a_user,
    a_world,
    an_official,
    as_official,
    focal_point,
    planned,
    state_of,
    stored,
)
from tests.catalogue.exchange.editing import DATA


@changing
def away(person: str, reason: str) -> None:
    Unavailability.create(
        person=person, start=date(2015, 6, 1), end=date(2015, 6, 5), reason=reason
    )


@changing
def end(nomination: str, state: State) -> None:
    Nomination.update(state=state).where(Nomination.id == nomination).execute()


def someone_with_a_past() -> str:
    """A person whose every row says something of them; gives their id."""
    a_world()
    load_past = read_csv(
        "o.csv",
        b"code,agency,city,family_name,given_name,email\n"
        b"IDN-001,IDN-IMM,jakarta,Xylophone,Ada,ada@xylophone.example\n",
    )
    register_officials(COORDINATOR, load_past)
    away("IDN-001", "Xylophone is in hospital")
    a_nomination("IDN-001", note="Mrs Xylophone speaks Dutch")
    a_published_plan(planned(seats=["IDN-001.induction"]))
    accept(focal_point(), "IDN-001.induction")
    end("IDN-001.induction", State.COMPLETED)
    return "IDN-001"


def test_an_erased_person_is_nowhere_and_the_rest_is_whole(database: str, tmp_path: Path) -> None:
    person = someone_with_a_past()
    figures = [report(COORDINATOR, "rso", by) for by in BY if by != "gender"]
    head = verify_history(COORDINATOR).head
    backup(tmp_path / "before.zip")
    assert b"Xylophone" in contents(tmp_path / "before.zip")
    erase_person(COORDINATOR, person, "their wish")
    backup(tmp_path / "after.zip")
    left = contents(tmp_path / "after.zip")
    for word in (b"Xylophone", b"xylophone", b"Ada", b"hospital", b"Dutch"):
        assert word not in left
    assert b"ylophone" not in files(database)
    assert [report(COORDINATOR, "rso", by) for by in BY if by != "gender"] == figures
    verified = verify_history(COORDINATOR)
    assert verified.is_whole
    assert verified.erased > 0
    assert head in reading(lambda: [line.digest for line in Audit.select()])()
    row = stored(Person, person)
    assert (row.family_name, row.given_name, row.email) == (NAMELESS, "", "")
    assert search(COORDINATOR, "xylophone") == ()
    assert [run.officials for run in desired(COORDINATOR, "rso")] == [()]
    erase_person(COORDINATOR, person)  # again changes nothing
    assert verify_history(COORDINATOR).lines == verified.lines


def test_stored_problems_lose_what_they_say_of_who_was_erased(
    database: str, tmp_path: Path
) -> None:
    a_world()
    people = [
        {"id": id, "city": "jakarta", "languages": ["tet"], "unavailable": [{"start": day}]}
        for id, day in (("IDN-001", "2015-08-03"), ("IDN-002", "2015-08-17"))
    ]
    languages = [{"language": "fr"}, {"language": "en"}]
    problem = {"courses": [{"id": "induction", "languages": languages}], "officials": people}
    scenario = a_solved_scenario(planned(seats=[a_nomination("IDN-001")]))

    @changing
    def keep_problem() -> None:
        Scenario.update(problem=json.dumps(problem)).where(Scenario.id == scenario).execute()

    keep_problem()
    publish(COORDINATOR, "rso")
    erase_person(COORDINATOR, "IDN-001", withdraw=True)
    looser = {**people[0], "languages": ["en", "fr"], "unavailable": []}
    for row in (stored(Scenario, scenario), stored(VersionOrigin, "rso-v1")):
        assert json.loads(row.problem)["officials"] == [looser, people[1]]
        assert row.people_forgotten == 1
    backup(tmp_path / "after.zip")
    for left in (contents(tmp_path / "after.zip"), files(database)):
        assert b"2015-08-03" not in left
    assert b"2015-08-17" in contents(tmp_path / "after.zip")
    assert verify_history(COORDINATOR).is_whole


def test_who_is_named_likewise_keeps_what_an_lms_said_of_them(database: str) -> None:
    a_world(officials=2)
    an_official(10)
    name("IDN-001", "Ada", "Tan")
    name("IDN-010", "Ada", "Tanaka")
    name("IDN-002", "Bo", "Tan")
    lines = {
        "Add Ada Tan to “Law” (law-1).": False,
        "Create an account for Ada Tanaka (official:IDN-010).": True,
        "Add Bo Tan to “Law” (law-1).": True,
        "The account official:IDN-001 is named “A. T.” there.": False,
        "The account official:IDN-0010 is named “Tannhäuser” there.": True,
    }
    told = [FailedItem(f"k{n}", text, "REFUSED", "no") for n, text in enumerate(lines)]
    note_items(SYSTEM, "moodle", told, None)
    erase_person(COORDINATOR, "IDN-001")
    left = reading(lambda: {item.words for item in LmsItem.select()})()
    assert left == {text for text, stays in lines.items() if stays}


@changing
def name(person: str, given: str, family: str) -> None:
    Person.update(given_name=given, family_name=family).where(Person.id == person).execute()


def files(database: str) -> bytes:
    """What SQLite's file and its log hold, byte by byte; an index has words without their beginning."""
    file = Path(database.removeprefix("sqlite:///"))
    return b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))


def contents(backup: Path) -> bytes:
    with zipfile.ZipFile(backup) as file:
        return b"".join(file.read(name) for name in file.namelist())


def test_who_was_erased_does_not_come_back_by_a_sheet(database: str, tmp_path: Path) -> None:
    load(SYSTEM, DATA)
    for nomination in reading(lambda: [n.id for n in Nomination.select()])():
        if nomination.startswith("IDN-0001."):
            end_without_seat(nomination)
    erase_person(COORDINATOR, "IDN-0001")
    load(SYSTEM, DATA)
    assert stored(Person, "IDN-0001").family_name == NAMELESS
    sheet = read_csv("o.csv", b"code,agency,city,family_name\nIDN-0001,IDN-IMM,JAKARTA,Rossi\n")
    with pytest.raises(Refused):
        register_officials(COORDINATOR, sheet)


@changing
def end_without_seat(nomination: str) -> None:
    Nomination.update(state=State.WITHDRAWN, run=None).where(Nomination.id == nomination).execute()


def test_what_they_made_for_others_goes_with_who_is_erased(database: str) -> None:
    a_world()
    a_user("gone", Role.COORDINATOR)
    _id, token = make_token(viewer_of("gone"), "coordinator", "kept")
    erase_person(SYSTEM, "gone")
    with pytest.raises(NotSignedIn):
        viewer_by_token(token)


def test_who_has_something_open_is_told_it_or_erased_with_it(database: str) -> None:
    a_world()
    a_course("asylum")
    a_nomination("IDN-001")
    a_nomination("IDN-001", "asylum")
    a_published_plan(planned(seats=["IDN-001.induction"]))
    accept(focal_point(), "IDN-001.induction")
    with pytest.raises(StillOpen, match="erase with `withdraw`") as refused:
        erase_person(COORDINATOR, "IDN-001")
    assert refused.value.nominations == {
        "IDN-001.asylum": "waitlisted",
        "IDN-001.induction": "accepted",
    }
    assert stored(Person, "IDN-001").erased_at is None
    erase_person(COORDINATOR, "IDN-001", withdraw=True)
    assert state_of("IDN-001.asylum") == state_of("IDN-001.induction") == State.WITHDRAWN
    assert stored(Person, "IDN-001").family_name == NAMELESS
    assert [run.officials for run in desired(COORDINATOR, "rso")] == [()]
    assert verify_history(COORDINATOR).is_whole


def test_who_attends_or_is_to_teach_is_erased_once_that_is_over(database: str) -> None:
    a_world()
    a_nomination("IDN-001")
    a_published_plan(planned(seats=["IDN-001.induction"]))
    with pytest.raises(
        StillOpen, match=r"refused, in their name.*induction-1 \(asked\)"
    ) as teaches:
        erase_person(COORDINATOR, "ana", withdraw=True)
    assert teaches.value.duties == {"induction-1": "asked"}
    answer_assignment(COORDINATOR, "ana", "induction-1", accepted=False)
    erase_person(COORDINATOR, "ana")
    end("IDN-001.induction", State.ATTENDED)
    with pytest.raises(StillOpen, match=r"who completed.*IDN-001\.induction"):
        erase_person(COORDINATOR, "IDN-001", withdraw=True)
    assert state_of("IDN-001.induction") == State.ATTENDED


def test_nothing_is_added_to_who_was_erased(database: str) -> None:
    a_world()
    form = OfficialForm(agency="IDN-IMM", city="jakarta", family_name="Rossi")
    day = date(2015, 6, 1)
    for person in ("IDN-001", "ana"):
        erase_person(COORDINATOR, person)
    adding: list[Callable[[], object]] = [
        lambda: nominate(focal_point(), "rso", "IDN-001", "induction"),
        lambda: change_official(focal_point(), "IDN-001", form),
        lambda: retire_official(focal_point(), "IDN-001", has_left=False),
        lambda: make_link(COORDINATOR, "IDN-001"),
        lambda: make_token(COORDINATOR, "IDN-001", "x"),
        lambda: mark_unavailable(COORDINATOR, "ana", day, day, "in hospital"),
        lambda: import_busy(COORDINATOR, "rso", "ana", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
    ]
    for add in adding:
        with pytest.raises(WrongState):
            add()
    assert stored(Person, "IDN-001").family_name == NAMELESS


@pytest.mark.parametrize("action", [erase_person, export_person])
def test_whom_one_may_not_see_one_cannot_touch(database: str, action: object) -> None:
    a_world()
    with pytest.raises((Forbidden, NotFound)):
        action(focal_point("MYS"), "IDN-001")  # type: ignore[operator]


def test_everything_about_a_person_is_exported_to_them(database: str) -> None:
    person = someone_with_a_past()
    document = export_person(as_official(person), person)
    assert document["person"][0]["email"] == "ada@xylophone.example"
    assert document["unavailability"][0]["reason"] == "Xylophone is in hospital"
    assert document["nomination"][0]["note"] == "Mrs Xylophone speaks Dutch"
    assert {row["official"] for row in document["version_seat"]} == {person}
    assert "audit" not in document
    assert "audit" in export_person(COORDINATOR, person)


def test_two_who_are_one_are_found_and_merged(database: str) -> None:
    a_world(0)
    an_official(1, family_name="Núñez García", given_name="José")
    an_official(2, family_name="Garcia Nunez", given_name="Jose")
    an_official(3, family_name="Widodo", given_name="Budi", email="b@example.org")
    an_official(4, family_name="W.", given_name="B", email="B@example.org")
    an_official(5, family_name="Somebody", given_name="Else")
    pairs = [(pair.first, pair.second, pair.same_email) for pair in duplicates(COORDINATOR)]
    assert pairs == [("IDN-003", "IDN-004", True), ("IDN-001", "IDN-002", False)]
    a_nomination("IDN-002")
    a_published_plan(planned(seats=["IDN-002.induction"]))
    away("IDN-002", "leave")
    merge_people(COORDINATOR, "IDN-001", "IDN-002", "spelled twice")
    assert stored(Nomination, "IDN-002.induction").official_id == "IDN-001"
    assert stored(Person, "IDN-002").merged_into_id == "IDN-001"
    assert "IDN-002" not in [line.id for line in officials(COORDINATOR).items]
    assert export_person(COORDINATOR, "IDN-001")["unavailability"][0]["reason"] == "leave"
    assert [pair.first for pair in duplicates(COORDINATOR)] == ["IDN-003"]
    verified = verify_history(COORDINATOR)
    assert verified.is_whole
    before = Change.select().where(Change.kind == "nomination").order_by(Change.number)
    assert '"IDN-002"' in reading(lambda: next(iter(before)).document)()  # their past is kept


def _two_nominated() -> None:
    a_nomination("IDN-001")
    a_nomination("IDN-002")


def _two_teaching() -> None:
    a_trainer("bo")


def _two_at_once() -> None:
    a_course("asylum")
    a_run("asylum-1", "asylum")
    a_trainer("bo")
    a_nomination("IDN-001")
    a_nomination("IDN-002", "asylum")
    a_published_plan(
        planned(seats=["IDN-001.induction"]),
        planned("asylum-1", venue="academy", seats=["IDN-002.asylum"], trainers=["bo"]),
    )


@changing
def _completed_long_ago(official: str) -> None:
    Completion.create(
        official=official,
        course="induction",
        completed_on=date(2010, 1, 1),
        source="x",
        decided_at=now(),
    )


def _one_teaches_where_the_other_sits() -> None:
    a_nomination("IDN-001")
    a_published_plan(planned(seats=["IDN-001.induction"]))


def _one_has_completed_it() -> None:
    a_nomination("IDN-001")
    _completed_long_ago("IDN-002")


@pytest.mark.parametrize(
    ("prepare", "pair", "error"),
    [
        (_two_nominated, ("IDN-001", "IDN-002"), AlreadyThere),
        (_two_teaching, ("ana", "bo"), AlreadyThere),
        (_two_at_once, ("IDN-001", "IDN-002"), WrongState),
        (_one_teaches_where_the_other_sits, ("IDN-001", "ana"), WrongState),
        (_one_teaches_where_the_other_sits, ("ana", "IDN-001"), WrongState),
        (_one_has_completed_it, ("IDN-001", "IDN-002"), AlreadyThere),
        (_one_has_completed_it, ("IDN-002", "IDN-001"), AlreadyThere),
        (lambda: None, ("IDN-001", "IDN-001"), Refused),
        (lambda: erase_person(COORDINATOR, "IDN-001"), ("IDN-001", "IDN-002"), Refused),
        (lambda: an_official(1, "MYS-IMM"), ("IDN-001", "MYS-001"), Refused),
    ],
)
def test_two_who_cannot_be_one_are_refused(
    database: str, prepare: object, pair: tuple[str, str], error: type[CatalogueError]
) -> None:
    a_world()
    prepare()  # type: ignore[operator]
    with pytest.raises(error):
        merge_people(COORDINATOR, *pair)
    assert stored(Person, pair[1]).merged_into_id is None


def test_people_are_erased_when_their_time_is_over(database: str) -> None:
    a_world()
    a_nomination("IDN-001")
    a_nomination("IDN-002")
    a_published_plan(planned(seats=["IDN-001.induction", "IDN-002.induction"]))
    end("IDN-001.induction", State.COMPLETED)

    @changing
    def set_days(retention: int | None, today: date) -> None:
        Programme.update(retention_days=retention, planning_date=today).execute()

    _completed_long_ago("IDN-003")
    assert erase_due(COORDINATOR, "rso") == ()  # no period is set
    set_days(365, date(2015, 9, 11) + timedelta(days=365))
    assert erase_due(COORDINATOR, "rso") == ("IDN-003",)
    set_days(365, date(2015, 9, 11) + timedelta(days=366))
    assert erase_due(COORDINATOR, "rso") == ("IDN-001",)
    assert state_of("IDN-002.induction") == State.OFFERED
    assert stored(Person, "IDN-002").erased_at is None
