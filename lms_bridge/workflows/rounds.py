"""How an LMS is looked at without being asked: often for what is new, at night for all of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from catalogue.queries.syncs import Looks

NIGHT_HOUR = 2
"""When a night's look is due, in UTC."""

ROUND, NIGHT = "round-", "night-"
"""How the ids of their workflows begin."""

OVERLAP = 2
"""How many times the time between two rounds a round looks back before the last one."""


class Round(NamedTuple):
    """A look that is due: the id of its workflow, and since when what happened there is asked for.

    None asks for everything. Enrolments, classes and accounts are compared whole in each.
    """

    id: str
    since: datetime | None


def round_due(looks: Looks, now: datetime, every: timedelta) -> Round:
    """Decide on the next look, now that it is time for one."""
    night = now.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
    if night > now:
        night -= timedelta(days=1)
    if looks.whole is None or looks.last is None or looks.whole < night:
        return Round(f"{NIGHT}{now:%Y%m%dT%H%M%S}", None)
    return Round(f"{ROUND}{now:%Y%m%dT%H%M%S}", looks.last - OVERLAP * every)
