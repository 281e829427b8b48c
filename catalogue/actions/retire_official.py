"""Somebody who registers officials says that one has left the agency, or is back."""

from __future__ import annotations

from catalogue import sight
from catalogue.actions.register_official import MAY_REGISTER
from catalogue.db import changing
from catalogue.retiring import retire, take_back
from catalogue.viewer import Viewer


@changing
def retire_official(viewer: Viewer, official: str, *, has_left: bool) -> None:
    """Let an official have left, or be back; doing it again changes nothing.

    Raises Forbidden, NotFound; WrongState where who is to be back was erased.
    """
    viewer.allow(*MAY_REGISTER)
    row = sight.official(viewer, official)
    if has_left:
        retire(viewer, row, "register")
    else:
        take_back(viewer, row)
