"""Curves as an SVG picture: series over one axis, with ticks and names. No planner."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

Point = tuple[float, float]

_WIDTH, _HEIGHT = 800, 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 90, 20, 40, 50
_COLOURS = ("#1f5fa8", "#c4512d", "#5b8a3a", "#7a4b9c", "#b8860b")
_TICKS = 6


class _Axis(NamedTuple):
    """From `low` to `high` in the picture's units `begin` to `end`."""

    low: float
    high: float
    begin: float
    end: float

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.begin + share * (self.end - self.begin)

    def ticks(self) -> Iterator[float]:
        """Give round values, at most about `_TICKS`."""
        rough = (self.high - self.low) / _TICKS
        size = 10.0 ** math.floor(math.log10(rough))
        step = next(size * m for m in (1, 2, 5, 10) if size * m >= rough)
        value = math.ceil(self.low / step) * step
        while value <= self.high + step * 1e-9:
            yield value
            value += step


def svg(
    title: str, x_name: str, series: Mapping[str, Sequence[Point]], is_stepped: bool = False
) -> str:
    """Draw series of (x, y), each in the order of x; stepped ones keep a value until the next."""
    points = [point for each in series.values() for point in each] or [(0.0, 0.0)]
    across = _axis([x for x, _ in points], _LEFT, _WIDTH - _RIGHT)
    up = _axis([y for _, y in points], _HEIGHT - _BOTTOM, _TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}">',
        '<style>text{font:12px sans-serif}</style><rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="{_LEFT}" y="20">{escape(title)}</text>',
        *_grid(across, up, x_name),
    ]
    for index, (name, line) in enumerate(series.items()):
        colour = _COLOURS[index % len(_COLOURS)]
        parts.append(_line(line, across, up, colour, is_stepped))
        at = _LEFT + 10 + 150 * index
        parts.append(f'<text x="{at}" y="{_TOP - 6}" fill="{colour}">\u25a0 {escape(name)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _axis(values: Sequence[float], begin: float, end: float) -> _Axis:
    low, high = min(values), max(values)
    spare = 0.05 * (high - low) or max(1.0, 0.05 * abs(high))
    return _Axis(low - spare, high + spare, begin, end)


def _grid(across: _Axis, up: _Axis, x_name: str) -> Iterator[str]:
    for value in across.ticks():
        x = across.at(value)
        yield f'<path d="M{x:.1f} {up.begin}V{up.end}" stroke="#ddd"/>'
        yield f'<text x="{x:.1f}" y="{up.begin + 16}" text-anchor="middle">{value:,g}</text>'
    for value in up.ticks():
        y = up.at(value)
        yield f'<path d="M{across.begin} {y:.1f}H{across.end}" stroke="#ddd"/>'
        yield f'<text x="{across.begin - 6}" y="{y + 4:.1f}" text-anchor="end">{value:,.10g}</text>'
    yield f'<text x="{(across.begin + across.end) / 2}" y="{_HEIGHT - 10}">{escape(x_name)}</text>'


def _line(line: Sequence[Point], across: _Axis, up: _Axis, colour: str, is_stepped: bool) -> str:
    path, last = [], 0.0
    for index, (x, y) in enumerate(line):
        here = f"{across.at(x):.1f} {up.at(y):.1f}"
        if index == 0:
            path.append(f"M{here}")
        elif is_stepped:
            path.append(f"L{across.at(x):.1f} {last:.1f}L{here}")
        else:
            path.append(f"L{here}")
        last = up.at(y)
    return f'<path d="{"".join(path)}" fill="none" stroke="{colour}" stroke-width="2"/>'
