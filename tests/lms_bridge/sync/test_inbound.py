"""What came back is put in our keys and in the time of the class's place."""

from __future__ import annotations

from datetime import UTC, date, datetime

from lms_bridge.sync.inbound import Attendance, Facts, Inbound, Mark, Progress, Work, inbound
from lms_bridge.sync.made import Made
from lms_bridge.sync.state import Remote, RemoteClass, RemotePerson
from tests.lms_bridge.sync.builders import a_class, learner, wanted

EVENING = datetime(2015, 8, 3, 20, 0, tzinfo=UTC)  # the next day in Semarang
MORNING = datetime(2015, 8, 4, 6, 0, tzinfo=UTC)
DESIRED = wanted(learner("R1", "A"), classes=(a_class("R1", zone="Asia/Jakarta"),))
REMOTE = Remote(
    classes=(RemoteClass("c1", "R1", "Title"), RemoteClass("c2", "R2", "Not ours")),
    people=(RemotePerson("a", "A", "A", "a"), RemotePerson("s", None, "Stranger", "s")),
)


def back(*marks: Mark, works: tuple[Work, ...] = ()) -> Inbound:
    return inbound(Facts(marks, works), DESIRED, REMOTE, Made())


def test_inbound_tells_sessions_in_the_time_of_the_class_place() -> None:
    came = back(Mark("c1", "a", EVENING, present=True))

    assert came == Inbound(attendance=(Attendance("R1", "A", EVENING, present=True),))
    assert came.attendance[0].at.date() == date(2015, 8, 4)


def test_inbound_takes_somebody_marked_twice_for_present() -> None:
    absent, present = (Mark("c1", "a", MORNING, present=there) for there in (False, True))
    there = (Attendance("R1", "A", MORNING, present=True),)

    assert back(absent, present).attendance == there
    assert back(present, absent).attendance == there


def test_inbound_leaves_other_people_and_classes_out() -> None:
    done = Work("c2", "a", "Reading", 1, 1, MORNING)

    assert (
        back(
            Mark("c2", "a", MORNING, present=True),
            Mark("c1", "s", MORNING, present=True),
            works=(done,),
        )
        == Inbound()
    )


def test_inbound_says_when_a_lesson_is_completed() -> None:
    works = (Work("c1", "a", "Reading", 2, 2, MORNING), Work("c1", "a", "Film", 1, 2, MORNING))

    film, reading = back(works=works).progress

    assert reading == Progress("R1", "A", "Reading", 2, 2, MORNING)
    assert (film.completed, reading.completed) == (False, True)
