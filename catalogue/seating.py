"""What a new plan means for nominations: who is offered a seat, moved to another, or left to wait.

It does not write the plan down; `sealing` does.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from catalogue.answer_by import answer_by
from catalogue.audit import Touch
from catalogue.life import MOVABLE, Actor, State
from catalogue.nominations import Nomination
from catalogue.plan import Plan, PlannedRun
from catalogue.programmes import Programme
from catalogue.versions import Version, VersionRun

_PUBLISHING = frozenset({Actor.PUBLISHING})
_UNSEATED = frozenset({State.ENDORSED, *MOVABLE})


@dataclass(slots=True)
class Seated:
    """Nominations by what the plan did to them, and the same for the audit trail."""

    offered: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    waitlisted: list[str] = field(default_factory=list)
    withdrawn: list[tuple[str, str]] = field(default_factory=list)  # with the run that was left
    left: list[Nomination] = field(default_factory=list)  # that have not the run that they had
    touched: list[Touch] = field(default_factory=list)

    def note(self, to: list[str], nomination: Nomination, change: str) -> None:
        """Note what became of a nomination."""
        to.append(nomination.id)
        member = nomination.official.agency.member_id
        self.touched.append(Touch("nomination", nomination.id, member, change))


def seat_nominations(
    programme: Programme,
    plan: Plan,
    previous: Version | None,
    nominations: dict[str, Nomination],
) -> Seated:
    """Move all nominations of a programme, given by id, to where a new plan has them."""
    result = Seated()
    held = VersionRun.select().where(VersionRun.version == previous)
    start_before = {row.run_id: row.start for row in held}
    run_of = {seat: held for held in plan for seat in held.seats}
    for id, nomination in sorted(nominations.items()):
        planned = run_of.get(id)
        if planned is None:
            if nomination.state in _UNSEATED:
                if nomination.run_id:
                    result.withdrawn.append((id, nomination.run_id))
                    result.left.append(nomination)
                nomination.move(State.WAITLISTED, _PUBLISHING)
                result.note(result.waitlisted, nomination, State.WAITLISTED)
        elif nomination.state in {State.ENDORSED, State.WAITLISTED}:
            _offer(programme, nomination, planned)
            nomination.move(State.OFFERED, _PUBLISHING)
            result.note(result.offered, nomination, f"{State.OFFERED} {planned.run}")
        elif (nomination.run_id, start_before.get(planned.run)) != (planned.run, planned.start):
            if nomination.state == State.OFFERED:
                _offer(programme, nomination, planned)
            if nomination.run_id != planned.run:
                result.left.append(nomination)
            nomination.run_id = planned.run
            nomination.save()
            result.note(result.moved, nomination, f"moved {planned.run} {planned.start}")
    return result


def _offer(programme: Programme, nomination: Nomination, planned: PlannedRun) -> None:
    nomination.run_id = planned.run
    nomination.answer_by = answer_by(programme, planned.start)
    nomination.reminded_on = None
