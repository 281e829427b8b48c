"""Every change, and everything that is only shown, can be said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import get_args

import pytest

from lms_bridge.sync.apply import Failure, Outcome
from lms_bridge.sync.brake import Hold, Why
from lms_bridge.sync.changes import (
    ArchiveClass,
    Change,
    CreateClass,
    CreatePerson,
    DescribeClass,
    Enrol,
    JoinCohort,
    JoinGroup,
    MarkAttendance,
    ProvideLesson,
    RenameClass,
    RenamePerson,
    Unenrol,
)
from lms_bridge.sync.match import Duplicate, Kind
from lms_bridge.sync.shown import (
    ByHand,
    Changed,
    Closed,
    Extra,
    Gone,
    LeftBehind,
    NoGrade,
    NotDone,
    NotedOtherwise,
    OtherName,
)
from lms_bridge.sync.state import Class, Lesson, Person
from lms_bridge.sync.words import TEXTS, Sayable, retell, words
from tests.lms_bridge.sync.builders import coach, learner

RUN = Class("IND-1", "Induction", "3-7 August 2015 · Semarang")
AMINA = Person("BGD-7", "Amina Rahman")
ENROL = Enrol(learner("IND-1", "BGD-7"), "Amina Rahman", "Induction")
CREATE = CreatePerson(AMINA)

MORNING = datetime(2015, 9, 7, 9, tzinfo=UTC)

SAID: list[tuple[Sayable, str]] = [
    (CreateClass(RUN), "Create the class “Induction” (IND-1)."),
    (
        CreateClass(RUN, again=True),
        "Create the class “Induction” (IND-1) again: it is gone there.",
    ),
    (
        Closed(Kind.CLASS, "IND-1", "Induction"),
        (
            "“Induction” (IND-1) is hidden there: who learns cannot open it. The LMS decides: "
            "left alone."
        ),
    ),
    (
        Closed(Kind.PERSON, "BGD-7", "Amina Rahman"),
        (
            "The account of Amina Rahman (BGD-7) is suspended there: nobody can sign in with it. "
            "The LMS decides: left alone."
        ),
    ),
    (RenameClass(RUN, "Old"), "Name the class IND-1 “Induction”; it is named “Old”."),
    (
        RenameClass(RUN, "Induction"),
        "Set name and key of “Induction” (IND-1) again; it is not cancelled.",
    ),
    (DescribeClass(RUN, ""), "Tell in “Induction” (IND-1): 3-7 August 2015 · Semarang"),
    (
        DescribeClass(Class("IND-1", "Induction"), "Old"),
        "Take dates, place and trainers from “Induction” (IND-1).",
    ),
    (
        Outcome(CREATE, Failure("SET_ASIDE")),
        "Create an account for Amina Rahman (BGD-7). Set aside: not tried.",
    ),
    (
        ProvideLesson("IND-1", "Induction", Lesson("Law", ("m1", "m2"))),
        "Put the lesson “Law” with its materials into “Induction” (IND-1).",
    ),
    (
        MarkAttendance("IND-1", "Induction", MORNING, (("A", True), ("B", False))),
        "Note in “Induction” (IND-1) who was there on 2015-09-07 (people: 2).",
    ),
    (
        LeftBehind("IND-1", "7", "Induction", 12),
        (
            "“Induction” (7 there) lost the key IND-1 to another class, and people of ours are in it "
            "still: 12. It is left alone; please see to them there."
        ),
    ),
    (
        NotDone("IND-1", "BGD-7", "Law"),
        (
            "BGD-7 did “Law” in IND-1 as noted here, and has not done it as is said there now. "
            "It stays unless a coordinator strikes it out."
        ),
    ),
    (
        NotedOtherwise("IND-1", "BGD-7", date(2015, 9, 7), "present", "absent"),
        (
            "BGD-7 was present in IND-1 on 2015-09-07 as noted here, absent as noted there. "
            "What was noted here counts."
        ),
    ),
    (
        Changed("class.title", "IND-1", "Induction", "Introduction"),
        (
            "The title of IND-1 was changed there to “Introduction”; here it is “Induction”. "
            "The catalogue decides: it is set again."
        ),
    ),
    *(
        (
            Changed(field, "IND-1", "this", "that"),
            (
                f"The {what} of IND-1 was changed there to “that”; here it is “this”. "
                "The catalogue decides: it is set again."
            ),
        )
        for field, what in (
            ("class.about", "text"),
            ("class.place", "place"),
            ("account_made_by_us.name", "name"),
            ("account_made_by_us.email", "address"),
        )
    ),
    (
        Changed("class.dates", "IND-1", "this", "that"),
        (
            "The days of IND-1 were changed there to “that”; here they are “this”. "
            "The catalogue decides: they are set again."
        ),
    ),
    (CREATE, "Create an account for Amina Rahman (BGD-7)."),
    (RenamePerson(AMINA, "A. R."), "Name the account BGD-7 “Amina Rahman”; it is named “A. R.”."),
    (
        RenamePerson(AMINA, "Amina Rahman"),
        "Set name, key and address of the account of Amina Rahman (BGD-7) again.",
    ),
    (
        JoinCohort(replace(AMINA, member="BGD"), ""),
        "Put Amina Rahman (BGD-7) into the cohort of BGD.",
    ),
    (
        JoinCohort(replace(AMINA, member="BGD"), "AUS"),
        "Move Amina Rahman (BGD-7) from the cohort of AUS to that of BGD.",
    ),
    (
        JoinGroup(learner("IND-1", "BGD-7"), "Amina Rahman", "Induction"),
        "Put Amina Rahman into the group of “Induction” (IND-1).",
    ),
    (ENROL, "Add Amina Rahman to “Induction” (IND-1)."),
    (
        Enrol(coach("IND-1", "T-1"), "Trainer", "Induction"),
        "Add Trainer as a coach to “Induction” (IND-1).",
    ),
    (
        Unenrol(learner("IND-1", "BGD-7"), "Amina Rahman", "Induction"),
        "Take Amina Rahman out of “Induction” (IND-1). The account stays.",
    ),
    (
        Unenrol(coach("IND-1", "T-1"), "Trainer", "Induction"),
        "Trainer is no longer a coach of “Induction” (IND-1).",
    ),
    (ArchiveClass(RUN), "Mark “Induction” (IND-1) as cancelled. What it holds stays."),
    (
        Gone(learner("IND-1", "BGD-7"), "Amina Rahman", "Induction"),
        "Amina Rahman was taken out of “Induction” (IND-1) there: a drop-out? Please decide.",
    ),
    (
        Gone(learner("IND-1", "BGD-7"), "Amina Rahman", "Induction", account=True),
        (
            "The account of Amina Rahman is gone there, and with it the seat in “Induction” "
            "(IND-1). Please decide: it is made again if the seat stays."
        ),
    ),
    (
        Gone(learner("IND-1", "BGD-7"), "Amina Rahman", "Induction", beside=True),
        "Amina Rahman is still in “Induction” (IND-1) there, but in another role, and does not learn there any more: a drop-out? Please decide.",
    ),
    (
        Gone(coach("IND-1", "T-1"), "Trainer", "Induction", beside=True),
        "Trainer is still in “Induction” (IND-1) there, but in another role, and no coach any more: please decide.",
    ),
    (
        Gone(coach("IND-1", "T-1"), "Trainer", "Induction"),
        "Trainer was taken out there as a coach of “Induction” (IND-1): please decide.",
    ),
    (
        ByHand("IND-1", Extra.COACH, "Sam", "Induction"),
        "Sam was added there as a coach of “Induction” (IND-1): left alone.",
    ),
    (
        ByHand("IND-1", Extra.LEARNER, "Sam", "Induction"),
        "Sam was added there to “Induction” (IND-1): left alone.",
    ),
    (
        ByHand("IND-1", Extra.OTHER, "Sam", "Induction"),
        "Sam is in “Induction” (IND-1) there in another role than ours: left alone.",
    ),
    (
        ByHand("IND-1", Extra.LESSON, "Reading", "Induction"),
        "The lesson “Reading” was added there to “Induction” (IND-1): left alone.",
    ),
    (
        OtherName("BGD-7", "Amina Rahman", "A. R."),
        "The account BGD-7 is named “A. R.” there, “Amina Rahman” here. Others made it: its name is left alone.",
    ),
    (
        Duplicate(Kind.CLASS, "IND-1", ("c1", "c2")),
        (
            "2 classes bear IND-1: c1, c2. The first is used; please take the key away from the "
            "others there."
        ),
    ),
    (
        Duplicate(Kind.PERSON, "BGD-7", ("p1", "p2")),
        (
            "2 accounts bear BGD-7: p1, p2. The first is used; please take the key away from the "
            "others there."
        ),
    ),
    (
        Hold(Why.MASS_REMOVAL, frozenset({learner("R", "A"), learner("R", "B")}), 30),
        "This would end 2 of 30 enrolments at once. Please look at them and confirm.",
    ),
    (
        Hold(Why.MASS_VANISHING, frozenset({learner("R", "A"), learner("R", "B")}), 30),
        "2 of 30 enrolments are gone there at once. Nothing was changed; please look at them and confirm.",
    ),
    (
        Changed("account_made_by_us.key", "BGD-7", "BGD-7", "HR-1"),
        "The key of BGD-7 was changed there to “HR-1”; here it is “BGD-7”. The catalogue decides: it is set again.",
    ),
    (
        Changed("class.key", "IND-1", "IND-1", ""),
        "The key of IND-1 was taken away there; here it is “IND-1”. The catalogue decides: it is set again.",
    ),
    (
        Hold(Why.MASS_UNGRADED, frozenset({learner("R", "A"), learner("R", "B")}), 30),
        "2 people of 30 who were graded have no grade there any more, at once. None of it was noted; please look at them and confirm.",
    ),
    (
        Hold(Why.MASS_UNDONE, frozenset({learner("R", "A"), learner("R", "B")}), 30),
        "2 people of 30 who did lessons have not done them any more as is said there, at once. None of it was noted; please look at them and confirm.",
    ),
    (
        Hold(Why.MASS_UNFINISHED, frozenset({learner("R", "A"), learner("R", "B")}), 30),
        "2 people of 30 who completed their course have not completed it any more as is said there, at once. None of it was noted; please look at them and confirm.",
    ),
    (
        Hold(Why.MASS_ABSENT, frozenset({learner("R", "A"), learner("R", "B")}), 30),
        "2 people of 30 who were there on days were absent after all as is said there, at once. None of it was noted; please look at them and confirm.",
    ),
    (
        NoGrade("IND-1", "BGD-7", "Essay", "7/10"),
        "BGD-7 had “7/10” for “Essay” in IND-1 as noted here, and has no grade as is said there now. The LMS decides: that is noted.",
    ),
    (
        NoGrade("IND-1", "BGD-7", "", "7/10"),
        "BGD-7 had “7/10” for IND-1 as a whole as noted here, and has no grade as is said there now. The LMS decides: that is noted.",
    ),
    (Outcome(CREATE), "Create an account for Amina Rahman (BGD-7)."),
    (
        Outcome(CREATE, Failure("LMS_REFUSED", "full_name: too long")),
        "Create an account for Amina Rahman (BGD-7). Not done: full_name: too long",
    ),
    (
        Outcome(ENROL, Failure("NOT_TRIED", on=CREATE)),
        "Add Amina Rahman to “Induction” (IND-1). Not tried, as this failed: Create an account for Amina Rahman (BGD-7).",
    ),
]


@pytest.mark.parametrize(("thing", "said"), SAID, ids=lambda x: type(x).__name__)
def test_words_say_it(thing: Sayable, said: str) -> None:
    assert words(thing) == said


@pytest.mark.parametrize(("thing", "said"), SAID, ids=lambda x: type(x).__name__)
def test_what_was_kept_in_english_is_said_in_another_language(thing: Sayable, said: str) -> None:
    def translate(text: str) -> str:
        return f"« {text} »"

    assert retell(said, translate) == words(thing, translate)
    assert retell("404 from the LMS", translate) == "404 from the LMS"


def test_words_are_all_tried() -> None:
    said = []

    def translate(text: str) -> str:
        said.append(text)
        return text

    for thing, _ in SAID:
        words(thing, translate)
    assert {*said, TEXTS["GAVE_WAY"]} == set(TEXTS.values())


def test_words_know_every_kind_of_change() -> None:
    assert {type(thing) for thing, _ in SAID} >= set(get_args(Change))


def test_words_ask_the_translation_for_whole_texts() -> None:
    asked = []

    def translate(text: str) -> str:
        asked.append(text)
        return "{name} → {class_key}"

    assert words(ENROL, translate) == "Amina Rahman → IND-1"
    assert asked == [TEXTS["ENROL_LEARNER"]]
