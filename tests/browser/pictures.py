"""Pictures of the guides: the sample programme's pages, as each reader finds them.

    python -m tests.browser.pictures [FOLDER]

writes them to `docs/guides/pictures`, or to another folder; each takes at most 60 kB.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.lms_bridge.conftest import ROOT
from tests.lms_bridge.process import a_bridge, command

P = "/programmes/rso-2015-17"
LARGEST_BYTES = 60_000
WIDE, NARROW = (1100, 640), (390, 640)

PICTURES: tuple[tuple[str, str, tuple[int, int], str], ...] = (
    ("plan", "coordinator", WIDE, f"{P}/plan"),
    ("scenarios", "coordinator", WIDE, f"{P}/scenarios"),
    ("repair", "coordinator", WIDE, f"{P}/repair"),
    ("venue", "coordinator", WIDE, "/venues/bali"),
    ("course", "coordinator", WIDE, "/courses/ind"),
    ("register", "IDN-focal", WIDE, "/officials/new"),
    ("nominate", "IDN-focal", WIDE, f"{P}/nominating"),
    ("rank", "IDN-focal", WIDE, f"{P}/ranking?course=ind"),
    ("assignments", "tr-40", WIDE, f"{P}/my-assignments"),
    ("attendance", "tr-40", NARROW, f"{P}/runs/rsd-3-01/attendance"),
    ("courses", "IDN-0027", NARROW, f"{P}/my-courses"),
    ("report", "co-chair", WIDE, f"{P}/report"),
    ("map", "co-chair", WIDE, f"{P}/map"),
)
"""Each by its name: who looks, at a screen of which size, at which page."""


def seat(browser: Browser, data: Path, person: str) -> Page:
    """Sign somebody in."""
    page = browser.new_context().new_page()
    page.goto(command("link", person, "--data", data).stdout.strip())
    page.locator("main button").first.click()
    page.locator("header .who").wait_for()
    return page


def picture(page: Page) -> bytes:
    """Take a picture, as good as its size allows."""
    for quality in (80, 65, 50, 35, 20):
        taken = page.screenshot(type="jpeg", quality=quality)
        if len(taken) <= LARGEST_BYTES:
            return taken
    raise ValueError(f"{page.url} takes more than {LARGEST_BYTES} bytes")


def main() -> None:
    """Take all pictures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs/guides/pictures"
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data,
        a_bridge(Path(data), "--sample") as bridge,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        pages: dict[str, Page] = {}
        for name, person, size, path in PICTURES:
            page = pages.get(person) or seat(browser, Path(data), person)
            pages[person] = page
            page.set_viewport_size({"width": size[0], "height": size[1]})
            page.goto(bridge.url + path, wait_until="load")
            (folder / f"{name}.jpg").write_bytes(picture(page))
        browser.close()


if __name__ == "__main__":
    main()
