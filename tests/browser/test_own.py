"""A trainer and an official look at what is their own, answer, and say when they cannot come."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator

import pytest

from tests.browser.conftest import NARROW, Reader, Site

P = "/programmes/rso-2015-17"

Somebody = Callable[..., Reader]

SESSIONS = [
    {"day": 1, "begins": "09:00", "ends": "10:30", "title": "Opening"},
    {
        "day": 2,
        "begins": "20:00",
        "ends": "21:30",
        "title": "Who is a victim",
        "block": "trafficking",
    },
]

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//EN
BEGIN:VEVENT
UID:1
DTSTAMP:20150501T000000Z
DTSTART;VALUE=DATE:20150901
DTEND;VALUE=DATE:20150903
SUMMARY:Something private
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def rest(site: Site, method: str, path: str, body: object) -> None:
    """Do something as a coordinator by REST, which has no page of its own."""
    request = urllib.request.Request(f"{site.url}/api/v1{path}", json.dumps(body).encode())
    request.method = method
    request.headers |= {"Authorization": f"Bearer {site.token}", "If-match": "*"}
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request) as answer:
        assert answer.status < 300


@pytest.fixture
def agenda(site: Site) -> None:
    """Give the induction of June sessions."""
    rest(site, "PUT", "/courses/ind/agenda", {"sessions": SESSIONS})
    rest(site, "POST", f"{P}/runs/ind-02:renew-edition", {})


@pytest.mark.usefixtures("agenda")
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_trainer_answers_and_says_when_they_cannot_come(somebody: Somebody, script: bool) -> None:
    trainer = somebody("tr-03" if script else "tr-02", script=script, size=NARROW)
    trainer.go("/")
    trainer.page.get_by_role("link", name="My assignments").click()
    card = trainer.page.locator("section", has_text="8\N{EN DASH}12 Jun 2015")
    assert ("you teach" in card.locator(".agenda").inner_text()) == script
    card.get_by_label("Reason for declining").fill("On leave")
    card.get_by_role("button", name="Decline").click()
    assert trainer.notice == "You do not teach in ind-02."
    card.get_by_text("Reason: On leave").wait_for()
    card.get_by_role("button", name="Accept").click()
    assert trainer.notice == "You teach in ind-02."

    trainer.page.get_by_label("From", exact=True).fill("2015-07-01")
    trainer.page.get_by_label("To", exact=True).fill("2015-07-03")
    trainer.press("Tell the coordinators")
    assert trainer.path == f"{P}/my-assignments"
    trainer.sees("1\N{EN DASH}3 Jul 2015")

    trainer.page.get_by_label("Calendar file").set_input_files(
        {"name": "mine.ics", "mimeType": "text/calendar", "buffer": CALENDAR.encode()}
    )
    trainer.press("Take over the busy days")
    assert trainer.notice.startswith("Times taken from your calendar: 1")
    trainer.sees("1\N{EN DASH}2 Sept 2015: busy")
    assert "Something private" not in trainer.page.content()


def test_sheet_is_printed_with_its_names_and_a_letter_as_a_letter(somebody: Somebody) -> None:
    trainer = somebody("tr-40")
    trainer.go(f"{P}/runs/rsd-3-01/attendance")
    on_screen = trainer.page.locator("tbody th").all_inner_texts()
    assert on_screen
    trainer.page.emulate_media(media="print")
    printed = trainer.page.locator("tbody th").locator("visible=true").all_inner_texts()
    assert printed == on_screen
    assert trainer.page.locator("header nav, button").locator("visible=true").count() == 0

    official = somebody("IDN-0027")
    official.go(f"{P}/my-courses")
    official.page.emulate_media(media="print")
    assert official.page.locator("button, input").locator("visible=true").count() == 0
    official.page.emulate_media(media="screen")
    official.page.locator("a[href$='/letter']").first.click()
    official.page.emulate_media(media="print")
    look = "e => [getComputedStyle(e).boxShadow, getComputedStyle(e).paddingTop]"
    assert official.page.locator(".letter").evaluate(look) == ["none", "0px"]


def test_file_that_is_no_calendar_is_refused_in_words(somebody: Somebody) -> None:
    trainer = somebody("tr-03")
    trainer.go(f"{P}/my-assignments")
    trainer.page.get_by_label("Calendar file").set_input_files(
        {"name": "mine.ics", "mimeType": "text/calendar", "buffer": b"Dear all"}
    )
    trainer.press("Take over the busy days")
    trainer.sees("iCalendar (.ics)")


@pytest.mark.usefixtures("agenda")
def test_official_sees_both_clocks_and_answers_by_keyboard(somebody: Somebody) -> None:
    official = somebody("PAK-0018")
    official.go(f"{P}/my-courses")
    agenda = official.page.locator(".agenda")
    assert agenda.locator("thead th").all_inner_texts() == ["Day", "Jakarta", "Karachi", "Session"]
    assert agenda.locator("tbody td").all_inner_texts()[:4] == [
        "Mon 8 Jun",
        "09:00\N{EN DASH}10:30",
        "07:00\N{EN DASH}08:30",
        "Opening",
    ]
    official.page.get_by_role("link", name="Letter of invitation").click()
    official.sees("We have the pleasure to invite you")
    official.page.go_back()
    accept = official.page.get_by_role("button", name="Accept")
    accept.focus()
    official.page.keyboard.press("Enter")
    official.sees("The seat is confirmed.")
    assert official.notice == "Accept: done."


def test_day_that_is_another_one_where_they_live_says_so(somebody: Somebody, agenda: None) -> None:
    official = somebody("FJI-0001")
    official.go(f"{P}/my-courses")
    times = official.page.locator(".agenda tbody td:nth-child(3)").all_inner_texts()
    assert times == ["14:00\N{EN DASH}15:30", "01:00\N{EN DASH}02:30 (Wed 10 Jun)"]


@pytest.fixture
def under_way(site: Site) -> Iterator[None]:
    """Let it be a day of a run for a while."""
    rest(site, "PATCH", P, {"planning_date": "2015-05-19"})
    yield
    rest(site, "PATCH", P, {"planning_date": "2015-05-06"})


def until(reader: Reader, promise: str) -> None:
    """Wait until what a promise of the page gives holds."""
    pause = "new Promise((done) => setTimeout(done, 50))"
    reader.page.evaluate(f"async () => {{ while (!(await {promise})) await {pause}; }}")


SEND_AND_TICK_ON = """() => {
    document.querySelector("form[data-sheet]").requestSubmit();
    document.querySelectorAll("[data-entry]")[2].querySelector("input[value=yes]").click();
}"""


def test_sheet_survives_a_lost_line_and_shows_what_others_noted(
    somebody: Somebody, under_way: None
) -> None:
    sheet = f"{P}/runs/wgd-01/attendance?day=2015-05-19"
    trainer = somebody("tr-22", size=NARROW)
    trainer.go(sheet)
    cells = trainer.page.locator("[data-entry]")
    until(trainer, "caches.match(document.querySelector('.tabs li:last-child a').href)")
    trainer.page.context.set_offline(True)
    cells.nth(0).locator("label", has_text="present").click()
    trainer.press("Note this day")
    trainer.sees("There is no line at the moment")
    assert cells.locator(".unsent").first.is_visible()
    trainer.page.close()
    trainer.page = trainer.page.context.new_page()
    trainer.go(sheet)
    trainer.sees("Entries that are not sent yet: 1")
    cells = trainer.page.locator("[data-entry]")

    other = somebody("tr-22", script=False)
    other.go(sheet)
    for number in (0, 1):
        other.page.locator("[data-entry]").nth(number).locator("label", has_text="missed").click()
    other.press("Note this day")
    assert other.notice == "19 May 2015 is noted. New entries: 2."

    trainer.page.context.set_offline(False)
    trainer.sees("noted otherwise by somebody else")
    assert "You: present. Somebody else: missed." in cells.nth(0).inner_text()
    assert trainer.barriers() == []
    cells.nth(0).locator("label", has_text="present").click()
    trainer.press("Note this day")
    trainer.sees("is noted. New entries: 1.")

    trainer.page.evaluate(SEND_AND_TICK_ON)
    trainer.sees("is noted. New entries: 0.")
    trainer.sees("Entries that are not sent yet: 1")
    trainer.press("Note this day")
    trainer.sees("is noted. New entries: 1.")
    assert trainer.page.evaluate("localStorage.length") == 0
    del trainer.site.sessions["tr-22"]
    trainer.press("Sign out", within="header")
    until(trainer, "caches.keys().then((names) => names.length === 0)")
