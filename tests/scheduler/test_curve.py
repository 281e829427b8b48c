"""Curves as pictures."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from scheduler.curve import svg

SVG = "{http://www.w3.org/2000/svg}"


def test_every_series_is_a_line_with_its_name() -> None:
    picture = ET.fromstring(
        svg("a < b", "seconds", {"total": [(0, 9), (1, 7)], "bound": [(0, 1), (1, 5)]})
    )
    lines = [p for p in picture.iter(f"{SVG}path") if p.get("stroke-width")]
    texts = [t.text for t in picture.iter(f"{SVG}text")]
    assert len(lines) == 2
    assert {"a < b", "seconds", "\u25a0 total", "\u25a0 bound"} <= set(texts)


def test_a_stepped_series_keeps_its_value_until_the_next() -> None:
    [straight, stepped] = [
        ET.fromstring(svg("", "", {"x": [(0, 9), (1, 7)]}, is_stepped))
        .findall(f"{SVG}path")[-1]
        .get("d", "")
        for is_stepped in (False, True)
    ]
    assert (straight.count("L"), stepped.count("L")) == (1, 2)


def test_nothing_or_one_point_is_a_picture_too() -> None:
    for series in ({}, {"x": []}, {"x": [(3.0, 5.0)]}, {"x": [(0.0, 10.0**12)]}):
        ET.fromstring(svg("empty", "x", series))
