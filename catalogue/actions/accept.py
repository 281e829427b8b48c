"""The focal point or the official accepts an offered seat."""

from __future__ import annotations

from catalogue import sight
from catalogue.db import changing
from catalogue.errors import WrongState
from catalogue.life import State
from catalogue.moving import move
from catalogue.viewer import Viewer


@changing
def accept(viewer: Viewer, nomination: str) -> None:
    """Move an offered nomination to accepted. Raises NotFound, WrongState.

    After the answer-by date an offer counts as lapsed, also where nobody has let it lapse yet.
    """
    row = sight.nomination(viewer, nomination)
    is_over = row.answer_by is not None and row.answer_by < row.programme.planning_date
    if row.state == State.OFFERED and is_over:
        raise WrongState("nomination", nomination, state=State.LAPSED, wanted=State.ACCEPTED)
    move(viewer, row, State.ACCEPTED, verb="accepted")
