"""Seats that somebody left since the plan was published, and who comes next for each.

A seat that the plan itself left empty is none of these: the plan had its reasons.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from catalogue import sight
from catalogue.db import reading
from catalogue.grouping import grouped
from catalogue.life import State
from catalogue.nominations import Nomination
from catalogue.proposals import Proposal, ProposalState
from catalogue.published import newest_version, programme_of
from catalogue.queries.waiting_list import waiting_list
from catalogue.versions import VersionRun, VersionSeat
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Vacancy:
    """Free seats of a published run that has not begun.

    `candidates` are nominations in the order in which they come: those whom their member sends in
    place of who left, then the waiting list. `by_itself_until` is the last day on which they are
    offered a seat without a coordinator. `proposed` wait for one to decide; who was dismissed for
    this run is no candidate.
    """

    run: str
    course: str
    seats: int
    by_itself_until: date
    candidates: tuple[str, ...]
    proposed: tuple[str, ...]


@reading
def vacancies(viewer: Viewer, programme: str) -> tuple[Vacancy, ...]:
    """List the runs with seats that were left, by their start. Raises Forbidden, NotFound."""
    viewer.allow_coordinators()
    row = programme_of(programme)
    version = newest_version(programme)
    held = VersionRun.select().where(
        VersionRun.version == version, VersionRun.start > row.planning_date
    )
    published = grouped(
        sight.version_seats(viewer).where(VersionSeat.version == version),
        lambda seat: seat.run_id,
        lambda seat: seat.nomination_id,
    )
    taken = Counter(
        nomination.run_id
        for nomination in sight.nominations(viewer).where(
            Nomination.programme == programme, Nomination.run.is_null(is_null=False)
        )
    )
    return tuple(
        _vacancy(viewer, programme, run, published[run.run_id], row.answer_by_days)
        for run in held.order_by(VersionRun.start, VersionRun.run)
        if taken[run.run_id] < len(published.get(run.run_id, ()))
    )


def _vacancy(
    viewer: Viewer, programme: str, held: VersionRun, published: tuple[str, ...], answer_by: int
) -> Vacancy:
    instead = sight.nominations(viewer).where(
        Nomination.programme == programme,
        Nomination.course == held.course_id,
        Nomination.state == State.ENDORSED,
        Nomination.substitutes.in_(published),
    )
    waiting = waiting_list(viewer, programme, held.course_id)
    ids = [n.id for n in instead.order_by(Nomination.endorsed_at, Nomination.id)]
    ids += [line.nomination for line in waiting]
    asked = sight.proposals(viewer).where(Proposal.run == held.run_id)
    state = {each.nomination_id: each.state for each in asked}
    taken = sight.nominations(viewer).where(Nomination.run == held.run_id).count()
    return Vacancy(
        run=held.run_id,
        course=held.course_id,
        seats=len(published) - taken,
        by_itself_until=held.start - timedelta(days=answer_by),
        candidates=tuple(id for id in ids if state.get(id) != ProposalState.DISMISSED),
        proposed=tuple(id for id in ids if state.get(id) == ProposalState.OPEN),
    )
