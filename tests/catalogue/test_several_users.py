"""Several users act at once, and nothing is booked twice or lost.

Two programmes share halls, trainers and officials. What is done at once must come out as if it had
been done one after another, in some order, by a model that knows nothing but dictionaries.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from threading import Barrier

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from catalogue.actions.accept import accept
from catalogue.actions.change_plan import change_plan
from catalogue.actions.decline import decline
from catalogue.actions.draft_scenario import draft_scenario
from catalogue.actions.finish_scenario import Result, finish_scenario
from catalogue.actions.promote import promote
from catalogue.actions.publish import publish
from catalogue.actions.start_scenario import start_scenario
from catalogue.actions.withdraw import withdraw
from catalogue.audit import revision
from catalogue.db import changing, reading
from catalogue.errors import CatalogueError, Refused
from catalogue.nominations import Nomination
from catalogue.plan import Plan, PlannedRun, Score, plan_of_rows, plan_tag
from catalogue.programmes import Programme
from catalogue.published import newest_version
from catalogue.runs import Run
from catalogue.scenarios import Scenario
from catalogue.verifying import verify_history
from catalogue.versions import VersionRun, VersionTrainer
from catalogue.viewer import Role, Viewer
from tests.catalogue.builders import (
    COORDINATOR,
    SYSTEM,
    TODAY,
    a_course,
    a_nomination,
    a_trainer,
    a_user,
    a_world,
    focal_point,
    planned,
)

COURSES = {"a": "one", "b": "one", "c": "two"}
SCENARIO = {"one": "one-s1", "two": "two-s1"}
RUN_OF = {course: f"{course}-1" for course in COURSES}
OFFICIALS = ("IDN-001", "IDN-002", "IDN-003")
NOMINATIONS = {
    f"{official}.{course}": (official, course) for official in OFFICIALS for course in COURSES
}
STARTS = (date(2015, 9, 7), date(2015, 9, 9), date(2015, 9, 21))
HALLS, TRAINERS = ("hall", "academy"), ("ana", "ben")
MOST_SEATS = 2
SEATED, WAITING = {"offered", "accepted"}, {"endorsed", "waitlisted"}
USERS = {
    name: Viewer(name, frozenset({Role.COORDINATOR}), request_id="test")
    for name in ("coordinator", "second")
}
Action = tuple[str, ...]


def course_of(run: str) -> str:
    return run.split("-", maxsplit=1)[0]


def overlap(one: date, other: date) -> bool:
    return abs((one - other).days) < 5


def needs(plan: Plan) -> Iterator[tuple[str, str, date]]:
    """Whom and what a plan needs from which day on, and in which run."""
    for held in plan:
        who = [pair.trainer for pair in held.trainers] + [seat.split(".")[0] for seat in held.seats]
        for each in (held.venue, *who):
            yield held.run, each, held.start


def clash(one: Plan, other: Plan) -> bool:
    """Say whether two plans, or two runs of one plan, need the same at once."""
    return any(
        mine == theirs and run != other_run and overlap(start, other_start)
        for run, mine, start in needs(one)
        for other_run, theirs, other_start in needs(other)
    )


@dataclass
class Try:
    """A scenario: its plan, and what it knows."""

    state: str = "draft"
    plan: Plan | None = None
    is_valid: bool = True
    version: int = 0
    clock: int = 0
    digest: str = ""


@dataclass
class Model:
    """What should be true; `clock` counts what happened, `moved` is when somebody last moved."""

    seats: dict[str, tuple[str, str | None]]
    moved: dict[str, int] = field(default_factory=lambda: dict.fromkeys(NOMINATIONS, 0))
    held: dict[str, Plan] = field(default_factory=lambda: {"one": (), "two": ()})
    versions: dict[str, int] = field(default_factory=lambda: {"one": 0, "two": 0})
    tries: dict[str, Try] = field(default_factory=lambda: {"one": Try(), "two": Try()})
    clock: int = 0

    def standing(self, programme: str) -> Plan:
        """The published plan with today's seats."""
        return tuple(
            replace(held, seats=tuple(n for n, (_, run) in self.seats.items() if run == held.run))
            for held in self.held[programme]
        )

    def everything(self) -> Plan:
        return (*self.standing("one"), *self.standing("two"))

    def move(self, nomination: str, to: str, run: str | None, *sources: str) -> bool:
        if self.seats[nomination][0] not in sources:
            return False
        self.seats[nomination] = to, run
        self.moved[nomination] = self.clock
        return True

    def do(self, action: Action, users: dict[str, User]) -> bool:
        """Do something, and say whether that is possible."""
        self.clock += 1
        match action:
            case ("accept", nomination):
                return self.move(nomination, "accepted", self.seats[nomination][1], "offered")
            case ("decline", nomination):
                return self.move(nomination, "declined", None, "offered")
            case ("withdraw", nomination):
                return self.move(nomination, "withdrawn", None, *WAITING, *SEATED)
            case ("promote", _, nomination):
                return self.promote(nomination)
            case ("start", user, programme):
                return self.start(programme, users[user].posed[programme])
            case ("finish", _, programme):
                return self.finish(programme)
            case ("change", user, programme):
                return self.change(programme, users[user])
            case ("publish", _, programme):
                return self.publish(programme)
        raise AssertionError(action)

    def promote(self, nomination: str) -> bool:
        course = NOMINATIONS[nomination][1]
        run = RUN_OF[course]
        held = [each for each in self.standing(COURSES[course]) if each.run == run]
        if not held or len(held[0].seats) >= MOST_SEATS:
            return False
        seat = replace(held[0], seats=(nomination,), trainers=(), venue="nowhere")
        others = tuple(each for each in self.everything() if each.run != run)
        return not clash((seat,), others) and self.move(nomination, "offered", run, *WAITING)

    def start(self, programme: str, posed: Posed | None) -> bool:
        tried = self.tries[programme]
        if posed is None:
            return False
        if tried.state == "solving":
            return tried.digest == posed.digest
        self.tries[programme] = Try(
            "solving", posed.plan, True, posed.version, posed.clock, posed.digest
        )
        return True

    def finish(self, programme: str) -> bool:
        tried = self.tries[programme]
        if tried.state != "solving":
            return False
        self.tries[programme] = replace(tried, state="solved")
        return True

    def change(self, programme: str, user: User) -> bool:
        tried, looked = self.tries[programme], user.looked[programme]
        if tried.state != "solved" or looked is None or tried.plan != looked:
            return False
        plan = user.changed(programme)
        self.tries[programme] = replace(tried, plan=plan, is_valid=not clash(plan, plan))
        return True

    def publish(self, programme: str) -> bool:
        tried = self.tries[programme]
        if tried.state != "solved" or not tried.is_valid or tried.plan is None:
            return False
        run_of = {seat: held.run for held in tried.plan for seat in held.seats}
        if tried.version != self.versions[programme]:
            return False
        for nomination, (state, _) in self.seats.items():
            unknown = nomination in run_of and state not in SEATED | WAITING
            loses = state in SEATED and nomination not in run_of
            ours = COURSES[NOMINATIONS[nomination][1]] == programme
            if unknown or (ours and loses and self.moved[nomination] > tried.clock):
                return False
        other = self.standing("two" if programme == "one" else "one")
        before = set(needs(self.standing(programme)))
        fresh = set(needs(tried.plan)) - before
        if any(m == t and overlap(s, o) for _, m, s in fresh for _, t, o in needs(other)):
            return False
        starts = {held.run: held.start for held in self.held[programme]}
        for nomination, (state, run) in list(self.seats.items()):
            if COURSES[NOMINATIONS[nomination][1]] != programme:
                continue
            wanted = run_of.get(nomination)
            if wanted is None:
                self.move(nomination, "waitlisted", None, "endorsed", *SEATED)
            elif state in WAITING:
                self.move(nomination, "offered", wanted, *WAITING)
            else:
                is_moved = starts.get(wanted) != {h.run: h.start for h in tried.plan}[wanted]
                if run != wanted or is_moved:
                    self.move(nomination, state, wanted, state)
        self.held[programme] = tuple(replace(held, seats=()) for held in tried.plan)
        self.versions[programme] += 1
        return True


