"""A map has the land that it shows, and names that do not cover one another."""

from __future__ import annotations

import re

from catalogue.queries.origins import CityLine
from lms_bridge.web.atlas import drawn
from lms_bridge.web.coast import View, land


def a_city(name: str, latitude: float, longitude: float, runs: int = 1) -> CityLine:
    return CityLine(
        city=name,
        name=name,
        country="XX",
        latitude=latitude,
        longitude=longitude,
        runs=runs,
        seats=10,
    )


def test_land_lies_where_it_is_seen() -> None:
    australia = View(cut=110, left=0, right=50, low=-45, high=-10, scale=10)
    path = land(australia)
    begins = [(int(x), int(y)) for x, y in re.findall(r"M(-?\d+) (-?\d+)", path)]
    assert begins
    assert land(View(cut=200, left=0, right=20, low=-60, high=-57, scale=10)) == ""  # open sea


def test_land_goes_on_across_the_date_line() -> None:
    pacific = View(cut=100, left=0, right=200, low=-60, high=60, scale=5)
    steps = re.findall(r"(-?\d+) -?\d+", re.sub(r"M-?\d+ -?\d+", "", land(pacific)))
    assert max(abs(int(step)) for step in steps) < 180 * 5


def test_names_give_way_to_one_another() -> None:
    near = [a_city(f"A town called {n}", 10 + n / 10, 100 + n / 10) for n in range(12)]
    found = drawn([*near, a_city("Far", -30, 150)])
    assert found is not None
    labels = [spot.label for spot in found.spots if spot.label]
    assert 1 < len(labels) < len(near)
    assert len(set(labels)) == len(labels)
    assert drawn([a_city("Origin", 0, 100, runs=0)]).spots[0].label is None  # type: ignore[union-attr]


def test_name_stands_beside_another_venue_rather_than_on_it() -> None:
    cities = [a_city("Bangkok", 13.75, 100.5, runs=14), a_city("Manila", 14.6, 121.0, runs=5)]
    found = drawn([*cities, a_city("Cairo", 30, 31, runs=0), a_city("Washington", 39, -77, runs=0)])
    assert found is not None
    bangkok = next(spot for spot in found.spots if spot.line.name == "Bangkok")
    assert bangkok.label is not None
    assert bangkok.label[2] == "end"
    assert bangkok.label[0] < bangkok.x
