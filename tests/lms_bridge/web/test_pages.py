"""Forms and their faults, notices, and what a browser may keep; asked by tokens, without a browser."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import pytest
from aiohttp import ClientResponse, FormData

from catalogue.actions.close_venue import close_venue
from catalogue.actions.deny_lesson import deny_lesson
from catalogue.actions.draft_scenario import draft_scenario
from catalogue.actions.make_link import make_link
from catalogue.actions.record_lesson import record_lesson
from catalogue.queries.nominations import nomination
from catalogue.queries.officials import official, officials
from catalogue.queries.scenarios import scenario as read_scenario
from catalogue.queries.trainers import trainer
from catalogue.queries.versions import versions
from catalogue.viewer import Role
from lms_bridge.threads import in_thread
from lms_bridge.web.publishing import seal_of
from tests.catalogue.builders import SYSTEM
from tests.lms_bridge.bridge import (
    FOREIGN,
    OWN_SEAT,
    PEOPLE,
    ROLELESS,
    Bridge,
    a_solved_scenario,
)
from tests.lms_bridge.web.page_forms import read_page

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHEET = "code,agency,city,family_name\n"


@pytest.fixture(autouse=True)
def _no_cookies(bridge: Bridge) -> None:
    bridge.client.session.cookie_jar.clear()


def notice(response: ClientResponse) -> str:
    return unquote(response.cookies["notice"].value) if "notice" in response.cookies else ""


async def send(bridge: Bridge, who: str | None, path: str, **fields: Any) -> ClientResponse:
    return await bridge.ask(who, "POST", path, data=fields)


async def upload(
    bridge: Bridge, path: str, text: str, file: str = "ours.csv", who: str = "IDN-focal"
) -> ClientResponse:
    form = FormData()
    form.add_field("sheet", text.encode(), filename=file, content_type="text/csv")
    return await bridge.ask(who, "POST", path, data=form)


async def known() -> int:
    return (await in_thread(officials, SYSTEM)).total


async def state_of(id: str) -> str:
    return str((await in_thread(nomination, SYSTEM, id)).state)


async def test_first_page_tells_a_stranger_how_to_sign_in(bridge: Bridge) -> None:
    response = await bridge.ask(None, "GET", "/")
    text = await response.text()
    assert (response.status, "How to sign in" in text) == (200, True)
    assert "style=" not in text
    assert "<script>" not in text


async def test_following_a_link_does_not_use_it(bridge: Bridge) -> None:
    link = f"/sign-in/{await in_thread(make_link, SYSTEM, 'IDN-focal')}"
    for _ in range(2):
        response = await bridge.ask(None, "GET", link)
        assert (response.status, "Sign in as" in await response.text()) == (200, True)
    signed_in = await bridge.ask(None, "POST", link)
    cookie = signed_in.cookies["session"]
    assert (signed_in.status, signed_in.headers["Location"]) == (303, "/")
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    bridge.client.session.cookie_jar.clear()
    again = await bridge.ask(None, "POST", link)
    assert (again.status, "used before" in await again.text()) == (401, True)


async def test_page_without_a_session_asks_for_a_link(bridge: Bridge) -> None:
    response = await bridge.ask(None, "GET", "/officials")
    assert (response.status, "Please sign in" in await response.text()) == (401, True)


async def test_what_was_written_is_not_lost_with_the_session(bridge: Bridge) -> None:
    fields = {"csrf": "0" * 64, "family_name": "Wijaya <Ayu>", "languages": "en id"}
    ours = {"Origin": str(bridge.client.make_url("/").origin())}
    for origin, is_shown in ((ours, True), ({"Origin": "https://elsewhere.example"}, False)):
        response = await bridge.ask(None, "POST", "/officials/new", data=fields, headers=origin)
        page = await response.text()
        assert (response.status, ">Wijaya &lt;Ayu&gt;\nen id</textarea>" in page) == (401, is_shown)
        assert "0" * 64 not in page


async def test_a_button_that_was_pressed_is_nothing_that_somebody_wrote(bridge: Bridge) -> None:
    ours = {"Origin": str(bridge.client.make_url("/").origin())}
    fields = {"verb": "endorse", "reason": "Too late"}
    response = await bridge.ask(None, "POST", "/nominations/x", data=fields, headers=ours)
    page = await response.text()
    assert (">Too late</textarea>" in page, ">endorse" in page) == (True, False)


async def test_machines_and_people_without_a_role_have_no_pages(bridge: Bridge) -> None:
    for person in (PEOPLE[Role.MACHINE_CLIENT], ROLELESS):
        response = await bridge.ask(person, "GET", "/")
        assert response.status == 403


async def test_libraries_and_styles_are_kept_for_ever_under_their_digests(bridge: Bridge) -> None:
    page = await (await bridge.ask(None, "GET", "/")).text()
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    kept = await bridge.ask(None, "GET", address)
    assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    other = await bridge.ask(None, "GET", "/static/old/pages.css")
    assert (other.status, other.headers["Cache-Control"]) == (200, "no-cache")
    for path in ("/static/old/secrets", "/static/old/..%2f..%2fapp.py"):
        assert (await bridge.ask(None, "GET", path)).status == 404


async def test_agency_is_not_measured_by_its_members_target(bridge: Bridge) -> None:
    for role, is_told in ((Role.FOCAL_POINT, True), (Role.AGENCY_OFFICER, False)):
        page = await (await bridge.ask(PEOPLE[role], "GET", "/")).text()
        assert ("the target is" in page) is is_told


@pytest.mark.parametrize(
    ("role", "taught"),
    [
        (Role.TRAINER, "You teach in no run of the published plan."),
        (Role.OFFICIAL, "You are nominated for no course yet."),
        (Role.FOCAL_POINT, "Register your officials"),
        (Role.AGENCY_OFFICER, "Register your officials"),
        (Role.OVERSEER, "Nothing is published yet."),
    ],
)
async def test_first_page_of_a_programme_with_nothing_in_it_teaches(
    bridge: Bridge, role: Role, taught: str
) -> None:
    begun = await send(
        bridge,
        "coordinator",
        "/new-programme",
        code=f"new-{role}",
        name="New",
        start="2030-01-01",
        end="2030-12-31",
        planning_date="2029-12-01",
    )
    assert begun.status == 303
    page = await (await bridge.ask(PEOPLE[role], "GET", f"/?programme=new-{role}")).text()
    assert taught in page


async def test_language_follows_the_browser_and_then_the_reader(bridge: Bridge) -> None:
    headers = {"Accept-Language": "ar-JO,ar;q=0.9,en;q=0.5"}
    page = await (await bridge.ask(None, "GET", "/", headers=headers)).text()
    assert '<html lang="ar" dir="rtl"' in page
    chosen = await bridge.ask(
        None, "POST", "/language", data={"language": "id"}, headers={"Referer": "https://else/x"}
    )
    assert (chosen.headers["Location"], chosen.cookies["language"].value) == ("/", "id")
    odd = await bridge.ask(None, "POST", "/language", data={"language": "../../x"})
    assert "language" not in odd.cookies


async def test_reader_is_sent_on_to_pages_of_ours_only(bridge: Bridge) -> None:
    host = f"http://127.0.0.1:{bridge.client.port}"
    for referer, path in (
        (f"{host}/officials?text=a%20b", "/officials?text=a%20b"),
        (f"{host}//else.example", "/"),
        ("https://else.example/officials", "/"),
    ):
        sent = await bridge.ask(None, "POST", "/language", headers={"Referer": referer})
        assert sent.headers["Location"] == path


async def test_official_is_registered_and_the_next_page_says_so(bridge: Bridge) -> None:
    fields = {"agency": "IDN-IMM", "city": "jakarta", "family_name": "Sari", "code": "9"}
    response = await send(bridge, "IDN-focal", "/officials/new", **fields)
    assert (response.status, response.headers["Location"]) == (303, "/officials/IDN-9")
    assert notice(response) == "IDN-9 is registered."
    again = await send(bridge, "IDN-focal", "/officials/new", **fields)
    assert (again.status, "IDN-9&#34; is there twice" in await again.text()) == (409, True)


async def test_what_was_filled_in_stays_beside_its_faults(bridge: Bridge) -> None:
    before = await known()
    fields = {"agency": "MYS-IMM", "city": "", "family_name": "<b>Sari</b>", "max_days": "many"}
    response = await send(bridge, "IDN-focal", "/officials/new", **fields)
    text = await response.text()
    assert response.status == 422
    assert 'value="&lt;b&gt;Sari&lt;/b&gt;"' in text
    assert "&#34;many&#34; is not a number; write a number such as 12" in text
    assert await known() == before


async def test_sheet_is_checked_without_a_change_and_then_taken(bridge: Bridge) -> None:
    before = await known()
    sheet = SHEET + "7,IDN-IMM,jakarta,Sari\n8,IDN-POL,jakarta,Putra\n"
    checked = await upload(bridge, "/officials/sheet", sheet)
    assert "New: 2; would change: 0; there already: 0." in await checked.text()
    assert await known() == before
    taken = await send(
        bridge, "IDN-focal", "/officials/sheet/register", text=sheet, file="ours.csv"
    )
    assert notice(taken) == "Officials registered: 2; changed: 0; as they were: 0."
    assert await known() == before + 2


async def test_who_is_not_suggested_among_very_many_is_found_elsewhere(bridge: Bridge) -> None:
    path, said = "/programmes/small/nominating", "The first 500 names are suggested here."
    assert said not in await (await bridge.ask("IDN-focal", "GET", path)).text()
    sheet = SHEET + "".join(f"{1000 + n},IDN-IMM,jakarta,Sari\n" for n in range(501))
    await send(bridge, "IDN-focal", "/officials/sheet/register", text=sheet, file="ours.csv")
    assert said in await (await bridge.ask("IDN-focal", "GET", path)).text()


async def test_sheet_with_faults_is_shown_row_by_row_and_nobody_is_taken(bridge: Bridge) -> None:
    before = await known()
    sheet = SHEET + "7,IDN-IMM,jakarta,Sari\n\n8,MYS-IMM,atlantis,\n"
    for path in ("/officials/sheet", "/officials/sheet/register"):
        response = await upload(bridge, path, sheet)
        text = await response.text()
        assert response.status == 422
        assert "3 things are wrong in ours.csv; nothing was taken in." in text
        assert '<th scope="row" class="num">4</th>' in text
        assert text.count('class="bad"') == 3
    assert await known() == before


async def test_of_very_many_rows_with_faults_all_are_counted(bridge: Bridge) -> None:
    sheet = SHEET + "".join(f"{1000 + n},IDN-IMM,atlantis,Sari\n" for n in range(401))
    text = await (await upload(bridge, "/officials/sheet", sheet)).text()
    assert "401 things are wrong in ours.csv" in text
    assert "401 rows with something wrong; shown are the first 200</caption>" in text
    assert text.count('class="bad"') == 200


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("code\n17\n", "the column is not there; add it to the header"),
        ("name\nSari\n", "names none of the columns as they are called here"),
        ("Kode;Instansi\n1;x\n", "without a title above it: code, agency, city, family_name"),
        ("Rapport 2015\ncode;agence\n", "are called here; begin with the row of their names"),
        ("", "is empty; fill it in"),
        (SHEET + '7,"IDN-IMM,jakarta', "cannot be read"),
    ],
)
async def test_sheet_that_is_none_is_answered_clearly(
    bridge: Bridge, text: str, words: str
) -> None:
    response = await upload(bridge, "/officials/sheet", text)
    assert (response.status, words in await response.text()) == (422, True)


async def test_form_without_its_file_says_so(bridge: Bridge) -> None:
    response = await send(bridge, "IDN-focal", "/officials/sheet", nothing="")
    assert (response.status, "sheet: is empty; fill it in" in await response.text()) == (422, True)


async def test_empty_sheet_has_the_columns_and_a_mark_for_excel(bridge: Bridge) -> None:
    response = await bridge.ask("IDN-focal", "GET", "/officials/template.csv")
    assert (await response.read()).startswith(b"\xef\xbb\xbfcode,agency,city,family_name,")


async def test_many_are_moved_together_or_none(bridge: Bridge) -> None:
    path, back = "/programmes/small/nominations", {"Referer": ""}
    mine, other = "IDN-0001.IN-SUBMITTED", "IDN-0001.IN-DRAFT"
    form = FormData([("verb", "endorse"), ("nomination", mine), ("nomination", other)])
    refused = await bridge.ask("IDN-focal", "POST", path, data=form, headers=back)
    assert refused.status == 409
    assert "cannot become endorsed" in await refused.text()
    assert (await state_of(mine), await state_of(other)) == ("submitted", "draft")
    done = await send(bridge, "IDN-focal", path, verb="endorse", nomination=mine)
    assert (done.status, await state_of(mine)) == (303, "endorsed")
    assert notice(done) == "Endorse: done. Nominations: 1."


async def test_rank_that_is_none_and_nobody_ticked_are_said(bridge: Bridge) -> None:
    path, mine = "/programmes/small/nominations", "IDN-0001.IN-SUBMITTED"
    fields = {"verb": "endorse", "nomination": mine, f"rank-{mine}": "first"}
    rank = await send(bridge, "IDN-focal", path, **fields)
    assert (rank.status, "is not a number" in await rank.text()) == (422, True)
    nobody = await send(bridge, "IDN-focal", path, verb="endorse")
    assert (nobody.status, "Tick the nominations that you mean" in await nobody.text()) == (
        422,
        True,
    )
    verb = await send(bridge, "IDN-focal", path, verb="promote", nomination=mine)
    assert (verb.status, "use one of: submit, endorse" in await verb.text()) == (422, True)


async def test_ticks_ranks_and_a_filter_stay_where_one_rank_is_wrong(bridge: Bridge) -> None:
    path, mine = "/programmes/small/nominations?state=submitted", "IDN-0001.IN-SUBMITTED"
    fields = {"verb": "endorse", "nomination": mine, f"rank-{mine}": "first", "reason": "by letter"}
    response = await send(bridge, "IDN-focal", path, **fields)
    forms, _links = read_page(await response.text())
    (form,) = [form for form in forms if form.action == "?state=submitted"]
    found = {each.name: (each.value, each.is_sent, each.is_wrong) for each in form.fields}
    assert found["nomination"] == (mine, True, False)
    assert found[f"rank-{mine}"] == ("first", True, True)
    assert found["reason"] == ("by letter", True, False)


async def test_link_for_nobody_names_the_nearest_beside_the_field(bridge: Bridge) -> None:
    response = await send(bridge, "coordinator", "/users/link", person="IDN-focl")
    text = await response.text()
    assert (response.status, 'value="IDN-focl"' in text) == (422, True)
    assert "use one of: IDN-focal" in text


async def test_foreign_nominations_are_as_if_they_were_not_there(bridge: Bridge) -> None:
    for path in ("/nominations/IDN-0001.IN-OFFERED", "/nominations/IDN-0001.NONE"):
        response = await send(bridge, FOREIGN, path, verb="accept")
        assert response.status == 404
    assert await state_of("IDN-0001.IN-OFFERED") == "offered"


async def test_own_calendar_is_one_button_away_for_who_has_one(bridge: Bridge) -> None:
    own = '<input type="hidden" name="subject" value="{}">'
    for who, subject in (("T-1", "T-1"), ("IDN-0001", "IDN-0001")):
        page = await (await bridge.ask(who, "GET", "/calendars")).text()
        assert own.format(subject) in page
    assert "Your own" not in await (await bridge.ask("coordinator", "GET", "/calendars")).text()
    made = await send(bridge, "T-1", "/calendars", kind="trainer", subject="T-1")
    assert ".ics" in await made.text()


async def seal(scenario: str) -> str:
    return seal_of(await in_thread(read_scenario, SYSTEM, scenario))


async def count_versions() -> int:
    return len(await in_thread(versions, SYSTEM, "small"))


async def test_form_of_publishing_is_carried_out_once(bridge: Bridge) -> None:
    scenario = await a_solved_scenario()
    path = f"/scenarios/{scenario}/publish"
    page = await (await bridge.ask("coordinator", "GET", path)).text()
    assert "No LMS is set up." in page
    fields = {"key": "k", "seal": await seal(scenario), "note": "In May", "leaving": "[]"}
    before = await count_versions()
    for _ in range(2):
        response = await send(bridge, "coordinator", path, **fields)
        assert (response.status, notice(response)[:22]) == (303, "Version 2 is published")
    assert await count_versions() == before + 1
    other = await send(bridge, "coordinator", path, **fields | {"note": "In June"})
    assert other.status == 422


async def test_plan_that_changes_nothing_says_so_before_it_is_published(bridge: Bridge) -> None:
    path = f"/scenarios/{await a_solved_scenario()}/publish"
    page = await (await bridge.ask("coordinator", "GET", path)).text()
    assert "Publishing would change nothing:" in page


async def test_repair_changes_no_more_than_it_must_unless_it_is_told_to(bridge: Bridge) -> None:
    path = "/programmes/small/repair"
    page = await (await bridge.ask("coordinator", "GET", path)).text()
    ticks = re.findall(r'<input type="checkbox" name="only_\w+"[^>]*?( checked)?>', page)
    assert ticks == [" checked"] * 4
    days = {"start": "2015-07-20", "end": "2015-07-10", "only_seated": "yes"}
    page = await (await send(bridge, "coordinator", path, trainer="T-1", **days)).text()
    ticks = re.findall(r'<input type="checkbox" name="only_\w+"[^>]*?( checked)?>', page)
    assert ticks == ["", " checked", " checked", " checked"]


async def test_members_and_courses_are_called_by_their_names(bridge: Bridge) -> None:
    page = await (await bridge.ask("coordinator", "GET", "/users")).text()
    assert ("<td>Indonesia</td>" in page, "<td>IDN</td>" in page) == (True, False)


async def test_only_what_was_shown_is_published(bridge: Bridge) -> None:
    scenario = await a_solved_scenario()
    path = f"/scenarios/{scenario}/publish"
    before = await count_versions()
    stale = await send(bridge, "coordinator", path, key="k", seal="another", leaving="[]")
    assert (stale.status, "when you looked" in await stale.text()) == (409, True)
    for odd in ("{", '[["a"]]', json.dumps([["a", "b", "tutor"]]), "7"):
        response = await send(
            bridge, "coordinator", path, key="k", seal=await seal(scenario), leaving=odd
        )
        assert (response.status, "leaving" in await response.text()) == (400, True)
    assert await count_versions() == before


async def test_outdated_plan_says_so_and_offers_no_publishing(bridge: Bridge) -> None:
    first, late = await a_solved_scenario(), await a_solved_scenario()
    path = f"/scenarios/{late}"
    run = ((await in_thread(read_scenario, SYSTEM, late)).plan or ())[-1]
    closed = f"is closed on {run.start}, when {run.run} would be held there."
    page = await (await bridge.ask("coordinator", "GET", f"{path}/publish")).text()
    assert ('name="seal"' in page, closed in page) == (True, False)
    await in_thread(close_venue, SYSTEM, run.venue, run.start, run.start, "flood")
    page = await (await bridge.ask("coordinator", "GET", f"{path}/publish")).text()
    assert ('name="seal"' in page, closed in page) == (True, True)
    fields = {"key": "outdated", "seal": await seal(first), "leaving": "[]"}
    await send(bridge, "coordinator", f"/scenarios/{first}/publish", **fields)

    for address in (path, f"{path}/publish"):
        page = await (await bridge.ask("coordinator", "GET", address)).text()
        assert "Version 2 was published since." in page
        offered = [form for form in ('name="seal"', f'action="{path}/adopt"') if form in page]
        assert offered == []
    adopted = await send(bridge, "coordinator", f"{path}/adopt")
    assert (adopted.status, "was published since" in await adopted.text()) == (409, True)
    page = await (await bridge.ask("coordinator", "GET", f"/scenarios/{first}")).text()
    assert "This plan is published, as version 2." in page
    listed = await (await bridge.ask("coordinator", "GET", "/programmes/small/scenarios")).text()
    assert ">outdated</span>" in listed.partition(f'href="{path}"')[2]


async def test_scenario_without_a_plan_cannot_be_published(bridge: Bridge) -> None:
    scenario = await in_thread(draft_scenario, SYSTEM, "small", "Draft")
    response = await bridge.ask("coordinator", "GET", f"/scenarios/{scenario}/publish")
    assert (response.status, "is draft" in await response.text()) == (409, True)


async def test_planning_date_and_housekeeping(bridge: Bridge) -> None:
    path = "/programmes/small/planning-date"
    done = await send(bridge, "coordinator", path, day="2015-06-01")
    assert notice(done) == "The planning date is 1 Jun 2015 now."
    asked = await send(bridge, "coordinator", path, day="2015-09-07")
    text = await asked.text()
    assert (asked.status, "Offers that lapse: 1<" in text) == (409, True)
    assert 'name="knowingly" value="yes"' in text
    odd = await send(bridge, "coordinator", path, day="tomorrow")
    assert (odd.status, "write it as YYYY-MM-DD" in await odd.text()) == (422, True)
    early = await send(bridge, "coordinator", "/programmes/small/close")
    assert early.status == 409


async def test_somebody_is_erased_from_a_page_once_what_is_open_is_told(bridge: Bridge) -> None:
    line = (await in_thread(official, SYSTEM, "MYS-0001")).line
    shown = await (await bridge.ask("coordinator", "GET", "/officials/MYS-0001")).text()
    path = f"/people/{line.person}"
    assert f'href="{path}"' in shown
    page = await (await bridge.ask("coordinator", "GET", path)).text()
    assert line.family_name in page
    assert 'href="/nominations/MYS-0001.INDUCTION.2"' in page
    for language, heading in (("fr", "Effacer cette personne"), ("id", "Hapus orang ini")):
        headers = {"Accept-Language": language}
        said = await bridge.ask("coordinator", "GET", path, headers=headers)
        assert heading in await said.text()
    hasty = await send(bridge, "coordinator", f"{path}/erase", withdraw="yes")
    assert (hasty.status, "is empty; fill it in" in await hasty.text()) == (422, True)
    refused = await send(bridge, "coordinator", f"{path}/erase", knowingly="yes")
    assert (refused.status, "MYS-0001.INDUCTION.2" in await refused.text()) == (409, True)
    assert (await in_thread(official, SYSTEM, "MYS-0001")).line.family_name == line.family_name

    form = {"knowingly": "yes", "withdraw": "yes", "reason": "their wish"}
    done = await send(bridge, "coordinator", f"{path}/erase", **form)
    assert (done.status, notice(done)) == (303, "Who they were is erased.")
    after = await (await bridge.ask("coordinator", "GET", path)).text()
    assert ("Erased on" in after, line.family_name in after, "/erase" in after) == (
        True,
        False,
        False,
    )
    assert await state_of("MYS-0001.INDUCTION.2") == "withdrawn"


async def test_who_still_teaches_is_not_erased_and_the_page_says_in_what(bridge: Bridge) -> None:
    person = (await in_thread(trainer, SYSTEM, "T-1")).person
    page = await (await bridge.ask("coordinator", "GET", f"/people/{person}")).text()
    assert "This person cannot be erased yet." in page
    assert "INDUCTION-2" in page
    assert 'name="knowingly"' not in page
    form = {"knowingly": "yes", "withdraw": "yes"}
    assert (await send(bridge, "coordinator", f"/people/{person}/erase", **form)).status == 409


async def test_link_for_somebody_is_shown_once_and_not_kept_in_an_address(bridge: Bridge) -> None:
    made = await send(bridge, "coordinator", "/users/link", person="IDN-0001")
    text = await made.text()
    assert (made.status, "/sign-in/" in text) == (200, True)
    again = await (await bridge.ask("coordinator", "GET", "/users")).text()
    assert "/sign-in/" not in again
    nobody = await send(bridge, "coordinator", "/users/link", person="nobody-there")
    assert (nobody.status, "there is no &#34;nobody-there&#34;" in await nobody.text()) == (
        422,
        True,
    )
    admin = await send(bridge, "coordinator", "/users/link", person="admin")
    assert admin.status == 403


async def test_an_administrator_takes_a_role_away_but_not_their_own(bridge: Bridge) -> None:
    path = "/users/roles/focal_point/take"
    page = await (await bridge.ask("admin", "GET", "/users")).text()
    assert path in page
    assert "/users/roles/administrator/take" not in page
    assert "/take" not in await (await bridge.ask("coordinator", "GET", "/users")).text()
    taken = await send(bridge, "admin", path, person="IDN-focal")
    assert taken.status in {200, 303}
    late = await bridge.ask("IDN-focal", "GET", "/programmes/small/nominations")
    assert late.status == 403
    own = await send(bridge, "admin", "/users/roles/administrator/take", person="admin")
    assert (own.status, "ask another administrator" in await own.text()) == (422, True)


async def test_trainer_notes_attendance_of_seats_in_their_run(bridge: Bridge) -> None:
    path = "/programmes/small/runs/INDUCTION-2/attendance"
    page = await bridge.ask("T-1", "GET", path)
    text = await page.text()
    assert (page.status, "Lestari" in text) == (200, True)
    assert text.index("This day is still to come") < text.index("<table")
    assert text.count(" disabled>") == text.count('type="radio"') > 0
    fields = {"day": "2015-09-07", "there-IDN-0002.INDUCTION": "yes"}
    early = await send(bridge, "T-1", path, **fields)
    assert (early.status, "is still to come" in await early.text()) == (422, True)
    date = {"day": "2015-09-07", "knowingly": "yes"}
    await send(bridge, "coordinator", "/programmes/small/planning-date", **date)
    await bridge.at_rest()
    done = await send(bridge, "T-1", path, **fields)
    assert notice(done) == "7 Sept 2015 is noted. New entries: 1."
    assert await state_of("IDN-0002.INDUCTION") == "attended"
    late = await send(bridge, "T-1", path, day="2015-12-01")
    assert (late.status, "out of range" in await late.text()) == (422, True)


async def test_lesson_that_the_lms_denies_is_shown_with_both_values_and_struck_out(
    bridge: Bridge,
) -> None:
    at = datetime(2026, 11, 23, 17, 33, tzinfo=UTC)
    await in_thread(record_lesson, SYSTEM, OWN_SEAT, "Law", at, "moodle")
    await in_thread(deny_lesson, SYSTEM, OWN_SEAT, "Law", "moodle")
    text = await (await bridge.ask("coordinator", "GET", "/programmes/small/lms")).text()
    assert "done 23 Nov 2026, 17:33 UTC" in text
    assert "not done, seen" in text
    path = f"/nominations/{OWN_SEAT}/lesson"
    without = await send(bridge, "coordinator", path, lesson="Law", stands="no")
    assert without.status == 422
    done = await send(bridge, "coordinator", path, lesson="Law", stands="no", reason="by mistake")
    assert notice(done) == "The lesson is struck out."
    left = await bridge.ask("coordinator", "GET", "/api/v1/programmes/small/denied-lessons")
    assert (await left.json())["items"] == []


async def test_pins_keep_trainers_who_are_pinned(bridge: Bridge) -> None:
    path = "/programmes/small/runs/INDUCTION-2"
    done = await send(bridge, "coordinator", f"{path}/pins", held="yes", venue="JCLEC-A")
    assert (done.status, done.headers["Location"]) == (303, path)
    odd = await send(bridge, "coordinator", f"{path}/pins", venue="nowhere", start="soon")
    assert odd.status == 422


async def test_odd_addresses_and_pages_of_lists_are_answered_clearly(bridge: Bridge) -> None:
    for path, status in (
        ("/programmes/none/plan", 404),
        ("/programmes/small/runs/none", 404),
        ("/programmes/small/plan?months=many", 422),
        ("/programmes/small/plan?from=yesterday", 200),
        ("/programmes/small/nominations?state=lost", 422),
        ("/officials?token=made-up", 400),
        ("/programmes/small/versions/9", 404),
        ("/nowhere", 404),
    ):
        response = await bridge.ask("coordinator", "GET", path)
        text = await response.text()
        assert (path, response.status) == (path, status)
        assert "Traceback" not in text


async def test_form_that_is_no_form_is_answered_clearly(bridge: Bridge) -> None:
    urlencoded = "application/x-www-form-urlencoded"
    for kind in (
        *("multipart/form-data", "multipart/form-data; boundary=x", "text/plain"),
        *(f"{urlencoded}; charset=nonsense", f"{urlencoded}; charset=utf-16"),
    ):
        response = await bridge.ask(
            "IDN-focal",
            "POST",
            "/officials/new",
            data=b"\x00\xff not a form",
            headers={"Content-Type": kind},
        )
        assert response.status in {400, 415, 422}, kind


async def test_every_viewer_reads_the_planning_date(bridge: Bridge) -> None:
    for role, person in PEOPLE.items():
        response = await bridge.ask(person, "GET", "/")
        if role is not Role.MACHINE_CLIENT:
            assert "<strong>6 May 2015</strong>" in await response.text()