@dataclass(frozen=True)
class Posed:
    """What a planner was given, and the plan that it finds."""

    revision: int
    version: int
    clock: int
    plan: Plan
    digest: str


class User:
    """A coordinator, with what they saw when they last looked."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.posed: dict[str, Posed | None] = {"one": None, "two": None}
        self.looked: dict[str, Plan | None] = {"one": None, "two": None}

    def do(self, action: Action) -> bool:
        """Do something, and say whether that was possible."""
        try:
            self._do(action)
        except CatalogueError:
            return False
        return True

    def _do(self, action: Action) -> None:
        match action:
            case ("accept", nomination):
                accept(focal_point(), nomination)
            case ("decline", nomination):
                decline(focal_point(), nomination)
            case ("withdraw", nomination):
                withdraw(focal_point(), nomination)
            case ("promote", _, nomination):
                promote(self.viewer, nomination, RUN_OF[NOMINATIONS[nomination][1]])
            case ("start", _, programme):
                self.start(programme)
            case ("finish", _, programme):
                finish(SCENARIO[programme])
            case ("change", _, programme):
                self.change(programme)
            case ("publish", _, programme):
                publish(self.viewer, programme)

    def start(self, programme: str) -> None:
        posed = self.posed[programme]
        if posed is None:
            raise Refused([])
        PLANS[posed.digest] = posed.plan
        start_scenario(
            self.viewer,
            SCENARIO[programme],
            problem="{}",
            problem_digest=posed.digest,
            objective="TOTAL",
            limits={},
            revision=posed.revision,
        )

    def change(self, programme: str) -> None:
        looked, plan = self.looked[programme], self.changed(programme)
        if looked is None:
            raise Refused([])
        result = Result("FEASIBLE", plan, None if clash(plan, plan) else Score(), None, None, 0)
        change_plan(self.viewer, SCENARIO[programme], plan_tag(looked), result)

    def changed(self, programme: str) -> Plan:
        """The plan that they saw, with its first run in the other hall."""
        plan = self.looked[programme] or ()
        if not plan:
            return plan
        first, *others = plan
        hall = HALLS[1 - HALLS.index(first.venue)]
        return (replace(first, venue=hall), *others)


PLANS: dict[str, Plan] = {}
"""What a planner finds, by the digest of its problem."""


@changing
def finish(scenario: str) -> None:
    plan = PLANS.get(Scenario.get_by_id(scenario).problem_digest, ())
    finish_scenario(SYSTEM, scenario, Result("OPTIMAL", plan, Score(), 0, 0, 1))


def a_plan(model: Model, programme: str, chance: Random) -> Plan:
    """Some plan without a clash, as a planner makes it from what it is given."""
    elsewhere = model.standing("two" if programme == "one" else "one")
    plan: Plan = ()
    for course in (course for course, of in COURSES.items() if of == programme):
        start, venue = chance.choice(STARTS), chance.choice(HALLS)
        run = planned(RUN_OF[course], start, venue, (), (chance.choice(TRAINERS),))
        if clash((run,), (*plan, *elsewhere)):
            continue
        for nomination in chance.sample(sorted(NOMINATIONS), len(NOMINATIONS)):
            is_wanted = NOMINATIONS[nomination][1] == course and chance.random() < 0.5
            more = replace(run, seats=(*run.seats, nomination))
            is_open = model.seats[nomination][0] in SEATED | WAITING
            fits = len(more.seats) <= MOST_SEATS and not clash((more,), (*plan, *elsewhere))
            if is_wanted and is_open and fits:
                run = more
        plan = (*plan, run)
    return plan


@changing
def a_shared_world() -> None:
    """Two programmes with courses of their own, for the same people, halls and trainers."""
    a_world(officials=len(OFFICIALS))
    for name in ("one", "two"):
        dates = {"start": date(2015, 1, 1), "end": date(2015, 12, 31), "planning_date": TODAY}
        Programme.create(id=name, name=name, **dates)
    a_user("second", Role.COORDINATOR)
    a_trainer("ben")
    for course, programme in COURSES.items():
        a_course(course, max_seats=MOST_SEATS)
        Run.create(id=RUN_OF[course], programme=programme, course=course)
        for official in OFFICIALS:
            a_nomination(official, course)
            Nomination.update(programme=programme).where(Nomination.course == course).execute()
    for programme in SCENARIO:
        draft_scenario(COORDINATOR, programme, "Plan")


@dataclass(frozen=True)
class Stored:
    """What the catalogue holds, as far as the model knows it."""

    seats: dict[str, tuple[str, str | None]]
    held: dict[str, Plan]
    versions: dict[str, int]
    plans: dict[str, Plan | None]


@reading
def stored() -> Stored:
    newest = {name: newest_version(name) for name in SCENARIO}
    tries = {name: Scenario.get_by_id(id) for name, id in SCENARIO.items()}
    return Stored(
        seats={n.id: (str(n.state), n.run_id) for n in Nomination.select()},
        held={name: tuple(_held(version)) for name, version in newest.items()},
        versions={name: version.number if version else 0 for name, version in newest.items()},
        plans={
            name: None if tried.schedule is None else plan_of_rows(tried.schedule)
            for name, tried in tries.items()
        },
    )


def _held(version: object) -> Iterator[PlannedRun]:
    for row in VersionRun.select().where(VersionRun.version == version).order_by(VersionRun.run):
        pairs = VersionTrainer.select().where(
            VersionTrainer.version == version, VersionTrainer.run == row.run_id
        )
        teaching = tuple(pair.trainer_id for pair in pairs)
        yield planned(row.run_id, row.start, row.venue_id, (), teaching)


def expected(model: Model) -> Stored:
    return Stored(
        seats=model.seats,
        held={name: tuple(sorted(plan, key=lambda r: r.run)) for name, plan in model.held.items()},
        versions=model.versions,
        plans={
            name: tried.plan if tried.state == "solved" else None
            for name, tried in model.tries.items()
        },
    )


def actions(users: tuple[str, ...]) -> st.SearchStrategy[Action]:
    user, programme = st.sampled_from(users), st.sampled_from(sorted(SCENARIO))
    nomination = st.sampled_from(sorted(NOMINATIONS))
    by_member = st.sampled_from(("accept", "accept", "decline", "withdraw"))
    return st.one_of(
        st.tuples(by_member, nomination),
        st.tuples(st.just("promote"), user, nomination),
        st.tuples(st.just("promote"), user, nomination),
        st.tuples(st.sampled_from(("start", "finish", "change", "publish")), user, programme),
    )


class SeveralUsers(RuleBasedStateMachine):
    """Two coordinators and a focal point; what is done at once is done by threads."""

    def __init__(self) -> None:
        super().__init__()
        a_shared_world()
        self.model = Model(dict.fromkeys(NOMINATIONS, ("endorsed", None)))
        self.users = {name: User(viewer) for name, viewer in USERS.items()}
        self.posed = 0

    @rule(user=st.sampled_from(sorted(USERS)), programme=st.sampled_from(sorted(SCENARIO)))
    def look(self, user: str, programme: str) -> None:
        self.users[user].looked[programme] = stored().plans[programme]

    @rule(
        user=st.sampled_from(sorted(USERS)),
        programme=st.sampled_from(sorted(SCENARIO)),
        chance=st.randoms(use_true_random=False),
    )
    def pose(self, user: str, programme: str, chance: Random) -> None:
        """Read what a planner is given; it is stored later, when others may have acted."""
        model = self.model
        self.posed += 1
        self.users[user].posed[programme] = Posed(
            revision=reading(revision)(),
            version=model.versions[programme],
            clock=model.clock,
            plan=a_plan(model, programme, chance),
            digest=str(self.posed),
        )

    @rule(
        user=st.sampled_from(sorted(USERS)),
        programme=st.sampled_from(sorted(SCENARIO)),
        chance=st.randoms(use_true_random=False),
    )
    def plan_and_publish(self, user: str, programme: str, chance: Random) -> None:
        """Do what one does in the best of cases."""
        self.at_once([("finish", user, programme)])
        self.pose(user, programme, chance)
        for verb in ("start", "finish", "publish"):
            self.at_once([(verb, user, programme)])

    @rule(some=st.lists(actions(tuple(sorted(USERS))), min_size=1, max_size=3))
    def at_once(self, some: list[Action]) -> None:
        done = self.act(some)
        now = stored()
        for order in itertools.permutations(range(len(some))):
            model = deepcopy(self.model)
            results = {number: model.do(some[number], self.users) for number in order}
            if [results[number] for number in range(len(some))] == done and expected(model) == now:
                self.model = model
                break
        else:
            raise AssertionError(f"{some} gave {done} and {now}: as no order of them does")
        assert not clash(model.everything(), model.everything())
        seats = Counter(run for _, run in now.seats.values() if run)
        assert not seats or max(seats.values()) <= MOST_SEATS

    def act(self, some: list[Action]) -> list[bool]:
        who = [self.users.get(action[1], self.users["second"]) for action in some]
        if len(some) == 1:
            return [who[0].do(some[0])]
        barrier = Barrier(len(some))

        def one(user: User, action: Action) -> bool:
            barrier.wait()
            return user.do(action)

        with ThreadPoolExecutor(len(some)) as pool:
            return list(pool.map(one, who, some))

    def teardown(self) -> None:
        assert verify_history(SYSTEM).broken == ()


def play(fresh: Callable[[], str], examples: int, steps: int) -> None:
    def begin() -> SeveralUsers:
        fresh()
        return SeveralUsers()

    run_state_machine_as_test(
        begin,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            phases=[Phase.explicit, Phase.generate],  # it may not happen again: nothing to shrink
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_what_several_users_do_at_once_is_as_if_done_one_after_another(
    fresh: Callable[[], str],
) -> None:
    play(fresh, examples=3, steps=25)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_what_several_users_do_for_long_is_as_if_done_one_after_another(
    fresh: Callable[[], str],
) -> None:
    play(fresh, examples=100, steps=60)
