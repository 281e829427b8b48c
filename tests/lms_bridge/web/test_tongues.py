"""Languages as people write them."""

from __future__ import annotations

import pytest

from lms_bridge.web.language import LANGUAGES, speaking
from lms_bridge.web.tongues import codes_of, common_names, said


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_are_read_as_they_are_said(language: str) -> None:
    with speaking(language):
        assert codes_of(said(["en", "id", "ar", "tet"])) == ("en", "id", "ar", "tet")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("en id", ("en", "id")),
        ("english, INDONESIAN", ("en", "id")),
        ("Haitian Creole; fr", ("ht", "fr")),
        ("en, Klingonian", ("en", "Klingonian")),
        ("", ()),
    ],
)
def test_names_and_codes_are_understood(text: str, codes: tuple[str, ...]) -> None:
    assert codes_of(text) == codes


def test_those_to_choose_from_stand_in_the_readers_language() -> None:
    with speaking("fr"):
        assert {"anglais", "indonésien"} <= set(common_names())
