"""What others may hear of: ids of what happened, and nothing of restricted activities."""

from __future__ import annotations

from datetime import date

from catalogue.actions.decide_completions import decide_completions
from catalogue.actions.decide_drop_out import decide_drop_out
from catalogue.actions.decline import decline
from catalogue.actions.promote import promote
from catalogue.actions.report_drop_out import report_drop_out
from catalogue.db import reading
from catalogue.happenings import TELLING, happenings
from catalogue.life import State
from catalogue.outbox import waiting
from tests.catalogue.builders import (
    COORDINATOR,
    SYSTEM,
    a_course,
    a_nomination,
    a_published_plan,
    a_run,
    a_world,
    as_official,
    forget_word,
    planned,
)

ONE, TWO = "IDN-001.induction", "IDN-002.induction"


def told() -> list[tuple[str, dict[str, object]]]:
    """What the letters since the last time say to others."""
    letters = [letter for letter in waiting() if letter.topic in TELLING]
    found = [each for letter in letters for each in reading(happenings)(letter)]
    forget_word()
    return [(each.type, each.data) for each in found]


def test_published_plan_tells_of_seats_and_of_runs_that_moved(database: str) -> None:
    a_world()
    a_nomination("IDN-001")
    first = a_published_plan(planned(seats=[ONE]))
    seat = {"nomination": ONE, "run": "induction-1", "why": "published"}
    assert told() == [
        ("plan.published", {"programme": "rso", "version": first, "previous": None}),
        ("seat.offered", seat),
    ]
    second = a_published_plan(planned(start=date(2015, 9, 14), venue="academy"))
    assert told() == [
        ("plan.published", {"programme": "rso", "version": second, "previous": first}),
        (
            "run.moved",
            {
                "programme": "rso",
                "run": "induction-1",
                "before": {"start": "2015-09-07", "venue": "hall", "language": "en"},
                "now": {"start": "2015-09-14", "venue": "academy", "language": "en"},
            },
        ),
        ("seat.withdrawn", seat),
    ]
    a_published_plan()
    assert told()[1:] == [("run.cancelled", {"programme": "rso", "run": "induction-1"})]


def test_seats_are_told_of_as_they_are_left_and_filled(database: str) -> None:
    a_world()
    a_nomination("IDN-001")
    a_nomination("IDN-002", state=State.WAITLISTED)
    a_published_plan(planned(seats=[ONE]))
    told()
    decline(as_official("IDN-001"), ONE, "ill")
    promote(COORDINATOR, TWO, "induction-1")
    run = {"run": "induction-1"}
    assert told() == [
        ("seat.withdrawn", {"nomination": ONE, "why": "declined"} | run),
        ("seat.offered", {"nomination": TWO, "why": "promoted"} | run),
    ]
    decide_drop_out(COORDINATOR, report_drop_out(SYSTEM, TWO, "LMS"), confirmed=True)
    assert told() == [("seat.withdrawn", {"nomination": TWO, "why": "dropped_out"} | run)]


def test_completions_are_told_of_once(database: str) -> None:
    a_world()
    a_course("short", days=1, attendance_percent=0)
    a_run("short-1", "short")
    for official in ("IDN-001", "IDN-002"):
        a_nomination(official, "short", State.ATTENDED)
    a_published_plan(planned("short-1", date(2015, 5, 7), seats=["IDN-001.short", "IDN-002.short"]))
    told()
    decide_completions(SYSTEM, "short-1", "LMS")
    (first, second) = told()
    assert first == (
        "course.completed",
        {
            "nomination": "IDN-001.short",
            "official": "IDN-001",
            "course": "short",
            "run": "short-1",
            "completed_on": "2015-05-06",
            "certificate": "RSO-2015-000001",
        },
    )
    assert second[1]["nomination"] == "IDN-002.short"
    decide_completions(SYSTEM, "short-1", "LMS")
    assert told() == []


def test_nothing_is_told_of_restricted_activities(database: str) -> None:
    a_world()
    a_course("exercise", restricted=True)
    a_run("exercise-1", "exercise")
    a_nomination("IDN-001", "exercise")
    a_published_plan(planned("exercise-1", seats=["IDN-001.exercise"]))
    a_published_plan(planned("exercise-1", date(2015, 9, 14), seats=["IDN-001.exercise"]))
    decline(as_official("IDN-001"), "IDN-001.exercise", "ill")
    assert {type for type, _ in told()} == {"plan.published"}
