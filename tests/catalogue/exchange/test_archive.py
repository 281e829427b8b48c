"""An archive holds every table, or says why not, and all of what it holds comes back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from peewee import AutoField

from catalogue.actions.answer_assignment import answer_assignment
from catalogue.actions.call import open_call
from catalogue.actions.decide_completions import decide_completions
from catalogue.actions.nominate import nominate
from catalogue.actions.propose import propose
from catalogue.actions.record_attendance import record_attendance
from catalogue.actions.record_expense import record_expense
from catalogue.actions.record_facts import Told, record_facts
from catalogue.actions.record_lesson import record_lesson
from catalogue.actions.remind import remind_of_offers
from catalogue.actions.report_drop_out import report_drop_out
from catalogue.actions.revoke_certificate import revoke_certificate
from catalogue.actions.set_agenda import set_agenda
from catalogue.actions.set_planning_date import set_planning_date
from catalogue.actions.submit import submit
from catalogue.actions.substitute import substitute
from catalogue.actions.withdraw import withdraw
from catalogue.courses import Course, CourseMaterial
from catalogue.db import Row, changing, reading
from catalogue.exchange.archived import ARCHIVED, LEFT_OUT
from catalogue.exchange.export import archive
from catalogue.exchange.folder import Folder
from catalogue.exchange.load import load
from catalogue.facts import FactKind
from catalogue.people import Gender, Person, Unavailability
from catalogue.programmes import Programme
from catalogue.proposals import Proposal
from catalogue.sessions import SessionEntry
from catalogue.sheets.sheet import MOST_ROWS
from catalogue.signed_in import viewer_of
from catalogue.tables import TABLES
from catalogue.versions import Version, VersionRun, VersionSeat, VersionTrainer
from tests.catalogue.builders import COORDINATOR, SYSTEM
from tests.catalogue.exchange.editing import DATA

BOOKKEEPING = {"made_at", "moved_at", "recorded_at", "decided_by", "revoked_by"}
"""When rows were written here, and by whom, which the history knows."""

OF_VERSIONS = {Version, VersionRun, VersionTrainer, VersionSeat}
BY_CHANCE = {Proposal}
"""Tables whose ids are made by chance, and which nothing names."""

OFFERED = "MYS-0001.INDUCTION.2"
MOMENT = datetime(2015, 9, 8, 9, 30, tzinfo=UTC)


def test_every_table_is_archived_or_left_out_with_its_reason() -> None:
    assert set(ARCHIVED) | set(LEFT_OUT) == set(TABLES)
    assert len(ARCHIVED) + len(LEFT_OUT) == len(TABLES)
    assert all(LEFT_OUT.values())


def a_story() -> None:
    """Let something happen in every table that an archive holds."""
    load(SYSTEM, DATA)
    focal = viewer_of("IDN-focal")
    set_agenda(COORDINATOR, "INDUCTION", [SessionEntry(1, "09:00", "10:30", "Law", "procedures")])
    open_call(COORDINATOR, "small", "BRIEF", date(2015, 12, 1), 3, "all agencies")
    for nomination in ("IDN-0001.BRIEF", "IDN-0002.BRIEF"):
        withdraw(focal, nomination, "not now")
    sent = substitute(focal, "IDN-0001.BRIEF", "IDN-0002")
    submit(focal, nominate(focal, "small", "IDN-0001", "BRIEF"))
    propose(SYSTEM, sent, "BRIEF-1")
    answer_assignment(COORDINATOR, "T-2", "INDUCTION-2", accepted=False, reason="ill")
    set_planning_date(SYSTEM, "small", date(2015, 7, 22))
    remind_of_offers(SYSTEM, "small")
    report_drop_out(SYSTEM, OFFERED, "kolibri", "gone")
    learn("IDN-0002.INDUCTION", "INDUCTION-2")
    revoke_certificate(COORDINATOR, "SMALL-2015-000001", "wrong person")
    record_expense(COORDINATOR, "small", "AUS-FUND", 1200, date(2015, 4, 1), "INDUCTION-1", "hall")
    told = Told(FactKind.GRADE, "IDN-0002", "IDN-0002.INDUCTION", "Test", "80 / 100", MOMENT)
    record_facts(SYSTEM, "moodle", [told])
    know_more()


def learn(nomination: str, run: str) -> None:
    """Be there on every day, do every lesson, and complete the course."""
    for day in range(7, 12):
        record_attendance(SYSTEM, run, date(2015, 9, day), {nomination: True}, "kolibri")
    for lesson in ("Law", "Asking questions"):
        record_lesson(SYSTEM, nomination, lesson, MOMENT, "kolibri")
    set_planning_date(SYSTEM, "small", date(2015, 9, 12), knowingly=True)
    assert decide_completions(SYSTEM, run, "kolibri") == {nomination: True}


@changing
def know_more() -> None:
    """Note what comes by other ways, or by hand."""
    Person.update(gender=Gender.FEMALE).where(Person.id == "IDN-0002").execute()
    Programme.update(cooling_off_days=30, reminder_days=9, retention_days=900).execute()
    CourseMaterial.create(course="INDUCTION", lesson="Law", material="abc1")
    Unavailability.create(
        person="IDN-0001", start=date(2015, 8, 1), end=date(2015, 8, 2), source="busy.ics"
    )
    Course.update(title="Induction, renewed").where(Course.id == "INDUCTION").execute()


@reading
def stored(table: type[Row]) -> list[dict[str, Any]]:
    """The rows of a table without what counts rows or keeps books."""
    names = [
        name
        for name, column in table._meta.fields.items()
        if name not in BOOKKEEPING and not isinstance(column, AutoField)
    ]
    if table in BY_CHANCE:
        names.remove("id")
    rows = [{name: row.__data__[name] for name in names} for row in table.select()]
    return sorted(rows, key=str)


def test_all_that_is_archived_comes_back(fresh: Callable[[], str], tmp_path: Path) -> None:
    fresh()
    a_story()
    before = {table: stored(table) for table in ARCHIVED}
    assert [table for table, rows in before.items() if not rows] == []
    file = tmp_path / "small.zip"
    file.write_bytes(archive(SYSTEM, "small"))
    fresh()
    load(SYSTEM, file)
    assert archive(SYSTEM, "small") == file.read_bytes()
    for table in set(ARCHIVED) - OF_VERSIONS:
        assert stored(table) == before[table], table
    load(SYSTEM, file)
    assert {table: len(stored(table)) for table in ARCHIVED} == {
        table: len(rows) for table, rows in before.items()
    }


def test_an_archive_asks_no_more_for_more_nominations(
    database: str, caplog: pytest.LogCaptureFixture
) -> None:
    load(SYSTEM, DATA)
    focal = viewer_of("IDN-focal")
    open_call(COORDINATOR, "small", "BRIEF", date(2015, 12, 1), 9, "all agencies")
    asked = []
    for official in ("IDN-0001", "IDN-0002"):
        withdraw(focal, f"{official}.BRIEF", "not now")
        submit(focal, nominate(focal, "small", official, "BRIEF"))
        with caplog.at_level(logging.DEBUG, "peewee"):
            archive(SYSTEM, "small")
        asked.append(len(caplog.messages))
        caplog.clear()
    assert asked[0] == asked[1]


def test_a_programme_may_have_more_rows_than_a_table_that_is_handed_in() -> None:
    lines = ["official,course,day,present", *(["a,b,2015-01-01,yes"] * (MOST_ROWS + 1))]
    folder = Folder({"attendance.csv": "\n".join(lines).encode()})
    rows = folder.rows("attendance", "official course day present")
    assert sum(1 for _ in rows) == MOST_ROWS + 1
    assert folder.faults == []
