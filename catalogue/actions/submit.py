"""An agency or the focal point hands a nomination in for endorsement."""

from __future__ import annotations

from catalogue import sight
from catalogue.db import changing
from catalogue.life import State
from catalogue.moving import move
from catalogue.viewer import Viewer


@changing
def submit(viewer: Viewer, nomination: str) -> None:
    """Move a draft to submitted. Raises NotFound, WrongState."""
    move(viewer, sight.nomination(viewer, nomination), State.SUBMITTED, verb="submitted")
