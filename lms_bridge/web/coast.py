"""Where land is, so that places on a map are recognised: outlines in degrees, as a path of SVG.

The outlines are Natural Earth's land at 1:110 million, which is in the public domain, taken from
world-atlas 2.0.2 and simplified to a quarter of a degree; Antarctica is left out. They show no
borders.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "land.json"

Ring = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class View:
    """What a map shows: degrees east of `cut`, degrees north, and `scale` units of it a degree."""

    cut: int
    left: float
    right: float
    low: float
    high: float
    scale: float


@cache
def _rings() -> list[Ring]:
    """Give outlines, each a list of (longitude, latitude)."""
    rings: list[Ring] = json.loads(_FILE.read_text())
    return rings


def land(view: View) -> str:
    """Draw the land that a map shows as a path, in whole units."""
    return "".join(_drawn(ring, view) for ring in _shown(view))


def _shown(view: View) -> Iterator[Ring]:
    """Give the outlines that are seen, each where it is, once more to the east if it is there."""
    for ring in _rings():
        norths = [north for _, north in ring]
        if max(norths) < view.low or min(norths) > view.high:
            continue
        for turn in (0, 360, 720):
            easts = [east - view.cut + turn for east, _ in ring]
            if max(easts) >= view.left and min(easts) <= view.right:
                yield [(east, north) for east, (_, north) in zip(easts, ring, strict=True)]


def _drawn(ring: Ring, view: View) -> str:
    points = [
        (round((east - view.left) * view.scale), round((view.high - north) * view.scale))
        for east, north in ring
    ]
    (x, y), *others = points
    path = [f"M{x} {y}l"]
    for to_x, to_y in others:
        if (to_x, to_y) != (x, y):
            path.append(f"{to_x - x} {to_y - y}")
            x, y = to_x, to_y
    return " ".join(path) + "z"
