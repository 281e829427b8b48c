"""The curve of a search: the best total and the bound over the seconds, as paths of an SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lms_bridge.planner.answer import Progress

WIDTH = 640
HEIGHT = 150
_MARGIN = 8


@dataclass(frozen=True, slots=True)
class Curve:
    """Paths, and the values at top and bottom in thousandths."""

    total: str
    bound: str
    top: int
    bottom: int
    seconds: float
    width: int = WIDTH
    height: int = HEIGHT


def curve_of(points: Sequence[Progress]) -> Curve | None:
    """Draw a curve; None while there is nothing to see. Steps, for a plan stays until a better."""
    known = [p for p in points if p.total is not None]
    if len(known) < 2:
        return None
    totals = [p.total for p in known if p.total is not None]
    bounds = [p.bound for p in known if p.bound is not None]
    # the first plans are far off: the axis begins where most of the search takes place
    top = sorted(totals)[len(totals) * 9 // 10]
    bottom = min([*bounds[-1:], totals[-1]])
    if top <= bottom:
        top = bottom + 1
    latest = max(known[-1].seconds, 0.001)

    def place(seconds: float, value: int) -> tuple[float, float]:
        share = min(max((value - bottom) / (top - bottom), -0.02), 1.04)
        height = HEIGHT - _MARGIN - share * (HEIGHT - 2 * _MARGIN)
        return round(seconds / latest * WIDTH, 1), round(height, 1)

    def steps(values: list[tuple[float, int]]) -> str:
        path, before = "", None
        for seconds, value in values:
            if value == before:
                continue
            x, y = place(seconds, value)
            path += f"M{x:g} {y:g}" if not path else f"H{x:g}V{y:g}"
            before = value
        return f"{path}H{WIDTH}" if path else ""

    return Curve(
        total=steps([(p.seconds, p.total) for p in known if p.total is not None]),
        bound=steps([(p.seconds, p.bound) for p in known if p.bound is not None]),
        top=top,
        bottom=bottom,
        seconds=latest,
    )
