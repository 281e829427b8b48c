"""Every page that each reader can reach by links, in every language: no barrier, nothing cut off."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from lms_bridge.doors import Kind
from lms_bridge.web.language import LANGUAGES
from lms_bridge.web.routes import DOORS
from tests.browser.conftest import Reader

READERS = ("admin", "coordinator", "co-chair", "IDN-focal", "IDN-IMM-officer", "tr-40", "IDN-0027")
PHONE = (375, 800)
PATTERNS = {
    door.path: re.compile(re.sub(r"\{\w+\}", "[^/]+", door.path))
    for door in DOORS
    if (door.method, door.kind) == ("GET", Kind.PAGE) and not door.path.startswith("/static")
}
LINKS = """
links => links.map(each => new URL(each.href, location)).filter(url => url.origin === location.origin)
  .map(url => url.pathname + url.search)
"""
FILE = re.compile(r"\.(csv|xlsx|json|zip|ics|jpg|jwt)$")

pytestmark = [pytest.mark.long, pytest.mark.timeout(3600)]

Somebody = Callable[..., Reader]


def shape(path: str) -> tuple[str, frozenset[str]] | None:
    """Say which page an address is of: its door and the names of its query; None for a file."""
    bare, _mark, query = path.partition("?")
    doors = [door for door, pattern in PATTERNS.items() if pattern.fullmatch(bare)]
    if not doors or FILE.search(bare):
        return None
    return min(doors, key=lambda door: door.count("{")), frozenset(re.findall(r"(\w+)=", query))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("person", READERS)
def test_every_page_has_no_barrier(somebody: Somebody, person: str, language: str) -> None:
    reader = somebody(person, language=language, size=PHONE)
    seen, wrong, waiting = set(), [], ["/"]
    for path in waiting:  # it grows
        page = shape(path)
        if page is None or page in seen:
            continue
        seen.add(page)
        reader.go(path)
        wrong += reader.barriers()
        wrong += [f"{path} is too wide"] * reader.is_wider_than_the_screen()
        wrong += [f"{path} is refused"] * (reader.page.locator("main .fault").count() > 0)
        waiting += reader.page.eval_on_selector_all("main a[href], header a[href]", LINKS)
    assert wrong == []
    assert len(seen) > 5
