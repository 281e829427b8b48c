"""`demo`: the main job, told as a story with figures, on data of its own."""

from __future__ import annotations

from lms_bridge.settings import Settings


async def tell_story(settings: Settings, *, as_json: bool) -> int:
    """Tell it."""
    return 1
