"""Officials as their member's identity system sees them."""

from __future__ import annotations

from catalogue.db import reading
from catalogue.errors import NotFound
from catalogue.named import ALL, AccountLine, Called, named
from catalogue.viewer import Viewer


@reading
def accounts(viewer: Viewer, called: Called = ALL) -> tuple[AccountLine, ...]:
    """List the officials whose records they may see, in the order of their ids."""
    return named(viewer, called)


@reading
def account(viewer: Viewer, id: str) -> AccountLine:
    """Give an official. Raises NotFound."""
    for line in named(viewer, Called(id=id)):
        return line
    raise NotFound("official", id)
