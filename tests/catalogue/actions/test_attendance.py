"""What happens in a run: days, lessons, completion, drop-outs."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.actions.decide_completions import decide_completions
from catalogue.actions.decide_drop_out import decide_drop_out
from catalogue.actions.decide_lesson import decide_lesson
from catalogue.actions.deny_lesson import deny_lesson
from catalogue.actions.record_attendance import record_as_seen, record_attendance
from catalogue.actions.record_lesson import record_lesson
from catalogue.actions.renew_edition import renew_edition
from catalogue.actions.report_drop_out import report_drop_out
from catalogue.actions.set_planning_date import set_planning_date
from catalogue.actions.turn_day import turn_day
from catalogue.actions.withdraw import withdraw
from catalogue.attendance import Attendance, Completion, DropOut, DropOutState, LessonCompletion
from catalogue.courses import Course
from catalogue.db import changing, reading
from catalogue.errors import Forbidden, NotFound, Refused, WrongState
from catalogue.fields import now
from catalogue.life import State
from catalogue.nominations import Nomination
from catalogue.programmes import EARLIEST_ZONE, Programme, last_day_begun
from catalogue.queries.certificates import certificate as certificate_of
from catalogue.queries.learning import denied_lessons, drop_outs, learners
from catalogue.queries.officials import official
from catalogue.runs import Assignment, AssignmentState
from tests.catalogue.builders import (
    COORDINATOR,
    SYSTEM,
    a_nomination,
    a_published_plan,
    a_run,
    a_trainer,
    a_world,
    as_trainer,
    audited,
    focal_point,
    forget_word,
    planned,
    state_of,
    stored,
    told,
)

ONE, TWO, THREE = (f"IDN-00{n}.induction" for n in (1, 2, 3))
MONDAY = date(2015, 9, 7)
DAYS = [MONDAY + timedelta(days=n) for n in range(5)]
NOON = datetime(2015, 9, 9, 12, tzinfo=UTC)


@pytest.fixture
def run(database: str) -> None:
    """One and two have accepted seats in a run of five days, three has an offer."""
    a_world()
    for number in (1, 2, 3):
        a_nomination(f"IDN-00{number}")
    a_published_plan(planned(seats=[ONE, TWO, THREE]))
    accept_all(ONE, TWO)
    forget_word()


@changing
def accept_all(*nominations: str) -> None:
    accepted = {"state": State.ACCEPTED, "answer_by": None}
    Nomination.update(**accepted).where(Nomination.id.in_(nominations)).execute()


def course(**values: object) -> None:
    changing(lambda: Course.update(**values).where(Course.id == "induction").execute())()
    renew_edition(COORDINATOR, "induction-1")
    changing(forget_word)()


def attend(days: int, nomination: str = ONE) -> None:
    for number, day in enumerate(DAYS):
        record_attendance(SYSTEM, "induction-1", day, {nomination: number < days}, "kolibri")


@pytest.mark.usefixtures("run")
def test_whoever_is_there_has_attended() -> None:
    set_planning_date(COORDINATOR, "rso", MONDAY, knowingly=True)
    forget_word()
    noted = record_attendance(
        as_trainer("ana"), "induction-1", MONDAY, {ONE: True, TWO: False}, "trainer"
    )
    assert noted == [ONE, TWO]
    assert (state_of(ONE), state_of(TWO)) == (State.ATTENDED, State.ACCEPTED)
    assert audited() == [("attendance.recorded", "induction-1")]
    assert told() == ["attendance.recorded"]


@pytest.mark.usefixtures("run")
def test_a_coordinator_notes_runs_without_trainers_and_no_others() -> None:
    set_planning_date(COORDINATOR, "rso", MONDAY, knowingly=True)
    with pytest.raises(Forbidden):
        record_attendance(COORDINATOR, "induction-1", MONDAY, {ONE: True}, "REST")
    changing(Assignment.update(state=AssignmentState.RELEASED).execute)()
    assert record_attendance(COORDINATOR, "induction-1", MONDAY, {ONE: True}, "REST") == [ONE]
    assert state_of(ONE) == State.ATTENDED


@pytest.mark.usefixtures("run")
def test_nobody_notes_a_day_that_is_still_to_come_but_an_lms_tells_what_happened() -> None:
    with pytest.raises(Refused, match='day: "2015-09-07" is still to come; note the days up to'):
        record_attendance(as_trainer("ana"), "induction-1", MONDAY, {ONE: True}, "trainer")
    assert state_of(ONE) == State.ACCEPTED
    assert record_attendance(SYSTEM, "induction-1", MONDAY, {ONE: True}, "kolibri") == [ONE]


def test_a_planning_date_that_lags_behind_today_keeps_nobody_from_noting_today() -> None:
    today = (now() + EARLIEST_ZONE).date()
    for lag, last in ((3, today), (-3, today + timedelta(days=3)), (99, today - timedelta(99))):
        assert last_day_begun(Programme(planning_date=today - timedelta(days=lag))) == last


@pytest.mark.usefixtures("run")
def test_noting_the_same_again_changes_nothing() -> None:
    present = {ONE: True, TWO: False}
    record_attendance(SYSTEM, "induction-1", MONDAY, present, "kolibri")
    forget_word()
    assert record_attendance(SYSTEM, "induction-1", MONDAY, present, "kolibri") == []
    assert (audited(), told()) == ([], [])


@pytest.mark.usefixtures("run")
def test_a_day_can_be_corrected() -> None:
    record_attendance(SYSTEM, "induction-1", MONDAY, {ONE: False}, "kolibri")
    assert record_attendance(SYSTEM, "induction-1", MONDAY, {ONE: True}, "trainer") == [ONE]
    rows = reading(lambda: [(a.day, a.present, a.source) for a in Attendance.select()])()
    assert rows == [(MONDAY, True, "trainer")]
    assert state_of(ONE) == State.ATTENDED


@pytest.mark.usefixtures("run")
def test_whoever_misses_every_day_was_absent() -> None:
    attend(0)
    assert state_of(ONE) == State.ABSENT


@pytest.mark.usefixtures("run")
def test_a_day_of_somebody_who_has_not_accepted_counts_later() -> None:
    assert record_attendance(SYSTEM, "induction-1", MONDAY, {THREE: True}, "kolibri") == [THREE]
    assert state_of(THREE) == State.OFFERED
    accept_all(THREE)
    record_attendance(SYSTEM, "induction-1", MONDAY, {THREE: True}, "kolibri")
    assert state_of(THREE) == State.ATTENDED


@pytest.mark.usefixtures("run")
def test_attendance_is_refused_for_other_days_and_other_people() -> None:
    other = a_nomination("IDN-001", a_second_run_course())
    for day in (MONDAY - timedelta(days=1), MONDAY + timedelta(days=5)):
        with pytest.raises(Refused, match="is out of range; use 2015-09-07 to 2015-09-11"):
            record_attendance(SYSTEM, "induction-1", day, {ONE: True}, "kolibri")
    with pytest.raises(Refused, match=f'nomination: there is no "{other}" here'):
        record_attendance(SYSTEM, "induction-1", MONDAY, {ONE: True, other: True}, "kolibri")
    assert state_of(ONE) == State.ACCEPTED


@changing
def a_second_run_course() -> str:
    Course.create(id="briefing", title="Briefing", days=1, min_seats=1, max_seats=5)
    return "briefing"


@pytest.mark.usefixtures("run")
def test_only_the_runs_trainers_and_the_lms_note_attendance() -> None:
    a_trainer("ben")
    a_run("induction-2")
    a_trainer("bo")
    for viewer in (COORDINATOR, focal_point()):
        with pytest.raises(Forbidden):
            record_attendance(viewer, "induction-1", MONDAY, {ONE: True}, "x")
        with pytest.raises(Forbidden):
            record_lesson(viewer, ONE, "lesson", NOON, "x")
    with pytest.raises(Forbidden, match='only for: a trainer of run "induction-1"'):
        record_attendance(as_trainer("ben"), "induction-1", MONDAY, {ONE: True}, "x")
    with pytest.raises(NotFound):
        record_lesson(as_trainer("ben"), ONE, "lesson", NOON, "x")
    with pytest.raises(Refused):
        record_attendance(SYSTEM, "induction-2", MONDAY, {ONE: True}, "x")


@pytest.mark.parametrize(
    ("percent", "days", "completed"),
    [(80, 4, True), (80, 3, False), (60, 3, True), (100, 4, False)],
)
@pytest.mark.usefixtures("run")
def test_the_least_share_of_days_decides(percent: int, days: int, completed: bool) -> None:
    course(attendance_percent=percent)
    attend(days)
    set_planning_date(COORDINATOR, "rso", DAYS[-1], knowingly=True)
    forget_word()
    assert decide_completions(SYSTEM, "induction-1", "kolibri") == {ONE: completed}
    assert state_of(ONE) == (State.COMPLETED if completed else State.NOT_COMPLETED)
    row = reading(lambda: Completion.get(Completion.nomination == ONE))()
    assert (row.completed, row.completed_on, row.source) == (completed, DAYS[-1], "kolibri")
    assert audited() == [("completions.decided", "induction-1")]
    assert decide_completions(SYSTEM, "induction-1", "kolibri") == {}


@pytest.mark.usefixtures("run")
def test_who_completes_gets_a_certificate_with_a_number_of_their_own() -> None:
    attend(5, ONE)
    attend(5, TWO)
    assert decide_completions(SYSTEM, "induction-1", "kolibri") == {ONE: True, TWO: True}
    numbers = {line.nomination: line.certificate for line in learners(COORDINATOR, "induction-1")}
    assert numbers == {ONE: "RSO-2015-000001", TWO: "RSO-2015-000002", THREE: None}
    (ended,) = official(focal_point(), "IDN-001").completions
    assert ended.certificate == "RSO-2015-000001"
    for line in learners(as_trainer("ana"), "induction-1"):
        assert line.certificate is None


@pytest.mark.usefixtures("run")
def test_who_does_not_complete_gets_no_certificate() -> None:
    attend(1)
    set_planning_date(COORDINATOR, "rso", DAYS[-1], knowingly=True)
    assert decide_completions(SYSTEM, "induction-1", "kolibri") == {ONE: False}
    assert official(focal_point(), "IDN-001").completions[0].certificate is None


@pytest.mark.usefixtures("run")
def test_named_lessons_are_part_of_the_rule() -> None:
    course(lessons=("Law", "Interviewing"))
    attend(5)
    assert record_lesson(as_trainer("ana"), ONE, "Law", NOON, "trainer")
    assert not record_lesson(SYSTEM, ONE, "Law", NOON, "kolibri")
    assert decide_completions(SYSTEM, "induction-1", "kolibri") == {}
    assert record_lesson(SYSTEM, ONE, "Interviewing", NOON, "kolibri")
    assert decide_completions(SYSTEM, "induction-1", "kolibri") == {ONE: True}


def say(is_done: bool) -> None:
    """Let the LMS say of One's lesson what a look finds there."""
    if is_done:
        record_lesson(SYSTEM, ONE, "Law", NOON, "moodle")
    else:
        deny_lesson(SYSTEM, ONE, "Law", "moodle")


