"""Changes are carried out in order; what fails is seen and stands in nobody else's way."""

from __future__ import annotations

import pytest

from lms_bridge.sync.apply import NOT_TRIED, Failure, Outcome, apply
from lms_bridge.sync.changes import CreateClass, CreatePerson, DescribeClass, Enrol, Unenrol
from lms_bridge.sync.difference import Difference, difference
from lms_bridge.sync.errors import Unreachable
from lms_bridge.sync.made import Made, Standing
from lms_bridge.sync.state import Desired, Enrolment
from tests.lms_bridge.sync.builders import a_class, a_person, learner, wanted
from tests.lms_bridge.sync.model import Model


async def to_do(model: Model, desired: Desired, made: Made | None = None) -> Difference:
    return difference(model.fit(desired), await model.read(), made or Made())


async def done(model: Model, found: Difference) -> list[Outcome]:
    return [outcome async for outcome in apply(model, found)]


def enrol(e: Enrolment) -> Enrol:
    return Enrol(e, a_person(e.person_key).name, a_class(e.class_key).title)


async def test_apply_leaves_nothing_to_do() -> None:
    model = Model()
    desired = wanted(*(learner(f"R{n % 2}", f"P{n}") for n in range(8)))

    outcomes = await done(model, await to_do(model, desired))

    assert [o.failure for o in outcomes] == [None] * len(outcomes)
    assert (await to_do(model, desired)).changes == ()


async def test_apply_halves_a_refused_batch_down_to_the_bad_item() -> None:
    model = Model(batch=8, refuses={"P5"})
    model.hand_person("P5")
    desired = wanted(*(learner("R1", f"P{n}") for n in range(8)))

    outcomes = await done(model, await to_do(model, desired))

    failed = [o for o in outcomes if o.failure]
    text = "somebody in this batch is refused"
    assert failed == [Outcome(enrol(learner("R1", "P5")), Failure("LMS_REFUSED", text))]
    assert model.enrolments == desired.enrolments - {learner("R1", "P5")}


async def test_apply_believes_an_lms_that_names_the_bad_items_of_a_batch() -> None:
    model = Model(batch=8, atomic=False, refuses={"P5", "P6"})
    model.hand_person("P5")
    desired = wanted(*(learner("R1", f"P{n}") for n in range(8)))

    outcomes = await done(model, await to_do(model, desired))

    account = CreatePerson(a_person("P6"))
    assert [o for o in outcomes if o.failure] == [
        Outcome(account, Failure("LMS_REFUSED", "P6 is refused")),
        Outcome(enrol(learner("R1", "P6")), Failure(NOT_TRIED, on=account)),
        Outcome(enrol(learner("R1", "P5")), Failure("LMS_REFUSED", "this one is refused")),
    ]
    assert [told.split()[0] for told in model.told].count("enrol") == 1


async def test_apply_does_not_try_what_stands_on_a_failure() -> None:
    model = Model(refuses={"P1"})
    desired = wanted(learner("R1", "P1"), learner("R1", "P2"))

    outcomes = await done(model, await to_do(model, desired))

    account = CreatePerson(a_person("P1"))
    assert [o for o in outcomes if o.failure] == [
        Outcome(account, Failure("LMS_REFUSED", "P1: somebody is refused")),
        Outcome(enrol(learner("R1", "P1")), Failure(NOT_TRIED, on=account)),
    ]
    assert model.enrolments == {learner("R1", "P2")}


async def test_apply_tries_nothing_in_a_class_that_could_not_be_made() -> None:
    model = Model(refuses={"R1"})
    run, e = a_class("R1", about="3-7 August"), learner("R1", "P1")

    outcomes = await done(model, await to_do(model, wanted(e, classes=(run,))))

    created = CreateClass(run)
    assert [o for o in outcomes if o.failure] == [
        Outcome(created, Failure("LMS_REFUSED", "R1 is refused")),
        Outcome(DescribeClass(run, ""), Failure(NOT_TRIED, on=created)),
        Outcome(enrol(e), Failure(NOT_TRIED, on=created)),
    ]


async def test_apply_takes_nobody_out_whom_the_new_class_did_not_receive() -> None:
    model = Model()
    old, new = learner("R1", "P1"), learner("R2", "P1")
    await done(model, await to_do(model, wanted(old)))
    model.refuses.add("P1")

    made = Made(enrolments={old: Standing.SEEN})
    moved = await to_do(model, wanted(new, classes=(a_class("R1"),)), made)
    outcomes = await done(model, moved)

    leaving = Unenrol(old, "Name of P1", "Title of R1")
    assert outcomes[-1] == Outcome(leaving, Failure(NOT_TRIED, on=enrol(new)))
    assert model.enrolments == {old}


async def test_apply_tells_what_was_done_before_the_lms_went_away() -> None:
    model = Model()
    found = await to_do(model, wanted(learner("R1", "P1"), learner("R2", "P1")))
    model.breaks_before = {4}
    told: list[str] = []

    async def listen() -> None:
        async for outcome in apply(model, found):
            told.extend([outcome.change.code])

    with pytest.raises(Unreachable):
        await listen()

    assert told == ["CREATE_CLASS", "CREATE_CLASS"]


async def test_apply_refuses_a_difference_that_waits_for_a_person() -> None:
    people = [learner("R1", f"P{n}") for n in range(3)]
    made = Made(enrolments=dict.fromkeys(people, Standing.SEEN))

    with pytest.raises(ValueError, match="waits for a person"):
        await done(Model(), await to_do(Model(), wanted(*people), made))


async def test_apply_tries_what_falters_once_more_with_all_that_stands_on_it() -> None:
    model = Model(atomic=False, falters=["R1", "P2", "P3", "P3"])
    desired = wanted(learner("R1", "P1"), learner("R2", "P2"), learner("R2", "P3"))

    outcomes = await done(model, await to_do(model, desired))

    account = CreatePerson(a_person("P3"))
    assert [o for o in outcomes if o.failure] == [
        Outcome(account, Failure("LMS_FALTERED", "no answer about P3")),
        Outcome(enrol(learner("R2", "P3")), Failure(NOT_TRIED, on=account)),
    ]
    assert len(outcomes) == len({repr(o.change) for o in outcomes})
    assert model.enrolments == {learner("R1", "P1"), learner("R2", "P2")}
    assert (await done(model, await to_do(model, desired)))[-1].failure is None
    assert model.enrolments == desired.enrolments
