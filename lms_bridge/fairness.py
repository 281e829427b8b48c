"""What fairness among the members costs: a programme planned with more and more weight on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from catalogue.actions.draft_scenario import draft_scenario
from catalogue.db import changing
from catalogue.viewer import Viewer
from lms_bridge.moving import as_it_is_now
from lms_bridge.planner.client import Limits
from lms_bridge.planner.problem import Posed
from lms_bridge.planner.wishes import Wishes
from lms_bridge.starting import pose_as_wished, start_posed

WEIGHT: Final = "member_shortfall"
FACTORS: Final = (0.0, 1.0, 2.0, 5.0, 20.0)
"""The usual weight of fairness times these, in a series."""

_IF_NOTHING = 10  # the usual weight where the programme has none
_MOST = 1_000_000


def weighted(usual: int, factor: float) -> int:
    """Give a weight so many times as large, as far as weights go."""
    if factor == 1:
        return usual
    return min(round((usual or _IF_NOTHING) * factor), _MOST)


@dataclass(frozen=True, slots=True)
class PosedSeries:
    """A problem for each of `FACTORS`, made of the planning input of a revision."""

    problems: tuple[Posed, ...]
    revision: int


def pose_series(programme: str) -> PosedSeries:
    """Read a programme and translate it, without keeping anybody from writing meanwhile.

    Raises NotFound, NotPlannable.
    """
    given, _posed = as_it_is_now(programme)
    weights = [weighted(given.weights[WEIGHT], factor) for factor in FACTORS]
    problems = [pose_as_wished(given, Wishes(weights={WEIGHT: weight})) for weight in weights]
    return PosedSeries(tuple(problems), given.revision)


@changing
def plan_series(
    viewer: Viewer, programme: str, names: Sequence[str], limits: Limits, posed: PosedSeries
) -> list[str]:
    """Have a programme planned as it was posed; gives ids of the scenarios, called `names`.

    All or none of them begin. Raises Forbidden, NotFound, Refused.
    """
    scenarios = [draft_scenario(viewer, programme, name) for name in names]
    for scenario, problem in zip(scenarios, posed.problems, strict=True):
        start_posed(viewer, scenario, problem, limits, posed.revision)
    return scenarios
