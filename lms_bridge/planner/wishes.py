"""What a scenario tries besides the programme as it is: other weights, and a part of the time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from catalogue.plan import PlannedRun
from catalogue.planning_input import PlanningInput, RunInput
from lms_bridge.planner.hopeless import pin_of


@dataclass(frozen=True, slots=True)
class Wishes:
    """Weights by their names in the contract, instead of the programme's.

    With `first` or `last` only runs that begin between them, both included, are planned anew: what
    is published outside stays on its days, at its venue and in its language, and nothing else is
    held there. `only_published`: no run is held that is not published, unless it or somebody's seat
    in it is pinned. `only_seated`: nobody gets a seat who has none, unless it is pinned.
    """

    weights: Mapping[str, int] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None
    only_published: bool = False
    only_seated: bool = False


def as_wished(given: PlanningInput, wishes: Wishes) -> PlanningInput:
    """Give a planning input as a scenario wishes it."""
    if wishes.only_published:
        given = replace(given, runs=tuple(_published(given)))
    if wishes.only_seated:
        seated = (each for each in given.nominations if each.run or pin_of(each))
        given = replace(given, nominations=tuple(seated))
    weights = {name: wishes.weights.get(name, value) for name, value in given.weights.items()}
    if wishes.first is None and wishes.last is None:
        return replace(given, weights=weights)
    first, last = wishes.first or given.start, wishes.last or given.end
    standing = {held.run: held for held in given.standing}
    runs = (_within(run, standing.get(run.id), first, last) for run in given.runs)
    return replace(given, weights=weights, runs=tuple(runs))


def _published(given: PlanningInput) -> Iterator[RunInput]:
    """Give the runs, none of them to be held that is neither published nor asked for by a pin."""
    kept = {held.run for held in given.standing} | {pin_of(each) for each in given.nominations}
    for run in given.runs:
        is_free = run.id not in kept and run.pinned_held is None
        yield replace(run, pinned_held=False) if is_free else run


def _within(run: RunInput, held: PlannedRun | None, first: date, last: date) -> RunInput:
    if held and not first <= held.start <= last:
        return replace(
            run,
            pinned_held=True if run.pinned_held is None else run.pinned_held,
            pinned_start=run.pinned_start or held.start,
            pinned_venue=run.pinned_venue or held.venue,
            pinned_language=run.pinned_language or held.language,
        )
    if run.pinned_start:
        return run
    return replace(
        run,
        earliest=max(first, run.earliest or first),
        latest=min(last, run.latest or last),
    )
