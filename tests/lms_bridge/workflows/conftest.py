"""Durable work in this process, with a real planner; one test after another has it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from dbos._dbos import _get_or_create_dbos_registry

from lms_bridge.lms import Lms
from lms_bridge.lti.desk import Desk
from lms_bridge.parts import Parts
from lms_bridge.planner.client import planner_at
from lms_bridge.settings import Settings
from lms_bridge.web.messages_in_words import writing
from lms_bridge.workflows.jobs import Jobs
from tests.catalogue.conftest import postgresql

__all__ = ["postgresql"]  # a fixture for the tests here

Running = Callable[..., AbstractAsyncContextManager[Parts]]


@pytest.fixture
def at_work(catalogue: str, tmp_path: Path) -> Running:
    """Give what runs the durable work; the same data again is a start after an end."""

    @asynccontextmanager
    async def at_work(
        address: str, lms: Lms | None = None, executor: str = "bridge", **more: Any
    ) -> AsyncIterator[Parts]:
        # DBOS is one of a process: it keeps the workflows of the test before.
        registry = _get_or_create_dbos_registry()
        registry.instance_info_map.clear()
        registry.dbos = None
        settings = Settings(
            data=tmp_path,
            executor=executor,
            sync_minutes=0,
            webhook_hosts="127.0.0.1",
            webhook_wait_seconds=0,
            **more,
        )
        async with planner_at(address, needed=False) as planner:
            await planner.appears_soon()
            jobs = Jobs(settings, planner, lms, writing(settings))
            async with jobs.running():
                yield Parts(settings, planner, lms, jobs, Desk(settings))

    return at_work
