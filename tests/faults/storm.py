"""A Kolibri behind a bad network: plans change, and after each change it must hold the plan."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from lms_bridge.connectors.kolibri import connect
from lms_bridge.local_kolibri import LocalKolibri
from lms_bridge.sync.errors import LmsError
from lms_bridge.sync.made import Made
from lms_bridge.sync.pace import Pace
from lms_bridge.sync.reconcile import Wishes, synchronise
from lms_bridge.sync.state import Class, Desired, Enrolment, Person, Remote, Role
from tests.lms_bridge.connectors.proxy import Weather, proxy_to
from tests.lms_bridge.haste import HASTY

RUNS, PEOPLE = 4, 14
MOST_RUNS = 60
"""How often at most one change of the plan is synchronised until it is there."""


@dataclass
class Figures:
    """What came of a storm; `lost` and `twice` must be 0."""

    requests: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    plans: int = 0
    runs: int = 0
    broken_off: int = 0
    most_runs: int = 0
    lost: int = 0
    twice: int = 0
    too_many: int = 0


@dataclass
class Plans:
    """Plans that follow one another by chance, with keys that nobody else has."""

    key: str
    chance: random.Random
    seats: set[Enrolment] = field(default_factory=set)
    versions: Counter[str] = field(default_factory=Counter)

    def next(self) -> Desired:
        for _ in range(self.chance.randint(1, 4)):
            self._change()
        keys = sorted({e.class_key for e in self.seats})
        people = sorted({e.person_key for e in self.seats})
        return Desired(
            classes=tuple(
                Class(key, f"Course {self.versions[key]}", f"Day {self.versions[key]}")
                for key in keys
            ),
            people=tuple(Person(key, f"Name of {key}", key) for key in people),
            enrolments=frozenset(self.seats),
        )

    def _change(self) -> None:
        run = f"{self.key}-R{self.chance.randrange(RUNS)}"
        person = f"{self.key}-P{self.chance.randrange(PEOPLE)}"
        role = Role.COACH if person.endswith("P0") else Role.LEARNER
        mine = sorted(e for e in self.seats if e.person_key == person)
        match self.chance.choice(["join", "join", "leave", "move", "rename"]):
            case "leave" if mine:
                self.seats.discard(mine[0])
            case "move" if mine:
                self.seats.discard(mine[0])
                self.seats.add(Enrolment(run, person, role))
            case "rename":
                self.versions[run] += 1
            case _:
                self.seats.add(Enrolment(run, person, role))


async def storm(
    local: LocalKolibri,
    seed: int,
    share: float,
    *,
    requests: int = 0,
    plans: int = 0,
    told: Callable[[int, Figures], None] | None = None,
) -> Figures:
    """Change the plan until so many requests or plans have gone by, and look after each.

    `told` hears after each how many requests were sent, and the figures so far.
    """
    found, chance = Figures(), random.Random(seed)
    key = f"S{seed}-{share:g}".replace(".", "")
    planned, made = Plans(key, random.Random(seed)), Made()

    async def save(new: Made) -> None:
        nonlocal made
        made = Made.of(new.document())

    async with proxy_to(local.url) as proxy:
        proxy.weather = Weather(chance, share)
        found.faults = proxy.weather.met
        while len(proxy.requests) < requests or found.plans < plans:
            plan = planned.next()
            found.plans += 1
            for run in range(1, MOST_RUNS + 1):
                found.runs += 1
                found.most_runs = max(found.most_runs, run)
                wishes = Wishes(confirmed={*made.enrolments, *plan.enrolments})
                try:
                    async with connect(
                        proxy.url,
                        *local.administrator,
                        patience=HASTY,
                        pace=Pace(per_second=1000, burst=1000, pause_seconds=0.1),
                    ) as lms:
                        report = await synchronise(lms, plan, made, save, wishes)
                except LmsError:
                    found.broken_off += 1
                    continue
                if not report.after.changes and not report.after.gone:
                    break
            async with connect(local.url, *local.administrator, patience=HASTY) as lms:
                _compare(found, key, plan, await lms.read())
            if told:
                told(len(proxy.requests), found)
        found.requests = len(proxy.requests)
    return found


def _compare(found: Figures, key: str, plan: Desired, remote: Remote) -> None:
    """Count what is not there, there twice, or too much."""
    classes = {c.id: c.key for c in remote.classes if c.key and c.key.startswith(f"{key}-")}
    people = {p.id: p.key for p in remote.people if p.key and p.key.startswith(f"{key}-")}
    held = {
        Enrolment(classes[s.class_id] or "", people[s.person_id] or "", s.role)
        for s in remote.seats
        if s.class_id in classes and s.person_id in people
    }
    found.lost += len(plan.enrolments - held)
    found.too_many += len(held - plan.enrolments)
    for keys in (classes.values(), people.values()):
        found.twice += sum(count - 1 for count in Counter(keys).values())
    shown = {c.key: (c.title, c.about) for c in remote.classes if c.key in classes.values()}
    found.lost += sum(shown.get(c.key) != (c.title, c.about) for c in plan.classes)
