"""A scenario is planned: started, watched, stopped; what it leaves out, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from catalogue.errors import Refused
from catalogue.faults import Fault, Where
from catalogue.plan import Reason
from catalogue.queries import left_out
from catalogue.queries.left_out import UnheldLine, UnseatedLine
from catalogue.queries.scenarios import scenario as read_scenario
from catalogue.scenarios import ScenarioState
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.listing import Listing, Slice, sliced
from lms_bridge.api.operation import Body
from lms_bridge.api.plan_changes import WordedViolation
from lms_bridge.api.scenarios import ScenarioShown, get_scenario
from lms_bridge.doors import COORDINATORS
from lms_bridge.holding import broken_today
from lms_bridge.parts import Parts
from lms_bridge.planner.answer import Progress
from lms_bridge.planner.client import Limits
from lms_bridge.planner.wishes import Wishes
from lms_bridge.reasons import reason_words
from lms_bridge.starting import CHANGES_FIRST, TOTAL, start_planning
from lms_bridge.threads import in_thread
from lms_bridge.violations import violation_words

TAG = "planning"

_POINTS = 500
_MOST_SEED = 2**31 - 1


Weight = Annotated[int, Field(ge=0, le=1_000_000)]
WeightName = Literal[
    "required_unheld",
    "unseated",
    "member_shortfall",
    "host_shortfall",
    "cost_per_thousand_usd",
    "run_cancelled",
    "moved_date",
    "moved_date_per_week",
    "moved_venue",
    "moved_language",
    "swapped_trainer",
    "moved_official",
]
"""The weights of the contract's policy."""


