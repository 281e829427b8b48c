"""The focal point endorses a nomination, with its rank among the member's for that course."""

from __future__ import annotations

from catalogue import sight
from catalogue.db import changing
from catalogue.errors import Refused
from catalogue.faults import Fault, Where
from catalogue.fields import now
from catalogue.life import State, priority_of
from catalogue.moving import move
from catalogue.viewer import Viewer

_LAST_RANK = 999


@changing
def endorse(viewer: Viewer, nomination: str, rank: int) -> None:
    """Move a submitted nomination to endorsed; `rank` 1 is the member's first choice.

    From now on it enters plans, with the priority that the rank maps to. Raises NotFound,
    WrongState, Refused.
    """
    if not 1 <= rank <= _LAST_RANK:
        raise Refused([Fault(Where(column="rank"), "OUT_OF_RANGE", str(rank), ("1 to 999",))])
    row = sight.nomination(viewer, nomination)
    row.rank, row.priority, row.endorsed_at = rank, priority_of(rank), now()
    move(viewer, row, State.ENDORSED, verb="endorsed", rank=rank, priority=row.priority)
