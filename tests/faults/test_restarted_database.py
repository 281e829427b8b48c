"""PostgreSQL is killed in the middle of a search: it goes on by itself, and nothing is lost."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from catalogue.actions.draft_scenario import draft_scenario
from catalogue.errors import NoStorage
from catalogue.exchange.load import load
from catalogue.queries.scenarios import scenario as read_scenario
from lms_bridge.planner.client import Limits
from lms_bridge.serving import SAMPLE
from lms_bridge.threads import in_thread
from tests.catalogue.builders import SYSTEM
from tests.catalogue.postgresql import Server
from tests.faults.killing import catalogue_at, solved, start_search, until
from tests.lms_bridge.process import a_bridge

pytestmark = [pytest.mark.timeout(900), pytest.mark.postgres, pytest.mark.long]


async def test_a_search_outlasts_its_database(tmp_path: Path, postgresql: Server) -> None:
    databases = {
        "database": postgresql.url(postgresql.make()),
        "jobs_database": postgresql.url(postgresql.make()),
    }
    async with catalogue_at(databases["database"]):
        programme = load(SYSTEM, SAMPLE).programme
        scenario = draft_scenario(SYSTEM, programme, "Plan")
        with a_bridge(tmp_path / "data", **databases) as bridge:
            start_search(programme, scenario, Limits(seconds=15, gap=0.01, workers=1))

            async def has_a_plan() -> bool:
                return (await in_thread(read_scenario, SYSTEM, scenario)).plan is not None

            await until(has_a_plan)
            await asyncio.to_thread(postgresql.restart)
            for _ in range(20):  # connections of before are met once each
                with suppress(NoStorage):
                    read_scenario(SYSTEM, scenario)
            await solved(scenario)
            bridge.kill()