@pytest.mark.usefixtures("run")
def test_a_lesson_that_the_lms_denies_stands_until_a_coordinator_strikes_it_out() -> None:
    course(lessons=("Law",))
    attend(5)
    say(is_done=True)
    decide_completions(SYSTEM, "induction-1", "moodle")
    assert not deny_lesson(SYSTEM, ONE, "Law", "kolibri")  # which never said so
    say(is_done=False)
    assert state_of(ONE) == State.COMPLETED
    (line,) = denied_lessons(COORDINATOR, "rso")
    told_there = (line.lesson, line.completed_at, line.source, line.certificate)
    assert told_there == ("Law", NOON, "moodle", "RSO-2015-000001")

    decide_lesson(COORDINATOR, ONE, "Law", stands=True)
    say(is_done=False)
    assert denied_lessons(COORDINATOR, "rso") == ()  # nobody is asked twice
    say(is_done=True)
    say(is_done=False)
    assert len(denied_lessons(COORDINATOR, "rso")) == 1  # unless it was done once more

    for viewer in (focal_point(), as_trainer("ana")):
        with pytest.raises(Forbidden):
            decide_lesson(viewer, ONE, "Law", stands=False, reason="x")
    with pytest.raises(Refused):
        decide_lesson(COORDINATOR, ONE, "Law", stands=False)
    forget_word()
    decide_lesson(COORDINATOR, ONE, "Law", stands=False, reason="ticked by mistake")
    assert audited() == [
        ("lesson.struck_out", ONE),
        ("completion.struck_out", ONE),
        ("certificate.revoked", "IDN-001"),
    ]
    assert (state_of(ONE), official(focal_point(), "IDN-001").completions[0].completed) == (
        State.NOT_COMPLETED,
        False,
    )
    certificate = certificate_of(focal_point(), ONE)
    assert certificate.revoked_at
    for again in (True, False):
        with pytest.raises(WrongState):
            decide_lesson(COORDINATOR, ONE, "Law", stands=again, reason="x")


