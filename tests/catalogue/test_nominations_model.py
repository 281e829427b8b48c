"""Random sequences of actions against a simple model, on both databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.actions.accept import accept
from catalogue.actions.call import open_call
from catalogue.actions.decide_completions import decide_completions
from catalogue.actions.decide_drop_out import decide_drop_out
from catalogue.actions.decline import decline
from catalogue.actions.endorse import endorse
from catalogue.actions.lapse import lapse_overdue
from catalogue.actions.nominate import nominate
from catalogue.actions.promote import promote
from catalogue.actions.propose import decide_proposal, propose
from catalogue.actions.publish import publish
from catalogue.actions.record_attendance import record_attendance
from catalogue.actions.reject import reject
from catalogue.actions.report_drop_out import report_drop_out
from catalogue.actions.send_back import send_back
from catalogue.actions.set_planning_date import set_planning_date
from catalogue.actions.submit import submit
from catalogue.actions.substitute import substitute
from catalogue.actions.turn_day import turn_day
from catalogue.actions.withdraw import withdraw
from catalogue.attendance import Completion
from catalogue.audit import Audit
from catalogue.db import changing, reading
from catalogue.errors import CatalogueError
from catalogue.life import State
from catalogue.nominations import Nomination
from catalogue.published import newest_version
from catalogue.queries.proposals import proposals
from catalogue.versions import VersionSeat
from tests.catalogue.builders import (
    COORDINATOR,
    SYSTEM,
    TODAY,
    a_solved_scenario,
    a_world,
    agency_officer,
    as_official,
    focal_point,
    planned,
    solve,
)

OFFICIALS = ("IDN-001", "IDN-002", "IDN-003")
START = date(2015, 9, 7)
SEATED = {"offered", "accepted", "attended", "absent", "completed", "not_completed"}
WAITING = {"endorsed", "waitlisted"}
LEFT = {"declined", "lapsed", "withdrawn"}
GIVEN_UP = LEFT | {"rejected"}
END = date(2017, 12, 31)
DAYS = [START + timedelta(days=n) for n in range(5)]
ENDED = {"declined", "lapsed", "rejected", "withdrawn", "absent", "completed", "not_completed"}


@dataclass
class AskedFor:
    """A call for nominations."""

    number: int
    deadline: date
    most: int | None


@dataclass
class Model:
    """What should be true: the state of every nomination by id, and the last one of an official.

    `handed_in` has the number of the call for which a nomination was submitted, `instead` who was
    sent in place of it last; `endorsed` are those that ever were.
    """

    state: dict[str, str] = field(default_factory=dict)
    last: dict[str, str] = field(default_factory=dict)
    answer_by: dict[str, date] = field(default_factory=dict)
    reminded: dict[str, date] = field(default_factory=dict)
    handed_in: dict[str, int] = field(default_factory=dict)
    instead: dict[str, str] = field(default_factory=dict)
    endorsed: set[str] = field(default_factory=set)
    call: AskedFor | None = None
    there: dict[str, dict[date, bool]] = field(default_factory=dict)
    today: date = TODAY
    published: bool = False

    def move(self, id: str | None, to: str, *sources: str) -> bool:
        if id is None or self.state[id] not in sources:
            return False
        self.state[id] = to
        self.reminded.pop(id, None)
        if to == "offered":
            usual = max(START - timedelta(days=42), self.today + timedelta(days=7))
            self.answer_by[id] = min(usual, START - timedelta(days=1))
        return True

    def may_hand_in(self, id: str) -> bool:
        """Say whether the call takes it."""
        call = self.call
        if call is None or self.handed_in.get(id) == call.number:
            return True
        of_call = [n for n, number in self.handed_in.items() if number == call.number]
        taken = sum(1 for n in of_call if self.state[n] not in GIVEN_UP)
        return self.today <= call.deadline and (call.most is None or taken < call.most)

    def judge(self) -> None:
        """Judge who has attended by four days of five; what nobody notes for a fortnight is missed.

        Days that may still be noted are waited for as long as they matter.
        """
        waits = self.today <= DAYS[-1] + timedelta(days=14)
        for id in self.state if self.published else ():
            noted = self.there.get(id, {})
            present = sum(noted.values())
            possible = present + (len(DAYS) - len(noted) if waits else 0)
            if present >= 4:
                self.move(id, "completed", "attended")
            elif self.today >= DAYS[-1] and (possible == present or possible < 4):
                self.move(id, "not_completed", "attended")

    def is_free(self, official: str) -> bool:
        """Say whether an official may be nominated."""
        last = self.last.get(official)
        return last is None or self.state[last] in ENDED - {"completed"}

    def add(self, official: str, state: str) -> str:
        """Note a new nomination."""
        count = sum(1 for id in self.state if id.startswith(f"{official}."))
        id = f"{official}.induction" + (f".{count + 1}" if count else "")
        self.last[official], self.state[id] = id, state
        return id


class Both:
    """The catalogue and the model, moved side by side."""

    def __init__(self) -> None:
        self.model = Model()

    def try_to(self, act: Callable[[], object], *, expected: bool) -> None:
        """Do something that should work, or not."""
        lines = audit_lines()
        try:
            act()
        except CatalogueError:
            assert not expected
            assert audit_lines() == lines
        else:
            assert expected
            assert audit_lines() >= lines

    def nominate(self, official: str) -> None:
        free = self.model.is_free(official)
        self.try_to(lambda: nominate(agency_officer(), "rso", official, "induction"), expected=free)
        if free:
            self.model.add(official, "draft")

    def call(self, days: int, most: int | None) -> None:
        """Call anew, for some days."""
        deadline = self.model.today + timedelta(days=days)
        possible = deadline <= END
        self.try_to(
            lambda: open_call(COORDINATOR, "rso", "induction", deadline, most), expected=possible
        )
        if possible:
            number = self.model.call.number + 1 if self.model.call else 1
            self.model.call = AskedFor(number, deadline, most)

    def substitute(self, official: str, other: str) -> None:
        """Send somebody else."""
        model, id = self.model, self.model.last.get(official)
        leaves = id in model.endorsed and model.state[id] in {"offered", "accepted"} | LEFT
        sent = model.instead.get(id or "")
        possible = leaves and model.is_free(other)
        possible = possible and (sent is None or model.state[sent] in GIVEN_UP)
        key = id or f"{official}.induction"
        self.try_to(lambda: substitute(focal_point(), key, other), expected=possible)
        if possible:
            model.move(id, "withdrawn", "offered", "accepted")
            made = model.instead[key] = model.add(other, "endorsed")
            model.endorsed.add(made)
            if key in model.handed_in:
                model.handed_in[made] = model.handed_in[key]

    def propose(self, official: str) -> None:
        """Propose a seat and accept that."""
        id = self.model.last.get(official)
        possible = self.model.published and self.model.today < START
        moved = possible and self.model.move(id, "offered", *WAITING)

        @changing
        def propose_and_accept() -> None:
            propose(SYSTEM, id or f"{official}.induction", "induction-1")
            for line in proposals(COORDINATOR, "rso"):
                if line.nomination == id:
                    decide_proposal(COORDINATOR, line.id, accepted=True)

        self.try_to(propose_and_accept, expected=bool(moved))

    def turn(self) -> None:
        """Do what the day brings."""
        model = self.model
        for id, by in model.answer_by.items():
            if by < model.today:
                model.move(id, "lapsed", "offered")
        for id, state in model.state.items():
            due = state == "offered" and model.answer_by[id] <= model.today + timedelta(days=7)
            if due and id not in model.reminded:
                model.reminded[id] = model.today
        if model.today >= DAYS[-1]:
            model.judge()
        if model.today > END:
            for id in model.state:
                model.move(id, "closed", "waitlisted")
        turn_day(SYSTEM, "rso")

    def simple(self, official: str, verb: str) -> None:
        act, to, sources = SIMPLE[verb]
        id = self.model.last.get(official)
        is_taken = verb != "submit" or id is None or self.model.may_hand_in(id)
        if verb == "accept" and self.model.answer_by.get(id or "", date.max) < self.model.today:
            is_taken = False
        moved = is_taken and self.model.move(id, to, *sources)
        if moved and verb == "endorse":
            self.model.endorsed.add(id or "")
        if moved and verb == "submit" and self.model.call:
            self.model.handed_in[id or ""] = self.model.call.number
        self.try_to(lambda: act(id or f"{official}.induction"), expected=moved)

    def publish(self, wanted: list[str]) -> None:
        """Solve and publish a plan with whom the planner could seat, and who has attended."""
        model = self.model
        plannable = {"endorsed", "offered", "waitlisted", "accepted"}
        fixed = {
            id for id, state in model.state.items() if state in SEATED - {"offered", "accepted"}
        }
        chosen = {model.last[o] for o in wanted if o in model.last}
        seats = fixed | {id for id in chosen if model.state[id] in plannable}
        solve("rso-s1", (planned(seats=sorted(seats)),))
        self.try_to(lambda: publish(COORDINATOR, "rso"), expected=True)
        model.published = True
        for id in model.state:
            if id in seats:
                model.move(id, "offered", "endorsed", "waitlisted")
            else:
                model.move(id, "waitlisted", "endorsed", "offered", "accepted")

    def promote(self, official: str) -> None:
        id = self.model.last.get(official)
        possible = self.model.published and self.model.today < START
        moved = possible and self.model.move(id, "offered", "endorsed", "waitlisted")
        self.try_to(
            lambda: promote(COORDINATOR, id or f"{official}.induction", "induction-1"),
            expected=bool(moved),
        )

    def attend(self, official: str, *, present: bool, day: date = START) -> None:
        id = self.model.last.get(official)
        seated = id is not None and self.model.state[id] in SEATED and self.model.published
        key = id or f"{official}.induction"
        self.try_to(
            lambda: record_attendance(SYSTEM, "induction-1", day, {key: present}, "lms"),
            expected=seated,
        )
        if seated:
            days = self.model.there.setdefault(key, {})
            days[day] = present
            if any(days.values()):
                self.model.move(id, "attended", "accepted")
            elif len(days) == len(DAYS):
                self.model.move(id, "absent", "accepted")

    def drop_out(self, official: str) -> None:
        id = self.model.last.get(official)
        seated = id is not None and self.model.state[id] in SEATED
        key = id or f"{official}.induction"

        def report_and_confirm() -> None:
            decide_drop_out(focal_point(), report_drop_out(SYSTEM, key, "lms"), confirmed=True)

        self.try_to(report_and_confirm, expected=seated)
        self.model.move(id, "withdrawn", "offered", "accepted")

    def decide(self) -> None:
        self.try_to(
            lambda: decide_completions(SYSTEM, "induction-1", "lms"),
            expected=self.model.published,
        )
        self.model.judge()

    def lapse(self) -> None:
        overdue = [id for id, by in self.model.answer_by.items() if by < self.model.today]
        lapsed = [id for id in overdue if self.model.move(id, "lapsed", "offered")]
        assert lapse_overdue(SYSTEM, "rso") == sorted(lapsed)

    def set_today(self, days: int) -> None:
        self.model.today += timedelta(days=days)
        set_planning_date(COORDINATOR, "rso", self.model.today, knowingly=True)


SIMPLE: dict[str, tuple[Callable[[str], object], str, set[str]]] = {
    "submit": (lambda which: submit(agency_officer(), which), "submitted", {"draft"}),
    "send back": (lambda which: send_back(focal_point(), which, "x"), "draft", {"submitted"}),
    "reject": (
        lambda which: reject(COORDINATOR, which, "x"),
        "rejected",
        {"submitted", "endorsed"},
    ),
    "endorse": (lambda which: endorse(focal_point(), which, 1), "endorsed", {"submitted"}),
    "accept": (lambda which: accept(focal_point(), which), "accepted", {"offered"}),
    "decline": (
        lambda which: decline(as_official(which.split(".")[0]), which),
        "declined",
        {"offered"},
    ),
    "withdraw": (
        lambda which: withdraw(agency_officer(), which),
        "withdrawn",
        {"draft", "submitted", "endorsed", "offered", "waitlisted", "accepted"},
    ),
}

Step = tuple[Any, ...]


def a_step(chance: Random) -> Step:
    """Something to do: what comes next for somebody in the best of cases, or anything."""
    official = chance.choice(OFFICIALS)
    some = chance.sample(OFFICIALS, chance.randint(0, len(OFFICIALS)))
    return chance.choice(
        [
            *[("advance", official)] * 8,
            ("simple", official, chance.choice(sorted(SIMPLE))),
            ("nominate", official),
            ("publish", some),
            ("promote", official),
            ("attend", official, chance.random() < 0.5, chance.choice(DAYS)),
            ("call", chance.choice([0, 5, 300]), chance.choice([None, 1, 2])),
            ("substitute", *chance.sample(OFFICIALS, 2)),
            ("propose", official),
            ("turn",),
            ("drop_out", official),
            ("decide",),
            ("lapse",),
            ("set_today", chance.choice([1, 10])),
            ("attend all", official),
        ]
    )


@reading
def audit_lines() -> int:
    return Audit.select().count()


@reading
def stored() -> dict[str, str]:
    return {n.id: str(n.state) for n in Nomination.select()}


@reading
def check_invariants(model: Model) -> None:
    for nomination in Nomination.select():
        assert (nomination.run_id is not None) == (nomination.state in SEATED)
        assert (nomination.answer_by is not None) == (nomination.state == State.OFFERED)
        assert nomination.reminded_on == model.reminded.get(nomination.id)
    numbers = [row.certificate for row in Completion.select().where(Completion.completed)]
    assert len(numbers) == list(model.state.values()).count("completed")
    assert sorted(numbers) == [f"RSO-{day}" for day in sorted(_given(numbers))]
    version = newest_version("rso")
    if version and model.published:
        seats = VersionSeat.select().where(VersionSeat.version == version)
        assert len({s.nomination_id for s in seats}) == seats.count()


def _given(numbers: list[str | None]) -> list[str]:
    """Give running numbers, year by year, one for each that was given."""
    years = Counter((number or "").split("-")[1] for number in numbers)
    return [f"{year}-{n:06}" for year, count in years.items() for n in range(1, count + 1)]


def advance_one(both: Both, official: str) -> None:
    """Do what comes next in the best of cases."""
    match both.model.state.get(both.model.last.get(official, "")):
        case "draft":
            both.simple(official, "submit")
        case "submitted":
            both.simple(official, "endorse")
        case "endorsed":
            both.publish([official, *OFFICIALS[1:]])
        case "waitlisted":
            both.promote(official)
        case "offered":
            both.simple(official, "accept")
        case "accepted":
            both.attend(official, present=True)
        case "attended":
            both.set_today(60)
            both.decide()
        case _:
            both.nominate(official)


def follow(both: Both, step: Step) -> None:
    match step:
        case ("advance", official):
            advance_one(both, official)
        case ("attend", official, present, day):
            both.attend(official, present=present, day=day)
        case ("attend all", official):
            for day in DAYS:
                both.attend(official, present=True, day=day)
        case (verb, *given):
            getattr(both, verb)(*given)


@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(chance=st.randoms(use_true_random=True))
def test_random_sequences_agree_with_the_model(fresh: Callable[[], str], chance: Random) -> None:
    fresh()
    a_world()
    a_solved_scenario()
    both = Both()
    for _ in range(60):
        follow(both, a_step(chance))
        assert stored() == both.model.state
        check_invariants(both.model)
