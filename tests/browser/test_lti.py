"""People work within an LMS of another site, in a frame, in a browser that keeps sites apart."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Frame, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS, Reader, Site, missing
from tests.browser.lms import INSTRUCTOR, LEARNER, Lms

P = "/programmes/rso-2015-17"
APART = [*FLAGS, "--test-third-party-cookie-phaseout"]
"""Cookies of other sites are kept only where they are partitioned."""

Somebody = Callable[..., Reader]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Give a Chromium that keeps sites apart."""
    if not CHROMIUM.exists():
        missing("Chromium is missing: install the package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=APART)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def lms(site: Site) -> Iterator[Lms]:
    """Run an LMS on another site."""
    with Lms(site.url).running() as running:
        yield running


@pytest.fixture
def registered(somebody: Somebody, lms: Lms) -> None:
    """Let an administrator register it by its JSON, and tie it to the programme."""
    admin = somebody("admin")
    admin.go("/lti/platforms")
    if "LMS in a browser" in admin.page.content():
        return
    admin.page.get_by_label("or the same names in one JSON").fill(json.dumps(lms.registration))
    admin.page.get_by_role("button", name="Register", exact=True).click()
    admin.sees("waits for an administrator")
    admin.press("Let it show the programme LMS in a browser")
    assert admin.notice == "The LMS may show the programme now."


@pytest.mark.usefixtures("registered")
def test_everybody_can_use_the_administrators_page(somebody: Somebody) -> None:
    admin = somebody("admin")
    admin.go("/lti/platforms")
    assert admin.barriers() == []


def launched(reader: Reader, lms: Lms, path: str) -> Frame:
    """Open the course, and wait until the tool in it has come to a page."""
    reader.page.goto(f"{lms.url}/course")
    frame = reader.page.frame(name="tool")
    assert frame
    frame.wait_for_url(f"**{path}")
    return frame


@pytest.mark.usefixtures("registered")
def test_official_accepts_within_the_lms(somebody: Somebody, lms: Lms) -> None:
    lms.person, lms.role, lms.is_placing = "PAK-0018", LEARNER, False
    frame = launched(somebody(None), lms, f"{P}/my-courses")
    frame.get_by_role("heading", name="My courses").wait_for()
    link = frame.get_by_role("link", name="Letter of invitation").first
    link.click()
    frame.get_by_text("We have the pleasure to invite you").wait_for()


@pytest.mark.usefixtures("registered")
def test_focal_point_and_coordinator_find_their_pages(somebody: Somebody, lms: Lms) -> None:
    lms.role, lms.is_placing = INSTRUCTOR, False
    for person, page in (("IDN-focal", "nominations"), ("coordinator", "plan")):
        lms.person = person
        launched(somebody(None), lms, f"{P}/{page}")


@pytest.mark.usefixtures("registered")
def test_trainer_places_a_run_in_the_course(somebody: Somebody, lms: Lms) -> None:
    lms.person, lms.role, lms.is_placing = "tr-02", INSTRUCTOR, True
    trainer = somebody(None)
    frame = launched(trainer, lms, "/lti/choose/*")
    frame.get_by_label("Run", exact=True).select_option("ind-02")
    frame.get_by_label("What the LMS is told as a mark").select_option("completion")
    frame.get_by_role("button", name="Place it in the course").click()
    frame.get_by_text("placed").wait_for()
    (item,) = lms.placed
    assert (item["custom"]["run"], item["lineItem"]["tag"]) == ("ind-02", "completion")


@pytest.mark.usefixtures("registered")
def test_who_is_not_known_reads_why_in_the_frame(somebody: Somebody, lms: Lms) -> None:
    lms.person, lms.role, lms.is_placing = "stranger", LEARNER, False
    frame = launched(somebody(None), lms, "/lti/launch")
    frame.get_by_text("We do not know who you are here.").wait_for()
