"""What came back is put in our keys and in the time of the class's place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from lms_bridge.sync.inbound import (
    Attendance,
    Facts,
    Finish,
    Finished,
    Grade,
    Inbound,
    Mark,
    Profile,
    Progress,
    Unfinished,
    Ungraded,
    Work,
    inbound,
)
from lms_bridge.sync.made import Account, Made
from lms_bridge.sync.state import Remote, RemoteClass, RemotePerson
from tests.lms_bridge.sync.builders import a_class, learner, wanted

EVENING = datetime(2015, 8, 3, 20, 0, tzinfo=UTC)  # the next day in Semarang
MORNING = datetime(2015, 8, 4, 6, 0, tzinfo=UTC)
DESIRED = wanted(learner("R1", "A"), classes=(a_class("R1", zone="Asia/Jakarta"),))
NAME = DESIRED.people[0].name
REMOTE = Remote(
    classes=(RemoteClass("c1", "R1", "Title"), RemoteClass("c2", "R2", "Not ours")),
    people=(RemotePerson("a", "A", NAME, "a"), RemotePerson("s", None, "Stranger", "s")),
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


def test_inbound_tells_completions_and_grades_once_whatever_their_order() -> None:
    finishes = (Finish("c1", "a", MORNING), Finish("c2", "a", MORNING))
    grades = (Grade("c1", "a", "Essay", 7, 10, MORNING), Grade("c1", "a", "", 70, 100, MORNING))

    for order in (1, -1):
        facts = Facts(finishes=(finishes * 2)[::order], grades=(grades * 2)[::order])
        came = inbound(facts, DESIRED, REMOTE, Made())
        assert came.finishes == (Finished("R1", "A", MORNING),)
        assert [(g.item, g.points, g.most) for g in came.grades] == [
            ("", 70, 100),
            ("Essay", 7, 10),
        ]


def test_inbound_tells_who_has_not_completed_a_class() -> None:
    someone_else, nowhere = Unfinished("c1", "s"), Unfinished("c2", "a")
    facts = Facts(unfinished=(Unfinished("c1", "a"), someone_else, nowhere))
    assert inbound(facts, DESIRED, REMOTE, Made()).unfinished == {("R1", "A")}

    told_both = replace(facts, finishes=(Finish("c1", "a", MORNING),))
    assert inbound(told_both, DESIRED, REMOTE, Made()).unfinished == set()


def test_inbound_tells_who_has_no_grade() -> None:
    others = (Ungraded("c1", "s", "Essay"), Ungraded("c2", "a", "Essay"))
    facts = Facts(ungraded=(Ungraded("c1", "a", "Essay"), *others))
    assert inbound(facts, DESIRED, REMOTE, Made()).ungraded == {("R1", "A", "Essay")}

    two_of_a_name = replace(facts, grades=(Grade("c1", "a", "Essay", 7, 10, MORNING),))
    assert inbound(two_of_a_name, DESIRED, REMOTE, Made()).ungraded == set()


def test_inbound_tells_how_an_account_of_others_differs() -> None:
    there = replace(REMOTE, people=(RemotePerson("a", "A", "Their name", "a", "a@there.org"),))
    ours = Made(people={"A": Account("a", ours=True)})

    assert inbound(Facts(), DESIRED, there, Made()).profiles == (
        Profile("A", "name", "Their name"),
        Profile("A", "email", "a@there.org"),
    )
    assert inbound(Facts(), DESIRED, there, ours).profiles == ()


def test_inbound_says_when_a_lesson_is_completed() -> None:
    works = (Work("c1", "a", "Reading", 2, 2, MORNING), Work("c1", "a", "Film", 1, 2, MORNING))

    film, reading = back(works=works).progress

    assert reading == Progress("R1", "A", "Reading", 2, 2, MORNING)
    assert (film.completed, reading.completed) == (False, True)
