"""A bridge says that it lives, and takes over from those that no longer do."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from catalogue.bridges import Bridge, with_session
from catalogue.db import changing
from catalogue.fields import now
from catalogue.lms import LmsLease
from catalogue.viewer import Viewer


@changing
def stay_alive(
    viewer: Viewer,
    executor: str,
    seconds: float,
    holder: str = "",
    here: Collection[str] = (),
    gone: Collection[str] = (),
) -> list[str]:
    """Be alive for some seconds from now, and list the bridges that died, each to one bridge only.

    Bridges that are `here` live whatever their time says; those that are `gone` are dead, unless
    they came back meanwhile, and what they alone might write to is free. Whoever gets a dead one's
    name is to take up its work.
    What was said by a clock that was ahead counts as if it had been said now. Raises Forbidden.
    """
    viewer.allow_coordinators()
    moment = now()
    until = moment + timedelta(seconds=seconds)
    gone = set(gone) - with_session()  # to write may have been waited for long
    others = list(Bridge.select().where(Bridge.executor != executor))
    dead = [
        row
        for row in others
        if row.executor in gone or (row.until < moment and row.executor not in here)
    ]
    free = [row.holder for row in dead if row.executor in gone and row.holder]
    LmsLease.delete().where(LmsLease.holder.in_(free)).execute()
    names = sorted(row.executor for row in dead)
    Bridge.delete().where(Bridge.executor.in_([*names, executor])).execute()
    Bridge.update(until=until).where(Bridge.until > until).execute()
    Bridge.create(executor=executor, until=until, holder=holder)
    return names


@changing
def leave(viewer: Viewer, executor: str) -> None:
    """End in good order: whatever is left is for this bridge's next start. Raises Forbidden."""
    viewer.allow_coordinators()
    Bridge.delete().where(Bridge.executor == executor).execute()
