"""Every door of the pages."""

from __future__ import annotations

from lms_bridge.doors import Door
from lms_bridge.web import (
    assets,
    attendance,
    calendars,
    home,
    letter,
    lms,
    nominating,
    nomination,
    nominations,
    officials,
    plan,
    planning,
    publishing,
    ranking,
    registering,
    runs,
    scenarios,
    sign_in,
    trail,
    trainers,
    users,
    versions,
)

DOORS: tuple[Door, ...] = (
    *assets.DOORS,
    *sign_in.DOORS,
    *home.DOORS,
    *plan.DOORS,
    *calendars.DOORS,
    *runs.DOORS,
    *attendance.DOORS,
    *scenarios.DOORS,
    *planning.DOORS,
    *publishing.DOORS,
    *lms.DOORS,
    *versions.DOORS,
    *nominations.DOORS,
    *nomination.DOORS,
    *letter.DOORS,
    *nominating.DOORS,
    *ranking.DOORS,
    *registering.DOORS,
    *officials.DOORS,
    *trainers.DOORS,
    *users.DOORS,
    *trail.DOORS,
)
