"""Officials as their member's identity system sees them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from catalogue import audit
from catalogue.db import reading
from catalogue.errors import NotFound
from catalogue.named import ALL, AccountLine, Called, named
from catalogue.viewer import Viewer


@reading
def accounts(viewer: Viewer, called: Called = ALL) -> tuple[AccountLine, ...]:
    """List the officials whose records they may see, in the order of their ids."""
    return named(viewer, called)


@reading
def moments(seen: Iterable[AccountLine]) -> dict[str, tuple[datetime, datetime]]:
    """Give when those whom somebody sees were registered and last changed, as far as is known."""
    return audit.first_and_last("official", {line.id for line in seen})


@reading
def account(viewer: Viewer, id: str) -> AccountLine:
    """Give an official. Raises NotFound."""
    for line in named(viewer, Called(id=id)):
        return line
    raise NotFound("official", id)
