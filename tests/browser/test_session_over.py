"""A session ends while a form is being filled in: what was written comes back, to its writer alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Reader

Somebody = Callable[..., Reader]


def sign_in(reader: Reader, person: str) -> None:
    reader.page.goto(reader.site.link(person))
    reader.page.locator("main button").first.click()
    reader.page.locator("header .who").wait_for()


@pytest.fixture
def shut_out(somebody: Somebody) -> Reader:
    """Give a focal point whose session ended before a form was sent."""
    reader = somebody("IDN-focal")
    reader.go("/officials/new")
    reader.page.get_by_label("Family name").fill("Kartini")
    reader.page.get_by_label("Agency").select_option("IDN-POL")
    reader.page.get_by_label("City in which they live").select_option("jakarta")
    reader.page.get_by_label("Your own number").fill("KEPT-1")
    reader.page.context.clear_cookies(name="session")
    reader.press("Register")
    reader.sees("Please sign in")
    return reader


def test_form_is_as_it_was_after_signing_in_again(shut_out: Reader) -> None:
    sign_in(shut_out, "IDN-focal")
    shut_out.page.get_by_role("link", name="Back to where you wrote it").click()
    shut_out.sees("What you wrote before you had to sign in again is kept.")
    expect(shut_out.page.get_by_label("Agency")).to_have_value("IDN-POL")
    expect(shut_out.page.get_by_label("Family name")).to_have_value("Kartini")
    shut_out.press("Register")
    assert shut_out.notice == "IDN-KEPT-1 is registered."
    shut_out.go("/")
    assert shut_out.page.get_by_text("is kept").count() == 0


def test_somebody_else_does_not_find_it(shut_out: Reader) -> None:
    sign_in(shut_out, "IDN-IMM-officer")
    sign_in(shut_out, "IDN-focal")
    shut_out.go("/officials/new")
    assert shut_out.page.get_by_text("is kept").count() == 0
    assert shut_out.page.get_by_label("Family name").input_value() == ""
