"""Every reason of the contract has words for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from catalogue.plan import Reason
from lms_bridge.reasons import TEXTS, reason_words

PROTO = Path(__file__).parents[2] / "proto/planning/v1/schedule.proto"


def codes(kind: str) -> list[str]:
    """Read the codes from the contract's comment on `Reason.code`."""
    comment = PROTO.read_text().split("message Reason {")[1].split("string code")[0]
    part = comment.split(f"Of a {kind}:")[1].split("Of a ")[0]
    return re.findall(r"\b[A-Z][A-Z_]{3,}\b", part)


def a_reason(code: str, run: str | None = None) -> Reason:
    return Reason(
        code,
        run=run,
        other_run="OTHER-1",
        block="law",
        member="IDN",
        funder="AUS-FUND",
        course="INDUCTION",
        link=3,
        cut_off_priority=4,
        delta=12_500,
    )


@pytest.mark.parametrize("code", codes("run"))
def test_reason_of_a_run_has_words(code: str) -> None:
    words = reason_words(a_reason(code))
    assert words.endswith(".")
    assert code not in words


@pytest.mark.parametrize("code", [*codes("nomination"), "LINK"])
def test_reason_of_a_nomination_has_words(code: str) -> None:
    general = {"NOT_IN_AUDIENCE", "ALREADY_COMPLETED", "NO_RUN_HELD"}
    words = reason_words(a_reason(code, None if code in general else "BRIEF-1"))
    assert words.endswith(".")
    assert code not in words


def test_no_text_is_for_nothing() -> None:
    known = {*codes("run"), *codes("nomination")}
    named = {text.removesuffix("_SEAT") for text in TEXTS}
    assert {name.removesuffix("_BETTER").removesuffix("_NOBODY") for name in named} == known


def test_reason_names_what_it_speaks_of() -> None:
    full = Reason("FULL", run="BRIEF-1", cut_off_priority=4)
    assert reason_words(full) == "BRIEF-1 is full; the last seat went to priority 4."
    named = reason_words(full, {"BRIEF-1": "the brief in Jakarta"})
    assert named == "the brief in Jakarta is full; the last seat went to priority 4."
    worse = Reason("NOT_WORTH_IT", delta=14_300)
    assert reason_words(worse) == "Holding it would make the plan worse by 14.3 points."
    better = Reason("NOT_PROVED", run="BRIEF-1", delta=-2_000)
    assert "make the plan better by 2 points:" in reason_words(better)


def test_words_can_be_of_another_language() -> None:
    assert (
        reason_words(Reason("BUDGET", funder="AUS-FUND"), translate=lambda _: "{funder}: habis.")
        == "AUS-FUND: habis."
    )


def test_reason_that_is_not_known_yet_is_told_by_its_code() -> None:
    assert reason_words(Reason("NEW_REASON")) == "The planner gives the reason NEW_REASON."
