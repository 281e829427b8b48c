"""A coordinator moves a run: by a form, by keys, by dragging; takes it back; is suggested others."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import NARROW, Reader

PROGRAMME = "/programmes/rso-2015-17"
RUN = "int-01"
BAR = f".board a[data-run='{RUN}']"
NOW, A_WEEK_LATER = "2015-06-29", "2015-07-06"

PATIENCE = 90_000
"""Milliseconds that a planner may need on a busy machine."""

Somebody = Callable[..., Reader]


def focused(reader: Reader) -> str:
    return str(reader.page.evaluate("document.activeElement.dataset.run ?? ''"))


def start(reader: Reader) -> str | None:
    return reader.page.locator(BAR).get_attribute("data-start")


def test_run_is_moved_by_keys_kept_undone_and_redone(somebody: Somebody) -> None:
    reader = somebody("coordinator")
    reader.go(f"{PROGRAMME}/plan")
    said = reader.page.locator("#moving[aria-live=polite]")
    reader.page.locator(BAR).focus()
    reader.page.keyboard.press("ArrowDown")
    expect(said).to_contain_text("It cannot be so", timeout=PATIENCE)
    expect(said).to_contain_text("may not be held at")
    reader.page.keyboard.press("ArrowUp")
    expect(said).to_contain_text("So it is now.", timeout=PATIENCE)
    reader.page.keyboard.press("Shift+ArrowRight")
    expect(said).to_contain_text("from Mon 6 Jul 2015", timeout=PATIENCE)
    expect(said).to_contain_text("No conflict.")
    assert (focused(reader), reader.barriers()) == (RUN, [])

    reader.page.keyboard.press("Enter")
    expect(reader.page.locator(".notice").first).to_contain_text("6 Jul 2015", timeout=PATIENCE)
    assert (reader.path.startswith("/scenarios/"), start(reader)) == (True, A_WEEK_LATER)
    expect(reader.page.locator(BAR)).to_be_focused()
    reader.sees("1 of 1 changes by hand")
    reader.press("Undo")
    assert (reader.notice, start(reader)) == ("The change is taken back.", NOW)
    reader.page.keyboard.press("Tab")
    expect(reader.page.get_by_role("button", name="Redo")).to_be_focused()
    reader.press("Redo")
    assert (reader.notice, start(reader)) == ("The change is done again.", A_WEEK_LATER)
    assert reader.barriers() == []

    reader.go(f"{PROGRAMME}/plan")  # the published plan is as it was
    assert start(reader) == NOW


def test_escape_takes_a_move_back(somebody: Somebody) -> None:
    reader = somebody("coordinator")
    reader.go(f"{PROGRAMME}/plan")
    reader.page.locator(BAR).focus()
    reader.page.keyboard.press("ArrowRight")
    reader.page.locator("#moving .where").wait_for(timeout=PATIENCE)
    reader.page.keyboard.press("Escape")
    assert reader.page.locator("#moving").inner_text() == ""
    assert reader.page.locator(BAR).get_attribute("transform") is None
    assert focused(reader) == RUN


def test_lost_line_is_told_and_the_move_asked_again(somebody: Somebody) -> None:
    reader = somebody("coordinator")
    reader.go(f"{PROGRAMME}/plan")
    said = reader.page.locator("#moving")
    reader.page.locator(BAR).focus()
    reader.page.context.set_offline(True)
    reader.page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("No answer came; perhaps the line is lost.")
    assert (said.get_attribute("aria-busy"), focused(reader)) == (None, RUN)
    reader.page.context.set_offline(False)
    reader.page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("from Wed 1 Jul 2015", timeout=PATIENCE)


def test_run_is_dragged_and_nothing_is_kept_before_it_is_confirmed(somebody: Somebody) -> None:
    reader = somebody("coordinator")
    reader.go(f"{PROGRAMME}/plan")
    box = reader.page.locator(f"{BAR} .body").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    day = float(reader.page.locator(".board").get_attribute("data-day") or "")
    reader.page.mouse.move(x, y)
    reader.page.mouse.down()
    reader.page.mouse.move(x + 14 * day, y, steps=5)
    reader.page.mouse.up()
    said = reader.page.locator("#moving")
    expect(said).to_contain_text("from Mon 13 Jul 2015", timeout=PATIENCE)
    assert reader.path == f"{PROGRAMME}/plan"
    reader.press("Take it back")
    assert reader.page.locator(BAR).get_attribute("transform") is None


def test_run_is_moved_by_a_form_without_a_script(somebody: Somebody) -> None:
    reader = somebody("coordinator", script=False, size=NARROW)
    reader.go(f"{PROGRAMME}/plan")
    reader.page.locator("td").get_by_text(f"Move {RUN}").click()
    reader.page.get_by_label("First day").fill("2015-07-07")
    reader.press("Only look")
    reader.sees("No conflict.")
    reader.page.get_by_label("First day").fill("2016-01-04")
    reader.press("Keep it so")
    reader.sees("after its window.")
    assert "/move" in reader.path
    reader.page.get_by_label("First day").fill(A_WEEK_LATER)
    reader.press("Keep it so")
    assert "6 Jul 2015" in reader.notice


def test_labels_of_a_form_stand_on_one_line_and_so_do_its_fields(somebody: Somebody) -> None:
    reader = somebody("coordinator")
    top = "all => all.map(each => Math.round(each.getBoundingClientRect().top))"
    for path, names in (
        (f"{PROGRAMME}/runs/{RUN}/move", ("start", "venue", "language")),
        (f"{PROGRAMME}/rules", ("answer_by_days", "reminder_days", "official_rest_days")),
    ):
        reader.go(path)
        for part in ("label[for={}]", "#{}"):
            found = reader.page.locator(", ".join(part.format(name) for name in names))
            tops = found.evaluate_all(top)
            assert (len(tops), max(tops) - min(tops) <= 1) == (len(names), True)


def test_words_of_the_form_follow_what_is_chosen(somebody: Somebody) -> None:
    reader = somebody("coordinator", language="ar")
    reader.go(f"{PROGRAMME}/runs/{RUN}/move")
    reader.page.locator("#start").fill(A_WEEK_LATER)
    reader.page.locator("#start").blur()
    expect(reader.page.locator("#moving")).to_contain_text("لا تعارض", timeout=PATIENCE)
    assert (reader.barriers(), reader.is_wider_than_the_screen()) == ([], False)


def test_second_coordinator_is_told_that_the_plan_has_changed(somebody: Somebody) -> None:
    first, second = somebody("coordinator"), somebody("coordinator")
    first.go(f"{PROGRAMME}/runs/{RUN}/move?start={A_WEEK_LATER}")
    first.press("Keep it so")
    scenario = first.path.removeprefix("/").split("/")[1]
    for reader in (first, second):
        reader.go(f"/scenarios/{scenario}/runs/{RUN}/move?start=2015-07-13")
    first.press("Keep it so")
    assert "13 Jul 2015" in first.notice
    second.press("Keep it so")
    second.sees("It has changed since you saw it")


def test_suggestion_is_taken(somebody: Somebody) -> None:
    reader = somebody("coordinator")
    reader.page.set_default_timeout(PATIENCE)
    reader.go(f"{PROGRAMME}/runs/{RUN}/alternatives")
    reader.sees("points")
    assert reader.barriers() == []
    reader.press("Take it")
    assert reader.notice == "It is so now in this scenario."
    reader.sees("1 of 1 changes by hand")


def test_rows_are_chosen_runs_filtered_and_the_weeks_zoomed(somebody: Somebody) -> None:
    reader = somebody("coordinator")
    reader.go(f"{PROGRAMME}/plan")
    reader.page.get_by_label("Rows by").select_option("trainer")
    reader.page.wait_for_url("**by=trainer**")
    assert reader.page.locator(BAR).count() == 2  # it has two trainers
    reader.page.get_by_label("Show", exact=True).select_option("required")
    reader.page.wait_for_url("**show=required**")
    assert reader.page.locator(BAR).count() == 0
    kinds = reader.page.get_by_label("Show", exact=True)
    for _ in ("free", "few"):  # by keys one passes over what lies between
        kinds.press("ArrowDown")
    reader.page.locator(".narrowing button").press("Enter")
    reader.page.wait_for_url("**show=few**")
    reader.page.locator(".narrowing").get_by_text("Show all runs").click()
    reader.page.get_by_label("Months shown").get_by_text("3 months").click()
    reader.page.locator(BAR).first.focus()
    reader.page.keyboard.press("ArrowRight")
    expect(reader.page.locator("#moving")).to_contain_text("Tue 30 Jun 2015", timeout=PATIENCE)
    moved = reader.page.locator(BAR).evaluate_all("all => all.map(a => a.matches('[transform]'))")
    assert moved == [True, True]  # in the rows of both
    reader.page.get_by_text("Seats of the members", exact=True).click()
    assert (reader.barriers(), reader.is_wider_than_the_screen()) == ([], False)


def test_lanes_are_packed_anew_while_a_run_moves(somebody: Somebody) -> None:
    reader = somebody("coordinator")
    reader.go(f"{PROGRAMME}/plan")
    row = reader.page.locator(".board svg", has=reader.page.locator("a[data-run='int-01']"))
    bars = row.locator("a[data-run]")
    height = row.get_attribute("height")
    reader.page.locator(BAR).focus()
    for _week in range(4):
        reader.page.keyboard.press("Shift+ArrowRight")
    boxes = [bars.nth(i).locator(".reach").bounding_box() or {} for i in range(bars.count())]
    tops = {box["y"] for box in boxes}
    assert (len(boxes), len(tops)) == (2, 2)  # its label would touch the next
    assert row.get_attribute("height") != height
    reader.page.keyboard.press("Escape")
    assert row.get_attribute("height") == height


def test_change_by_another_coordinator_is_told(somebody: Somebody) -> None:
    first, second = somebody("coordinator"), somebody("admin")
    first.go(f"{PROGRAMME}/runs/{RUN}/move?start={A_WEEK_LATER}")
    first.press("Keep it so")
    scenario = first.path.removeprefix("/").split("/")[1]
    second.go(f"/scenarios/{scenario}/plan")
    second.page.mouse.wheel(0, 5000)
    first.press("Undo")
    news = second.page.locator("#news[role=status]")
    expect(news).to_contain_text("Coordinator (RSO) has changed this plan", timeout=PATIENCE)
    expect(news).to_be_in_viewport()
    assert second.barriers() == []
    second.page.get_by_text("Show it as it is now").click()
    second.sees("0 of 1 changes by hand")
