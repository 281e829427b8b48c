"""Orders that are filled in by numbers, or moved by a place."""

from __future__ import annotations

import pytest

from lms_bridge.web.ranking import in_order, moved


@pytest.mark.parametrize(
    ("places", "order"),
    [
        ({"a": 1, "b": 2, "c": 3}, "abc"),
        ({"a": 1, "b": 2, "c": 1}, "cab"),  # moved up: before whoever is there
        ({"a": 3, "b": 2, "c": 3}, "bca"),  # moved down: after whoever is there
        ({"a": 3, "b": 2, "c": 1}, "cba"),
        ({"a": 99, "b": 2, "c": 3}, "bca"),
    ],
)
def test_order_follows_the_places(places: dict[str, int], order: str) -> None:
    assert "".join(in_order(["a", "b", "c"], places)) == order


def test_one_moves_by_a_place_and_not_beyond_the_ends() -> None:
    assert moved(["a", "b", "c"], up="c", down="") == ["a", "c", "b"]
    assert moved(["a", "b", "c"], up="", down="a") == ["b", "a", "c"]
    assert moved(["a", "b"], up="a", down="b") == ["a", "b"]
    assert moved(["a", "b"], up="stranger", down="") == ["a", "b"]
