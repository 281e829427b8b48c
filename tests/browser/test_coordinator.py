"""A coordinator plans, looks, compares, publishes."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import NARROW, Reader

PROGRAMME = "/programmes/rso-2015-17"

PATIENCE = 90_000
"""Milliseconds that a planner may need on a busy machine."""

Somebody = Callable[..., Reader]


def begin(reader: Reader, name: str, seconds: int) -> None:
    reader.go(f"{PROGRAMME}/scenarios")
    reader.page.get_by_label("Name").fill(name)
    reader.page.get_by_label("Seconds to search").fill(str(seconds))
    reader.press("Plan")


def test_coordinator_plans_looks_and_publishes(somebody: Somebody) -> None:
    reader = somebody("coordinator")
    begin(reader, "A first plan", 6)
    reader.sees("of at most 6 seconds")
    expect(reader.page.get_by_text("Compare and publish")).to_be_visible(timeout=PATIENCE)
    reader.sees("It is proved that no plan")
    scenario = reader.path

    reader.press("Look at the plan")
    bars = reader.page.locator(".board svg a")
    assert bars.count() > 18  # more than was published
    assert "new" in reader.page.locator(".board").inner_text()
    bars.last.focus()
    reader.page.keyboard.press("Enter")
    reader.sees("First day")
    run = reader.path.removesuffix("/move").rpartition("/")[2]
    reader.page.locator(".crumbs").get_by_text(run).click()
    assert reader.page.locator("tbody tr").count() >= 6  # who would sit there

    reader.go(f"{scenario}/left-out")
    reasons = reader.page.locator("tbody td:last-child").all_inner_texts()
    assert reasons
    assert all(reason.strip().endswith(".") for reason in reasons)

    reader.go(f"{scenario}/publish")
    reader.sees("runs added")
    reader.page.get_by_label("Note").fill("The year as it looks in May")
    reader.press("Publish")
    assert reader.notice.startswith("Version 2 is published: ")
    reader.go(f"{PROGRAMME}/versions")
    reader.sees("The year as it looks in May")
    reader.go(f"{PROGRAMME}/versions/2?people=yes")
    reader.sees("had to be told")

    reader.go(f"{scenario}/publish")  # what it says has been done: nothing is left to do
    reader.sees("Nothing changes.")


def test_search_is_stopped_and_its_best_plan_kept(somebody: Somebody) -> None:
    reader = somebody("coordinator")
    begin(reader, "Stopped early", 600)
    figure = reader.page.locator("#progress .figures dd").first
    expect(figure).to_have_text(re.compile(r"[1-9]"), timeout=PATIENCE)
    reader.press("Stop")
    expect(reader.page.get_by_text("Compare and publish")).to_be_visible(timeout=PATIENCE)


def test_scenario_is_planned_without_a_script(somebody: Somebody) -> None:
    reader = somebody("coordinator", script=False)
    begin(reader, "Without a script", 2)
    assert reader.notice == "Planning has begun."
    reader.page.get_by_text("Compare and publish").wait_for(timeout=PATIENCE)  # it comes by itself
    reader.press("Look at the plan")
    assert reader.page.locator(".board svg a").count() > 18


def test_what_is_wrong_in_the_form_is_said_beside_it(somebody: Somebody) -> None:
    reader = somebody("coordinator")
    reader.go(f"{PROGRAMME}/scenarios")
    reader.page.evaluate("document.querySelector('form.card').noValidate = true")
    reader.page.get_by_label("Seconds to search").fill("0")
    reader.press("Plan")
    assert reader.page.locator(".wrong").all_inner_texts() == [
        "is empty; fill it in",
        '"0" is out of range; use 1 to 3600',
    ]
    assert reader.page.get_by_label("Seconds to search").input_value() == "0"


def test_run_is_pinned_and_the_board_marks_it(somebody: Somebody) -> None:
    reader = somebody("coordinator")
    reader.go(f"{PROGRAMME}/runs/int-01")
    reader.page.get_by_label("Held").select_option("yes")
    reader.press("Pin")
    assert reader.notice.startswith("It is pinned so.")
    reader.go(f"{PROGRAMME}/plan?months=0")
    assert reader.page.locator("a[data-run='int-01'] .pin").count() == 1


def test_sliders_say_what_they_mean_and_keep_what_was_chosen(somebody: Somebody) -> None:
    reader = somebody("coordinator")
    reader.go(f"{PROGRAMME}/scenarios")
    reader.page.get_by_text("What matters how much").click()
    slider = reader.page.get_by_label("Fairness among members")
    said = reader.page.locator("output[for=weight-member_shortfall]")
    assert said.inner_text() == "as usual: 5 points"
    slider.focus()
    reader.page.keyboard.press("ArrowRight")
    assert said.inner_text() == "twice: 10 points"
    assert slider.get_attribute("aria-valuetext") == "twice: 10 points"
    assert reader.barriers() == []
    reader.page.get_by_text("Only a part of the time").click()
    reader.page.get_by_label("From", exact=True).fill("2015-09-01")
    reader.page.get_by_label("To", exact=True).fill("2015-08-01")
    reader.page.get_by_label("Name").fill("The wrong way round")
    reader.press("Plan")
    wrong = reader.page.locator(".wrong").all_inner_texts()
    assert wrong == ['"2015-08-01" lies before the start; use 2015-09-01 or later']
    assert slider.input_value() == "4"


def test_price_of_fairness_is_read_on_a_phone_without_a_script(somebody: Somebody) -> None:
    reader = somebody("coordinator", script=False, size=NARROW)
    reader.go(f"{PROGRAMME}/scenarios/compare")
    reader.page.get_by_label("Seconds to search, for each").fill("1")
    reader.press("Plan the series")
    compared = reader.page.locator("#compared")
    expect(compared.locator("thead .chip")).to_have_count(0, timeout=PATIENCE)  # it asks for itself
    is_cut_off = "e => e.scrollWidth > e.clientWidth"
    assert compared.locator(".scroll").evaluate(is_cut_off) is False
    total = compared.locator("tbody tr", has_text="Total").locator("td")
    names = compared.locator("thead a").all_inner_texts()
    assert names[1] == "Fairness: as usual"
    labels = "cells => cells.map(e => e.dataset.label)"
    assert total.evaluate_all(labels) == names

    compared.locator("thead a").nth(1).click()
    adopt = reader.page.get_by_role("button", name="Adopt")
    expect(adopt).to_have_accessible_description(re.compile("nothing is told to anybody"))
    adopt.click()
    reader.sees("to be published")
