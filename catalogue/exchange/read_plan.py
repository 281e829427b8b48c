"""What is published already: the runs that are held, and who teaches there."""

from __future__ import annotations

from catalogue.exchange.folder import Folder
from catalogue.exchange.read_runs import block_trainers
from catalogue.grouping import grouped
from catalogue.plan import BlockTrainer, PlannedRun


def read_plan(folder: Folder) -> dict[str, PlannedRun]:
    """Read the held runs by code, without their seats."""
    trainers = grouped(
        block_trainers(folder, "plan_trainers"),
        lambda row: row["run"],
        lambda row: BlockTrainer(row["block"], row["trainer"]),
    )
    held: dict[str, PlannedRun] = {}
    for row in folder.rows("plan", "run start venue language"):
        run = row.ref("run", folder.known("run"))
        folder.once(row, "run", "plan", run)
        held[run] = PlannedRun(
            run=run,
            start=row.day("start"),
            venue=row.ref("venue", folder.known("venue")),
            language=row.code("language"),
            trainers=trainers.get(run, ()),
        )
    return held
