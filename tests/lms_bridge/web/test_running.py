"""Pages with which coordinators run a programme: money, agendas, tables, free seats, people."""

from __future__ import annotations

import pytest

from tests.lms_bridge.bridge import Bridge
from tests.lms_bridge.web.test_pages import notice, send, upload

pytestmark = pytest.mark.asyncio(loop_scope="module")

P = "/programmes/small"


async def page(bridge: Bridge, path: str) -> str:
    return await (await bridge.ask("coordinator", "GET", path)).text()


async def test_payment_is_noted_and_what_is_wrong_is_said_beside_it(bridge: Bridge) -> None:
    entry = {"funder": "AUS-FUND", "paid_on": "2015-06-01", "note": "Hall"}
    wrong = await send(bridge, "coordinator", f"{P}/money", **entry, amount_usd="ten")
    assert (wrong.status, "is not a number" in await wrong.text()) == (422, True)
    done = await send(bridge, "coordinator", f"{P}/money", **entry, amount_usd="1250")
    assert (done.status, notice(done)) == (303, "It is noted.")
    assert "1,250" in await page(bridge, f"{P}/money")


async def test_agenda_counts_days_from_one_and_is_kept_whole_or_not_at_all(bridge: Bridge) -> None:
    path = "/courses/BRIEF/agenda"
    entry = {"begins": "09:00", "ends": "10:30", "title": "Opening <now>", "block": ""}
    wrong = await send(bridge, "coordinator", path, **entry, day="99")
    text = await wrong.text()
    assert (wrong.status, "is out of range; use 1 to" in text) == (422, True)
    assert "Opening &lt;now&gt;" in text  # what was written stays in its field
    assert "Opening" not in await page(bridge, path)
    done = await send(bridge, "coordinator", path, **entry, day="1")
    assert notice(done) == "The agenda is kept."
    assert "Opening &lt;now&gt;" in await page(bridge, path)


async def test_table_is_checked_beside_its_cells_and_then_taken_in(bridge: Bridge) -> None:
    path, header = f"{P}/tables/funders", "code,name,budget_usd\n"
    wrong = await upload(bridge, path, f"{header}NEW,New funder,much\n", who="coordinator")
    text = await wrong.text()
    assert (wrong.status, '<td class="bad">much' in text) == (422, True)
    good = f"{header}NEW,New funder,5000\n"
    checked = await upload(bridge, path, good, who="coordinator")
    assert "1 are new, 0 would change" in await checked.text()
    assert "New funder" not in await page(bridge, f"{P}/money")
    done = await upload(bridge, f"{path}/take-in", good, who="coordinator")
    assert notice(done) == "1 rows are new, 0 changed, 0 as they were."
    assert "New funder" in await page(bridge, f"{P}/money")


async def test_everything_about_a_person_is_taken_away_as_a_file(bridge: Bridge) -> None:
    done = await send(bridge, "coordinator", "/people/IDN-0001/export")
    assert done.headers["Content-Disposition"] == 'attachment; filename="IDN-0001.json"'
    assert (await done.json())["person"][0]["id"] == "IDN-0001"


async def test_older_version_becomes_a_scenario_or_it_is_said_why_not(bridge: Bridge) -> None:
    unknown = await send(bridge, "coordinator", f"{P}/versions/77/go-back")
    assert unknown.status == 404
