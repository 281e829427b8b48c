"""A trainer accepts or refuses to teach in a run."""

from __future__ import annotations

from catalogue import audit, outbox, sight
from catalogue.db import changing
from catalogue.errors import NotFound
from catalogue.fields import now
from catalogue.runs import Assignment, AssignmentState
from catalogue.texts import note
from catalogue.viewer import Role, Viewer


@changing
def answer_assignment(
    viewer: Viewer, trainer: str, run: str, *, accepted: bool, reason: str = ""
) -> None:
    """Note a trainer's answer for all their blocks of a run; a refusal asks for a repair.

    The trainer answers, or a coordinator in their name. Raises NotFound, Forbidden, Refused.
    """
    viewer.allow(Role.COORDINATOR, Role.ADMINISTRATOR, Role.TRAINER)
    row = sight.trainer(viewer, trainer)
    if row.person_id != viewer.person:
        viewer.allow_coordinators()
    asked = sight.assignments(viewer).where(
        Assignment.trainer == trainer,
        Assignment.run == run,
        Assignment.state != AssignmentState.RELEASED,
    )
    assignments = list(asked)
    if not assignments:
        raise NotFound("assignment", f"{run}/{trainer}")
    state = AssignmentState.ACCEPTED if accepted else AssignmentState.REFUSED
    for assignment in assignments:
        assignment.state = state
        assignment.reason = note(reason, "reason")
        assignment.answered_at = now()
        assignment.save()
    member = row.person.member_id
    verb = f"assignment.{state}"
    audit.record(viewer, verb, "trainer", trainer, member=member, run=run, reason=reason)
    outbox.put(verb, programme=assignments[0].run.programme_id, trainer=trainer, run=run)
