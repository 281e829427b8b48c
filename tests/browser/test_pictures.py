"""The guides show the pictures that `python -m tests.browser.pictures` takes, each a small file."""

from __future__ import annotations

import re

import pytest

from lms_bridge.web.language import LANGUAGES, _, pgettext, speaking
from tests.browser.pictures import LARGEST_BYTES, PICTURES
from tests.lms_bridge.conftest import ROOT

GUIDES = ROOT / "docs/guides"
OTHERS = sorted(set(LANGUAGES) - {"en"})
EMPHASIS = re.compile(r"(?<!\*)\*(?!\*)([^*]+)\*(?!\*)")


def say(language: str, words: str) -> str:
    with speaking(language):
        said = pgettext("button", words)
        return _(words) if said == words else said


def test_guides_show_every_picture_and_each_is_small() -> None:
    shown = [
        name
        for guide in GUIDES.glob("*.md")
        for name in re.findall(r"\(pictures/(\w+)\.jpg\)", guide.read_text())
    ]
    sizes = {file.stem: file.stat().st_size for file in (GUIDES / "pictures").glob("*.jpg")}
    assert sorted(shown) == sorted(sizes) == sorted(name for name, *_ in PICTURES)
    assert max(sizes.values()) <= LARGEST_BYTES


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", [file.stem for file in GUIDES.glob("*.md")])
def test_guide_in_another_language_has_the_same_parts_and_names_pages_as_they_are(
    name: str, language: str
) -> None:
    english = (GUIDES / f"{name}.md").read_text()
    other = (GUIDES / language / f"{name}.md").read_text()
    for pattern in (r"^\*\*", r"pictures/(\w+)"):
        assert re.findall(pattern, english, re.MULTILINE) == re.findall(
            pattern, other, re.MULTILINE
        )
    named = [" ".join(words.split()) for words in EMPHASIS.findall(english)]
    shown = {" ".join(words.split()) for words in EMPHASIS.findall(other)}
    assert {say(language, words) for words in named} - shown == set()