@pytest.mark.usefixtures("run")
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["done", "not done", "kept", "struck out"]), max_size=6))
def test_what_the_lms_says_last_is_asked_about_or_agreed_with(steps: list[str]) -> None:
    changing(LessonCompletion.delete().execute)()
    says = stands = False
    for step in steps:
        if step in {"done", "not done"}:
            says = step == "done"
            say(is_done=says)
            stands = stands and not says
        else:
            with suppress(WrongState):
                decide_lesson(COORDINATOR, ONE, "Law", stands=step == "kept", reason="x")
                stands = step == "kept"
    rows = reading(lambda: list(LessonCompletion.select()))()
    asked = [line.lesson for line in denied_lessons(COORDINATOR, "rso")]
    was_told = bool(rows)
    assert asked == (["Law"] if was_told and not says and not stands else [])
    assert was_told or not says


@pytest.mark.usefixtures("run")
def test_a_lesson_may_be_done_after_the_last_day_until_what_is_missing_counts() -> None:
    course(lessons=("Law",))
    attend(5, ONE)
    attend(5, TWO)
    set_planning_date(COORDINATOR, "rso", DAYS[-1] + timedelta(days=14), knowingly=True)
    turn_day(SYSTEM, "rso")
    assert (state_of(ONE), state_of(TWO)) == (State.ATTENDED, State.ATTENDED)
    record_lesson(SYSTEM, ONE, "Law", NOON, "kolibri")
    assert decide_completions(SYSTEM, "induction-1", "kolibri") == {ONE: True}
    set_planning_date(COORDINATOR, "rso", DAYS[-1] + timedelta(days=15), knowingly=True)
    turn_day(SYSTEM, "rso")
    assert state_of(TWO) == State.NOT_COMPLETED


