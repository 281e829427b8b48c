"""An agency or the focal point hands a nomination in for endorsement."""

from __future__ import annotations

from catalogue import sight
from catalogue.calling import hand_in
from catalogue.db import changing
from catalogue.errors import Refused
from catalogue.faults import Where
from catalogue.life import State
from catalogue.moving import move
from catalogue.viewer import Viewer


@changing
def submit(viewer: Viewer, nomination: str) -> None:
    """Move a draft to submitted. Raises NotFound, WrongState; Refused where a call is over."""
    row = sight.nomination(viewer, nomination)
    faults = hand_in(row.programme_id, [(row, Where(column="course"))])
    move(viewer, row, State.SUBMITTED, verb="submitted")
    if faults:  # told last: whoever may not submit it at all hears that instead
        raise Refused(faults)
