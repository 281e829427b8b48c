"""Synchronisations that are killed, and what must be true of the LMS and the record afterwards."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from catalogue.actions.withdraw import withdraw
from catalogue.life import State
from catalogue.plan import PlannedRun
from catalogue.queries.desired import desired
from catalogue.queries.learning import drop_outs
from lms_bridge.connectors.kolibri import connect
from lms_bridge.local_kolibri import LocalKolibri
from lms_bridge.roster import desired_of
from lms_bridge.sync.state import Enrolment
from tests.catalogue.builders import (
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
from tests.lms_bridge.conftest import ROOT
from tests.lms_bridge.haste import HASTY
from tests.lms_bridge.site import START, accept


@dataclass
class Killed:
    """What came of it; `lost`, `twice` and `reported` must be 0."""

    kills: int = 0
    points: int = 0
    lost: int = 0
    twice: int = 0
    reported: int = 0


@dataclass
class Patient:
    """A programme whose synchronisation is killed again and again."""

    url: str
    kolibri: LocalKolibri
    key: str
    nominations: list[str]
    plan: list[PlannedRun]
    found: Killed

    async def start(self, point: int, holder: str = "one") -> Process:
        login = self.kolibri.administrator
        mine = {
            "URL": self.url,
            "KOLIBRI_URL": self.kolibri.url,
            "KOLIBRI_USERNAME": login.username,
            "KOLIBRI_PASSWORD": login.password,
            "HOLDER": holder,
        }
        words = ("-m", "tests.faults.one_sync", str(point))
        return await asyncio.create_subprocess_exec(
            sys.executable, *words, cwd=ROOT, env=os.environ | mine, stdout=PIPE, stderr=PIPE
        )

    async def sync(self, point: int = 0) -> tuple[int, list[str]]:
        """Run one, killed at a point; gives how it ended and what it passed."""
        process = await self.start(point)
        out, err = await process.communicate()
        assert process.returncode in {0, -signal.SIGKILL}, err.decode()
        return process.returncode, out.decode().splitlines()

    async def kill_at_every_point(self) -> None:
        """Kill it at point 1, then at point 2, until it reaches its end before the point."""
        point = 1
        while True:
            self.change_all(point)
            code, passed = await self.sync(point)
            if code == 0:
                return
            self.found.kills += 1
            self.found.points = max(self.found.points, point)
            assert len(passed) == point
            point += 1

    async def kill_at_random(
        self, chance: random.Random, times: int, told: Callable[[Killed], None] | None = None
    ) -> None:
        """Kill it after some of its points were passed, wherever it is then; `told` hears of it."""
        for number in range(times):
            self.change(number)
            process = await self.start(0)
            assert process.stdout
            for _ in range(chance.randint(0, 12)):
                if not await process.stdout.readline():
                    break
            await asyncio.sleep(chance.uniform(0, 0.05))
            if process.returncode is None:
                process.kill()
            await process.communicate()
            self.found.kills += 1
            if number % 5 == 4:
                await self.compare()
            if told:
                told(self.found)

    def change(self, number: int) -> None:
        """Change the plan: somebody withdraws, somebody else comes."""
        if number % 2 and len(self.nominations) > 4:
            withdraw(focal_point(), self.nominations.pop(0))
            return
        official = an_official(int(self.key) * 1000 + 500 + number)
        seat = {"state": State.ACCEPTED, "run": f"{self.key}-run"}
        self.nominations.append(a_nomination(official, f"{self.key}-course", **seat))

    def change_all(self, number: int) -> None:
        """Change the plan so that there is something of every kind to do."""
        withdraw(focal_point(), self.nominations.pop(0))
        run, trainer = a_run(f"{self.key}-run{number}", f"{self.key}-course"), f"{self.key}-ana"
        new = [an_official(int(self.key) * 1000 + 100 + 2 * number + n) for n in range(2)]
        seats = [a_nomination(official, f"{self.key}-course") for official in new]
        start = START + timedelta(weeks=number)
        self.plan.append(planned(run, start, seats=seats[:1], trainers=[trainer]))
        self.nominations.append(seats[1])
        self.plan[0] = replace(self.plan[0], seats=tuple(self.nominations))
        a_published_plan(*self.plan)

    async def compare(self) -> None:
        """Let one run to its end, and count what is wrong."""
        code, _ = await self.sync()
        assert code == 0
        async with connect(self.kolibri.url, *self.kolibri.administrator, patience=HASTY) as lms:
            remote = await lms.read()
        classes = {c.id: c.key or "" for c in remote.classes if _is_ours(c.key, self.key)}
        people = {p.id: p.key or "" for p in remote.people if p.key}
        held = {
            Enrolment(classes[s.class_id], people.get(s.person_id, "?"), s.role)
            for s in remote.seats
            if s.class_id in classes
        }
        wanted = desired_of(desired(SYSTEM, "rso")).enrolments
        self.found.lost += len(wanted ^ held)
        for keys in (classes.values(), people.values()):
            self.found.twice += sum(count - 1 for count in Counter(keys).values())
        self.found.reported += len(drop_outs(SYSTEM, "rso", None))


def a_patient(url: str, kolibri: LocalKolibri, key: str) -> Patient:
    """Publish a run with a trainer and 40 people."""
    a_world(officials=0)
    a_course(f"{key}-course", days=2, max_seats=500)
    run, trainer = a_run(f"{key}-run", f"{key}-course"), a_trainer(f"{key}-ana")
    nominations = [
        a_nomination(an_official(int(key) * 1000 + n), f"{key}-course") for n in range(40)
    ]
    plan = [planned(run, START, seats=nominations, trainers=[trainer])]
    a_published_plan(*plan)
    accept(tuple(nominations))
    return Patient(url, kolibri, key, nominations, plan, Killed())


def _is_ours(class_key: str | None, key: str) -> bool:
    return class_key is not None and class_key.startswith(f"{key}-run")
