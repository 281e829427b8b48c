"""kill -9 at random moments loses nothing and does nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from catalogue.actions.adopt import adopt
from catalogue.actions.draft_scenario import draft_scenario
from catalogue.actions.withdraw import withdraw
from catalogue.exchange.load import load
from catalogue.lms import SyncState
from catalogue.outbox import waiting
from catalogue.queries.desired import desired
from catalogue.queries.learning import drop_outs
from catalogue.queries.nominations import nomination
from catalogue.queries.syncs import syncs
from catalogue.queries.versions import versions
from lms_bridge.local_kolibri import LocalKolibri, Login, local_kolibri
from lms_bridge.planner.client import Limits
from lms_bridge.roster import desired_of
from lms_bridge.serving import SAMPLE, is_served
from lms_bridge.threads import in_thread
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
from tests.catalogue.postgresql import Server
from tests.faults.killing import (
    IsOutdated,
    Killer,
    assert_kolibri_holds_what_is_published,
    catalogue_at,
    nothing_waits,
    solved,
    start_search,
)
from tests.lms_bridge.conftest import CACHE, PROGRAM
from tests.lms_bridge.process import ABridge

pytestmark = pytest.mark.timeout(900)

AT_MOST_OUTDATED = 3

Databases = Callable[[], dict[str, str]]


SQLITE, POSTGRESQL = "sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)


def on(usually: Any, seldom: str) -> pytest.MarkDecorator:
    """Have a test on one of the databases each time, and on the other where minutes do not count."""
    marks = [pytest.mark.long] + [pytest.mark.postgres] * (seldom == "postgresql")
    databases = [usually, pytest.param(seldom, marks=marks)]
    return pytest.mark.parametrize("databases", databases, indirect=True)


@pytest.fixture
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Name the databases of catalogue and jobs."""
    if request.param == "sqlite":
        yield {
            "database": f"sqlite:///{tmp_path / 'catalogue.db'}",
            "jobs_database": f"sqlite:///{tmp_path / 'jobs.db'}",
        }
        return
    server: Server = request.getfixturevalue("postgresql")
    names = server.make(), server.make()
    yield {"database": server.url(names[0]), "jobs_database": server.url(names[1])}
    for name in names:
        server.drop(name)


async def plan_and_publish(killer: Killer, programme: str, seconds: float, kills: int) -> None:
    """Plan a scenario and publish it, while the bridge is killed; it happens once.

    What the bridge does by itself meanwhile (a free seat is filled, an offer lapses) may make the
    plan outdated: then nothing is published, and it is planned again, as a coordinator would.
    """
    before = [line.id for line in await in_thread(versions, SYSTEM, programme)]
    for _ in range(AT_MOST_OUTDATED):
        scenario = await plan(killer, programme, seconds, kills)
        try:
            published = await publish(killer, programme, scenario, kills)
        except IsOutdated:
            assert [line.id for line in await in_thread(versions, SYSTEM, programme)] == before
            continue
        after = [line.id for line in await in_thread(versions, SYSTEM, programme)]
        assert after == [published["version"], *before]
        return
    raise AssertionError("every plan was outdated")


async def plan(killer: Killer, programme: str, seconds: float, kills: int) -> str:
    scenario = draft_scenario(SYSTEM, programme, "Plan")
    start_search(programme, scenario, Limits(seconds=seconds, gap=0.01, workers=1))
    for number in range(kills):
        await killer.kill(seconds, ready=number % 2 == 1)
    found = await solved(scenario)
    assert found.line.outcome in {"FEASIBLE", "OPTIMAL"}
    adopt(SYSTEM, scenario)
    return scenario


async def publish(killer: Killer, programme: str, scenario: str, kills: int) -> dict[str, Any]:
    ends = sorted(
        desired_of(desired(SYSTEM, programme)).enrolments
        - desired_of(desired(SYSTEM, programme, scenario)).enrolments
    )
    return await killer.post(
        f"/programmes/{programme}:publish",
        {
            "note": "once",
            "confirmed": [
                {"class_key": e.class_key, "person_key": e.person_key, "role": e.role} for e in ends
            ],
        },
        key=f"publish-{scenario}",
        kills=(kills + 1) // 2,
    )


