"""Every door of REST."""

from __future__ import annotations

from lms_bridge.doors import Door

DOORS: tuple[Door, ...] = ()
