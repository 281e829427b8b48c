"""Runs: what may be held, what is decided about it beforehand, and who sits in it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from catalogue.actions import add_run as adding
from catalogue.actions import pin_run as pinning
from catalogue.actions import renew_edition as renewing
from catalogue.actions.add_run import Occasion
from catalogue.errors import NotFound
from catalogue.plan import BlockTrainer
from catalogue.queries import runs as published
from catalogue.queries import seats
from catalogue.queries.paging import LARGEST_PAGE, Paging
from catalogue.queries.runs import RunFilter, RunLine
from catalogue.queries.seats import SeatLine
from catalogue.runs import LinkKind, Pins
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.listing import Listing, Slice, Sorted, listing, sliced
from lms_bridge.api.operation import Body
from lms_bridge.doors import (
    COORDINATORS,
    EVERYBODY,
    MACHINES,
    MEMBERS,
    SEATED,
    TEACHERS,
)

TAG = "runs"

CONCERNED = MEMBERS | TEACHERS | SEATED | MACHINES
"""Those who may know people in a run; the catalogue says which."""


class PinnedBlock(Body):
    """Who is to teach a block."""

    block: str
    trainer: str


class RunPins(Body):
    """What is decided about a run; null leaves it to the planner."""

    held: bool | None = None
    start: date | None = None
    venue: str | None = None
    language: str | None = None
    trainers: tuple[PinnedBlock, ...] = ()


class RunEntry(Body):
    """An occasion of a course; the next plan decides about it. No venues: any will do."""

    id: str
    course: str
    required: bool = False
    earliest: date | None = None
    latest: date | None = None
    venues: tuple[str, ...] = ()


class LinkEntry(Body):
    """How a run relates to another; gaps are free days between them."""

    kind: Literal["before", "same_start", "apart", "only_if", "same_cohort"]
    first: str
    second: str
    min_gap_days: int = 0
    max_gap_days: int | None = None


def list_runs(
    viewer: Viewer, programme: str, wanted: RunFilter, paging: Sorted
) -> Listing[RunLine]:
    """List the runs of a programme; those who do not plan know the published ones."""
    return listing(published.runs(viewer, programme, wanted, paging.paging()))


def get_run(viewer: Viewer, programme: str, run: str) -> RunLine:
    """Give a run."""
    found = published.runs(viewer, programme, RunFilter(text=run), Paging(size=LARGEST_PAGE))
    for line in found.items:
        if line.id == run:
            return line
    raise NotFound("run", run)


def add_run(viewer: Viewer, programme: str, entry: RunEntry) -> RunLine:
    """Add an occasion of a course, about which the next plan decides."""
    occasion = Occasion(**entry.model_dump(exclude={"id"}))
    adding.add_run(viewer, programme, entry.id, occasion)
    return get_run(viewer, programme, entry.id)


def link_runs(viewer: Viewer, programme: str, link: LinkEntry) -> None:
    """Relate two runs: one before the other, both at once, apart, only together, one cohort."""
    for run in (link.first, link.second):
        get_run(viewer, programme, run)
    given = link.model_dump(exclude={"kind"})
    adding.link_runs(viewer, LinkKind(link.kind), **given)


def get_pins(viewer: Viewer, programme: str, run: str) -> RunPins:
    """Give what is decided about a run before the planner decides."""
    get_run(viewer, programme, run)
    pins = published.run_pins(viewer, run)
    trainers = tuple(PinnedBlock(**each._asdict()) for each in pins.trainers)
    return RunPins(
        held=pins.held,
        start=pins.start,
        venue=pins.venue,
        language=pins.language,
        trainers=trainers,
    )


def pin_run(viewer: Viewer, programme: str, run: str, pins: RunPins) -> RunPins:
    """Decide this about a run before the planner does, and nothing else."""
    get_run(viewer, programme, run)
    trainers = tuple(BlockTrainer(each.block, each.trainer) for each in pins.trainers)
    decided = Pins(pins.held, pins.start, pins.venue, pins.language, trainers)
    pinning.pin_run(viewer, run, decided)
    return get_pins(viewer, programme, run)


def renew_edition(viewer: Viewer, programme: str, run: str) -> RunLine:
    """Let a published run go on by what its course is now: its rule of completion, its agenda."""
    get_run(viewer, programme, run)
    renewing.renew_edition(viewer, run)
    return get_run(viewer, programme, run)


def list_seats(viewer: Viewer, programme: str, run: str, wanted: Slice) -> Listing[SeatLine]:
    """List the seats of a run of which one may know who sits there."""
    get_run(viewer, programme, run)
    return sliced(seats.seats(viewer, run), wanted)


DOORS = (
    operation(
        "POST",
        "/programmes/{programme}/runs",
        add_run,
        COORDINATORS,
        tag=TAG,
        status=201,
        tagged=True,
    ),
    operation("POST", "/programmes/{programme}/runs:link", link_runs, COORDINATORS, tag=TAG),
    operation("GET", "/programmes/{programme}/runs", list_runs, EVERYBODY, tag=TAG),
    operation(
        "GET", "/programmes/{programme}/runs/{run}", get_run, EVERYBODY, tag=TAG, tagged=True
    ),
    operation(
        "GET",
        "/programmes/{programme}/runs/{run}/pins",
        get_pins,
        COORDINATORS,
        tag=TAG,
        tagged=True,
    ),
    operation(
        "PUT",
        "/programmes/{programme}/runs/{run}/pins",
        pin_run,
        COORDINATORS,
        tag=TAG,
        tagged=True,
        guarded_by=get_pins,
    ),
    operation(
        "POST",
        "/programmes/{programme}/runs/{run}:renew-edition",
        renew_edition,
        COORDINATORS,
        tag=TAG,
        tagged=True,
        guarded_by=get_run,
    ),
    operation("GET", "/programmes/{programme}/runs/{run}/seats", list_seats, CONCERNED, tag=TAG),
)
