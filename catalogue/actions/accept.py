"""The focal point or the official accepts an offered seat."""

from __future__ import annotations

from catalogue import sight
from catalogue.db import changing
from catalogue.life import State
from catalogue.moving import move
from catalogue.viewer import Viewer


@changing
def accept(viewer: Viewer, nomination: str) -> None:
    """Move an offered nomination to accepted. Raises NotFound, WrongState."""
    move(viewer, sight.nomination(viewer, nomination), State.ACCEPTED, verb="accepted")