class Search(Body):
    """When a search ends, what it minimises, and what it tries besides the programme as it is.

    `gap` is the distance from the best possible, 0 to 1, that is good enough. `weights` stand
    instead of the programme's. With `first` or `last` only runs that begin between them, both
    included, are planned anew: what is published outside stays on its days.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "seconds": 60,
                    "weights": {"member_shortfall": 100},
                    "first": "2015-07-01",
                    "last": "2015-12-31",
                }
            ]
        }
    )

    seconds: Annotated[float, Field(ge=1, le=3600)] = 60.0
    gap: Annotated[float, Field(ge=0, le=1)] = 0.0
    workers: Annotated[int, Field(ge=1, le=64)] | None = None
    seed: Annotated[int, Field(ge=0, le=_MOST_SEED)] = 0
    objective: Literal["total", "changes-first"] = TOTAL
    weights: dict[WeightName, Weight] = Field(default_factory=dict)
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class SearchProgress:
    """Where a search is; totals and bounds in thousandths of the weights' unit.

    `points` are what the search told lately, the latest last.
    """

    state: ScenarioState
    outcome: str
    failure: str
    total: int | None
    bound: int | None
    gap: float | None
    points: tuple[Progress, ...]


@dataclass(frozen=True, slots=True)
class WordedReason:
    """A reason of the planner, and the same in words."""

    reason: Reason
    text: str


@dataclass(frozen=True, slots=True)
class UnheldRun:
    """A run that is not held, and why."""

    run: str
    course: str
    course_title: str
    required: bool
    reasons: tuple[WordedReason, ...]


@dataclass(frozen=True, slots=True)
class UnseatedNomination:
    """A nomination that has no seat, and why."""

    nomination: str
    official: str
    given_name: str
    family_name: str
    member: str
    course: str
    priority: int
    reasons: tuple[WordedReason, ...]


async def start_search(
    parts: Parts, viewer: Viewer, scenario: str, search: Search
) -> ScenarioShown:
    """Have a scenario planned from what is known now; earlier results go."""
    limits = Limits(
        seconds=search.seconds,
        gap=search.gap,
        workers=search.workers or parts.settings.solve_workers,
        seed=search.seed,
        changes_first=search.objective == CHANGES_FIRST,
    )
    if search.first and search.last and search.first > search.last:
        first = search.first.isoformat()
        raise Refused([Fault(Where(column="last"), "BEFORE_START", str(search.last), (first,))])
    wishes = Wishes(
        weights=dict[str, int](search.weights.items()), first=search.first, last=search.last
    )
    await start_planning(parts, viewer, scenario, limits, wishes)
    return await in_thread(get_scenario, viewer, scenario)


async def stop_search(parts: Parts, viewer: Viewer, scenario: str) -> ScenarioShown:
    """Stop a search; its best plan so far becomes the result, a moment later."""
    await parts.jobs.stop(viewer, scenario)
    return await in_thread(get_scenario, viewer, scenario)


async def watch_search(parts: Parts, viewer: Viewer, scenario: str) -> SearchProgress:
    """Tell where a search is."""
    record = await in_thread(read_scenario, viewer, scenario)
    total = record.score.total if record.score else None
    bound = record.line.bound
    return SearchProgress(
        state=record.line.state,
        outcome=record.line.outcome,
        failure=record.line.failure,
        total=total,
        bound=bound,
        gap=_gap(total, bound),
        points=parts.jobs.told(scenario)[-_POINTS:],
    )


def _gap(total: int | None, bound: int | None) -> float | None:
    if total is None or bound is None:
        return None
    return (total - bound) / total if total else 0.0


def list_unheld(viewer: Viewer, scenario: str, wanted: Slice) -> Listing[UnheldRun]:
    """List the runs that a scenario does not hold, each with why."""
    rows = left_out.left_out(viewer, scenario).unheld
    page = sliced(rows, wanted)
    return Listing(tuple(map(_unheld, page.items)), page.next_page_token, page.total)


def list_unseated(viewer: Viewer, scenario: str, wanted: Slice) -> Listing[UnseatedNomination]:
    """List the nominations that a scenario does not seat, what matters most first, with why."""
    rows = left_out.left_out(viewer, scenario).unseated
    page = sliced(rows, wanted)
    return Listing(tuple(map(_unseated, page.items)), page.next_page_token, page.total)


def worded(reasons: tuple[Reason, ...]) -> tuple[WordedReason, ...]:
    """Say reasons in words, besides."""
    return tuple(WordedReason(reason, reason_words(reason)) for reason in reasons)


async def list_broken(
    parts: Parts, viewer: Viewer, scenario: str, wanted: Slice
) -> Listing[WordedViolation]:
    """List the rules that a scenario's plan breaks as things stand today.

    A hall that closed, or a trainer who fell ill, after it was planned. Publishing does not ask.
    """
    broken = await broken_today(parts.planner, viewer, scenario)
    page = sliced(broken, wanted)
    worded = tuple(WordedViolation(each, violation_words(each)) for each in page.items)
    return Listing(worded, page.next_page_token, page.total)


def _unheld(line: UnheldLine) -> UnheldRun:
    return UnheldRun(
        run=line.run,
        course=line.course,
        course_title=line.course_title,
        required=line.required,
        reasons=worded(line.reasons),
    )


def _unseated(line: UnseatedLine) -> UnseatedNomination:
    return UnseatedNomination(
        nomination=line.nomination,
        official=line.official,
        given_name=line.given_name,
        family_name=line.family_name,
        member=line.member,
        course=line.course,
        priority=line.priority,
        reasons=worded(line.reasons),
    )


DOORS = (
    operation(
        "POST",
        "/scenarios/{scenario}:start",
        start_search,
        COORDINATORS,
        tag=TAG,
        tagged=True,
        guarded_by=get_scenario,
    ),
    operation(
        "POST",
        "/scenarios/{scenario}:stop",
        stop_search,
        COORDINATORS,
        tag=TAG,
        tagged=True,
        guarded_by=get_scenario,
    ),
    operation("GET", "/scenarios/{scenario}/progress", watch_search, COORDINATORS, tag=TAG),
    operation("GET", "/scenarios/{scenario}/broken-rules", list_broken, COORDINATORS, tag=TAG),
    operation("GET", "/scenarios/{scenario}/unheld-runs", list_unheld, COORDINATORS, tag=TAG),
    operation(
        "GET", "/scenarios/{scenario}/unseated-nominations", list_unseated, COORDINATORS, tag=TAG
    ),
)
