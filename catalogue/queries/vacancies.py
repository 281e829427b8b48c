"""Seats that somebody left since the plan was published, and who comes next for each.

A seat that the plan itself left empty is none of these: the plan had its reasons.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from catalogue import audit, sight
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
    run_of = {seat: run for run, seats in published.items() for seat in seats}
    instead = _substitutes(viewer, programme, run_of)
    return tuple(
        _vacancy(viewer, programme, run, free, instead, row.answer_by_days)
        for run in held.order_by(VersionRun.start, VersionRun.run)
        if (free := len(published.get(run.run_id, ())) - taken[run.run_id]) > 0
    )


def _substitutes(
    viewer: Viewer, programme: str, run_of: Mapping[str, str]
) -> list[tuple[Nomination, str]]:
    """List who is sent instead of somebody, and the run where that seat was.

    Whoever they replace may be a substitute too, or have been promoted since the plan.
    """
    rows = sight.nominations(viewer).where(
        Nomination.programme == programme, Nomination.substitutes.is_null(is_null=False)
    )
    before = {row.id: row.substitutes_id or "" for row in rows}
    others = {*before, *before.values()} - {*run_of}
    promoted = audit.last_details("nomination", "nomination.promoted", others)
    seats = {**{id: detail.get("run") for id, detail in promoted.items()}, **run_of}
    found = []
    for row in rows.where(Nomination.state == State.ENDORSED).order_by(
        Nomination.endorsed_at, Nomination.id
    ):
        left, seen = before[row.id], {row.id}
        while left not in seats and left in before and left not in seen:
            seen.add(left)
            left = before[left]
        if run := seats.get(left):
            found.append((row, run))
    return found


def _vacancy(
    viewer: Viewer,
    programme: str,
    held: VersionRun,
    free: int,
    instead: list[tuple[Nomination, str]],
    answer_by: int,
) -> Vacancy:
    ids = [row.id for row, run in instead if run == held.run_id]
    ids += [line.nomination for line in waiting_list(viewer, programme, held.course_id)]
    asked = sight.proposals(viewer).where(Proposal.run == held.run_id)
    state = {each.nomination_id: each.state for each in asked}
    return Vacancy(
        run=held.run_id,
        course=held.course_id,
        seats=free,
        by_itself_until=held.start - timedelta(days=answer_by),
        candidates=tuple(id for id in ids if state.get(id) != ProposalState.DISMISSED),
        proposed=tuple(id for id in ids if state.get(id) == ProposalState.OPEN),
    )
