"""Whatever happens on either side, and wherever a run breaks off, the next one sets it right."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lms_bridge.sync.changes import CreateClass, CreatePerson, Enrol
from lms_bridge.sync.connector import Connector
from lms_bridge.sync.errors import Unreachable
from lms_bridge.sync.inbound import Attendance, Mark
from lms_bridge.sync.made import Made
from lms_bridge.sync.reconcile import Report, Wishes, preview, synchronise
from lms_bridge.sync.shown import Changed, OtherName
from lms_bridge.sync.state import (
    Class,
    Desired,
    Enrolment,
    Lesson,
    Person,
    Presence,
    Role,
    Scope,
)
from lms_bridge.synced import lines_of
from tests.lms_bridge.sync.builders import a_class, coach, learner, wanted
from tests.lms_bridge.sync.model import Model

RUNS = ["R1", "R2", "R3"]
PEOPLE = ["A", "B", "C", "D", "E"]
EVERYBODY = frozenset(Enrolment(r, p, role) for r in RUNS for p in PEOPLE for role in Role)

enrolments = st.builds(
    Enrolment, st.sampled_from(RUNS), st.sampled_from(PEOPLE), st.sampled_from(list(Role))
)


@st.composite
def plans(draw: st.DrawFn) -> Desired:
    """Wanted states over a few runs and people, titles cut by the model among them."""
    seats = draw(st.frozensets(enrolments, max_size=12))
    held = sorted(draw(st.sets(st.sampled_from(RUNS))) | {e.class_key for e in seats})
    texts = st.sampled_from(["", "Short", "A title that is longer than the model keeps it"])
    return Desired(
        classes=tuple(Class(key, draw(texts), draw(texts)) for key in held),
        people=tuple(Person(key, draw(texts)) for key in PEOPLE),
        enrolments=seats,
    )


Hand = Callable[[Model], None]


TO_CLASSES = ["remove", "add", "stranger", "delete class", "rename class"]
TO_ACCOUNTS = ["delete account", "take key away"]


@st.composite
def hands(draw: st.DrawFn, kinds: list[str]) -> Hand:
    """Changes that somebody makes in the LMS: to one enrolment, class or account."""
    e = draw(enrolments)
    what = draw(st.sampled_from(kinds))

    def act(model: Model) -> None:
        held = [c.id for c in model.classes.values() if c.key == e.class_key]
        known = [p.id for p in model.people.values() if p.key == e.person_key]
        if what == "remove" and held and known:
            model.seats.discard(model.seat(e))
        elif what == "add" and held and known:
            model.seats.add(model.seat(e))
        elif what == "stranger" and held:
            model.hand_enrol(held[0], model.hand_person(None), e.role)
        elif what == "delete class" and held:
            model.hand_delete_class(held[0])
        elif what == "delete account" and known:
            model.hand_delete_person(known[0])
        elif what == "take key away" and known:
            model.people[known[0]] = replace(model.people[known[0]], key=None)
        elif what == "rename class" and held:
            model.classes[held[0]] = replace(
                model.classes[held[0]], key=None, title="renamed by hand"
            )

    return act


class Bridge:
    """Our side: it keeps the record between runs, as the catalogue does."""

    def __init__(self) -> None:
        self.made = Made()

    async def save(self, made: Made) -> None:
        self.made = Made.of(made.document())

    def run(self, lms: Model, desired: Desired) -> Report:
        return asyncio.run(
            synchronise(lms, desired, self.made, self.save, Wishes(confirmed=EVERYBODY))
        )

    def run_until_done(self, lms: Model, desired: Desired) -> None:
        for _ in range(100):
            try:
                self.run(lms, desired)
            except Unreachable:
                continue
            return
        raise AssertionError("it never got through")


def nothing_left(report: Report) -> bool:
    return report.before.changes == report.after.changes == ()


@given(plan=plans())
def test_synchronise_makes_the_lms_what_is_wanted_and_a_second_run_is_empty(plan: Desired) -> None:
    model, bridge = Model(), Bridge()

    assert bridge.run(model, plan).after.changes == ()
    assert model.enrolments == plan.enrolments
    assert nothing_left(bridge.run(model, plan))


@given(
    plan=plans(),
    acts=st.lists(hands(TO_CLASSES + TO_ACCOUNTS), max_size=4),
    next_plan=plans(),
    before=st.sets(st.integers(1, 60)),
    after=st.sets(st.integers(1, 60)),
)
def test_synchronise_heals_any_history_wherever_it_breaks_off(
    plan: Desired, acts: list[Hand], next_plan: Desired, before: set[int], after: set[int]
) -> None:
    model, bridge = Model(breaks_before=before, breaks_after=after), Bridge()
    bridge.run_until_done(model, plan)
    for act in acts:
        act(model)
    accounts = set(model.people)
    strangers = {p.id for p in model.people.values() if p.name == "by hand"}
    by_hand = {s for s in model.seats if s.person_id in strangers}

    bridge.run_until_done(model, next_plan)

    model.breaks_before, model.breaks_after = set(), set()
    report = bridge.run(model, next_plan)
    assert nothing_left(report)
    assert accounts <= set(model.people)
    assert report.after.duplicates == ()
    gone = {g.enrolment for g in report.after.gone}
    assert next_plan.enrolments - gone <= model.enrolments
    assert not gone & model.enrolments
    assert {s for s in by_hand if s.class_id in model.classes} <= model.seats


def held_by(lms: Model) -> tuple[object, ...]:
    return lms.classes, lms.people, lms.seats


@given(plan=plans(), act=hands(TO_CLASSES + TO_ACCOUNTS), next_plan=plans())
def test_synchronise_ends_the_same_whichever_side_changed_first(
    plan: Desired, act: Hand, next_plan: Desired
) -> None:
    lms_first, bridge = Model(), Bridge()
    bridge.run(lms_first, plan)
    plan_first, other_bridge = copy.deepcopy(lms_first), copy.copy(bridge)
    act(lms_first)
    assume(held_by(lms_first) != held_by(plan_first))

    bridge.run(lms_first, next_plan)
    other_bridge.run(plan_first, next_plan)
    act(plan_first)
    other_bridge.run(plan_first, next_plan)

    assert lms_first.enrolments == plan_first.enrolments


@given(plan=plans(), next_plan=plans())
def test_synchronise_lets_nobody_drop_between_two_classes(
    plan: Desired, next_plan: Desired
) -> None:
    model, bridge = Model(), Bridge()
    bridge.run(model, plan)
    model.told.clear()
    bridge.run(model, next_plan)

    kinds = [line.split()[0] for line in model.told]
    first_leaving = kinds.index("unenrol") if "unenrol" in kinds else len(kinds)
    assert "enrol" not in kinds[first_leaving:]


@given(plan=plans())
def test_synchronise_with_an_lms_that_seems_empty_changes_nothing_and_asks(plan: Desired) -> None:
    assume(len({e.person_key for e in plan.enrolments}) > 1)
    bridge = Bridge()
    bridge.run(Model(), plan)
    kept, empty = bridge.made, Model()

    report = asyncio.run(synchronise(empty, plan, bridge.made, bridge.save))

    assert report.before.hold is not None
    assert (report.outcomes, report.before.gone != ()) == ((), False)
    assert (empty.classes, empty.seats, bridge.made) == ({}, set(), kept)


async def test_synchronise_with_an_lms_that_fails_changes_nothing() -> None:
    bridge = Bridge()
    model = Model(breaks_before={1})

    with pytest.raises(Unreachable):
        await synchronise(model, wanted(learner("R1", "A")), Made(), bridge.save)

    assert (model.classes, bridge.made) == ({}, Made())


async def test_synchronise_reports_who_was_taken_out_until_somebody_decides() -> None:
    model, bridge = Model(), Bridge()
    a, b, t = learner("R1", "A"), learner("R1", "B"), coach("R1", "T")
    plan = wanted(a, b, t)
    await synchronise(model, plan, bridge.made, bridge.save)
    model.seats.discard(model.seat(a))

    for _ in range(2):
        report = await synchronise(model, plan, bridge.made, bridge.save)
        assert [g.enrolment for g in report.after.gone] == [a]
        assert report.outcomes == ()

    await bridge.save(bridge.made.forgetting({a}))
    report = await synchronise(model, plan, bridge.made, bridge.save)
    assert report.after.gone == ()
    assert model.enrolments == {a, b, t}


async def test_synchronise_tells_no_name_of_whom_it_is_to_forget() -> None:
    model, bridge = Model(), Bridge()
    plan = wanted(learner("R1", "A"), learner("R1", "B"))
    plan = replace(plan, people=(Person("A", "Ada Xylophone"), Person("B", "Bo Tan")))
    await synchronise(model, plan, bridge.made, bridge.save)
    left = replace(wanted(learner("R1", "B")), people=(Person("B", "Bo Tan"),))
    forgetting = replace(left, forgotten=frozenset({"A"}))
    report = await synchronise(model, forgetting, bridge.made, bridge.save)
    (line,) = [line["text"] for line in lines_of(report)]
    assert line == "Take A out of “Title of R1” (R1). The account stays."
    assert "Xylophone" not in str(report)


async def test_synchronise_asks_before_it_makes_an_account_anew() -> None:
    model, bridge = Model(), Bridge()
    a, later = learner("R1", "A"), learner("R2", "A")
    await synchronise(model, wanted(a), bridge.made, bridge.save)
    model.hand_delete_person(model.seat(a).person_id)

    report = await synchronise(model, wanted(a, later), bridge.made, bridge.save)
    assert {g.enrolment for g in report.after.gone} == {a, later}
    assert model.people == {}

    await bridge.save(bridge.made.forgetting({later}))
    for _ in range(2):
        report = await synchronise(model, wanted(a, later), bridge.made, bridge.save)
        assert {g.enrolment for g in report.after.gone} == {a}
        assert model.enrolments == {later}


async def test_synchronise_follows_the_names_of_the_accounts_that_it_made() -> None:
    model, bridge = Model(), Bridge()
    plan = wanted(learner("R1", "A"), learner("R1", "B"))
    model.hand_person("B", "Their own name")
    await synchronise(model, plan, bridge.made, bridge.save)

    renamed = replace(plan, people=(Person("A", "New A"), Person("B", "New B")))
    report = await synchronise(model, renamed, bridge.made, bridge.save)

    assert [p.name for p in model.people.values()] == ["Their own name", "New A"]
    assert report.after.other_names == (OtherName("B", "New B", "Their own name"),)


async def test_synchronise_records_what_it_sends_before_it_is_sent() -> None:
    model, bridge = Model(), Bridge()
    a = learner("R1", "A")
    enrolling = 4  # read, class, account
    model.breaks_after = {enrolling}

    with pytest.raises(Unreachable):
        await synchronise(model, wanted(a), bridge.made, bridge.save)
    assert model.enrolments == {a}

    await synchronise(model, wanted(classes=(a_class("R1"),)), bridge.made, bridge.save)
    assert model.enrolments == set()


async def test_synchronise_brings_attendance_back() -> None:
    model, bridge = Model(), Bridge()
    a = learner("R1", "A")
    await synchronise(model, wanted(a), bridge.made, bridge.save)
    at = datetime(2015, 8, 3, 9, tzinfo=UTC)
    model.marks = [Mark(model.class_id("R1"), model.person_id("A"), at, present=True)]

    report = await synchronise(model, wanted(a), bridge.made, bridge.save)

    assert report.inbound.attendance == (Attendance("R1", "A", at, present=True),)


async def test_synchronise_sends_no_attendance_to_an_lms_that_keeps_none() -> None:
    model, bridge = Model(), Bridge()
    plan = wanted(learner("R1", "A"))
    noted = replace(plan, presences=frozenset({Presence("R1", "A", date(2015, 8, 3), True)}))
    report = await synchronise(model, noted, bridge.made, bridge.save)
    assert [type(o.change) for o in report.outcomes] == [CreateClass, CreatePerson, Enrol]


async def test_a_part_is_a_mass_only_if_it_is_one_of_all_that_is_kept() -> None:
    model, bridge = Model(), Bridge()
    pair = [learner("R1", "A"), learner("R1", "B")]
    many = [learner("R2", f"P{number}") for number in range(60)]
    await synchronise(model, wanted(*pair, *many), bridge.made, bridge.save)

    wishes = Wishes(scope=Scope(frozenset({"R1"}), frozenset({"A", "B"})))
    plan = wanted(*many, classes=(a_class("R1"),))
    report = await synchronise(model, plan, bridge.made, bridge.save, wishes)

    assert (report.before.hold, model.enrolments) == (None, set(many))


async def test_preview_tells_and_changes_nothing() -> None:
    model: Connector = Model()

    found = await preview(model, wanted(learner("R1", "A")), Made())

    assert [c.code for c in found.before.changes] == ["CREATE_CLASS", "CREATE_PERSON", "ENROL"]
    assert (await preview(model, wanted(learner("R1", "A")), Made())) == found


def scope_of(plan: Desired, made: Made, runs: frozenset[str]) -> Scope:
    known = {*plan.enrolments, *made.enrolments}
    return Scope(runs, frozenset(e.person_key for e in known if e.class_key in runs))


@given(plan=plans(), next_plan=plans(), runs=st.frozensets(st.sampled_from(RUNS)))
def test_synchronise_of_some_classes_touches_no_other_and_loses_nothing(
    plan: Desired, next_plan: Desired, runs: frozenset[str]
) -> None:
    model, bridge = Model(), Bridge()
    bridge.run(model, plan)
    others = {e for e in model.enrolments if e.class_key not in runs}
    scope = scope_of(next_plan, bridge.made, runs)

    wishes = Wishes(confirmed=EVERYBODY, scope=scope)
    report = asyncio.run(synchronise(model, next_plan, bridge.made, bridge.save, wishes))

    assert report.after.changes == ()
    now = {e for e in model.enrolments if e.class_key in runs}
    assert now == {e for e in next_plan.enrolments if e.class_key in runs}
    assert {e for e in model.enrolments if e.class_key not in runs} == others
    assert bridge.run(model, next_plan).after.gone == ()
    assert model.enrolments == next_plan.enrolments
    assert nothing_left(bridge.run(model, next_plan))


@given(plan=plans(), next_plan=plans(), sendings=st.integers(0, 8))
def test_synchronise_gives_way_and_goes_on_from_there(
    plan: Desired, next_plan: Desired, sendings: int
) -> None:
    model, bridge = Model(), Bridge()
    bridge.run(model, plan)
    left = [sendings]

    async def give_way() -> bool:
        left[0] -= 1
        return left[0] < 0

    wishes = Wishes(confirmed=EVERYBODY, give_way=give_way)
    first = asyncio.run(synchronise(model, next_plan, bridge.made, bridge.save, wishes))
    tried = [outcome.change for outcome in first.outcomes]
    assert [*tried, *first.after.changes] == [*first.before.changes]

    assert bridge.run(model, next_plan).after.gone == ()
    assert model.enrolments == next_plan.enrolments


async def test_synchronise_leaves_what_was_set_aside_and_what_stands_on_it() -> None:
    model, bridge = Model(), Bridge()
    a, b = learner("R1", "A"), learner("R1", "B")
    wishes = Wishes(aside={"CREATE_PERSON A"})

    report = await synchronise(model, wanted(a, b), bridge.made, bridge.save, wishes)

    assert model.enrolments == {b}
    failures = [o.failure.reason for o in report.outcomes if o.failure]
    assert failures == ["SET_ASIDE", "NOT_TRIED"]
    assert not bridge.made.ours("A")

    await synchronise(model, wanted(a, b), bridge.made, bridge.save)
    assert model.enrolments == {a, b}
    assert bridge.made.ours("A")


async def test_synchronise_puts_named_lessons_there_and_leaves_what_others_added() -> None:
    model, bridge = Model(), Bridge()
    law = Lesson("Law", ("m1", "m2"))
    plan = wanted(learner("R1", "A"), classes=(replace(a_class("R1"), lessons=(law,)),))
    await synchronise(model, plan, bridge.made, bridge.save)
    class_id = model.class_id("R1")
    assert model.classes[class_id].lessons == (law,)

    by_hand = (Lesson("Law", ("m2", "m3")), Lesson("Extra", ("m4",)))
    model.classes[class_id] = replace(model.classes[class_id], lessons=by_hand)
    report = await synchronise(model, plan, bridge.made, bridge.save)

    assert [o.change.code for o in report.outcomes] == ["PROVIDE_LESSON"]
    assert {x.title: set(x.materials) for x in model.classes[class_id].lessons} == {
        "Law": {"m1", "m2", "m3"},
        "Extra": {"m4"},
    }
    assert [b.name for b in report.after.by_hand] == ["Extra"]
    assert nothing_left(await synchronise(model, plan, bridge.made, bridge.save))


async def test_synchronise_shows_what_was_changed_there_and_sets_it_again() -> None:
    model, bridge = Model(), Bridge()
    run = replace(a_class("R1", "Title", "About"), digest="1")
    plan = wanted(learner("R1", "A"), classes=(run,))
    await synchronise(model, plan, bridge.made, bridge.save)
    class_id, person_id = model.class_id("R1"), model.person_id("A")
    model.classes[class_id] = replace(model.classes[class_id], title="Theirs")
    model.people[person_id] = replace(model.people[person_id], name="Nick")

    report = await synchronise(model, plan, bridge.made, bridge.save)

    assert report.before.changed == (
        Changed("account_made_by_us.name", "A", "Name of A", "Nick"),
        Changed("class.title", "R1", "Title", "Theirs"),
    )
    assert report.after.changed == ()
    assert (model.classes[class_id].title, model.people[person_id].name) == ("Title", "Name of A")

    ours = replace(plan, classes=(replace(run, title="New", digest="2"),))
    report = await synchronise(model, ours, bridge.made, bridge.save)
    assert report.before.changed == ()
