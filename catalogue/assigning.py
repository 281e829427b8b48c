"""What a new plan means for trainers: who is asked, asked again, or released."""

from __future__ import annotations

from catalogue import sight
from catalogue.plan import Plan
from catalogue.rows import add_rows
from catalogue.runs import Assignment, AssignmentState, Run
from catalogue.versions import Version, VersionRun
from catalogue.viewer import Viewer


def assign_trainers(viewer: Viewer, programme: str, plan: Plan, previous: Version | None) -> None:
    """Ask every trainer of a plan who was not asked before for the same days at the same place."""
    before = VersionRun.select().where(VersionRun.version == previous)
    stays = {(row.run_id, row.start, row.venue_id) for row in before}
    wanted = {(p.run, pair.block, pair.trainer): p for p in plan for pair in p.trainers}
    rows = sight.assignments(viewer).join(Run).where(Run.programme == programme)
    for row in rows:
        held = wanted.pop((row.run_id, row.block, row.trainer_id), None)
        if held is None:
            row.state = AssignmentState.RELEASED
        elif (
            row.state == AssignmentState.RELEASED or (held.run, held.start, held.venue) not in stays
        ):
            row.state = AssignmentState.ASKED
        else:
            continue
        row.reason, row.answered_at = "", None
        row.save()
    pairs = [{"run": run, "block": block, "trainer": who} for run, block, who in sorted(wanted)]
    add_rows(Assignment, pairs)
