"""An overseer reads the figures, prints them, and takes them along; no person is named."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.browser.conftest import NARROW, Reader

P = "/programmes/rso-2015-17"

Somebody = Callable[..., Reader]


def test_overseer_reads_figures_with_plots_and_takes_them_along(somebody: Somebody) -> None:
    reader = somebody("co-chair")
    reader.go("/")
    reader.page.get_by_role("link", name="Report").click()
    indonesia = reader.page.locator("table tr", has_text="Indonesia")
    seats = indonesia.locator("td").nth(2).inner_text()
    bar = reader.page.locator(".chart li", has_text="Indonesia").first
    assert bar.locator(".value").inner_text().startswith(f"{seats} / ")
    assert reader.page.locator(".equity").get_attribute("aria-label") == (
        "The curve of equity; Gini " + reader.page.locator(".figures dd").last.inner_text()
    )
    with reader.page.expect_download() as download:
        reader.page.get_by_role("button", name="CSV").or_(
            reader.page.get_by_role("link", name="CSV")
        ).click()
    assert download.value.suggested_filename == "report-member.csv"
    reader.page.get_by_role("link", name="by funder").click()
    reader.sees("Report by funder")
    assert reader.page.locator(".equity").count() == 0


def test_print_shows_plots_and_table_alone(somebody: Somebody) -> None:
    reader = somebody("co-chair", script=False)
    reader.go(f"{P}/report?by=course")
    reader.page.emulate_media(media="print")
    assert reader.page.locator("main nav").is_visible() is False
    assert reader.page.locator(".top nav").is_visible() is False
    assert reader.page.locator(".chart").first.is_visible()
    assert reader.page.locator("main table").is_visible()


def test_print_leaves_no_page_empty(somebody: Somebody) -> None:
    reader = somebody("co-chair")
    reader.go(f"{P}/report")
    many = len(re.findall(rb"/Type\s*/Page\b", reader.page.pdf(format="A4")))
    assert many >= 2
    for number in range(1, many + 1):
        page = reader.page.pdf(format="A4", page_ranges=str(number))
        assert b"/Font" in page, f"nothing is written on page {number}"


def test_map_begins_in_the_west_on_a_phone_in_arabic_too(somebody: Somebody) -> None:
    for language in ("en", "ar"):
        reader = somebody("co-chair", size=NARROW, language=language)
        reader.go(f"{P}/map")
        map_ = reader.page.locator(".map")
        west = "e => e.getBoundingClientRect().left - e.parentElement.getBoundingClientRect().left"
        assert abs(map_.evaluate(west)) < 2


def test_unknown_grouping_is_refused_in_words(somebody: Somebody) -> None:
    reader = somebody("co-chair")
    reader.go(f"{P}/report?by=person")
    reader.sees("member")
    assert "person" in reader.page.locator("main").inner_text()
