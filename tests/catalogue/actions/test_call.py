"""Calls for nominations: deadlines, limits, and who is asked for neither."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from catalogue.actions.call import change_call, open_call
from catalogue.actions.decline import decline
from catalogue.actions.endorse import endorse
from catalogue.actions.nominate import nominate
from catalogue.actions.nominate_officials import nominate_officials
from catalogue.actions.send_back import send_back
from catalogue.actions.set_planning_date import set_planning_date
from catalogue.actions.submit import submit
from catalogue.actions.substitute import substitute
from catalogue.actions.withdraw import withdraw
from catalogue.errors import Forbidden, NotFound, Refused, WrongState
from catalogue.faults import Fault, Where
from catalogue.life import State
from catalogue.nominations import Nomination
from catalogue.queries.calls import CallLine, call, calls
from catalogue.sheets.csv_file import read_csv
from tests.catalogue.builders import (
    COORDINATOR,
    OVERSEER,
    TODAY,
    a_course,
    a_nomination,
    a_world,
    agency_officer,
    an_official,
    as_trainer,
    audited,
    focal_point,
    state_of,
    stored,
    told,
)

DEADLINE = TODAY + timedelta(days=10)
ONE, TWO, THREE = (f"IDN-00{n}.induction" for n in (1, 2, 3))


@pytest.fixture
def world(database: str) -> None:
    a_world()
    an_official(1, "MYS-IMM")


def a_call(max_per_member: int | None = None) -> str:
    return open_call(COORDINATOR, "rso", "induction", DEADLINE, max_per_member, " 12 seats ")


def handed_in(official: str) -> str:
    viewer = focal_point(official[:3])
    made = nominate(viewer, "rso", official, "induction")
    submit(viewer, made)
    return made


@pytest.mark.usefixtures("world")
def test_a_coordinator_calls_and_members_see_until_when_and_how_many() -> None:
    made = a_call(max_per_member=2)
    handed_in("IDN-001")
    line = CallLine(
        id=made,
        programme="rso",
        course="induction",
        course_title="Course induction",
        deadline=DEADLINE,
        is_open=True,
        max_per_member=2,
        note="12 seats",
        nominated=1,
        left=1,
    )
    assert calls(focal_point(), "rso") == (line,)
    (of_others,) = calls(focal_point("MYS"), "rso")
    assert (of_others.nominated, of_others.left) == (0, 2)
    for viewer in (COORDINATOR, OVERSEER):
        (of_all,) = calls(viewer, "rso")
        assert (of_all.nominated, of_all.left) == (1, None)
    (of_nobody,) = calls(as_trainer("ana"), "rso")  # an expert of no member
    assert (of_nobody.nominated, of_nobody.left) == (0, None)
    assert audited()[0] == ("call.opened", made)
    assert told()[0] == "call.opened"
    with pytest.raises(Forbidden):
        open_call(focal_point(), "rso", "induction", DEADLINE)


@pytest.mark.usefixtures("world")
def test_after_the_deadline_nothing_new_is_handed_in() -> None:
    a_call()
    late = nominate(agency_officer(), "rso", "IDN-002", "induction")
    set_planning_date(COORDINATOR, "rso", DEADLINE)
    back = handed_in("IDN-001")
    set_planning_date(COORDINATOR, "rso", DEADLINE + timedelta(days=1))

    with pytest.raises(Refused, match="closed on 2015-05-16") as refused:
        submit(agency_officer(), late)
    assert refused.value.faults == (
        Fault(Where(column="course"), "CALL_CLOSED", "induction", ("2015-05-16",)),
    )
    assert state_of(late) == State.DRAFT
    sheet = read_csv("list.csv", b"official,course\nIDN-003,induction\n")
    with pytest.raises(Refused, match=r"list.csv row 2, course: the call"):
        nominate_officials(focal_point(), "rso", sheet)

    send_back(focal_point(), back, "which post?")
    submit(agency_officer(), back)
    assert state_of(back) == State.SUBMITTED


@pytest.mark.usefixtures("world")
def test_a_member_hands_in_no_more_than_its_limit() -> None:
    a_call(max_per_member=2)
    handed_in("IDN-001")
    sheet = read_csv("list.csv", b"official,course\nIDN-002,induction\nIDN-003,induction\n")
    with pytest.raises(Refused) as refused:
        nominate_officials(focal_point(), "rso", sheet)
    assert refused.value.faults == (
        Fault(Where("list.csv", 3, "course"), "CALL_FULL", "induction", ("2",)),
    )
    handed_in("IDN-002")
    with pytest.raises(Refused, match="withdraw one of them first"):
        handed_in("IDN-003")
    handed_in("MYS-001")

    withdraw(focal_point(), ONE)
    submit(focal_point(), THREE)
    assert state_of(THREE) == State.SUBMITTED


@pytest.mark.usefixtures("world")
def test_a_substitute_is_asked_for_neither_deadline_nor_limit() -> None:
    a_call(max_per_member=1)
    a_nomination("IDN-001", state=State.OFFERED)
    handed_in("IDN-002")
    set_planning_date(COORDINATOR, "rso", DEADLINE + timedelta(days=5))
    decline(focal_point(), ONE)
    made = substitute(focal_point(), ONE, "IDN-003")
    assert stored(Nomination, made).state == State.ENDORSED


@pytest.mark.usefixtures("world")
def test_a_substitute_counts_towards_the_limit_in_place_of_who_left() -> None:
    a_call(max_per_member=1)
    handed_in("IDN-001")
    endorse(focal_point(), ONE, 1)
    withdraw(focal_point(), ONE)
    substitute(focal_point(), ONE, "IDN-002")
    with pytest.raises(Refused, match="withdraw one of them first"):
        handed_in("IDN-003")


@pytest.mark.usefixtures("world")
def test_who_was_never_endorsed_is_not_substituted() -> None:
    a_call(max_per_member=1)
    made = nominate(focal_point(), "rso", "IDN-001", "induction")
    set_planning_date(COORDINATOR, "rso", DEADLINE + timedelta(days=1))
    withdraw(focal_point(), made)
    with pytest.raises(WrongState):
        substitute(focal_point(), made, "IDN-002")


@pytest.mark.usefixtures("world")
def test_the_newest_call_is_the_one_that_counts_and_may_be_changed() -> None:
    first = a_call(max_per_member=1)
    handed_in("IDN-001")
    second = a_call(max_per_member=1)
    assert (first, second) == ("rso.induction.call-1", "rso.induction.call-2")
    handed_in("IDN-002")
    change_call(COORDINATOR, second, DEADLINE + timedelta(days=7), 2)
    assert handed_in("IDN-003") == THREE
    assert call(COORDINATOR, second).deadline == date(2015, 5, 23)
    for unknown in (first, "other"):
        with pytest.raises(NotFound):
            call(COORDINATOR, unknown)


@pytest.mark.usefixtures("world")
def test_who_may_not_submit_hears_that_and_not_of_the_call() -> None:
    a_call()
    made = nominate(focal_point(), "rso", "IDN-001", "induction")
    set_planning_date(COORDINATOR, "rso", DEADLINE + timedelta(days=1))
    with pytest.raises(WrongState):
        submit(COORDINATOR, made)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("deadline", "limit", "column"),
    [
        (TODAY - timedelta(days=1), None, "deadline"),
        (date(2018, 1, 1), None, "deadline"),
        (DEADLINE, 0, "max_per_member"),
    ],
)
def test_a_call_that_nobody_could_answer_is_refused(
    deadline: date, limit: int | None, column: str
) -> None:
    with pytest.raises(Refused) as refused:
        open_call(COORDINATOR, "rso", "induction", deadline, limit)
    assert [fault.where.column for fault in refused.value.faults] == [column]


@pytest.mark.usefixtures("world")
def test_a_call_for_a_restricted_course_is_known_to_its_participants_only() -> None:
    a_course("exercise", restricted=True)
    open_call(COORDINATOR, "rso", "exercise", DEADLINE)
    assert [line.course for line in calls(COORDINATOR, "rso")] == ["exercise"]
    assert calls(focal_point(), "rso") == ()
