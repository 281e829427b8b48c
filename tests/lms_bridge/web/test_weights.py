"""Sliders that say what they mean."""

from __future__ import annotations

from catalogue.programmes import WEIGHTS
from lms_bridge.web.forms import Form
from lms_bridge.web.weights import CHANGES, GOALS, at_step, read_weights, sliders

USUAL = dict.fromkeys(WEIGHTS, 100)


def test_every_weight_of_the_contract_has_its_slider() -> None:
    assert (*GOALS, *CHANGES) == WEIGHTS


def test_slider_says_each_of_its_steps_in_points() -> None:
    (slider, *_others) = sliders(GOALS, USUAL, {"weight-required_unheld": "4"})
    assert slider.said == "twice: 200 points"
    assert (slider.words[0], slider.words[3]) == (
        "does not count: 0 points",
        "as usual: 100 points",
    )


def test_form_changes_only_the_weights_that_are_not_as_usual() -> None:
    texts = {"weight-unseated": "0", "weight-member_shortfall": "3", "weight-moved_date": "6"}
    assert read_weights(Form(texts, {}), USUAL) == {"unseated": 0, "moved_date": 2000}
    assert (at_step(0, 3), at_step(0, 4)) == (0, 20)  # there is something to begin with
    wrong = Form({"weight-unseated": "9"}, {})
    read_weights(wrong, USUAL)
    assert [fault.code for fault in wrong.faults] == ["OUT_OF_RANGE"]
