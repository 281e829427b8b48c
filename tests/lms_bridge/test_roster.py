"""What an LMS should hold, and what it tells, in the catalogue's words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from catalogue.life import State
from catalogue.queries.desired import DesiredPerson, DesiredRun
from lms_bridge.connectors.kolibri import texts
from lms_bridge.roster import (
    about,
    attendance_of,
    by_run,
    desired_of,
    name_of,
    nominations_of,
    person_key,
    sessions_outside,
)
from lms_bridge.sync.difference import difference
from lms_bridge.sync.inbound import Attendance, Inbound, Progress
from lms_bridge.sync.made import Made
from lms_bridge.sync.state import Class, Enrolment, Remote, Role

JAKARTA = ZoneInfo("Asia/Jakarta")
MONDAY = date(2015, 9, 7)


def somebody(id: str = "IDN-001", *, nomination: str | None = None, **values: str) -> DesiredPerson:
    names = {"given_name": "Adi", "family_name": "Wijaya", "email": "adi@example.org", **values}
    state = State.ACCEPTED if nomination else None
    return DesiredPerson(id, languages=("en",), nomination=nomination, state=state, **names)


def a_run(run: str = "ind-01", days: int = 5, **values: object) -> DesiredRun:
    usual = DesiredRun(
        run=run,
        programme="RSO training 2015",
        course="ind",
        title="Induction training",
        start=MONDAY,
        end=MONDAY + timedelta(days=days - 1),
        venue="jclec-a",
        venue_name="JCLEC, hall A",
        city="Semarang",
        time_zone="Asia/Jakarta",
        language="en",
        lessons=(),
        materials={},
        restricted=False,
        trainers=(),
        officials=(),
    )
    return replace(usual, **values)  # type: ignore[arg-type]


def test_a_run_is_a_class_with_its_people() -> None:
    trainer = somebody("T-1", given_name="Rina", family_name="Harahap", email="rina@example.org")
    official = somebody("IDN-001", nomination="IDN-001.ind", member="IDN")
    run = a_run(trainers=(trainer,), officials=(official,))

    found = desired_of([run])

    assert found.classes == (
        Class(
            key="ind-01",
            title="Induction training",
            about=about(run),
            time_zone="Asia/Jakarta",
            start=MONDAY,
            end=MONDAY + timedelta(days=4),
            place="JCLEC, hall A, Semarang",
            course="ind",
            category="RSO training 2015",
            digest=found.classes[0].digest,
        ),
    )
    adi, rina = found.people
    assert (adi.key, adi.name, adi.username) == ("lokakarya-IDN-001", "Adi Wijaya", "adi")
    assert (adi.given_name, adi.family_name) == ("Adi", "Wijaya")
    assert (adi.email, adi.member) == ("adi@example.org", "IDN")
    assert (rina.key, rina.member) == ("lokakarya-T-1", "")
    assert found.enrolments == {
        Enrolment("ind-01", "lokakarya-T-1", Role.COACH),
        Enrolment("ind-01", "lokakarya-IDN-001", Role.LEARNER),
    }
    assert nominations_of([run]) == {("ind-01", "lokakarya-IDN-001"): "IDN-001.ind"}


ids = some.sampled_from([f"P-{n}" for n in range(8)])
rosters = some.lists(
    some.tuples(some.lists(ids, unique=True, max_size=3), some.lists(ids, unique=True, max_size=5)),
    max_size=4,
).map(
    lambda rows: [
        a_run(
            f"run-{n}",
            trainers=tuple(somebody(id) for id in trainers),
            officials=tuple(
                somebody(id, nomination=f"{id}.{n}") for id in officials if id not in trainers
            ),
        )
        for n, (trainers, officials) in enumerate(rows)
    ]
)


@given(rosters)
def test_everybody_is_there_once_and_where_they_belong(runs: list[DesiredRun]) -> None:
    found = desired_of(runs)
    there = {p.person for run in runs for p in (*run.trainers, *run.officials)}
    assert [p.key for p in found.people] == sorted(map(person_key, there))
    assert [c.key for c in found.classes] == [run.run for run in runs]
    assert len(found.enrolments) == sum(len(r.trainers) + len(r.officials) for r in runs)
    learners = {(e.class_key, e.person_key) for e in found.enrolments if e.role is Role.LEARNER}
    assert nominations_of(runs).keys() == learners


@given(rosters)
def test_the_order_of_the_runs_changes_nothing_in_an_lms(runs: list[DesiredRun]) -> None:
    one, other = desired_of(runs), desired_of(reversed(runs))
    changes = [difference(d, Remote(), Made()).changes for d in (one, other)]
    assert changes[0] == changes[1]


@given(rosters)
def test_what_is_desired_fits_kolibri(runs: list[DesiredRun]) -> None:
    fitted = texts.fit(desired_of(runs))
    assert fitted.enrolments == desired_of(runs).enrolments
    assert texts.fit(fitted) == fitted


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        (date(2015, 9, 7), date(2015, 9, 7), "07 Sep 2015"),
        (date(2015, 9, 7), date(2015, 9, 11), "07 - 11 Sep 2015"),
        (date(2015, 9, 28), date(2015, 10, 2), "28 Sep - 02 Oct 2015"),
        (date(2015, 12, 28), date(2016, 1, 1), "28 Dec 2015 - 01 Jan 2016"),
        (date(2015, 9, 28), date(2016, 9, 30), "28 Sep 2015 - 30 Sep 2016"),
    ],
)
def test_a_class_tells_its_days(start: date, end: date, told: str) -> None:
    assert about(a_run(start=start, end=end)).splitlines()[0] == told


def test_a_class_tells_place_language_and_trainers() -> None:
    ana = somebody("T-1", given_name="Ana", family_name="")
    rina = somebody("T-2", given_name="Rina", family_name="Harahap")
    assert about(a_run(trainers=(ana, rina))).splitlines()[1:] == [
        "JCLEC, hall A, Semarang (Asia/Jakarta time)",
        "Language: en",
        "Trainers: Ana, Rina Harahap",
    ]
    assert len(about(a_run()).splitlines()) == 3


def test_who_has_one_name_is_called_by_it() -> None:
    assert name_of(somebody(given_name="", family_name="Suharto")) == "Suharto"


def test_who_has_no_address_gets_a_username_from_their_name() -> None:
    (person,) = desired_of([a_run(trainers=(somebody(email=""),))]).people
    assert person.username == "Adi.Wijaya"


def mark(day: date, person: str = "ann", *, hour: int = 9, present: bool = True) -> Attendance:
    return Attendance("ind-01", person, datetime.combine(day, time(hour), JAKARTA), present)


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def test_a_session_counts_on_its_day() -> None:
    marks = [mark(day(1)), mark(day(1), "ben", present=False), mark(day(0))]
    assert attendance_of(a_run(), marks, simulated=False) == {
        day(0): {"ann": True},
        day(1): {"ann": True, "ben": False},
    }


@pytest.mark.parametrize("order", [1, -1])
def test_who_was_in_one_of_a_days_sessions_was_there_on_that_day(order: int) -> None:
    marks = [
        mark(day(0), hour=9, present=True),
        mark(day(0), hour=14, present=False),
        mark(day(0), "ben", hour=9, present=False),
        mark(day(0), "ben", hour=14, present=False),
    ]
    assert attendance_of(a_run(), marks[::order], simulated=False) == {
        day(0): {"ann": True, "ben": False}
    }


@pytest.mark.parametrize("outside", [day(-1), day(5), date(2026, 9, 7)])
def test_a_session_outside_the_runs_days_is_not_counted(outside: date) -> None:
    marks = [mark(outside), mark(outside, "ben"), mark(day(0))]
    assert list(attendance_of(a_run(), marks, simulated=False)) == [day(0)]
    assert sessions_outside(a_run(), marks, simulated=False) == 1
    assert sessions_outside(a_run(), marks, simulated=True) == 0


def test_where_the_programme_is_played_through_sessions_stand_for_its_days() -> None:
    today = date(2026, 11, 23)
    marks = [
        mark(today, hour=16, present=False),
        mark(today, hour=9),
        mark(today + timedelta(days=1), "ben"),
    ]
    assert attendance_of(a_run(), marks, simulated=True) == {
        day(0): {"ann": True},
        day(1): {"ann": False},
        day(2): {"ben": True},
    }


def test_sessions_on_the_runs_days_keep_them_and_others_take_what_is_free() -> None:
    marks = [mark(day(1)), mark(date(2026, 11, 23), present=False)]
    assert attendance_of(a_run(days=3), marks, simulated=True) == {
        day(0): {"ann": False},
        day(1): {"ann": True},
    }


def test_more_sessions_than_days_are_not_counted() -> None:
    marks = [mark(date(2026, 11, 1) + timedelta(days=n)) for n in range(5)]
    assert list(attendance_of(a_run(days=2), marks, simulated=True)) == [day(0), day(1)]
    assert sessions_outside(a_run(days=2), marks, simulated=True) == 3


sessions = some.builds(
    lambda day, hour: datetime.combine(day, time(hour), JAKARTA),
    some.dates(date(2015, 9, 1), date(2015, 9, 20)),
    some.integers(0, 23),
)
marks_of = some.lists(
    some.builds(
        Attendance,
        some.just("ind-01"),
        some.sampled_from(["ann", "ben"]),
        sessions,
        some.booleans(),
    )
)


@given(marks_of, some.booleans(), some.randoms())
def test_attendance_is_of_the_runs_days_whatever_the_order(
    marks: list[Attendance], simulated: bool, chance: object
) -> None:
    run = a_run()
    found = attendance_of(run, marks, simulated=simulated)
    assert all(run.start <= day <= run.end for day in found)
    assert {who for there in found.values() for who in there} <= {m.person_key for m in marks}
    mixed = list(marks)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert attendance_of(run, mixed, simulated=simulated) == found
    assert attendance_of(run, [*marks, *marks], simulated=simulated) == found
    if not simulated:
        present = {(m.at.date(), m.person_key) for m in marks if m.present}
        told = {(day, who) for day, there in found.items() for who, was in there.items() if was}
        assert told == {(d, who) for d, who in present if run.start <= d <= run.end}


def test_what_came_back_is_told_run_by_run() -> None:
    attendance = (mark(day(0)), replace(mark(day(0)), class_key="b"))
    progress = (Progress("c", "ann", "Law", 1, 2, attendance[0].at),)
    assert list(by_run(Inbound(attendance, progress))) == [
        ("b", [attendance[1]], []),
        ("c", [], [progress[0]]),
        ("ind-01", [attendance[0]], []),
    ]
