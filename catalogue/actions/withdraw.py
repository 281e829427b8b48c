"""The member withdraws a nomination; a seat that it had is free."""

from __future__ import annotations

from catalogue import sight
from catalogue.db import changing
from catalogue.life import State
from catalogue.moving import move
from catalogue.texts import note
from catalogue.viewer import Viewer


@changing
def withdraw(viewer: Viewer, nomination: str, reason: str = "") -> None:
    """End a nomination at the member's wish. Raises NotFound, WrongState, Refused."""
    row = sight.nomination(viewer, nomination)
    move(viewer, row, State.WITHDRAWN, verb="withdrawn", reason=note(reason, "reason"))
