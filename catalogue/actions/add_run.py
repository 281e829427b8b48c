"""A coordinator adds an occasion of a course, and says how it relates to others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from catalogue import audit, sight
from catalogue.circles import circle
from catalogue.db import changing
from catalogue.errors import AlreadyThere, Refused
from catalogue.faults import Fault, Where, unknown
from catalogue.ids import CODE, Codes
from catalogue.places import Venue
from catalogue.published import programme_of
from catalogue.runs import LinkKind, Run, RunLink, RunVenue, pairs_before
from catalogue.viewer import Viewer

_GAPS = {LinkKind.BEFORE: {"min_gap_days", "max_gap_days"}, LinkKind.APART: {"min_gap_days"}}
_MOST_DAYS = 3660


@dataclass(frozen=True, slots=True)
class Occasion:
    """What is known of a run beforehand; `venues` are those allowed, none for any."""

    course: str
    required: bool = False
    earliest: date | None = None
    latest: date | None = None
    venues: Sequence[str] = ()


@changing
def add_run(viewer: Viewer, programme: str, id: str, occasion: Occasion) -> None:
    """Add a run, about which the next plan decides.

    Raises Forbidden, NotFound, AlreadyThere, Refused.
    """
    viewer.allow_coordinators()
    whole = programme_of(programme)
    sight.course(viewer, occasion.course)
    known = {venue.id for venue in Venue.select(Venue.id)}
    faults = [unknown(Where(column="venues"), v, known) for v in occasion.venues if v not in known]
    if not CODE.fullmatch(id):
        faults.append(Fault(Where(column="id"), "NOT_A_CODE", id))
    first, last = occasion.earliest, occasion.latest
    if first and last and last < first:
        faults.append(Fault(Where(column="latest"), "BEFORE_START", str(last), (str(first),)))
    for name, day in (("earliest", first), ("latest", last)):
        if day and not whole.start <= day <= whole.end:
            span = (f"{whole.start} to {whole.end}",)
            faults.append(Fault(Where(column=name), "OUT_OF_RANGE", str(day), span))
    if faults:
        raise Refused(faults)
    for there in Codes(run.id for run in sight.runs(Viewer.system()).select(Run.id)).meant(id):
        raise AlreadyThere("run", there)
    Run.create(
        id=id,
        programme=programme,
        course=occasion.course,
        required=occasion.required,
        earliest=first,
        latest=last,
    )
    for venue in dict.fromkeys(occasion.venues):
        RunVenue.create(run=id, venue=venue)
    audit.record(viewer, "run.added", "run", id, course=occasion.course)


@changing
def link_runs(
    viewer: Viewer,
    kind: LinkKind,
    first: str,
    second: str,
    min_gap_days: int = 0,
    max_gap_days: int | None = None,
) -> None:
    """Relate two runs of one programme. Raises Forbidden, NotFound, AlreadyThere, Refused."""
    viewer.allow_coordinators()
    one, other = sight.run(viewer, first), sight.run(viewer, second)
    faults = []
    if first == second:
        faults.append(Fault(Where(column="second"), "TWICE", second))
    if one.programme_id != other.programme_id:
        faults.append(Fault(Where(column="second"), "UNKNOWN", second))
    found = circle([*pairs_before(), (first, second)]) if kind == LinkKind.BEFORE else ()
    if found and not faults:
        faults.append(Fault(Where(column="second"), "CIRCLE", " < ".join(found)))
    gaps = {"min_gap_days": min_gap_days or None, "max_gap_days": max_gap_days}
    for name, days in gaps.items():
        if days is None:
            continue
        where = Where(column=name)
        if name not in _GAPS.get(kind, set()):
            faults.append(Fault(where, "NOT_WITH", str(days), (kind,)))
        else:
            least = min_gap_days if name == "max_gap_days" else 0
            if not least <= days <= _MOST_DAYS:
                span = (f"{least} to {_MOST_DAYS}",)
                faults.append(Fault(where, "OUT_OF_RANGE", str(days), span))
    if faults:
        raise Refused(faults)
    there = RunLink.kind == kind, RunLink.first == first, RunLink.second == second
    if RunLink.select().where(*there).exists():
        raise AlreadyThere("link", f"{kind} {first} {second}")
    RunLink.create(
        kind=kind,
        first=first,
        second=second,
        min_gap_days=min_gap_days,
        max_gap_days=max_gap_days,
    )
    audit.record(viewer, "runs.linked", "run", first, link=kind, second=second)