@pytest.mark.usefixtures("run")
def test_before_the_end_only_what_is_certain_is_decided() -> None:
    attend(4, ONE)
    attend(1, TWO)
    assert decide_completions(SYSTEM, "induction-1", "kolibri") == {ONE: True}
    assert state_of(TWO) == State.ATTENDED
    assert reading(lambda: Completion.get().completed_on)() == date(2015, 5, 6)


@pytest.mark.usefixtures("run")
def test_days_noted_after_the_run_count_though_the_first_is_noted_alone() -> None:
    set_planning_date(COORDINATOR, "rso", DAYS[-1] + timedelta(days=3), knowingly=True)
    for number, day in enumerate(DAYS):
        record_attendance(SYSTEM, "induction-1", day, {ONE: True, TWO: number == 0}, "trainer")
        decided = decide_completions(SYSTEM, "induction-1", "trainer")
        assert decided == {2: {TWO: False}, 3: {ONE: True}}.get(number, {})
    assert (state_of(ONE), state_of(TWO)) == (State.COMPLETED, State.NOT_COMPLETED)


@pytest.mark.usefixtures("run")
def test_days_that_nobody_notes_count_as_missed_in_the_end() -> None:
    record_attendance(SYSTEM, "induction-1", MONDAY, {ONE: True}, "trainer")
    set_planning_date(COORDINATOR, "rso", DAYS[-1] + timedelta(days=14), knowingly=True)
    turn_day(SYSTEM, "rso")
    assert state_of(ONE) == State.ATTENDED
    set_planning_date(COORDINATOR, "rso", DAYS[-1] + timedelta(days=15), knowingly=True)
    turn_day(SYSTEM, "rso")
    assert state_of(ONE) == State.NOT_COMPLETED
    assert audited()[-1] == ("completions.decided", "induction-1")


@pytest.mark.usefixtures("run")
def test_completions_are_decided_by_those_who_run_the_programme() -> None:
    a_run("induction-2")
    with pytest.raises(Forbidden):
        decide_completions(as_trainer("ana"), "induction-1", "x")
    with pytest.raises(NotFound, match="held run"):
        decide_completions(COORDINATOR, "induction-2", "x")


@pytest.mark.usefixtures("run")
def test_a_reported_drop_out_frees_no_seat() -> None:
    report = report_drop_out(SYSTEM, ONE, "kolibri", "removed by hand")
    assert state_of(ONE) == State.ACCEPTED
    assert report_drop_out(as_trainer("ana"), ONE, "trainer") == report
    assert audited() == [("drop_out.reported", ONE)]
    assert told() == ["drop_out.reported"]


