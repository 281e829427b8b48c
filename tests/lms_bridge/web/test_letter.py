"""A letter of invitation, as a page to print."""

from __future__ import annotations

import pytest

from catalogue.actions.set_agenda import set_agenda
from catalogue.db import changing
from catalogue.runs import Run
from catalogue.sessions import SessionEntry
from lms_bridge.threads import in_thread
from tests.catalogue.builders import SYSTEM
from tests.lms_bridge.bridge import OWN_SEAT, Bridge

pytestmark = pytest.mark.asyncio(loop_scope="module")

LETTER = f"/nominations/{OWN_SEAT}/letter"


@changing
def _with_agenda() -> None:
    set_agenda(SYSTEM, "INDUCTION", [SessionEntry(1, "09:00", "10:30", "Opening")])
    Run.update(edition=None).execute()


async def test_letter_says_who_is_invited_to_what_where_and_when(bridge: Bridge) -> None:
    await in_thread(_with_agenda)
    text = await (await bridge.ask("IDN-focal", "GET", LETTER)).text()
    for said in ("Lestari", "Invitation", "2015", "Opening", "09:00", "local time"):
        assert said in text


async def test_letter_is_written_in_the_readers_language(bridge: Bridge) -> None:
    headers = {"Accept-Language": "id"}
    text = await (await bridge.ask("IDN-focal", "GET", LETTER, headers=headers)).text()
    assert "Dengan hormat kami mengundang Anda" in text


async def test_who_has_no_seat_is_not_invited(bridge: Bridge) -> None:
    path = "/nominations/IDN-0001.IN-WAITLISTED/letter"
    assert (await bridge.ask("IDN-focal", "GET", path)).status == 409
    assert (await bridge.ask("MYS-focal", "GET", LETTER)).status == 404


async def test_nomination_with_a_seat_leads_to_its_letter(bridge: Bridge) -> None:
    page = await (await bridge.ask("IDN-focal", "GET", f"/nominations/{OWN_SEAT}")).text()
    assert LETTER in page