@on(POSTGRESQL, "sqlite")
async def test_a_killed_bridge_plans_validly_and_publishes_once(
    tmp_path: Path, databases: dict[str, str]
) -> None:
    bridge = ABridge(tmp_path / "data", **databases)
    async with catalogue_at(databases["database"]):
        programme = load(SYSTEM, SAMPLE).programme
        killer = Killer(bridge)
        bridge.start()
        try:
            await plan_and_publish(killer, programme, seconds=3, kills=3)
            await nothing_waits(programme)
            assert waiting() == []
        finally:
            bridge.kill()
    assert killer.kills >= 5
    assert not is_served(bridge.data)
    assert "Traceback" not in bridge.said, bridge.said


def a_programme_of(runs: int, people: int) -> list[str]:
    """Publish runs at the same time, each with a trainer and some people; gives nominations."""
    a_world(officials=0)
    plan, nominations = [], []
    for number in range(runs):
        course = a_course(f"course-{number}", days=2)
        run = a_run(f"run-{number}", course)
        trainer = a_trainer(f"trainer-{number}")
        seats = [a_nomination(an_official(100 * number + n), course) for n in range(people)]
        nominations += seats
        plan.append(planned(run, seats=seats, trainers=[trainer]))
    a_published_plan(*plan)
    return nominations


@on(SQLITE, "postgresql")
@pytest.mark.kolibri
async def test_a_killed_bridge_brings_kolibri_to_what_is_published(
    tmp_path: Path, databases: dict[str, str]
) -> None:
    async with (
        catalogue_at(databases["database"]),
        local_kolibri(tmp_path / "kolibri", cache=CACHE, program=PROGRAM) as kolibri,
    ):
        # So many that the brake lets four of them go at once.
        nominations = a_programme_of(runs=3, people=28)
        bridge = ABridge(tmp_path / "data", lms="kolibri", **databases, **_reached(kolibri))
        killer = Killer(bridge)
        bridge.start()
        try:
            for _ in range(4):
                await killer.kill(2.0, ready=True)
                withdraw(focal_point(), nominations.pop())
            await nothing_waits("rso")

            assert {sync.figures["held"] for sync in syncs(SYSTEM, "rso")} == {0}
            await assert_kolibri_holds_what_is_published(kolibri, "rso")
            assert drop_outs(SYSTEM, "rso", None) == ()
            assert {sync.state for sync in syncs(SYSTEM, "rso")} == {SyncState.FINISHED}
        finally:
            bridge.kill()
    assert killer.kills == 4
    assert "Traceback" not in bridge.said, bridge.said


def _reached(kolibri: LocalKolibri) -> dict[str, str]:
    login: Login = kolibri.administrator
    return {
        "kolibri_url": kolibri.url,
        "kolibri_username": login.username,
        "kolibri_password": login.password,
    }


@pytest.mark.long
@pytest.mark.kolibri
async def test_a_bridge_and_its_kolibri_are_killed_through_a_whole_work_plan(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    bridge = ABridge(data, lms="kolibri")
    async with catalogue_at(f"sqlite:///{data / 'lokakarya.db'}"):
        programme = load(SYSTEM, SAMPLE).programme
        killer = Killer(bridge)
        bridge.start()
        try:
            for _ in range(8):  # the loaded programme goes to Kolibri
                await killer.kill(15, ready=True)
            for _ in range(2):
                await plan_and_publish(killer, programme, seconds=20, kills=5)
                for _ in range(3):
                    await killer.kill(10, ready=True)
                    await in_thread(_withdraw_one, programme)
            bridge.until_ready()
            await nothing_waits(programme)
            known = bridge.first_run["kolibri"]
            kolibri = LocalKolibri(
                known["url"],
                Login(**known["administrator"]),
                Login(**known["coach"]),
                None,  # type: ignore[arg-type]
            )
            await assert_kolibri_holds_what_is_published(kolibri, programme)
            assert drop_outs(SYSTEM, programme, None) == ()
            assert SyncState.RUNNING not in {s.state for s in syncs(SYSTEM, programme)}
        finally:
            bridge.kill()
    assert killer.kills >= 30
    assert "Traceback" not in bridge.said, bridge.said


def _withdraw_one(programme: str) -> None:
    """Withdraw the first who can, as their member does."""
    today = next(iter(versions(SYSTEM, programme))).planning_date
    for run in desired(SYSTEM, programme):
        for person in run.officials if run.start > today else ():
            line = nomination(SYSTEM, person.nomination or "")
            withdraw(focal_point(line.member), line.id, "visa refused")
            return
