"""Every page for all who have it: no barrier (WCAG 2.2 AA), nothing refused, nothing cut off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE, Reader

P = "/programmes/rso-2015-17"
PHONE = (360, 740)
SMALLEST = (320, 640)
"""As narrow as a page of 1,280 pixels enlarged four times (WCAG 1.4.10)."""
SPACED = """
() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing:
    0.16em !important } p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
  const folded = document.querySelectorAll("details:not([open])");
  folded.forEach((each) => (each.open = true));
  return folded.length;
}
"""
"""Text is spaced as readers may wish (WCAG 1.4.12), and what is folded is unfolded."""
PAPER = (1032, 703)
"""A4 across, without its margins, in CSS pixels."""

PAGES = {
    "coordinator": (
        *(
            "/",
            f"{P}/plan",
            f"{P}/plan?months=0",
            f"{P}/scenarios",
            f"{P}/nominations",
            "/users",
            f"{P}/calls",
        ),
        *("/calendars", "/messages", "/guide/coordinator"),
        *(f"{P}/nominating", f"{P}/ranking", "/officials", "/officials/new", "/officials/sheet"),
        *("/officials/IDN-0001", "/trainers", f"{P}/lms", f"{P}/versions", f"{P}/versions/1"),
        *(f"{P}/runs/ind-02", f"{P}/runs/ind-05", "/trail", "/nowhere"),
        *(f"{P}/runs/int-01/move?start=2016-01-04", f"{P}/repair"),
        *(f"{P}/plan?by=trainer", f"{P}/plan?by=member&months=3&rows=yes"),
        *(f"{P}/scenarios/compare", f"{P}/money", f"{P}/free-seats", f"{P}/map"),
        *("/courses/ind/agenda", f"{P}/tables/venues", "/people/duplicates"),
        *(
            "/venues",
            "/new-programme",
            f"{P}/rules",
            "/new-venue",
            "/venues/bali",
            "/courses",
            "/new-course",
            "/courses/ind",
            "/trainers/tr-01",
        ),
    ),
    "admin": ("/clients", "/receivers"),
    "IDN-focal": (
        *("/", "/messages", "/guide/focal-point"),
        f"{P}/calls",
        f"{P}/nominating",
        "/nominations/IDN-0010.ind",
        f"{P}/nominations?state=submitted",
        f"{P}/ranking?course=ind",
        f"{P}/calendar",
    ),
    "IDN-IMM-officer": ("/", f"{P}/nominations"),
    "co-chair": ("/", f"{P}/report", f"{P}/report?by=funder", f"{P}/lms", "/officials"),
    "IDN-0027": ("/", f"{P}/plan", f"{P}/my-courses"),
    "tr-40": ("/", f"{P}/my-assignments", f"{P}/runs/rsd-3-01", f"{P}/runs/rsd-3-01/attendance"),
    None: ("/", "/sign-in/none"),
}

Somebody = Callable[..., Reader]


@pytest.mark.parametrize("person", PAGES)
def test_pages_have_no_barrier_fit_and_tell_the_planning_date(
    somebody: Somebody, person: str | None
) -> None:
    reader = somebody(person)
    wrong, dates = [], set()
    for path in PAGES[person]:
        reader.go(path)
        wrong += reader.barriers()
        dates.add(reader.page.locator(".programme .date").all_inner_texts()[0] if person else "")
        for width, height in (PHONE, WIDE):
            reader.page.set_viewport_size({"width": width, "height": height})
            wrong += [f"{path} at {width}"] * reader.is_wider_than_the_screen()
            wrong += [f"{path} at {width}: {each}" for each in reader.cut_off()]
    assert wrong == []
    assert dates == {"Planning date: 6 May 2015" if person else ""}


@pytest.mark.parametrize("person", PAGES)
def test_spaced_and_unfolded_pages_fit_the_smallest_screen(
    somebody: Somebody, person: str | None
) -> None:
    reader = somebody(person, size=SMALLEST)
    wrong = []
    for path in PAGES[person]:
        reader.go(path)
        unfolded = reader.page.evaluate(SPACED)
        wrong += [f"{path} is too wide"] * reader.is_wider_than_the_screen()
        wrong += [f"{path} cuts off {each}" for each in reader.cut_off()]
        wrong += reader.barriers() if unfolded else []
    assert wrong == []


@pytest.mark.parametrize("language", ["fr", "id", "ar"])
def test_other_languages_have_no_barrier(somebody: Somebody, language: str) -> None:
    reader = somebody("IDN-focal", language=language, size=NARROW)
    barriers = []
    for path in ("/", f"{P}/nominations", f"{P}/plan"):
        reader.go(path)
        barriers += reader.barriers()
        assert reader.page.locator("html").get_attribute("lang") == language
        assert not reader.is_wider_than_the_screen()
    assert barriers == []
    assert reader.page.locator("footer form + span").count() == 1  # nobody has reviewed it yet
    assert reader.page.locator("html").get_attribute("dir") == {"ar": "rtl"}.get(language, "ltr")


def test_trainer_and_official_answer(somebody: Somebody) -> None:
    trainer = somebody("tr-40")
    trainer.go("/")
    trainer.press("Accept")
    assert trainer.notice == "You teach in rsd-3-01."
    official = somebody("IDN-0027")
    official.go("/")
    official.press("Accept")
    assert official.notice == "Accept: done."


def test_link_signs_in_once_and_signing_out_ends_it(somebody: Somebody) -> None:
    reader = somebody(None)
    link = reader.site.link("co-chair")
    reader.page.goto(link)
    reader.sees("This link signs in Co-Chair, once.")
    reader.press("Sign in as Co-Chair")
    assert reader.path == "/"
    reader.press("Sign out", within="header")
    reader.sees("How to sign in")
    reader.page.goto(link)
    reader.sees("This link was used before")


@pytest.mark.parametrize(("person", "usual"), [("coordinator", "12"), ("IDN-focal", "6")])
def test_plan_begins_with_fewer_months_where_the_line_may_be_slow(
    somebody: Somebody, person: str, usual: str
) -> None:
    reader = somebody(person, script=False)
    reader.go(f"{P}/plan")
    chosen = reader.page.get_by_label("Months shown").locator("[aria-current]")
    assert chosen.inner_text() == f"{usual} months"


def test_long_word_that_is_wrong_does_not_widen_a_phones_page(somebody: Somebody) -> None:
    reader = somebody("IDN-focal", size=PHONE)
    reader.go("/officials/new")
    reader.page.evaluate("document.querySelector('main form').noValidate = true")
    reader.page.get_by_label("Languages").fill("x" * 200)
    reader.press("Register")
    assert "x" * 200 in " ".join(reader.page.locator(".wrong").all_inner_texts())
    assert (reader.is_wider_than_the_screen(), reader.barriers()) == (False, [])


def test_buttons_of_a_group_are_as_wide_as_their_words(somebody: Somebody) -> None:
    reader = somebody("IDN-focal")
    reader.go("/")
    accept = reader.page.get_by_role("button", name="Accept", exact=True)
    assert accept.evaluate("e => e.offsetWidth < e.parentElement.offsetWidth / 8")
    corners = "e => new Set(['TopLeft', 'TopRight'].map(c => getComputedStyle(e)[`border${c}Radius`])).size"
    assert accept.evaluate(corners) == 1


def test_nothing_moves_by_itself_for_who_wants_less_motion(somebody: Somebody) -> None:
    reader = somebody("coordinator")
    reader.page.emulate_media(reduced_motion="reduce")
    reader.go(f"{P}/plan")
    longest_seconds = reader.page.evaluate(
        "Math.max(...[...document.querySelectorAll('*')].map(e => getComputedStyle(e)).flatMap("
        "s => [parseFloat(s.transitionDuration), parseFloat(s.animationDuration)]))"
    )
    assert longest_seconds <= 0.001


@pytest.mark.parametrize("language", ["en", "ar"])
def test_year_of_the_board_is_whole_on_paper(somebody: Somebody, language: str) -> None:
    reader = somebody("coordinator", language=language, size=PAPER)
    reader.go(f"{P}/plan")
    reader.page.emulate_media(media="print")
    table = reader.page.locator(".board table").bounding_box()
    assert table
    assert (table["x"] >= 0, table["x"] + table["width"] <= PAPER[0]) == (True, True)
    assert (
        reader.page.locator(".narrowing, .tabs, #how-to-move").locator("visible=true").count() == 0
    )


def test_keys_go_to_far_rows_of_a_table(somebody: Somebody) -> None:
    reader = somebody("coordinator")
    reader.go(f"{P}/nominations")
    boxes = reader.page.locator("tbody input[type=checkbox]")
    boxes.first.focus()
    for key in ("PageDown", "ArrowDown", "ArrowDown", "ArrowUp", "Space"):
        reader.page.keyboard.press(key)
    expect(boxes.nth(11)).to_be_focused()
    expect(boxes.nth(11)).to_be_checked()


def test_first_visit_and_later_pages_are_light(somebody: Somebody) -> None:
    reader = somebody("coordinator")
    weights: list[int] = []
    reader.page.on(
        "requestfinished", lambda request: weights.append(request.sizes()["responseBodySize"])
    )
    reader.go(f"{P}/plan")
    reader.page.locator(".strips .card, .strips details").first.wait_for()
    first = sum(weights)
    later = []
    for path in ("/", f"{P}/nominations", f"{P}/scenarios", "/guide/coordinator"):
        weights.clear()
        reader.go(path)
        later.append(sum(weights))
    assert (first < 40_000, max(later) < 10_000) == (True, True), (first, later)
