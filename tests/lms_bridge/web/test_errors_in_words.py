"""What went wrong is said in the reader's language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from catalogue.actions import promote
from catalogue.errors import CatalogueError, NotSeatable, Outdated, WrongState
from catalogue.faults import Fault, Where
from lms_bridge.problems import problem_of
from lms_bridge.web.errors_in_words import NO_SEAT, say_problem
from lms_bridge.web.faults_in_words import say_fault
from lms_bridge.web.language import speaking


def said(error: CatalogueError, language: str) -> str:
    problem = problem_of(error)
    assert problem
    with speaking(language):
        return say_problem(problem)


def test_every_reason_for_which_nobody_is_promoted_has_its_words() -> None:
    code = Path(promote.__file__).read_text()
    assert set(re.findall(r'NotSeatable\(.*, "([A-Z_]+)"\)', code)) == set(NO_SEAT)


@pytest.mark.parametrize("language", ["fr", "id", "ar"])
@pytest.mark.parametrize("code", sorted(NO_SEAT))
def test_why_there_is_no_seat_is_said_in_the_readers_language(code: str, language: str) -> None:
    error = NotSeatable("IDN-001.ind", "ind-02", code)
    assert "ind-02" in said(error, "en")
    assert said(error, language) not in {said(error, "en"), ""}
    assert "ind-02" in said(error, language)


def test_what_somebody_else_did_first_is_not_called_impossible() -> None:
    error = WrongState(
        "nomination", "x", state="endorsed", wanted="endorsed", allowed=("withdrawn",)
    )
    assert said(error, "en") == 'nomination "x" is endorsed already'


def test_what_outdates_a_plan_is_said_in_the_readers_language() -> None:
    error = Outdated("rso-v2", ["IDN-001.ind"], ["other-1"])
    assert said(error, "en") == (
        "Version 2 was published since. Nominations that have moved since: IDN-001.ind. "
        "Runs of other programmes that need the same people or halls: other-1."
    )
    assert said(error, "fr").startswith("La version 2 a été publiée depuis. Candidatures")
    assert said(Outdated(None, ["x"]), "en") == "Nominations that have moved since: x."


def test_what_is_out_of_range_is_said_with_its_range_and_codes_keep_their_direction() -> None:
    fault = Fault(Where(column="days"), "OUT_OF_RANGE", "9", ("1 to 5", "7 to 8"))
    with speaking("fr"):
        assert say_fault(
            fault
        ) == "«{0}9{0}» est hors des limites{0}; prenez 1 à 5 ou 7 à 8".format(
            "\N{NARROW NO-BREAK SPACE}"
        )
    with speaking("ar"):
        assert "\N{FIRST STRONG ISOLATE}9\N{POP DIRECTIONAL ISOLATE}" in say_fault(fault)
