"""What is wrong, said in a sentence."""

from __future__ import annotations

import pytest

from catalogue import faults
from catalogue.faults import Fault, Where, unknown

HERE = Where("runs.csv", 3, "course")


@pytest.mark.parametrize("code", faults.SENTENCES)
def test_every_code_has_a_sentence_with_a_remedy(code: str) -> None:
    text = str(Fault(HERE, code, "value", ("one", "two")))
    assert text.startswith("runs.csv row 3, course: ")
    assert text.count("; ") == 1


@pytest.mark.parametrize(
    ("where", "text"),
    [
        (Where(), ""),
        (Where("a.csv"), "a.csv"),
        (Where("a.csv", 2), "a.csv row 2"),
        (Where("a.csv", None, "x"), "a.csv, x"),
        (Where(None, None, "x"), "x"),
    ],
)
def test_a_place_is_told_as_far_as_it_is_known(where: Where, text: str) -> None:
    assert str(where) == text


def test_texts_with_braces_are_told_as_they_are() -> None:
    fault = Fault(Where("{a}.csv", 2, "{0}"), "NOT_ONE_OF", "{value}", ("{allowed}",))
    assert str(fault) == '{a}.csv row 2, {0}: "{value}" is not possible here; use one of: {allowed}'


def test_the_nearest_codes_are_named_or_all_if_few() -> None:
    assert unknown(HERE, "jakata", {"jakarta", "manila"}).allowed == ("jakarta",)
    assert unknown(HERE, "x", {"jakarta", "manila"}).allowed == ("jakarta", "manila")
    many = {f"city-{n}" for n in range(9)}
    assert str(unknown(HERE, "x", many)).endswith("a code that is there, or bring it in first")


def test_of_a_long_value_the_beginning_is_told() -> None:
    text = str(Fault(HERE, "TOO_LONG", "x" * 100_000, ("200",)))
    assert text == f'runs.csv row 3, course: "{"x" * 300}…" is too long; use at most 200 characters'
