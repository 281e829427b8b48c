"""Plans by their figures, and what fairness among the members costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from catalogue.errors import WrongState
from catalogue.queries.scenarios import scenario as read_scenario
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.operation import Body
from lms_bridge.doors import COORDINATORS
from lms_bridge.fairness import FACTORS, PosedSeries, plan_series, pose_series
from lms_bridge.measures import Measures, measure
from lms_bridge.moving import as_it_is_now
from lms_bridge.parts import Parts
from lms_bridge.planner.client import Limits

TAG = "scenarios"


class SeriesWish(Body):
    """How long each of the searches may take, and what their scenarios are called."""

    name: str = "Fairness"
    seconds: Annotated[int, Field(ge=1, le=600)] = 20


@dataclass(frozen=True, slots=True)
class Tried:
    """A scenario, and how many times as much as usual fairness among the members counts in it."""

    scenario: str
    factor: float


@dataclass(frozen=True, slots=True)
class Series:
    """Scenarios that are alike but for the weight of fairness."""

    scenarios: tuple[Tried, ...]


def get_figures(viewer: Viewer, scenario: str) -> Measures:
    """Give the figures of a scenario's plan, in runs, seats and US dollars, by what is known now.

    Points of scenarios with unlike weights cannot be compared; these can.
    """
    record = read_scenario(viewer, scenario)
    if record.plan is None:
        raise WrongState("scenario", scenario, state=record.line.state, wanted="counted")
    given, _posed = as_it_is_now(record.programme)
    return measure(given, record.plan)


def find_price_of_fairness(
    viewer: Viewer, parts: Parts, programme: str, wish: SeriesWish, beforehand: PosedSeries
) -> Series:
    """Have a programme planned several times, with more and more weight on fairness.

    Compare `seats_short` with `cost_usd` and `priorities_unseated` of their figures.
    """
    limits = Limits(seconds=float(wish.seconds), workers=parts.settings.solve_workers)
    names = [f"{wish.name}: {factor:g} times as usual" for factor in FACTORS]
    made = plan_series(viewer, programme, names, limits, beforehand)
    return Series(tuple(Tried(id, factor) for id, factor in zip(made, FACTORS, strict=True)))


DOORS = (
    operation("GET", "/scenarios/{scenario}/figures", get_figures, COORDINATORS, tag=TAG),
    operation(
        "POST",
        "/programmes/{programme}/scenarios:fairness",
        find_price_of_fairness,
        COORDINATORS,
        tag=TAG,
        status=201,
        prepared_by=pose_series,
    ),
)
