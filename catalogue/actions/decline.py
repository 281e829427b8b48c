"""The member or the official declines an offered seat, which is free then."""

from __future__ import annotations

from catalogue import sight
from catalogue.db import changing
from catalogue.life import State
from catalogue.moving import move
from catalogue.texts import note
from catalogue.viewer import Viewer


@changing
def decline(viewer: Viewer, nomination: str, reason: str = "") -> None:
    """End an offered nomination. Raises NotFound, WrongState, Refused."""
    row = sight.nomination(viewer, nomination)
    move(viewer, row, State.DECLINED, verb="declined", reason=note(reason, "reason"))
