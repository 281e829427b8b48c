"""How the work goes: queues, solves, synchronisations and messages, in figures; nobody is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import SQL, fn

from catalogue import sight
from catalogue.db import reading
from catalogue.lms import LmsItem, SyncRun, SyncState
from catalogue.outbox import Outbox
from catalogue.scenarios import Scenario, ScenarioState
from catalogue.viewer import Role, Viewer
from catalogue.webhooks import Delivery


@dataclass(frozen=True, slots=True)
class Solve:
    """The last solve: how long it took, and how far at most its plan is from the best, 0 to 1."""

    finished_at: datetime
    seconds: float
    gap: float | None


@dataclass(frozen=True, slots=True)
class Operations:
    """Figures of the whole installation, whichever bridge is asked."""

    outbox: int  # letters that no relay has taken
    outbox_since: datetime | None
    scenarios: dict[str, int]  # by state
    last_solve: Solve | None
    syncs: dict[tuple[str, str], int]  # by LMS and state
    first_sync_at: dict[str, datetime]  # when one began first, by LMS
    synced_at: dict[str, datetime]  # when a synchronisation ended well last, by LMS
    refused_items: int  # that an LMS refuses, and nobody has set aside
    deliveries: dict[str, int]  # of webhooks, by state


@reading
def operations(viewer: Viewer) -> Operations:
    """Count. Raises Forbidden."""
    viewer.allow(Role.ADMINISTRATOR, Role.COORDINATOR, Role.MACHINE_CLIENT)
    untaken = Outbox.select().where(Outbox.taken_at.is_null())
    first = untaken.order_by(Outbox.number).first()
    runs: Any = SyncRun
    real = ~SyncRun.dry_run
    begun = runs.select(SyncRun.lms, fn.MIN(SyncRun.began_at).alias("at")).where(real)
    ended = runs.select(SyncRun.lms, fn.MAX(SyncRun.finished_at).alias("at")).where(
        real, SyncRun.state == SyncState.FINISHED
    )
    counted = runs.select(SyncRun.lms, SyncRun.state, fn.COUNT(SQL("*")))
    counted = counted.group_by(SyncRun.lms, SyncRun.state)
    return Operations(
        outbox=untaken.count(),
        outbox_since=first.made_at if first else None,
        scenarios=_by_state(Scenario),
        last_solve=_last_solve(),
        syncs={(lms, str(state)): count for lms, state, count in counted.tuples()},
        first_sync_at={row.lms: row.at for row in begun.group_by(SyncRun.lms)},
        synced_at={row.lms: row.at for row in ended.group_by(SyncRun.lms)},
        refused_items=LmsItem.select().where(LmsItem.aside_at.is_null()).count(),
        deliveries=_by_state(Delivery),
    )


def _by_state(table: Any) -> dict[str, int]:
    counted = table.select(table.state, fn.COUNT(SQL("*"))).group_by(table.state).tuples()
    return {str(state): count for state, count in counted}


def _last_solve() -> Solve | None:
    row = (
        sight.scenarios(Viewer.system())
        .where(Scenario.state == ScenarioState.SOLVED, Scenario.started_at.is_null(False))
        .order_by(Scenario.finished_at.desc())
        .first()
    )
    if row is None:
        return None
    total = sum(row.score.values()) if row.score else 0
    gap = max(0.0, (total - row.bound) / total) if total and row.bound is not None else None
    return Solve(row.finished_at, (row.finished_at - row.started_at).total_seconds(), gap)
