"""The focal point sends a nomination back to the agency."""

from __future__ import annotations

from catalogue import sight
from catalogue.db import changing
from catalogue.life import State
from catalogue.moving import move
from catalogue.texts import note
from catalogue.viewer import Viewer


@changing
def send_back(viewer: Viewer, nomination: str, reason: str) -> None:
    """Move a submitted nomination back to draft. Raises NotFound, WrongState, Refused."""
    row = sight.nomination(viewer, nomination)
    move(viewer, row, State.DRAFT, verb="sent_back", reason=note(reason, "reason"))
