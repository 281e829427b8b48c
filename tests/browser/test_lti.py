"""People work within an LMS of another site, in a frame, in a browser that keeps sites apart."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

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
    lms.person, lms.role, lms.is_placing = "MAC-0001", LEARNER, False
    frame = launched(somebody(None), lms, f"{P}/my-courses")
    frame.get_by_role("button", name="Accept").first.click()
    frame.locator(".notice").wait_for()  # a cookie that the frame keeps
    link = frame.get_by_role("link", name="Letter of invitation").first
    link.click()
    frame.get_by_text("We have the pleasure to invite you").wait_for()


@pytest.mark.usefixtures("registered")
def test_who_is_known_by_an_address_says_so_within_the_lms(somebody: Somebody, lms: Lms) -> None:
    admin = somebody("admin")
    admin.go("/lti/platforms")
    admin.page.get_by_label("It verifies e-mail addresses").first.check()
    admin.press("Let it show the programme LMS in a browser")
    lms.person, lms.email = "", "agus.gunawan@idn.example.org"
    lms.role, lms.is_placing = LEARNER, False
    try:
        frame = launched(somebody(None), lms, "/lti/launch")
        frame.get_by_role("button", name="I am ").click()
        frame.wait_for_url(f"**{P}/my-courses")
    finally:
        lms.email = ""


@pytest.mark.usefixtures("registered")
def test_where_a_frame_keeps_nothing_the_lms_keeps_the_secret_and_a_window_opens(
    chromium: Browser, site: Site, lms: Lms, tmp_path: Path
) -> None:
    keep_no_cookies(tmp_path, site.url, lms.url)
    lms.person, lms.role, lms.is_placing = "PAK-0018", LEARNER, False
    start = chromium.browser_type.launch_persistent_context
    with start(tmp_path, executable_path=CHROMIUM, args=FLAGS) as context:
        page = context.pages[0]
        for lms.keeps_data, path in ((False, "/lti/launch"), (True, "/lti/arrived/*")):
            page.goto(f"{lms.url}/course")
            frame = page.frame(name="tool")
            assert frame
            frame.wait_for_url(f"**{path}")
            if not lms.keeps_data:
                frame.get_by_text("This launch was not begun in this browser").wait_for()
        assert page.title() == "lti.put_data lti.get_data"
        with context.expect_page() as opened:
            frame.get_by_role("button", name="Open in a new window").click()
        opened.value.wait_for_url(f"**{P}/my-courses")
    lms.keeps_data = False


def keep_no_cookies(profile: Path, tool: str, lms: str) -> None:
    """Let a browser keep no cookies of the tool within the LMS, not even partitioned ones."""
    (profile / "Default").mkdir()
    rule = {f"{tool},{lms}": {"setting": 2}}
    preferences = {"profile": {"content_settings": {"exceptions": {"cookies": rule}}}}
    (profile / "Default/Preferences").write_text(json.dumps(preferences))


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
