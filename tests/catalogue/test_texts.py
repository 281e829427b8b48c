"""What nobody sees is no part of a text, but joiners, which some scripts are written with, are."""

from __future__ import annotations

import pytest

from catalogue.texts import tidy


@pytest.mark.parametrize("mark", ["\u061c", "\u200e", "\u200f", "\u202e", "\u2066", "\ufeff", "\0"])
def test_marks_of_direction_are_left_out(mark: str) -> None:
    assert tidy(f"{mark}مر{mark}يم{mark} ") == "مريم"


def test_joiners_stay() -> None:
    assert tidy("می\u200cشود") == "می\u200cشود"
