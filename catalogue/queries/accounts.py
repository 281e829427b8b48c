"""Officials as their member's identity system sees them."""

from __future__ import annotations

from collections.abc import Collection

from catalogue import audit, sight
from catalogue.db import reading
from catalogue.errors import NotFound
from catalogue.named import ALL, AccountLine, Called, Moments, named
from catalogue.people import Official
from catalogue.rows import narrowed
from catalogue.viewer import Viewer


@reading
def accounts(viewer: Viewer, called: Called = ALL) -> tuple[AccountLine, ...]:
    """List the officials whose records they may see, in the order of their ids."""
    return named(viewer, called)


@reading
def moments(viewer: Viewer, ids: Collection[str]) -> dict[str, Moments]:
    """Give when some of them were registered and last changed, as far back as that is known."""
    seen = sight.officials(viewer).select(Official.id)
    there = {row.id for row in narrowed(seen, Official.id, ids)} & set(ids)
    return audit.first_and_last("official", there)


@reading
def account(viewer: Viewer, id: str) -> AccountLine:
    """Give an official. Raises NotFound."""
    for line in named(viewer, Called(id=id)):
        return line
    raise NotFound("official", id)


@reading
def dated_account(viewer: Viewer, id: str) -> tuple[AccountLine, Moments | None]:
    """Give an official, and when they were registered and last changed. Raises NotFound."""
    return account(viewer, id), audit.first_and_last("official", {id}).get(id)
