"""A coordinator publishes the work in progress: from now on people rely on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalogue import audit, outbox, sight
from catalogue.assigning import assign_trainers
from catalogue.db import changing
from catalogue.errors import ChangedMeanwhile, NotFound, WrongState
from catalogue.left_seats import lapse_reports
from catalogue.life import PLANNED
from catalogue.members import Agency
from catalogue.nominations import Nomination
from catalogue.outdated import refuse_outdated
from catalogue.people import Official
from catalogue.plan import plan_of_rows, plan_tag
from catalogue.published import PUBLISHED, newest_version, programme_of
from catalogue.scenarios import Scenario, ScenarioState
from catalogue.sealing import seal_version
from catalogue.seating import seat_nominations
from catalogue.texts import note as tidied
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Published:
    """A new version, and the nominations that it offered a seat, moved, or left waiting."""

    version: str
    number: int
    offered: tuple[str, ...]
    moved: tuple[str, ...]
    waitlisted: tuple[str, ...]


@changing
def publish(
    viewer: Viewer,
    programme: str,
    note: str = "",
    leaving: Sequence[Sequence[str]] = (),
    *,
    scenario: str | None = None,
    seen: str | None = None,
) -> Published:
    """Make the plan of the work in progress the next version, which never changes again.

    `leaving` are the enrolments that the publisher saw end in the LMS, as its preview names them;
    whoever synchronises hears of them. Whoever names the `scenario` that they mean, and its plan as
    they saw it (`plan.plan_tag`), publishes no other. Who gets a seat is offered it, who loses one
    or gets none waits; trainers are asked. Raises Forbidden, NotFound, ChangedMeanwhile; WrongState
    where the work in progress has no plan; Outdated where it was made before something that it
    ought to know; Refused.
    """
    viewer.allow_coordinators()
    row = programme_of(programme)
    made_by = _work_in_progress(viewer, programme)
    plan = plan_of_rows(made_by.schedule)
    if scenario not in {None, made_by.id} or seen not in {None, plan_tag(plan)}:
        raise ChangedMeanwhile("work in progress", made_by.id)
    previous = newest_version(programme)
    query = sight.nominations(viewer).select(Nomination, Official, Agency)
    planned = query.where(Nomination.programme == programme, Nomination.state.in_(sorted(PLANNED)))
    nominations = {nomination.id: nomination for nomination in planned}
    refuse_outdated(viewer, made_by)
    version = seal_version(
        viewer,
        row,
        plan,
        note=tidied(note),
        made_by=made_by,
    )
    seated = seat_nominations(row, plan, previous, nominations)
    assign_trainers(viewer, programme, plan, previous)
    run_of = {seat: held.run for held in plan for seat in held.seats}
    audit.record(viewer, PUBLISHED, "version", version.id, touched=seated.touched)
    lapse_reports(viewer, seated.left)
    outbox.put(
        PUBLISHED,
        programme=programme,
        version=version.id,
        previous=previous and previous.id,
        leaving=[list(each) for each in leaving],
        offered=[[id, run_of[id]] for id in seated.offered],
        withdrawn=[list(each) for each in seated.withdrawn],
    )
    return Published(
        version.id,
        version.number,
        offered=tuple(seated.offered),
        moved=tuple(seated.moved),
        waitlisted=tuple(seated.waitlisted),
    )


def _work_in_progress(viewer: Viewer, programme: str) -> Scenario:
    query = sight.scenarios(viewer)
    found = query.where(Scenario.programme == programme, Scenario.work_in_progress).get_or_none()
    if found is None:
        raise NotFound("work in progress", programme)
    found.must_be("published", ScenarioState.SOLVED)
    if found.schedule is None:
        raise found.cannot_be("published")
    if found.score is None:
        state = "in conflict with the rules"
        raise WrongState("scenario", found.id, state=state, wanted="published")
    return found
