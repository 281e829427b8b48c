"""A coordinator takes away what is known about a person, and erases them: on a phone, by keyboard."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.browser.conftest import NARROW, Reader

Somebody = Callable[..., Reader]


def test_person_is_exported_and_erased_by_keyboard(somebody: Somebody) -> None:
    reader = somebody("coordinator", script=False, size=NARROW)
    reader.go("/officials/BTN-0001")
    name = reader.page.locator("h1").inner_text().split()[-1]
    reader.page.get_by_text("Personal data and erasure").focus()
    reader.page.keyboard.press("Enter")
    reader.sees("This cannot be undone.")
    assert name in reader.page.locator("h1").inner_text()
    assert reader.is_wider_than_the_screen() is False
    with reader.page.expect_download() as taken:
        reader.press("All that is known about them, to take away")
    assert name in json.dumps(json.loads(Path(taken.value.path()).read_text()), ensure_ascii=False)

    reader.press("Erase")  # the browser asks for the ticks first
    assert reader.path.startswith("/people/")
    for tick in reader.page.locator("form input[type=checkbox]").all():
        tick.focus()
        reader.page.keyboard.press("Space")
    reader.page.get_by_role("button", name="Erase").focus()
    reader.page.keyboard.press("Enter")
    reader.sees("who they were is not known here any more")
    assert name not in reader.page.locator("main").inner_text()


def test_page_of_erasure_has_no_barrier(somebody: Somebody) -> None:
    for language in ("en", "ar"):
        reader = somebody("coordinator", size=NARROW, language=language)
        reader.go("/officials/BTN-0002")
        reader.page.locator("a[href^='/people/']").first.click()
        reader.page.locator("[name=knowingly]").wait_for()
        assert (reader.barriers(), reader.is_wider_than_the_screen()) == ([], False)