@pytest.mark.usefixtures("run")
def test_a_confirmed_drop_out_frees_the_seat() -> None:
    report = report_drop_out(SYSTEM, ONE, "kolibri", "removed by hand")
    forget_word()
    decide_drop_out(focal_point(), report, confirmed=True)
    left = stored(Nomination, ONE)
    assert (left.state, left.run_id, left.reason) == (State.WITHDRAWN, None, "removed by hand")
    row = stored(DropOut, report)
    assert (row.state, row.decided_by_id) == (DropOutState.CONFIRMED, "IDN-fp")
    assert (audited(), told()) == ([("drop_out.confirmed", ONE)], ["drop_out.confirmed"])
    with pytest.raises(WrongState):
        decide_drop_out(COORDINATOR, report, confirmed=False)


@pytest.mark.usefixtures("run")
def test_a_dismissed_drop_out_changes_nothing_and_can_come_again() -> None:
    report = report_drop_out(SYSTEM, ONE, "kolibri")
    decide_drop_out(COORDINATOR, report, confirmed=False)
    assert state_of(ONE) == State.ACCEPTED
    assert report_drop_out(SYSTEM, ONE, "kolibri") != report


@pytest.mark.usefixtures("run")
def test_a_report_lapses_with_the_seat_that_it_speaks_of() -> None:
    a_run("induction-2")
    a_trainer("bo")
    one, two, three = (report_drop_out(SYSTEM, each, "kolibri") for each in (ONE, TWO, THREE))
    later = planned(start=MONDAY + timedelta(days=7), seats=[ONE, THREE])
    other = planned("induction-2", venue="academy", seats=[TWO], trainers=["bo"])
    a_published_plan(later, other)  # one has the same seat on other days
    forget_word()
    withdraw(focal_point(), THREE)

    states = [stored(DropOut, each).state for each in (one, two, three)]
    assert states == [DropOutState.REPORTED, DropOutState.LAPSED, DropOutState.LAPSED]
    assert audited() == [("nomination.withdrawn", THREE), ("drop_out.lapsed", THREE)]
    assert [line.id for line in drop_outs(COORDINATOR, "rso")] == [one]
    with pytest.raises(WrongState, match="is lapsed"):
        decide_drop_out(COORDINATOR, two, confirmed=True)


@pytest.mark.usefixtures("run")
def test_whoever_has_attended_and_drops_out_is_judged_by_the_rule() -> None:
    attend(1)
    report = report_drop_out(SYSTEM, ONE, "kolibri")
    decide_drop_out(COORDINATOR, report, confirmed=True)
    assert state_of(ONE) == State.ATTENDED


@pytest.mark.usefixtures("run")
def test_whoever_has_completed_drops_out_no_more() -> None:
    attend(5)
    decide_completions(SYSTEM, "induction-1", "kolibri")
    for viewer in (as_trainer("ana"), COORDINATOR):
        with pytest.raises(WrongState, match="is completed and cannot become reported"):
            report_drop_out(viewer, ONE, "trainer")


@pytest.mark.usefixtures("run")
def test_drop_outs_are_the_members_and_the_coordinators_matter() -> None:
    report = report_drop_out(SYSTEM, ONE, "kolibri")
    with pytest.raises(Forbidden):
        report_drop_out(focal_point(), TWO, "x")
    with pytest.raises(NotFound):
        decide_drop_out(focal_point("MYS"), report, confirmed=True)
    with pytest.raises(Forbidden):
        decide_drop_out(as_trainer("ana"), report, confirmed=True)


@pytest.mark.usefixtures("run")
def test_a_sheet_overwrites_nothing_that_it_did_not_show() -> None:
    ana, sheet = as_trainer("ana"), {ONE: None, TWO: None}
    set_planning_date(COORDINATOR, "rso", MONDAY, knowingly=True)
    record_attendance(SYSTEM, "induction-1", MONDAY, {ONE: False}, "LMS")

    noted, differing = record_as_seen(
        ana, "induction-1", MONDAY, {ONE: True, TWO: True}, sheet, "trainer"
    )
    assert (noted, differing) == ([TWO], {ONE: False})

    again = record_as_seen(
        ana, "induction-1", MONDAY, {ONE: True, TWO: True}, {ONE: False, TWO: True}, "trainer"
    )
    assert again == ([ONE], {})
    same = record_as_seen(ana, "induction-1", MONDAY, {ONE: True}, sheet, "trainer")
    assert same == ([], {})
    untouched = record_as_seen(ana, "induction-1", MONDAY, {ONE: False}, {ONE: False}, "trainer")
    assert untouched == ([], {})
    assert learners(ana, "induction-1")[0].present == (MONDAY,)
