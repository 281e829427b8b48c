"""A coordinator rejects a nomination."""

from __future__ import annotations

from catalogue import sight
from catalogue.db import changing
from catalogue.life import State
from catalogue.moving import move
from catalogue.texts import note
from catalogue.viewer import Viewer


@changing
def reject(viewer: Viewer, nomination: str, reason: str) -> None:
    """End a nomination that has no seat yet. Raises NotFound, WrongState, Refused."""
    row = sight.nomination(viewer, nomination)
    move(viewer, row, State.REJECTED, verb="rejected", reason=note(reason, "reason"))
