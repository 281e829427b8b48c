"""A focal point registers, nominates, endorses, ranks, accepts, withdraws; with a script and without."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Reader

PROGRAMME = "/programmes/rso-2015-17"
HEADER = "code,agency,city,family_name,given_name,email,languages\n"

Somebody = Callable[..., Reader]


def upload(reader: Reader, text: str) -> None:
    reader.page.get_by_label("CSV or Excel file").set_input_files(
        {"name": "ours.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    reader.press("Check")


def tick(reader: Reader, *ids: str) -> None:
    for id in ids:
        reader.page.locator(f"input[name=nomination][value='{id}']").check()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_officials_are_registered_one_and_many(somebody: Somebody, script: bool) -> None:
    own = "A" if script else "B"
    reader = somebody("IDN-focal", script=script)

    reader.go("/officials/new")
    reader.page.get_by_label("Family name").fill("Lestari")
    reader.page.get_by_label("Agency").select_option("IDN-IMM")
    reader.page.get_by_label("City in which they live").select_option("jakarta")
    reader.page.get_by_label("E-mail").fill("not an address")
    reader.page.get_by_label("Your own number").fill(f"{own}-1")
    reader.press("Register")
    fault = '"not an address" is not an e-mail address; write it as name@example.org'
    reader.sees(fault)
    assert reader.page.locator(".wrong").all_inner_texts() == [fault]
    reader.page.get_by_label("E-mail").fill("lestari@example.org")
    reader.press("Register")
    assert reader.notice == f"IDN-{own}-1 is registered."

    reader.go("/officials/sheet")
    upload(
        reader,
        HEADER
        + f"{own}-2,IDN-IMM,jakarta,Utami,Sri,sri@example.org,id en\n"
        + f"{own}-3,IDN-NAVY,jakarta,Wijaya,Joko,,id\n"
        + f"{own}-2,IDN-POL,atlantis,Sari,,not an address,id\n",
    )
    reader.sees("4 things are wrong in ours.csv; nothing was taken in.")
    bad = reader.page.locator("#faulty tbody tr")
    assert bad.locator("th").all_inner_texts() == ["3", "4"]
    assert bad.nth(0).locator("td.bad small").all_inner_texts() == [
        'there is no "IDN-NAVY" here; use one of: IDN-LAB'
    ]
    assert [text.split(";")[0] for text in bad.nth(1).locator("small").all_inner_texts()] == [
        f'"{own}-2" is there twice',
        'there is no "atlantis" here',
        '"not an address" is not an e-mail address',
    ]
    reader.page.get_by_label("agency in row 3").fill("IDN-BOR")
    for column, text in (("code", f"{own}-4"), ("city", "jakarta"), ("email", "")):
        reader.page.get_by_label(f"{column} in row 4").fill(text)
    reader.press("Check again")
    reader.sees("New: 3; would change: 0; there already: 0.")
    reader.press("Take them in")
    assert reader.notice == "Officials registered: 3; changed: 0; as they were: 0."
    for number, name in enumerate(("Lestari", "Utami, Sri", "Wijaya, Joko", "Sari"), 1):
        reader.go(f"/officials?text=IDN-{own}-{number}")
        assert reader.page.locator("tbody th").all_inner_texts() == [name]


def test_nominations_go_their_way(somebody: Somebody) -> None:
    reader = somebody("IDN-focal")
    reader.go("/officials/sheet")
    upload(reader, HEADER + "C-1,IDN-IMM,jakarta,Amin,,,id en\nC-2,IDN-BOR,jakarta,Budi,,,id en\n")
    reader.press("Take them in")

    reader.go(f"{PROGRAMME}/nominating")
    reader.page.get_by_label("Official").fill("IDN-C-1")
    reader.page.get_by_label("Course").select_option("doc")
    reader.press("Nominate")
    assert reader.notice == "IDN-C-1 is nominated."
    reader.go(f"{PROGRAMME}/nominating")
    reader.page.get_by_label("CSV or Excel file").set_input_files(
        {
            "name": "wishes.csv",
            "mimeType": "text/csv",
            "buffer": b"official,course\nIDN-C-2,doc\n",
        }
    )
    reader.press("Check")
    reader.press("Take them in")
    assert reader.notice == "Nominations submitted: 1; already there: 0."

    reader.go(f"{PROGRAMME}/nominations?state=submitted&course=doc")
    tick(reader, "IDN-C-1.doc", "IDN-C-2.doc")
    reader.press("Endorse")
    assert reader.notice == "Endorse: done. Nominations: 2."

    reader.go(f"{PROGRAMME}/ranking?course=doc")
    names = reader.page.locator("tbody th")
    before = names.all_inner_texts()
    assert before[-2:] == ["Amin", "Budi"]
    reader.page.get_by_role("button", name="Budi one up").click()
    assert reader.notice == "The order is kept."
    assert names.all_inner_texts() == [*before[:-2], "Budi", "Amin"]
    expect(reader.page.get_by_label("Place of Budi")).to_be_focused()
    reader.page.get_by_label("Place of Amin").fill("1")
    reader.press("Keep this order")
    assert names.all_inner_texts()[0] == "Amin"

    reader.go("/")
    offered = reader.page.locator("input[name=nomination]")
    first = offered.first.get_attribute("value")
    assert first
    tick(reader, first)
    reader.press("Accept")
    assert reader.notice == "Accept: done. Nominations: 1."
    reader.go(f"/nominations/{first}")
    assert "accepted" in reader.page.locator("h1").inner_text()
    reader.page.get_by_label("Reason").fill("needed at the border")
    reader.press("Withdraw")
    assert "withdrawn" in reader.page.locator("h1").inner_text()
    reader.sees("needed at the border")


def test_others_people_are_as_if_they_were_not_there(somebody: Somebody) -> None:
    reader = somebody("IDN-focal")
    reader.go("/officials/FJI-0001")
    reader.sees("There is no such thing")
    reader.go("/officials?text=FJI-")
    reader.sees("None that fits.")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_what_is_missing_is_said_before_nominating(somebody: Somebody, script: bool) -> None:
    reader = somebody("IDN-focal", script=script)
    reader.go(f"{PROGRAMME}/nominating")
    reader.page.get_by_label("Official", exact=False).first.fill("IDN-0027")
    reader.page.locator("#course").select_option("tot")
    if script:
        reader.page.keyboard.press("Tab")
    else:
        reader.press("See what is missing")
    reader.sees("Another course comes first")
    assert "Standardised induction" in reader.page.locator("#fit").inner_text()

    reader.go("/officials/IDN-0027")
    row = reader.page.locator("tr", has_text="Standardised induction for frontline").first
    assert row.locator("td").first.inner_text() == "nothing"
    assert "ind-03" in row.inner_text()


def test_somebody_who_fits_goes_instead(somebody: Somebody) -> None:
    reader = somebody("IDN-focal")
    reader.go("/nominations/IDN-0010.ind")
    reader.sees("The seat was declined.")
    assert "ind-03" in reader.page.locator("tr", has_text="Next chance").inner_text()
    other = reader.page.get_by_label("The other official")
    options = other.locator("option").all_inner_texts()[1:]
    families = [text.partition(",")[0] for text in options]
    assert families == sorted(families)
    other.select_option(index=1)
    reader.press("Substitute")
    assert reader.notice.endswith("the seat follows once the planner finds it possible.")
    reader.sees("It is endorsed.")


def test_call_is_opened_and_answered(somebody: Somebody) -> None:
    coordinator = somebody("coordinator")
    coordinator.go(f"{PROGRAMME}/calls")
    coordinator.sees("There is no call")
    coordinator.page.get_by_label("Course").select_option("doc")
    coordinator.page.get_by_label("Last day").fill("2015-06-30")
    coordinator.page.get_by_label("At most of a member").fill("2")
    coordinator.press("Call")
    assert coordinator.notice == "Nominations for doc are called for; members are told."
    reader = somebody("IDN-focal")
    reader.go(f"{PROGRAMME}/calls")
    row = reader.page.locator("tbody tr")
    assert row.locator("td").all_inner_texts()[:3] == ["30 Jun 2015", "0", "2"]
    row.get_by_role("link", name="Nominate").click()
    assert reader.page.locator("#course").input_value() == "doc"


def test_deeds_are_near_the_rows_by_keys(somebody: Somebody) -> None:
    reader = somebody("IDN-focal")
    reader.go(f"{PROGRAMME}/nominations?state=endorsed")
    first = reader.page.locator("input[name=nomination]").first
    first.focus()
    for _ in range(8):
        reader.page.keyboard.press("Shift+Tab")
        if reader.page.locator("button[name=verb]:focus").count():
            break
    expect(reader.page.locator("button[name=verb]:focus")).to_have_count(1)
    reader.page.get_by_role("link", name="Back to what is done").focus()
    reader.page.keyboard.press("Enter")
    expect(reader.page.locator("#deeds")).to_be_focused()


def test_official_is_dragged_to_the_first_place(somebody: Somebody) -> None:
    reader = somebody("IDN-focal")
    reader.go(f"{PROGRAMME}/ranking?course=ind")
    names = reader.page.locator("table[data-ranked] th[scope=row]")
    wanted = names.nth(2).inner_text()
    below, first = names.nth(2).bounding_box(), names.nth(0).bounding_box()
    assert below is not None
    assert first is not None
    reader.page.mouse.move(below["x"] + 20, below["y"] + 8)
    reader.page.mouse.down()
    reader.page.mouse.move(first["x"] + 20, first["y"] + 2, steps=6)
    reader.page.mouse.up()
    assert names.nth(0).inner_text() == wanted
    reader.press("Keep this order")
    assert reader.notice == "The order is kept."
    assert names.nth(0).inner_text() == wanted
