"""What every connector keeps to, whatever its LMS: each has a class of tests that inherits this.

Such a class gives four fixtures: `lms`, a connector that is signed in; `key`, with which all keys of
the test begin; `hands`, somebody who works in the LMS beside us; and what else these need.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Protocol

from lms_bridge.sync.connector import Connector
from lms_bridge.sync.errors import Refused
from lms_bridge.sync.made import Made
from lms_bridge.sync.reconcile import Report, Wishes, synchronise
from lms_bridge.sync.state import (
    Class,
    Desired,
    Enrolment,
    Person,
    RemoteClass,
    RemotePerson,
    Role,
    Scope,
    Seat,
)
from tests.lms_bridge.sync.builders import a_class, a_person, coach, learner, wanted

LONG = "A title that is as long as a course's title may be, and then goes on for some more " * 4
ABOUT = "7 - 11 Sep 2015\nJCLEC, hall A, Semarang (Asia/Jakarta time)\nLanguage: en"


class Hands(Protocol):
    """What people do in the LMS."""

    async def end(self, seat: Seat) -> None:
        """End an enrolment."""
        ...

    async def nobody(self) -> str:
        """Give an id of which no enrolment can be made."""
        ...

    async def join(self, class_id: str, name: str) -> None:
        """Let somebody whom we do not know into a class."""
        ...


class Bridge:
    """Our side: it keeps the record."""

    def __init__(self, lms: Connector) -> None:
        self.lms, self.made = lms, Made()

    async def save(self, made: Made) -> None:
        self.made = Made.of(made.document())

    async def sync(self, plan: Desired, *, scope: Scope | None = None) -> Report:
        everything = {*self.made.enrolments, *plan.enrolments}
        wishes = Wishes(confirmed=everything, scope=scope)
        return await synchronise(self.lms, plan, self.made, self.save, wishes)


async def the_class(lms: Connector, key: str) -> RemoteClass:
    (found,) = [c for c in (await lms.read()).classes if c.key == key]
    return found


async def the_person(lms: Connector, key: str) -> RemotePerson:
    (found,) = [p for p in (await lms.read()).people if p.key == key]
    return found


async def held(lms: Connector, key: str) -> set[Enrolment]:
    """Read who is in the classes of a test, by the keys that classes and accounts bear."""
    remote = await lms.read()
    run = {c.id: c.key for c in remote.classes if c.key and c.key.startswith(key)}
    person = {p.id: p.key or "" for p in remote.people}
    return {
        Enrolment(run[s.class_id], person[s.person_id], s.role)
        for s in remote.seats
        if s.class_id in run
    }


async def accounts(lms: Connector, *keys: str) -> list[str]:
    made = await lms.create_people([a_person(key) for key in keys])
    assert not any(isinstance(each, Refused) for each in made)
    return [str(each) for each in made]


class ConnectorContract:
    """The tests that every connector passes."""

    async def test_what_fits_is_kept_as_it_is(self, lms: Connector, key: str) -> None:
        run = Class(f"{key}-R", LONG, ABOUT * 9, start=date(2015, 9, 7), end=date(2015, 9, 11))
        people = (Person(f"{key}-A", "  Nguyễn   Thị Ánh "), Person(f"{key}-B", "B" * 300))
        plan = Desired((run,), people, frozenset(learner(run.key, p.key) for p in people))

        fitting = lms.fit(plan)
        assert lms.fit(fitting) == fitting
        assert [c.key for c in fitting.classes] == [run.key]
        assert [p.key for p in fitting.people] == [p.key for p in people]
        assert fitting.enrolments == plan.enrolments

        bridge = Bridge(lms)
        report = await bridge.sync(plan)
        assert [o for o in report.outcomes if o.failure] == []
        assert report.after.changes == ()
        assert (await bridge.sync(plan)).outcomes == ()

    async def test_creations_are_repeated_harmlessly(self, lms: Connector, key: str) -> None:
        run, keys = a_class(f"{key}-R"), [f"{key}-A", f"{key}-B"]

        first = await lms.create_class(run), await accounts(lms, *keys)
        again = await lms.create_class(run), await accounts(lms, *keys)

        assert again == first
        assert (await the_class(lms, run.key)).id == first[0]
        assert [(await the_person(lms, each)).id for each in keys] == first[1]

    async def test_a_class_is_renamed_described_and_archived(
        self, lms: Connector, key: str
    ) -> None:
        (run,) = lms.fit(Desired((replace(a_class(f"{key}-R"), about=ABOUT),))).classes
        made = await lms.create_class(run)
        renamed = replace(run, title="New title")
        for _ in range(2):
            await lms.rename_class(made, renamed)
            await lms.describe_class(made, renamed)
        there = await the_class(lms, run.key)
        assert (there.title, there.about, there.archived) == ("New title", run.about, False)

        await lms.archive_class(made, renamed)
        assert (await the_class(lms, run.key)).archived
        await lms.rename_class(made, renamed)
        assert not (await the_class(lms, run.key)).archived

    async def test_enrolments_begin_and_end_and_accounts_stay(
        self, lms: Connector, key: str
    ) -> None:
        made = await lms.create_class(a_class(f"{key}-R"))
        first, second = await accounts(lms, f"{key}-A", f"{key}-B")
        seats = [Seat(made, first, Role.LEARNER), Seat(made, second, Role.COACH)]
        for _ in range(2):
            assert await lms.enrol(seats) == {}
            assert {s for s in (await lms.read()).seats if s.class_id == made} == set(seats)
        for _ in range(2):
            assert await lms.unenrol(seats[:1]) == {}
            assert {s for s in (await lms.read()).seats if s.class_id == made} == {seats[1]}
        assert await lms.enrol(seats[:1]) == {}
        assert {s for s in (await lms.read()).seats if s.class_id == made} == set(seats)
        await lms.unenrol(seats)
        assert {s for s in (await lms.read()).seats if s.class_id == made} == set()
        assert (await the_person(lms, f"{key}-A")).id == first

    async def test_a_bad_item_is_told_and_hides_nothing(
        self, lms: Connector, key: str, hands: Hands
    ) -> None:
        made = await lms.create_class(a_class(f"{key}-R"))
        (person,) = await accounts(lms, f"{key}-A")
        good = Seat(made, person, Role.LEARNER)
        bad = Seat(made, await hands.nobody(), Role.LEARNER)
        try:
            refused = await lms.enrol([good, bad])
        except Refused:
            assert good not in (await lms.read()).seats  # all or nothing
        else:
            assert set(refused) == {bad}
            assert good in (await lms.read()).seats

    async def test_a_scope_has_whole_classes(self, lms: Connector, key: str) -> None:
        plan = wanted(
            learner(f"{key}-R", f"{key}-A"),
            learner(f"{key}-R", f"{key}-B"),
            coach(f"{key}-Q", f"{key}-A"),
        )
        await Bridge(lms).sync(plan)
        scope = Scope(frozenset({f"{key}-R"}), frozenset({f"{key}-A"}))

        part, whole = await lms.read(scope), await lms.read()

        (run,) = [c for c in part.classes if c.key == f"{key}-R"]
        assert run in whole.classes
        assert {s for s in part.seats if s.class_id == run.id} == {
            s for s in whole.seats if s.class_id == run.id
        }
        assert {f"{key}-A", f"{key}-B"} <= {p.key for p in part.people}

    async def test_a_synchronisation_of_some_classes_moves_somebody(
        self, lms: Connector, key: str
    ) -> None:
        bridge, runs = Bridge(lms), frozenset({f"{key}-R", f"{key}-Q"})
        stays, moves = learner(f"{key}-R", f"{key}-A"), learner(f"{key}-R", f"{key}-B")
        moved = learner(f"{key}-Q", f"{key}-B")
        await bridge.sync(wanted(stays, moves, classes=(a_class(f"{key}-Q"),)))
        plan = wanted(stays, moved)

        scope = Scope(runs, frozenset({f"{key}-A", f"{key}-B"}))
        report = await bridge.sync(plan, scope=scope)

        assert [o.change.code for o in report.outcomes] == ["ENROL", "UNENROL"]
        assert await held(lms, key) == {stays, moved}

    async def test_who_is_taken_out_there_is_told_and_not_enrolled_again(
        self, lms: Connector, key: str, hands: Hands
    ) -> None:
        bridge, run = Bridge(lms), f"{key}-R"
        plan = wanted(*(learner(run, f"{key}-{n}") for n in "ABC"))
        report = await bridge.sync(plan)
        gone = learner(run, f"{key}-A")
        ids = report.after
        await hands.end(Seat(ids.class_ids[run], ids.person_ids[gone.person_key], Role.LEARNER))

        for _ in range(2):
            report = await bridge.sync(plan)
            assert [g.enrolment for g in report.after.gone] == [gone]
            assert report.outcomes == ()

    async def test_what_others_add_there_is_left_alone(
        self, lms: Connector, key: str, hands: Hands
    ) -> None:
        bridge, run = Bridge(lms), f"{key}-R"
        report = await bridge.sync(wanted(learner(run, f"{key}-A")))
        await hands.join(report.after.class_ids[run], f"Sam {key}")

        report = await bridge.sync(wanted(learner(run, f"{key}-B")))

        assert report.after.changes == ()
        assert [b.name for b in report.after.by_hand] == [f"Sam {key}"]

    async def test_facts_of_nothing_are_none(self, lms: Connector, key: str) -> None:
        made = await lms.create_class(a_class(f"{key}-R"))
        for since in (None, datetime(2015, 9, 7, tzinfo=UTC)):
            found = await lms.facts([made], since)
            assert (found.marks, found.works, found.finishes, found.grades) == ((), (), (), ())

    async def test_at_most_a_batch_is_needed(self, lms: Connector) -> None:
        assert (lms.batch >= 1, lms.at_once >= 1) == (True, True)
        assert await lms.create_people([]) == []
        assert await lms.enrol([]) == {}
        assert await lms.unenrol([]) == {}
