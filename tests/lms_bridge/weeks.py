"""What happens to a programme from week to week, by chance."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import count

from catalogue.actions.decide_drop_out import decide_drop_out
from catalogue.actions.erase_person import erase_person
from catalogue.actions.report_drop_out import report_drop_out
from catalogue.actions.withdraw import withdraw
from catalogue.db import changing, reading
from catalogue.exchange.put_venue import put_venue
from catalogue.life import PLANNED, SEATED
from catalogue.nominations import Nomination
from catalogue.people import Trainer, TrainerSkill
from catalogue.queries.learning import drop_outs
from tests.catalogue.builders import (
    COORDINATOR,
    SYSTEM,
    a_course,
    a_nomination,
    a_published_plan,
    a_run,
    a_trainer,
    a_world,
    an_official,
    focal_point,
    planned,
)


class Weeks:
    """What happens to a programme from week to week."""

    def __init__(self, seed: int) -> None:
        self.chance, self.numbers = random.Random(seed), count(100)
        a_world(officials=0)
        for course in ("law", "sea"):
            a_course(course)
        self.runs = ["induction-1", *(a_run(f"{c}-{n}", c) for c in ("law", "sea") for n in (1, 2))]
        self.trainers = [
            "ana",
            a_trainer("eva"),
            a_trainer("joe", "MYS"),
            self.both("IDN-001", an_official(1)),
        ]
        self.people = ["IDN-001", *(an_official(n) for n in range(2, 12))]
        self.seats = {
            a_nomination(p, c): c
            for p in self.people
            for c in ("induction", "law", "sea")
            if self.chance.random() < 0.6
        }
        self.publish()

    @staticmethod
    @changing
    def both(id: str, official: str) -> str:
        Trainer.create(id=id, person=official)
        TrainerSkill.create(trainer=id, skill="teaching", level=2)
        return id

    @staticmethod
    @reading
    def open() -> set[str]:
        return {n.id for n in Nomination.select() if n.state in PLANNED}

    def publish(self) -> None:
        """Publish a plan of most runs, with most of those who may have a seat."""
        still = self.open()
        plan: dict[str, tuple[list[str], list[str]]] = {}
        for run in self.runs:
            if self.chance.random() < 0.9:
                plan[run] = ([], self.chance.sample(self.trainers, self.chance.choice([1, 1, 2])))
        for seat, course in self.seats.items():
            fitting = [run for run in plan if run.startswith(course)]
            if seat in still and fitting and self.chance.random() < 0.85:
                plan[self.chance.choice(fitting)][0].append(seat)
        venues = ["hall", "academy"]
        a_published_plan(
            *(
                planned(
                    run,
                    date(2015, 9, 7) + timedelta(days=14 * n),
                    self.chance.choice(venues),
                    seats,
                    trainers,
                )
                for n, (run, (seats, trainers)) in enumerate(plan.items())
            )
        )

    def week(self) -> str:
        """Let something happen, and say what."""
        still = sorted(self.open() & self.seats.keys())
        what = self.chance.choice(["publish", "withdraw", "drop", "venue", "erase", "new"])
        if what == "publish":
            self.publish()
        elif what == "withdraw" and still:
            withdraw(focal_point(), self.chance.choice(still))
        elif what == "drop":
            seated = [s for s in still if s in self.seated()]
            if seated:
                report_drop_out(SYSTEM, self.chance.choice(seated), "x")
                (line, *_) = drop_outs(SYSTEM, "rso")
                decide_drop_out(COORDINATOR, line.id, confirmed=self.chance.random() < 0.8)
        elif what == "venue":
            put_venue(
                COORDINATOR,
                {
                    "code": "hall",
                    "name": f"Hall {self.chance.random()}",
                    "city": "jakarta",
                    "capacity": "30",
                    "member": "IDN",
                },
            )
        elif what == "new":
            self.people.append(id := an_official(next(self.numbers)))
            self.seats[a_nomination(id, "law")] = "law"
            self.publish()
        elif what == "erase" and len(self.people) > 8:
            id = self.people.pop()
            erase_person(SYSTEM, id, withdraw=True)
            self.seats = {s: c for s, c in self.seats.items() if not s.startswith(id)}
        return what

    @staticmethod
    @reading
    def seated() -> set[str]:
        return {n.id for n in Nomination.select() if n.state in SEATED}
