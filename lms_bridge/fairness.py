"""What fairness among the members costs: a programme planned with more and more weight on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from catalogue.actions.draft_scenario import draft_scenario
from catalogue.db import changing
from catalogue.viewer import Viewer
from lms_bridge.moving import as_it_is_now
from lms_bridge.planner.client import Limits
from lms_bridge.planner.wishes import Wishes
from lms_bridge.starting import pose_scenario

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


@changing
def plan_series(viewer: Viewer, programme: str, names: Sequence[str], limits: Limits) -> list[str]:
    """Have a programme planned once for each of `FACTORS`; ids of the scenarios, called `names`.

    All or none of them begin. Raises Forbidden, NotFound, NotPlannable, Refused.
    """
    scenarios = [draft_scenario(viewer, programme, name) for name in names]
    given, _posed = as_it_is_now(programme)
    for scenario, factor in zip(scenarios, FACTORS, strict=True):
        wishes = Wishes(weights={WEIGHT: weighted(given.weights[WEIGHT], factor)})
        pose_scenario(viewer, scenario, limits, wishes)
    return scenarios
