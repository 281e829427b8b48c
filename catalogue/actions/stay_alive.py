"""A bridge says that it lives, and takes over from those that no longer do."""

from __future__ import annotations

from datetime import timedelta

from catalogue.bridges import Bridge
from catalogue.db import changing
from catalogue.fields import now
from catalogue.viewer import Viewer


@changing
def stay_alive(viewer: Viewer, executor: str, seconds: float) -> list[str]:
    """Be alive for some seconds from now, and list the bridges that died, each to one bridge only.

    Whoever gets a dead one's name is to take up its work. Raises Forbidden.
    """
    viewer.allow_coordinators()
    moment = now()
    dead = Bridge.select().where(Bridge.executor != executor, Bridge.until < moment)
    names = sorted(row.executor for row in dead)
    Bridge.delete().where(Bridge.executor.in_([*names, executor])).execute()
    Bridge.create(executor=executor, until=moment + timedelta(seconds=seconds))
    return names


@changing
def leave(viewer: Viewer, executor: str) -> None:
    """End in good order: whatever is left is for this bridge's next start. Raises Forbidden."""
    viewer.allow_coordinators()
    Bridge.delete().where(Bridge.executor == executor).execute()
