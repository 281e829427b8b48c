"""A bridge with the sample programme as a process of its own, and a browser in front of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from catalogue.actions.make_link import make_link
from catalogue.db import close_database, open_database
from lms_bridge.first_run import link_url, read
from tests.catalogue.builders import SYSTEM
from tests.lms_bridge.conftest import ROOT
from tests.lms_bridge.process import a_bridge

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
AXE = ROOT / "lms_bridge/web/node_modules/axe-core/axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDE, NARROW = (1400, 950), (390, 800)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def missing(what: str) -> None:
    """Skip, but not where nothing may be skipped."""
    if "CI" in os.environ:
        pytest.fail(what)
    pytest.skip(what)


@dataclass
class Site:
    """The running pages; who signs in once stays so for the tests of a session."""

    url: str
    data: Path
    sessions: dict[str, Any] = field(default_factory=dict)

    def link(self, person: str) -> str:
        """Make a sign-in link for somebody, beside the bridge that runs."""
        open_database(f"sqlite:///{self.data / 'lokakarya.db'}")
        try:
            return link_url(self.url, make_link(SYSTEM, person))
        finally:
            close_database()

    @property
    def token(self) -> str:
        """A coordinator's token for REST."""
        people = read(self.data)["people"]
        return next(str(each["token"]) for each in people if each["role"] == "coordinator")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Run a bridge on the sample programme, without an LMS."""
    data = tmp_path_factory.mktemp("site")
    with a_bridge(data, "--sample", lti_hosts="localhost") as bridge:
        yield Site(bridge.url, data)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Give Debian's Chromium; it leaves with the module, so that no loop stays behind."""
    if not CHROMIUM.exists():
        missing("Chromium is missing: install the package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Reader:
    """Somebody in front of the pages, who notices what the console says and whether all may use them."""

    site: Site
    page: Page
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open a page."""
        self.page.goto(self.site.url + path)

    @property
    def path(self) -> str:
        """Where they are."""
        return self.page.url.removeprefix(self.site.url)

    def press(self, name: str, within: str = "main") -> None:
        """Press the button or link of this name."""
        buttons = self.page.locator(f"{within} button, {within} a[role=button]")
        buttons.get_by_text(name, exact=True).first.click()

    def sees(self, text: str) -> None:
        """Wait until the page says something."""
        self.page.get_by_text(text).first.wait_for()

    @property
    def notice(self) -> str:
        """What was done just before."""
        return self.page.locator(".notice").first.inner_text().strip()

    def barriers(self) -> list[str]:
        """Look for what keeps people from using the page (WCAG 2.2, A and AA)."""
        if not AXE.exists():
            missing("axe-core is missing: npm ci --ignore-scripts in lms_bridge/web")
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate(
            "only => axe.run(document, {runOnly: only}).then(r => r.violations.map("
            "v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html).join(' ')))",
            WCAG,
        )
        return [f"{self.path} {each}" for each in found]

    def is_wider_than_the_screen(self) -> bool:
        """Say whether one must push the whole page aside to read it."""
        root = "document.documentElement"
        return bool(self.page.evaluate(f"{root}.scrollWidth > {root}.clientWidth"))

    def cut_off(self) -> list[str]:
        """Name the tables of which one sees a part only; a map is larger than any phone."""
        found: list[str] = self.page.evaluate(
            "() => new Promise((on) => requestAnimationFrame(() => setTimeout(on))).then(() => "
            "[...document.querySelectorAll('.scroll:has(> table)')]"
            ".filter(e => e.scrollWidth > e.clientWidth).map(e => e.textContent.trim().slice(0, 40)))"
        )
        return found


@pytest.fixture
def somebody(site: Site, chromium: Browser) -> Iterator[Any]:
    """Give a function that seats a person in front of the pages."""
    readers: list[tuple[Reader, BrowserContext]] = []

    def seat(
        person: str | None,
        *,
        script: bool = True,
        size: tuple[int, int] = WIDE,
        language: str = "en",
    ) -> Reader:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=script,
            locale=language,
            storage_state=site.sessions.get(person or ""),
        )
        reader = Reader(site, context.new_page())
        readers.append((reader, context))
        reader.page.on("console", lambda message: _listen(reader, message))
        reader.page.on("pageerror", lambda error: reader.complaints.append(str(error)))
        if person and person not in site.sessions:
            reader.page.goto(site.link(person))
            reader.press(reader.page.locator("main button").inner_text())
            site.sessions[person] = context.storage_state()
        return reader

    yield seat
    complaints = [said for reader, _ in readers for said in reader.complaints]
    for _, context in readers:
        context.close()
    assert complaints == []


def _listen(reader: Reader, message: Any) -> None:
    """Note errors, but not that of a page which is to be refused."""
    is_answer = message.text.startswith("Failed to load resource")
    if message.type in {"error", "warning"} and not is_answer:
        reader.complaints.append(message.text)
