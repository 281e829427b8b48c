"""A map of venues and origins (equirectangular), with the table beside it; it names no person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, sqrt

from aiohttp import web

from catalogue.queries.origins import CityLine, origins
from lms_bridge.doors import OVERSEERS, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.coast import View, land
from lms_bridge.web.page import render

WIDTH = 1000
_STEP = 10  # degrees between the lines of the grid
_LEAST_RADIUS, _MOST_RADIUS = 3.0, 22.0
_LETTER_WIDTH, _LETTER_HEIGHT = 8.0, 14.0  # with the rim around it

_Place = tuple[float, float, str]
_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Spot:
    """A city on the map; `radius` has an area as its seats have, `is_venue` where runs are held."""

    line: CityLine
    x: float
    y: float
    radius: float
    label: _Place | None = None  # where its name stands, if there is room


@dataclass(frozen=True, slots=True)
class Map:
    """Spots, the greatest first so that none is hidden, the grid as (path, labels), and land."""

    spots: tuple[Spot, ...]
    meridians: tuple[tuple[float, int], ...]
    parallels: tuple[tuple[float, int], ...]
    height: int
    land: str
    width: int = WIDTH


def drawn(lines: Sequence[CityLine]) -> Map | None:
    """Draw cities; None where there is none."""
    if not lines:
        return None
    # a programme around the Pacific is cut where there is the widest gap, not at the date line
    cut = _cut([line.longitude for line in lines])
    east = [(line.longitude - cut) % 360 for line in lines]
    north = [line.latitude for line in lines]
    left, right = floor(min(east) / _STEP) * _STEP - 2, ceil(max(east) / _STEP) * _STEP + 2
    low, high = floor(min(north) / _STEP) * _STEP, ceil(max(north) / _STEP) * _STEP + 2
    scale = WIDTH / (right - left)
    most = max([line.seats for line in lines] + [1])
    spots = [
        Spot(
            line,
            x=round((x - left) * scale, 1),
            y=round((high - line.latitude) * scale, 1),
            radius=round(max(_LEAST_RADIUS, sqrt(line.seats / most) * _MOST_RADIUS), 1),
        )
        for line, x in zip(lines, east, strict=True)
    ]
    return Map(
        spots=tuple(_labelled(sorted(spots, key=lambda spot: -spot.radius))),
        meridians=tuple(
            (round((x - left) * scale, 1), round((x + cut + 180) % 360 - 180))
            for x in range(left + 2, right, _STEP)
        ),
        parallels=tuple(
            (round((high - y) * scale, 1), y) for y in range(ceil(low / _STEP) * _STEP, high, _STEP)
        ),
        height=round((high - low) * scale),
        land=land(View(cut, left, right, low, high, scale)),
    )


def _labelled(spots: Sequence[Spot]) -> Iterator[Spot]:
    """Give the venues' names places where they cover neither one another nor the edge.

    A place that covers no other venue's circle is taken before one that does.
    """
    circles = [_around(spot) for spot in spots if spot.line.runs]
    names: list[_Box] = []
    for spot in spots:
        found = None
        if spot.line.runs:
            free = [
                (place, box)
                for place, box in _beside(spot)
                if box[0] > 0 and box[2] < WIDTH and not _is_covered(box, names)
            ]
            others = [circle for circle in circles if circle != _around(spot)]
            free.sort(key=lambda each: _is_covered(each[1], others))
            if free:
                found, box = free[0]
                names.append(box)
        yield replace(spot, label=found)


def _around(spot: Spot) -> _Box:
    return spot.x - spot.radius, spot.y - spot.radius, spot.x + spot.radius, spot.y + spot.radius


def _is_covered(box: _Box, others: Sequence[_Box]) -> bool:
    left, top, right, bottom = box
    return any(
        left <= each[2] and each[0] <= right and top <= each[3] and each[1] <= bottom
        for each in others
    )


def _beside(spot: Spot) -> Iterator[tuple[_Place, _Box]]:
    """Give the places for a name and what it covers: to the right, to the left, below, above."""
    away, half = spot.radius + 3, _LETTER_HEIGHT / 3
    width = _LETTER_WIDTH * len(f"{spot.line.name} {spot.line.runs}")
    for x, y, anchor in (
        (spot.x + away, spot.y + half, "start"),
        (spot.x - away, spot.y + half, "end"),
        (spot.x, spot.y + away + 2 * half, "middle"),
        (spot.x, spot.y - away, "middle"),
    ):
        left = x - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
        yield (round(x, 1), round(y, 1), anchor), (left, y - _LETTER_HEIGHT, left + width, y)


def _cut(longitudes: Sequence[float]) -> int:
    """Give where the widest gap between neighbours on the globe ends, down to the grid."""
    around = sorted({longitude % 360 for longitude in longitudes})
    gaps = [
        ((b - a) % 360 or 360, b) for a, b in zip(around, [*around[1:], around[0]], strict=True)
    ]
    return floor(max(gaps)[1] / _STEP) * _STEP


async def _show(request: web.Request) -> web.Response:
    lines = await in_thread(origins, viewer_of(request), request.match_info["programme"])
    return await render(request, "map.html", lines=lines, map=drawn(lines))


DOORS: tuple[Door, ...] = (page("GET", "/programmes/{programme}/map", _show, OVERSEERS),)
