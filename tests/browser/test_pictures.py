"""The guides show the pictures that `python -m tests.browser.pictures` takes, each a small file."""

from __future__ import annotations

import re

from tests.browser.pictures import LARGEST_BYTES, PICTURES
from tests.lms_bridge.conftest import ROOT

GUIDES = ROOT / "docs/guides"


def test_guides_show_every_picture_and_each_is_small() -> None:
    shown = [
        name
        for guide in GUIDES.glob("*.md")
        for name in re.findall(r"\(pictures/(\w+)\.jpg\)", guide.read_text())
    ]
    sizes = {file.stem: file.stat().st_size for file in (GUIDES / "pictures").glob("*.jpg")}
    assert sorted(shown) == sorted(sizes) == sorted(name for name, *_ in PICTURES)
    assert max(sizes.values()) <= LARGEST_BYTES
