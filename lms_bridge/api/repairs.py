"""Repair: somebody cannot come, or a venue is closed; the plan is mended with few changes."""

from __future__ import annotations

from datetime import date

from catalogue.actions.close_venue import close_venue
from catalogue.actions.mark_unavailable import mark_unavailable
from catalogue.errors import Refused
from catalogue.faults import Fault, Where
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.operation import Body
from lms_bridge.api.scenarios import ScenarioShown, get_scenario
from lms_bridge.doors import COORDINATORS
from lms_bridge.parts import Parts
from lms_bridge.planner.wishes import Wishes
from lms_bridge.starting import repair

TAG = "planning"


class RepairWish(Body):
    """Who cannot come, or where nothing can be held, and on which days; both ends included.

    One of `trainer` and `venue` is named. `name` is what the scenario is called. A repair fills
    what is open, too; `only_published` lets it hold no run besides the published ones,
    `only_seated` give no seat to anybody who has none.
    """

    trainer: str | None = None
    venue: str | None = None
    start: date
    end: date
    reason: str = ""
    name: str = ""
    only_published: bool = False
    only_seated: bool = False


def begin_repair(viewer: Viewer, parts: Parts, programme: str, wish: RepairWish) -> ScenarioShown:
    """Note that a trainer cannot come or a venue is closed, and have the plan mended.

    The scenario that is made changes as little as it can; publish it as any other.
    """
    id = wish.trainer or wish.venue
    if not id:
        raise Refused([Fault(Where(column="trainer"), "MISSING", "")])
    if wish.trainer and wish.venue:
        raise Refused([Fault(Where(column="venue"), "NOT_WITH", wish.venue, ("trainer",))])
    act = mark_unavailable if wish.trainer else close_venue
    name = wish.name or f"Repair: {id}, {wish.start} to {wish.end}"

    def fact(viewer: Viewer) -> None:
        act(viewer, id, wish.start, wish.end, wish.reason)

    wishes = Wishes(only_published=wish.only_published, only_seated=wish.only_seated)
    made = repair(viewer, programme, name, fact, parts.settings.solve_workers, wishes)
    return get_scenario(viewer, made)


DOORS = (
    operation(
        "POST",
        "/programmes/{programme}:repair",
        begin_repair,
        COORDINATORS,
        tag=TAG,
        status=201,
        tagged=True,
        location="/scenarios/{id}",
    ),
)
