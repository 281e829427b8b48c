"""Completions, finished activities and grades come back from a Moodle, with and without a report."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from lms_bridge.connectors.moodle import Moodle, Options, connect
from lms_bridge.connectors.moodle.report import COLUMNS, Line, read_line
from lms_bridge.sync.errors import NotSupported
from lms_bridge.sync.inbound import (
    Facts,
    Finish,
    Grade,
    Undone,
    Unfinished,
    Ungraded,
    Work,
)
from lms_bridge.sync.made import Made
from lms_bridge.sync.reconcile import synchronise
from tests.lms_bridge.connectors.moodle.conftest import PATIENT
from tests.lms_bridge.connectors.moodle.double import Double
from tests.lms_bridge.sync.builders import learner, wanted

AT = datetime(2026, 11, 23, 17, 33, tzinfo=UTC)
PLAN = wanted(*(learner("R1", p) for p in ("A", "B", "C")))


async def nothing(made: Made) -> None:
    """Keep no record."""


async def held(double: Double, lms: Moodle) -> dict[str, str]:
    """Let A complete the course, B do a half of it and fail its test, C nothing; give their ids."""
    report = await synchronise(lms, PLAN, Made(), nothing)
    ids = {"R1": report.after.class_ids["R1"], **report.after.person_ids}
    course = int(ids["R1"])
    at = int(AT.timestamp())
    for name, who in (("Day 1", "AB"), ("Test", "A")):
        module = double.held.insert("module", {"courseid": course, "name": name})
        for person in who:
            done = {"cmid": module["id"], "userid": int(ids[person]), "at": at}
            double.held.insert("module_done", done)
        if name == "Test":
            failed = {"cmid": module["id"], "userid": int(ids["B"]), "at": at, "state": 3}
            double.held.insert("module_done", failed)
    completion = {"courseid": course, "userid": int(ids["A"]), "at": at + 24}  # of one minute
    double.held.insert("completion", completion)
    for item, kind, points in (
        ("Test", "mod", 78.5),
        (None, "course", 78.5),
        ("Other", "mod", None),
        ("Hidden", "mod", None),
    ):
        grade: dict[str, Any] = {"courseid": course, "userid": int(ids["A"]), "itemname": item}
        grade |= {"itemtype": kind, "graderaw": points, "grademax": 100, "gradedategraded": at}
        grade |= {"gradeishidden": item == "Hidden", "gradeneedsupdate": False}
        double.held.insert("grade", grade)
    return ids


def expected(ids: dict[str, str]) -> Facts:
    r, a, b, c = ids["R1"], ids["A"], ids["B"], ids["C"]
    return Facts(
        works=(
            Work(r, a, "Day 1", 1, 1, AT),
            Work(r, a, "Test", 1, 1, AT),
            Work(r, b, "Day 1", 1, 1, AT),
        ),
        undone=(Undone(r, b, "Test"), Undone(r, c, "Day 1"), Undone(r, c, "Test")),
        finishes=(Finish(r, a, AT),),
        unfinished=(Unfinished(r, b), Unfinished(r, c)),
        grades=(Grade(r, a, "Test", 78.5, 100, AT), Grade(r, a, "", 78.5, 100, AT)),
        ungraded=(Ungraded(r, a, "Other"),),
    )


async def test_facts_come_person_by_person(double: Double) -> None:
    async with connect(double.url, double.token, patience=PATIENT) as lms:
        ids = await held(double, lms)

        assert await lms.facts([ids["R1"]]) == expected(ids)

    idle = double.calls.count("core_completion_get_activities_completion_status")
    assert idle == 2  # nobody asks what C did


async def test_facts_come_by_the_report(double: Double) -> None:
    said = "Monday, 23 November 2026, 5:33 PM"
    rows = [
        ["A", "R1", "Yes", said, "100.0%"],
        ["B", "R1", "No", "", "50.0%"],
        ["C", "R1", "", "", "0.0%"],
        ["stranger", "R1", "Yes", said, "100.0%"],
        ["A", "elsewhere", "Yes", said, "100.0%"],
    ]
    double.held.insert("report", {"headers": list(COLUMNS.values()), "rows": rows})
    async with connect(double.url, double.token, Options(report=1), patience=PATIENT) as lms:
        ids = await held(double, lms)

        assert await lms.facts([ids["R1"]]) == expected(ids)

    assert "core_enrol_get_users_courses" not in double.calls


async def test_facts_refuse_another_report(double: Double) -> None:
    double.held.insert("report", {"headers": ["ID number", "Status"], "rows": []})
    async with connect(double.url, double.token, Options(report=1), patience=PATIENT) as lms:
        with pytest.raises(NotSupported, match="other columns"):
            await lms.facts(["2"])


def test_a_line_of_the_report_is_read_by_its_places() -> None:
    said = "Monday, 23 November 2026, 5:33 PM"
    assert read_line(["A", "R1", "Yes", said, "100.0%"]) == Line("R1", "A", AT, 100)
    assert read_line(["A", "R1", "", "", ""]) == Line("R1", "A", None, None)


def test_a_line_in_another_language_is_refused() -> None:
    with pytest.raises(NotSupported, match="no time and progress in English"):
        read_line(["A", "R1", "Ya", "Senin, 23 November 2026, 17:33", "100%"])
