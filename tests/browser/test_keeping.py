"""A coordinator keeps venues, trainers and courses: by keyboard alone, with no script."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.browser.conftest import Reader

Somebody = Callable[..., Reader]


def type_into(reader: Reader, label: str, *texts: str) -> None:
    """Write into the field of a label and those after it, by the Tab key."""
    reader.page.get_by_label(re.compile(f"^{re.escape(label)}")).first.focus()
    for text in texts:
        reader.page.keyboard.type(text)
        if not text.endswith("\n"):
            reader.page.keyboard.press("Tab")


def test_coordinator_keeps_a_venue_a_trainer_and_a_course(somebody: Somebody) -> None:
    reader = somebody("coordinator", script=False)
    reader.go("/venues/bali")
    reader.page.get_by_label("From *").fill("2015-10-05")
    reader.page.get_by_label("To *").fill("2015-10-04")
    reader.page.get_by_label("Reason *").focus()
    reader.page.keyboard.type("Roof\n")
    reader.sees('"2015-10-04" lies before the start; use 2015-10-05 or later')
    reader.page.get_by_label("To *").fill("2015-10-09")
    reader.page.keyboard.press("Enter")
    reader.sees("It is noted. Plan again if a run is concerned.")
    back = reader.page.get_by_role("button", name=re.compile("^Take back: 5.9 Oct 2015$"))
    back.focus()
    reader.page.keyboard.press("Enter")
    reader.sees("The venue is open again on these days.")
    assert back.count() == 0

    reader.go("/trainers/tr-01")
    last = reader.page.locator("input[name=skill]").count()
    type_into(reader, f"Skill {last}", "mediation", "high\n")
    reader.sees('"high" is not a number; write a number such as 12')
    level = reader.page.locator(".bad input")
    level.focus()
    reader.page.keyboard.press("Control+A")
    reader.page.keyboard.type("40\n")
    reader.sees("The skills are kept.")

    reader.go("/new-course")
    type_into(reader, "Code *", "med", "Mediation at the border")
    for label, text in (("Days of a run *", "2"), ("Fewest seats *", "6"), ("Most seats *", "12")):
        reader.page.get_by_label(label).focus()
        reader.page.keyboard.press("Control+A")
        reader.page.keyboard.type(text)
    type_into(reader, "Language 1", "en")
    type_into(reader, "Code 1", "talk", "How to mediate", "1", "3", "mediation", "20", "1")
    reader.page.get_by_role("button", name="Keep this course").focus()
    reader.page.keyboard.press("Enter")
    reader.sees('"3" is out of range; use 1 to 2')
    reader.page.locator(".bad input").focus()
    reader.page.keyboard.press("Control+A")
    reader.page.keyboard.type("2\n")
    reader.sees("The course is kept.")
    reader.go("/courses?text=mediation")
    reader.sees("How to mediate")
