"""A trainer falls ill, a venue is closed: the plan is mended and published in three clicks."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import NARROW, Reader

PROGRAMME = "/programmes/rso-2015-17"
PATIENCE = 120_000

Somebody = Callable[..., Reader]


def test_illness_is_repaired_and_published_in_three_clicks(somebody: Somebody) -> None:
    reader = somebody("coordinator")
    reader.go(f"{PROGRAMME}/plan")
    reader.press("Repair")
    assert reader.barriers() == []
    ill = reader.page.locator("form").filter(has=reader.page.get_by_label("Trainer"))
    ill.get_by_label("Trainer").select_option(label="Nordin, Faridah")
    ill.get_by_label("From").fill("2015-06-20")
    ill.get_by_label("To, that day too").fill("2015-07-20")
    assert ill.get_by_label("Hold no run besides the published ones").is_checked()
    ill.get_by_role("button").click()
    expect(reader.page.locator("h1")).to_have_text("Compare and publish", timeout=PATIENCE)
    mended, gained = reader.page.locator("h3").all()
    assert (mended.inner_text(), gained.inner_text()) == ("To mend the plan", "Gained besides")
    reader.sees("without Faridah Nordin")
    reader.sees("a trainer cannot come")
    assert "runs added" not in reader.page.locator("main").inner_text()
    assert reader.barriers() == []
    reader.sees("Repair: Faridah Nordin, 20 Jun")
    reader.press("Publish")
    assert reader.notice.startswith("Version ")


def test_illness_is_repaired_in_arabic_on_a_phone_without_a_script(somebody: Somebody) -> None:
    reader = somebody("coordinator", language="ar", script=False, size=NARROW)
    reader.go(f"{PROGRAMME}/plan")
    reader.press("الإصلاح")
    reader.page.locator("#trainer").select_option(label="Leung, Wai Yin")
    reader.page.locator("#trainer-start").fill("2015-08-01")
    reader.page.locator("#trainer-end").fill("2015-08-31")
    reader.page.locator("form:has(#trainer) button").click()
    publish = reader.page.locator("form:has([name=seal]) button")
    publish.wait_for(timeout=PATIENCE)
    assert "Wai Yin Leung" in reader.page.locator(".crumbs").inner_text()
    assert reader.is_wider_than_the_screen() is False
    publish.click()
    assert reader.notice.startswith("نُشر الإصدار")


def test_days_the_wrong_way_round_are_told_beside_them(somebody: Somebody) -> None:
    reader = somebody("coordinator", script=False)
    reader.go(f"{PROGRAMME}/repair")
    closed = reader.page.locator("form").filter(has=reader.page.get_by_label("Venue"))
    closed.get_by_label("Venue").select_option(index=1)
    closed.get_by_label("From").fill("2015-07-20")
    closed.get_by_label("To, that day too").fill("2015-07-10")
    closed.get_by_label("Give no seat to anybody who has none").check()
    closed.get_by_role("button").click()
    assert closed.get_by_label("Give no seat to anybody who has none").is_checked()
    assert "lies before the start" in reader.page.locator(".wrong").inner_text()
