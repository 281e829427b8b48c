"""What an LMS takes back of many people at once waits; of few it is taken in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from catalogue.queries.learning import NotedDay, ToldLesson
from catalogue.queries.lms import ToldGrade
from lms_bridge.published import Published
from lms_bridge.roster import person_key
from lms_bridge.sync.brake import Hold, Why
from lms_bridge.sync.difference import difference
from lms_bridge.sync.inbound import Attendance, Inbound
from lms_bridge.sync.made import Made
from lms_bridge.sync.reconcile import Report
from lms_bridge.sync.shown import NoGrade, NotDone
from lms_bridge.sync.state import Desired, Enrolment, Remote
from lms_bridge.taking_back import hold_back
from tests.lms_bridge.sync.builders import learner
from tests.lms_bridge.test_roster import MONDAY, a_run, somebody

RUN = "ind-01"
PEOPLE = [f"IDN-{n:03}" for n in range(60)]
KEYS = [person_key(person) for person in PEOPLE]
SESSION = datetime(2015, 9, 7, 9, tzinfo=UTC)
A_YEAR = timedelta(days=365)

KNOWN = Published(
    runs=(a_run(RUN, officials=tuple(somebody(p, nomination=f"{p}.ind") for p in PEOPLE)),),
    made=Made(),
    simulated=frozenset(),
    days=tuple(NotedDay(RUN, p, f"{p}.ind", MONDAY, present=True) for p in PEOPLE),
    lessons=tuple(ToldLesson(RUN, p, f"{p}.ind", "Basics") for p in PEOPLE),
    grades=tuple(ToldGrade(RUN, p, "Essay", "7/10") for p in PEOPLE),
    completed=frozenset(f"{p}.ind" for p in PEOPLE),
)


def without(count: int, at: datetime = SESSION) -> Report:
    """Give what comes where an LMS takes all back of so many people, and nothing of the others."""
    nothing = difference(Desired(), Remote(), Made())
    gone = KEYS[:count]
    return Report(
        before=nothing,
        outcomes=(),
        after=nothing,
        inbound=Inbound(
            attendance=tuple(Attendance(RUN, k, at, k not in gone) for k in KEYS),
            unfinished=frozenset((RUN, k) for k in gone),
        ),
        not_done=tuple(NotDone(RUN, k, "Basics") for k in gone),
        no_grades=tuple(NoGrade(RUN, k, "Essay", "7/10") for k in gone),
    )


def people(count: int) -> frozenset[Enrolment]:
    return frozenset(learner(RUN, key) for key in KEYS[:count])


def test_what_is_taken_back_of_few_is_taken_in() -> None:
    assert hold_back(without(3), KNOWN) == without(3)


@pytest.mark.parametrize("count", [4, 60])
def test_what_is_taken_back_of_many_at_once_waits_for_a_person(count: int) -> None:
    held = hold_back(without(count), KNOWN)

    kinds = [Why.MASS_UNGRADED, Why.MASS_UNDONE, Why.MASS_UNFINISHED, Why.MASS_ABSENT]
    assert list(held.inbound_holds) == [Hold(why, people(count), 60) for why in kinds]
    assert (held.inbound, held.not_done, held.no_grades) == (without(0).inbound, (), ())


def test_what_somebody_has_looked_at_is_taken_in() -> None:
    assert hold_back(without(60), KNOWN, people(60)) == without(60)


def test_sessions_that_stand_for_the_days_of_a_run_of_the_past_wait_as_well() -> None:
    past = replace(KNOWN, simulated=frozenset({RUN}))
    later = SESSION + A_YEAR

    def absent(known: Published) -> list[Hold]:
        holds = hold_back(without(4, later), known).inbound_holds
        return [each for each in holds if each.why is Why.MASS_ABSENT]

    assert absent(past) == [Hold(Why.MASS_ABSENT, people(4), 60)]
    assert absent(KNOWN) == []


def test_lessons_that_were_denied_before_are_asked_about_no_more() -> None:
    lessons = tuple(replace(each, denied=True) for each in KNOWN.lessons)
    came = without(60)

    held = hold_back(came, replace(KNOWN, lessons=lessons))

    assert Why.MASS_UNDONE not in [each.why for each in held.inbound_holds]
    assert held.not_done == came.not_done
