"""Who takes over only what has changed has, after every round, what is there."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from catalogue.actions.decide_drop_out import decide_drop_out
from catalogue.actions.erase_person import erase_person
from catalogue.actions.report_drop_out import report_drop_out
from catalogue.actions.withdraw import withdraw
from catalogue.db import changing, reading
from catalogue.exchange.put_venue import put_venue
from catalogue.life import SEATED
from catalogue.nominations import Nomination
from catalogue.people import Trainer, TrainerSkill
from catalogue.queries.learning import drop_outs
from lms_bridge.oneroster.asking import page_of, read_wish
from lms_bridge.oneroster.filtering import written
from lms_bridge.oneroster.legacy import legacy_roster
from lms_bridge.oneroster.model import CLASS, COURSE, ENROLLMENT, ORG, SESSION, USER, Kind, Record
from lms_bridge.oneroster.roster import Roster, roster
from lms_bridge.oneroster.stock import Stock
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
    machine,
    planned,
)

WEEKS, PAGE = 15, 7


def held(known: Roster) -> dict[str, tuple[Kind, Any]]:
    return {
        "sessions": (SESSION, known.frame.sessions),
        "orgs": (ORG, known.frame.orgs),
        "courses": (COURSE, known.frame.courses),
        "classes": (CLASS, known.frame.classes),
        "users": (USER, known.users),
        "enrollments": (ENROLLMENT, known.enrollments),
    }


def pulled(known: Roster, **query: str) -> dict[tuple[str, str], Record]:
    """Read all that is asked for, a page after the other."""
    found: dict[tuple[str, str], Record] = {}
    for name, (kind, records) in held(known).items():
        offset = 0
        while True:
            wish = read_wish({"limit": str(PAGE), "offset": str(offset), **query}, kind)
            page = (
                records.page(wish)
                if isinstance(records, Stock)
                else page_of(records.values(), wish)
            )
            found |= {(name, str(each["sourcedId"])): each for each in page.records}
            offset += PAGE
            if offset >= page.total:
                break
    return found


class Weeks:
    """What happens to a programme from week to week."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
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
        return {n.id for n in Nomination.select() if n.state in {*SEATED, "endorsed", "waiting"}}

    def publish(self) -> None:
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
        still = sorted(self.open() & self.seats.keys())
        what = self.chance.choice(
            ["publish", "withdraw", "drop", "venue", "course", "erase", "new"]
        )
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
            id = an_official(100 + len(self.seats) + self.chance.randrange(700))
            self.people.append(id)
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


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("version", ["1.2", "1.1"])
def test_deltas_over_weeks_end_in_what_a_whole_pull_gives(
    catalogue: str, seed: int, version: str
) -> None:
    weeks, viewer = Weeks(seed), machine()

    def known() -> Roster:
        return roster(viewer, "") if version == "1.2" else legacy_roster(viewer, "")

    began = datetime.now(UTC)
    mirror = pulled(known())
    history = []
    for _ in range(WEEKS):
        history.append(weeks.week())
        since, began = began, datetime.now(UTC)
        changed = pulled(known(), filter=f"dateLastModified>='{written(since)}'")
        for key, record in changed.items():
            if record["status"] == "active":
                mirror[key] = record
            else:
                mirror.pop(key, None)
                if key[0] == "users":  # and all that is theirs
                    mirror = {
                        k: v
                        for k, v in mirror.items()
                        if v.get("user", {}).get("sourcedId") != key[1]
                    }
        there = pulled(known())
        assert {k: v for k, v in mirror.items() if there.get(k) != v} == {}, history
        assert there.keys() - mirror.keys() == set(), history
