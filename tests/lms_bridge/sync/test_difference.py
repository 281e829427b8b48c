"""What should be there minus what is there: each kind of change, and what is only shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lms_bridge.sync.brake import Hold, Why
from lms_bridge.sync.changes import (
    ArchiveClass,
    CreateClass,
    CreatePerson,
    DescribeClass,
    Enrol,
    RenameClass,
    RenamePerson,
    Unenrol,
)
from lms_bridge.sync.difference import Difference, difference
from lms_bridge.sync.errors import MalformedDesired
from lms_bridge.sync.made import Account, Made, Standing
from lms_bridge.sync.match import Duplicate, Kind
from lms_bridge.sync.shown import ByHand, Closed, Extra, Gone, LeftBehind, OtherName
from lms_bridge.sync.state import (
    Class,
    Desired,
    Enrolment,
    Lesson,
    Person,
    Remote,
    RemoteClass,
    RemotePerson,
    Role,
    Seat,
)
from tests.lms_bridge.sync.builders import a_class, a_person, coach, learner, wanted

RUN = a_class("R1")
THERE = RemoteClass("c1", "R1", RUN.title)


def remote(
    *seats: tuple[str, str, Role],
    classes: tuple[RemoteClass, ...] = (THERE,),
    people: tuple[RemotePerson, ...] = (),
) -> Remote:
    return Remote(classes, people, frozenset(Seat(*seat) for seat in seats))


def account(key: str) -> RemotePerson:
    return RemotePerson(f"id of {key}", key, a_person(key).name, key.lower())


def seen(*enrolments: Enrolment, ours: bool = True) -> Made:
    return Made(
        classes={"R1": "c1"},
        people={e.person_key: Account(f"id of {e.person_key}", ours) for e in enrolments},
        enrolments=dict.fromkeys(enrolments, Standing.SEEN),
    )


def shown(found: Difference) -> dict[str, object]:
    return {
        "changes": found.changes,
        "gone": found.gone,
        "by_hand": found.by_hand,
        "other_names": found.other_names,
        "duplicates": found.duplicates,
        "hold": found.hold,
    }


def only(**what: object) -> dict[str, object]:
    nothing: dict[str, object] = dict.fromkeys(
        ("changes", "gone", "by_hand", "other_names", "duplicates"), ()
    )
    return nothing | {"hold": None} | what


def test_difference_in_an_empty_lms_goes_from_classes_to_accounts_to_enrolments() -> None:
    run = a_class("R1", about="3-7 August 2015")
    desired = wanted(learner("R1", "A"), coach("R1", "B"), classes=(run,))

    found = difference(desired, Remote(), Made())

    assert shown(found) == only(
        changes=(
            CreateClass(run),
            DescribeClass(run, ""),
            CreatePerson(a_person("A")),
            CreatePerson(a_person("B")),
            Enrol(coach("R1", "B"), "Name of B", "Title of R1"),
            Enrol(learner("R1", "A"), "Name of A", "Title of R1"),
        )
    )


def test_difference_of_what_agrees_is_empty() -> None:
    desired = wanted(learner("R1", "A"), classes=(RUN,))
    there = remote(("c1", "id of A", Role.LEARNER), people=(account("A"),))

    assert shown(difference(desired, there, Made())) == only()


def test_difference_makes_no_account_for_people_without_a_seat() -> None:
    desired = Desired(classes=(RUN,), people=(a_person("A"),))

    assert shown(difference(desired, remote(), Made())) == only()


def test_difference_renames_and_describes_a_class() -> None:
    run = Class("R1", "New title", "New place")
    old = RemoteClass("c1", "R1", "Old title", "Old place")

    found = difference(Desired(classes=(run,)), remote(classes=(old,)), Made())

    assert found.changes == (RenameClass(run, "Old title"), DescribeClass(run, "Old place"))


def test_difference_finds_a_class_that_lost_its_key_by_its_id() -> None:
    old = RemoteClass("c1", None, "Somebody's title")

    found = difference(Desired(classes=(RUN,)), remote(classes=(old,)), Made({"R1": "c1"}))

    assert found.changes == (RenameClass(RUN, "Somebody's title"),)


def test_difference_goes_by_the_key_before_the_id_that_it_remembers() -> None:
    taken = RemoteClass("c1", "R2", "Title of R2")
    both = Desired(classes=(RUN, a_class("R2")))

    found = difference(both, remote(classes=(taken,)), Made({"R1": "c1"}))

    assert (found.changes, found.class_ids) == ((CreateClass(RUN, again=True),), {"R2": "c1"})


def test_difference_moves_people_into_the_class_that_was_given_the_key_and_reports_nobody() -> None:
    a, b = learner("R1", "A"), learner("R1", "B")
    classes = (RemoteClass("c1", None, RUN.title), RemoteClass("c9", "R1", RUN.title))
    there = remote(("c1", "id of A", Role.LEARNER), classes=classes, people=(account("A"),))
    desired = wanted(a, b, classes=(RUN,))

    found = difference(desired, there, seen(a, b), confirmed=[a, b])

    assert (found.class_ids, found.gone) == ({"R1": "c9"}, ())
    assert [c.code for c in found.changes] == ["CREATE_PERSON", "ENROL", "ENROL"]
    behind = (LeftBehind("R1", "c1", RUN.title, 1),)
    assert found.left_behind == behind
    part = found.made.with_part(found.made.within({"R2"}), {"R2"})
    for made in (found.made, part, Made.of(found.made.document())):
        assert difference(desired, there, made).left_behind == behind
    empty = remote(classes=classes, people=(account("A"),))
    assert difference(desired, empty, found.made).made.former == {}


def test_difference_makes_a_deleted_class_again_with_its_people() -> None:
    a = learner("R1", "A")

    found = difference(
        wanted(a, classes=(RUN,)), remote(classes=(), people=(account("A"),)), seen(a)
    )

    again = CreateClass(RUN, again=True)
    assert shown(found) == only(changes=(again, Enrol(a, "Name of A", RUN.title)))


def test_difference_names_who_is_gone_with_a_class_while_it_waits() -> None:
    seats = [learner("R1", key) for key in "AB"]
    there = remote(classes=(), people=(account("A"), account("B")))

    found = difference(wanted(*seats, classes=(RUN,)), there, seen(*seats))

    assert found.hold
    assert found.hold.why is Why.MASS_VANISHING
    assert [(gone.name, gone.title) for gone in found.held] == [
        ("Name of A", RUN.title),
        ("Name of B", RUN.title),
    ]


def test_a_class_that_is_emptied_at_once_waits_and_nobody_is_reported() -> None:
    emptied = [learner("R1", "A"), learner("R1", "B"), coach("R1", "T")]
    others = [learner("R2", f"P{n}") for n in range(200)]
    everybody = [*emptied, *others]
    classes = (THERE, RemoteClass("c2", "R2", a_class("R2").title))
    people = tuple(account(e.person_key) for e in everybody)
    stay = [("c2", f"id of {e.person_key}", Role.LEARNER) for e in others]
    made = replace(seen(*everybody), classes={"R1": "c1", "R2": "c2"})

    found = difference(wanted(*everybody), remote(*stay, classes=classes, people=people), made)
    found_hold = Hold(Why.MASS_VANISHING, frozenset(emptied), 203)
    assert found.hold == found_hold
    assert found.made == made

    # whoever has seen that lets them be enrolled again
    there = remote(*stay, classes=classes, people=people)
    found = difference(wanted(*everybody), there, made, confirmed=emptied)
    assert {c.enrolment for c in found.changes if isinstance(c, Enrol)} == set(emptied)
    assert (found.hold, found.gone) == (None, ())

    # whom others added says nothing of them
    by_hand = ("c1", "id of P0", Role.LEARNER)
    there = remote(by_hand, *stay, classes=classes, people=people)
    assert difference(wanted(*everybody), there, made).hold == found_hold
    found = difference(wanted(*everybody), there, made, confirmed=emptied)
    assert {c.enrolment for c in found.changes if isinstance(c, Enrol)} == set(emptied)
    assert found.gone == ()

    # where one of them stays the others have left it
    stays = ("c1", "id of T", Role.COACH)
    found = difference(
        wanted(*everybody), remote(stays, *stay, classes=classes, people=people), made
    )
    assert found.hold is None
    assert {g.enrolment for g in found.gone} == set(emptied[:2])


def test_difference_tells_of_hidden_classes_and_suspended_accounts_and_leaves_them() -> None:
    a, b = learner("R1", "A"), learner("R1", "B")
    there = remote(
        ("c1", "id of A", Role.LEARNER),
        ("c1", "id of B", Role.LEARNER),
        classes=(replace(THERE, hidden=True),),
        people=(replace(account("A"), suspended=True), account("B")),
    )

    found = difference(wanted(a, b, classes=(RUN,)), there, seen(a, b))

    assert found.changes == ()
    assert found.closed == (
        Closed(Kind.CLASS, "R1", RUN.title),
        Closed(Kind.PERSON, "A", "Name of A"),
    )


def test_difference_ends_enrolments_that_we_made_and_no_others() -> None:
    a, b = learner("R1", "A"), learner("R1", "B")
    there = remote(
        ("c1", "id of A", Role.LEARNER),
        ("c1", "id of B", Role.LEARNER),
        ("c1", "stranger", Role.COACH),
        classes=(RemoteClass("c1", "R1", RUN.title, lessons=(Lesson("Reading"),)),),
        people=(account("A"), account("B"), RemotePerson("stranger", None, "", "sam")),
    )

    found = difference(Desired(classes=(RUN,)), there, seen(a))

    assert shown(found) == only(
        changes=(Unenrol(a, "Name of A", RUN.title),),
        by_hand=(
            ByHand("R1", Extra.COACH, "sam", RUN.title),
            ByHand("R1", Extra.LEARNER, "Name of B", RUN.title),
            ByHand("R1", Extra.LESSON, "Reading", RUN.title),
        ),
    )
    assert b not in found.made.enrolments


def test_difference_adopts_what_was_added_by_hand_once_it_is_wanted() -> None:
    a = learner("R1", "A")
    there = remote(("c1", "id of A", Role.LEARNER), people=(account("A"),))

    adopted = difference(wanted(a, classes=(RUN,)), there, Made())
    assert shown(adopted) == only()

    left = difference(Desired(classes=(RUN,)), there, adopted.made)
    assert left.changes == (Unenrol(a, "Name of A", RUN.title),)


def test_difference_joins_the_new_class_before_it_leaves_the_old() -> None:
    old, new = learner("R1", "A"), learner("R2", "A")
    there = remote(
        ("c1", "id of A", Role.LEARNER),
        classes=(THERE, RemoteClass("c2", "R2", "Title of R2")),
        people=(account("A"),),
    )

    found = difference(wanted(new, classes=(RUN,)), there, seen(old))

    assert found.changes == (
        Enrol(new, "Name of A", "Title of R2"),
        Unenrol(old, "Name of A", "Title of R1"),
    )


def test_difference_reports_who_was_taken_out_and_does_not_put_them_back() -> None:
    a = learner("R1", "A")
    desired, there = wanted(a, classes=(RUN,)), remote(people=(account("A"),))
    gone = only(gone=(Gone(a, "Name of A", RUN.title),))

    first = difference(desired, there, seen(a))
    assert shown(first) == gone
    again = difference(desired, there, first.made)
    assert shown(again) == gone

    put_back = difference(desired, there, again.made.forgetting({a}))
    assert shown(put_back) == only(changes=(Enrol(a, "Name of A", RUN.title),))


def test_difference_forgets_a_report_when_the_plan_agrees_or_the_person_returns() -> None:
    a = learner("R1", "A")
    reported = Made({"R1": "c1"}, {}, {a: Standing.GONE})

    agreed = difference(Desired(classes=(RUN,)), remote(people=(account("A"),)), reported)
    assert (shown(agreed), dict(agreed.made.enrolments)) == (only(), {})

    back = remote(("c1", "id of A", Role.LEARNER), people=(account("A"),))
    returned = difference(wanted(a, classes=(RUN,)), back, reported)
    assert (shown(returned), dict(returned.made.enrolments)) == (only(), {a: Standing.SEEN})


def test_difference_reports_a_deleted_account_and_does_not_make_it_again() -> None:
    a = learner("R1", "A")

    found = difference(wanted(a, classes=(RUN,)), remote(), seen(a))

    assert shown(found) == only(gone=(Gone(a, "Name of A", RUN.title, account=True),))


def test_difference_sends_again_what_was_sent_and_never_seen() -> None:
    a = learner("R1", "A")
    sent = Made(enrolments={a: Standing.SENT})

    found = difference(wanted(a, classes=(RUN,)), remote(people=(account("A"),)), sent)

    assert shown(found) == only(changes=(Enrol(a, "Name of A", RUN.title),))
    assert found.made.enrolments == sent.enrolments


def test_difference_takes_back_what_was_sent_before_a_crash() -> None:
    a = learner("R1", "A")
    sent = Made(enrolments={a: Standing.SENT})
    there = remote(("c1", "id of A", Role.LEARNER), people=(account("A"),))

    found = difference(Desired(classes=(RUN,)), there, sent)

    assert found.changes == (Unenrol(a, "Name of A", RUN.title),)


def test_difference_empties_and_marks_the_class_of_a_cancelled_run() -> None:
    a = learner("R1", "A")
    there = remote(("c1", "id of A", Role.LEARNER), people=(account("A"),))

    found = difference(Desired(), there, seen(a))
    assert found.changes == (
        Unenrol(a, "Name of A", RUN.title),
        ArchiveClass(Class("R1", RUN.title)),
    )

    marked = remote(classes=(RemoteClass("c1", "R1", RUN.title, archived=True),))
    assert shown(difference(Desired(), marked, found.made)) == only()

    revived = difference(Desired(classes=(RUN,)), marked, found.made)
    assert revived.changes == (RenameClass(RUN, RUN.title),)


def test_difference_leaves_classes_that_we_did_not_make_alone() -> None:
    there = remote(classes=(RemoteClass("c9", "R9", "Another school's class"),))

    assert shown(difference(Desired(), there, Made())) == only()


def test_difference_sets_the_name_of_our_accounts_and_shows_it_for_others() -> None:
    a = learner("R1", "A")
    other = RemotePerson("id of A", "A", "A. Name", "a")
    there = remote(("c1", "id of A", Role.LEARNER), people=(other,))
    desired = wanted(a, classes=(RUN,))

    ours = difference(desired, there, seen(a, ours=True))
    assert ours.changes == (RenamePerson(a_person("A"), "A. Name"),)

    theirs = difference(desired, there, seen(a, ours=False))
    assert shown(theirs) == only(other_names=(OtherName("A", "Name of A", "A. Name"),))


def test_difference_shows_duplicates_and_uses_the_one_that_it_remembers() -> None:
    a = learner("R1", "A")
    twins = (account("A"), RemotePerson("id 2", "A", "Name of A", "a2"))
    copies = (THERE, RemoteClass("c2", "R1", RUN.title))
    there = remote(("c1", "id of A", Role.LEARNER), classes=copies, people=twins)

    found = difference(wanted(a, classes=(RUN,)), there, Made())
    assert shown(found) == only(
        duplicates=(
            Duplicate(Kind.CLASS, "R1", ("c1", "c2")),
            Duplicate(Kind.PERSON, "A", ("id of A", "id 2")),
        )
    )

    remembered = difference(wanted(a, classes=(RUN,)), there, Made({"R1": "c2"}))
    assert remembered.class_ids == {"R1": "c2"}


def test_difference_of_an_empty_answer_removes_nobody_and_asks() -> None:
    people = [learner("R1", f"P{n}") for n in range(3)]

    found = difference(wanted(*people, classes=(RUN,)), Remote(), seen(*people))

    assert found.hold == Hold(Why.MASS_VANISHING, frozenset(people), 3)
    assert found.made == seen(*people)
    assert not [c for c in found.changes if isinstance(c, Unenrol)]


def test_difference_waits_before_it_removes_many_unless_they_were_confirmed() -> None:
    people = [learner("R1", f"P{n:02}") for n in range(60)]
    there = remote(
        *(("c1", f"id of {e.person_key}", Role.LEARNER) for e in people),
        people=tuple(account(e.person_key) for e in people),
    )
    left = wanted(*people[4:], classes=(RUN,))

    assert difference(left, there, seen(*people)).hold == Hold(
        Why.MASS_REMOVAL, frozenset(people[:4]), 60
    )
    assert difference(left, there, seen(*people), confirmed={people[0]}).hold is None


@pytest.mark.parametrize(
    ("desired", "where"),
    [
        (lambda: Desired(classes=(RUN, RUN)), "classes"),
        (lambda: Desired(classes=(Class("", "No key"),)), "classes"),
        (lambda: Desired(people=(Person("two words", "Name"),)), "people"),
        (lambda: Desired(classes=(a_class("R1", zone="Atlantis/Sea"),)), "classes"),
        (lambda: Desired(enrolments=frozenset({learner("R1", "A")})), "enrolments"),
        (lambda: Desired((RUN,), (), frozenset({learner("R1", "A")})), "enrolments"),
    ],
    ids=["twice", "empty key", "spaces", "no zone", "no class", "no person"],
)
def test_desired_refuses_what_cannot_be_meant(desired: type[Desired], where: str) -> None:
    with pytest.raises(MalformedDesired) as caught:
        desired()
    assert caught.value.path == where
