"""Pages with which coordinators run a programme: money, agendas, tables, free seats, people."""

from __future__ import annotations

import re

import pytest
from aiohttp import FormData

from catalogue.actions.draft_scenario import draft_scenario
from catalogue.actions.synchronise import begin_sync, finish_sync
from catalogue.exchange.import_table import KINDS
from catalogue.viewer import Role
from lms_bridge.threads import in_thread
from lms_bridge.web.tables import NAMES
from lms_bridge.workflows.synchronising import URGENT
from tests.catalogue.builders import SYSTEM
from tests.lms_bridge.bridge import PEOPLE, Bridge
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


async def test_form_that_is_sent_twice_does_nothing_twice(bridge: Bridge) -> None:
    payment = {"funder": "AUS-FUND", "paid_on": "2015-06-02", "note": "Sent twice"}
    somebody = {"family_name": "Twofold", "agency": "IDN-IMM", "city": "jakarta"}
    repair = {"trainer": "T-1", "start": "2015-09-01", "end": "2015-09-02", "reason": "Twofold"}
    sent = {
        f"{P}/money": payment | {"amount_usd": "77"},
        "/officials/new": somebody,
        f"{P}/repair": repair,
    }
    for path, fields in sent.items():
        key = (await page(bridge, path)).partition('name="key" value="')[2].partition('"')[0]
        answers = [
            await send(bridge, "coordinator", path, **fields, key=key) for _press in range(2)
        ]
        assert len({answer.headers["Location"] for answer in answers}) == 1
    assert (await page(bridge, f"{P}/money")).count("Sent twice") == 1
    assert (await page(bridge, "/officials?text=Twofold")).count(">Twofold<") == 1
    assert (await page(bridge, "/trainers/T-1")).count("Twofold") == 1
    assert (await page(bridge, f"{P}/scenarios")).count("2 Sept 2015</a>") == 1
    again = await send(  # after Back, with another amount
        bridge, "coordinator", f"{P}/money", **payment, amount_usd="78", key=key
    )
    assert notice(again) == "It is noted."
    assert (await page(bridge, f"{P}/money")).count("Sent twice") == 2


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
    assert list(NAMES) == list(KINDS)
    path, header = f"{P}/tables/funders", "code,name,budget_usd\n"
    wrong = await upload(bridge, path, f"{header}NEW,New funder,much\n", who="coordinator")
    text = await wrong.text()
    assert (wrong.status, 'value="much" autocomplete="off" aria-label=' in text) == (422, True)
    good = f"{header}NEW,New funder,5000\n"
    checked = await upload(bridge, path, good, who="coordinator")
    assert "New: 1; would change: 0" in await checked.text()
    assert "New funder" not in await page(bridge, f"{P}/money")
    done = await upload(bridge, f"{path}/take-in", good, who="coordinator")
    assert notice(done) == "New rows: 1; changed: 0; as they were: 0."
    assert "New funder" in await page(bridge, f"{P}/money")


async def test_everything_about_a_person_is_taken_away_as_a_file(bridge: Bridge) -> None:
    done = await send(bridge, "coordinator", "/people/IDN-0001/export")
    assert done.headers["Content-Disposition"] == 'attachment; filename="IDN-0001.json"'
    assert (await done.json())["person"][0]["id"] == "IDN-0001"


async def test_older_version_becomes_a_scenario_or_it_is_said_why_not(bridge: Bridge) -> None:
    unknown = await send(bridge, "coordinator", f"{P}/versions/77/go-back")
    assert unknown.status == 404


async def test_venue_is_closed_and_days_of_it_taken_back(bridge: Bridge) -> None:
    path = "/venues/JCLEC-A"
    days = {"start": "2015-11-02", "end": "2015-11-06"}
    wrong = await send(bridge, "coordinator", f"{path}/close", **days, reason="")
    assert (wrong.status, "is empty; fill it in" in await wrong.text()) == (422, True)
    backwards = days | {"end": "2015-11-01"}
    wrong = await send(bridge, "coordinator", f"{path}/close", **backwards, reason="Rain")
    assert "lies before the start; use 2015-11-02 or later" in await wrong.text()
    assert "Rain" not in await page(bridge, path)
    done = await send(bridge, "coordinator", f"{path}/close", **days, reason="Rain")
    assert done.headers["Location"] == path
    back = {"row": "1", "start": "2015-11-04", "end": "2015-11-04"}
    done = await send(bridge, "coordinator", f"{path}/reopen", **back)
    assert notice(done) == "The venue is open again on these days."
    assert (await page(bridge, path)).count("<td>Rain</td>") == 2  # before and after


async def test_days_of_a_row_that_is_gone_are_refused_in_words(bridge: Bridge) -> None:
    back = {"row": "99", "start": "2015-11-04", "end": "2015-11-02"}
    for path in ("/venues/JCLEC-A/reopen", "/trainers/T-1/available"):
        wrong = await send(bridge, "coordinator", path, **back)
        text = await wrong.text()
        assert (wrong.status, "2015-11-02</bdi>: &#34;2015-11-02&#34; lies before" in text) == (
            *(422, True),
        )


async def test_new_thing_whose_form_is_sent_twice_is_made_once(bridge: Bridge) -> None:
    course = {"code": "twofold", "title": "Twofold", "days": "3", "min_seats": "4"}
    course |= {"max_seats": "9", "language": "English"}
    venue = {"code": "twofold", "name": "Twofold", "city": "jakarta", "capacity": "20"}
    programme = {"code": "twofold", "name": "Twofold", "start": "2014-01-01", "end": "2014-12-31"}
    programme |= {"planning_date": "2014-01-01"}
    sent = {"/new-course": course, "/new-venue": venue, "/new-programme": programme}
    for path, fields in sent.items():
        key = (await page(bridge, path)).partition('name="key" value="')[2].partition('"')[0]
        answers = [
            await send(bridge, "coordinator", path, **fields, key=key) for _press in range(2)
        ]
        assert [answer.status for answer in answers] == [303, 303]
        assert len({answer.headers["Location"] for answer in answers}) == 1


async def test_what_a_course_names_is_chosen_by_name(bridge: Bridge) -> None:
    text = await page(bridge, "/courses/BRIEF")
    assert '<option value="INDUCTION" selected>Induction for border officials (INDUCTION)' in text
    assert '<input type="checkbox" name="audience" value="police">police' in text
    assert '<input type="checkbox" name="participants" value="IDN">Indonesia' in text
    course = {"code": "chosen", "title": "Chosen", "days": "3", "min_seats": "4", "max_seats": "9"}
    course |= {"language": "English", "restricted": "yes"}
    several = [("prerequisites", "BRIEF"), ("prerequisites", ""), ("prerequisites", "INDUCTION")]
    several += [("audience", "police"), ("audience", "immigration"), ("participants", "MYS")]
    form = FormData([*course.items(), *several])
    done = await bridge.ask("coordinator", "POST", "/new-course", data=form)
    assert done.status == 303
    kept = await page(bridge, "/courses/chosen")
    for name, value in (
        ("audience", "police"),
        ("audience", "immigration"),
        ("participants", "MYS"),
    ):
        assert f'name="{name}" value="{value}" checked' in kept
    assert [f'<option value="{id}" selected>' in kept for id in ("BRIEF", "INDUCTION")] == [
        True
    ] * 2
    unknown = course | {"code": "other", "audience": "navy", "prerequisites": "NOWHERE"}
    wrong = await send(bridge, "coordinator", "/new-course", **unknown)
    text = await wrong.text()
    assert (wrong.status, 'value="navy" checked' in text, "selected>NOWHERE<" in text) == (
        *(422, True),
        True,
    )


async def test_draft_without_a_plan_is_named_and_not_compared(bridge: Bridge) -> None:
    draft = await in_thread(draft_scenario, SYSTEM, "small", "Only begun")
    text = await page(bridge, f"{P}/scenarios/compare?scenario={draft}")
    assert ("Not compared, as there is no plan in them" in text, "Only begun</a>" in text) == (
        *(True, True),
    )
    assert "<table" not in text


async def test_who_may_not_nominate_is_told_who_does(bridge: Bridge) -> None:
    told = "Nominations are handed in by the focal points"
    for path in (f"{P}/nominating", f"{P}/tables/nominations"):
        text = await page(bridge, path)
        assert (told in text, 'value="draft"' in text, 'id="sheet"' in text) == (True, False, False)
    text = await (await bridge.ask("IDN-focal", "GET", f"{P}/nominating")).text()
    assert (told in text, 'value="draft"' in text, 'id="sheet"' in text) == (False, True, True)


async def test_sheet_to_fill_in_is_one_that_is_taken_in(bridge: Bridge) -> None:
    empty = await bridge.ask(
        "coordinator", "GET", f"/api/v1{P}/tables/nominations.csv?template=yes"
    )
    form = FormData()
    form.add_field("sheet", await empty.read(), filename="nominations.csv")
    checked = await bridge.ask("coordinator", "POST", f"{P}/tables/nominations", data=form)
    assert (checked.status, "is unknown" in await checked.text()) == (200, False)


async def test_skills_of_a_trainer_are_kept_whole_or_not_at_all(bridge: Bridge) -> None:
    path = "/trainers/T-1"
    skill = {"skill": "mediation", "expires_on": "2015-01-31"}
    wrong = await send(bridge, "coordinator", f"{path}/skills", **skill, level="101")
    assert "is out of range; use 0 to 100" in await wrong.text()
    assert "mediation" not in await page(bridge, path)
    done = await send(bridge, "coordinator", f"{path}/skills", **skill, level="40")
    assert notice(done) == "The skills are kept."
    assert "No longer valid on the planning date: mediation" in await page(bridge, path)


async def test_trainer_takes_days_back(bridge: Bridge) -> None:
    path, trainer = "/trainers/T-1", PEOPLE[Role.TRAINER]
    days = {"start": "2015-11-02", "end": "2015-11-06", "reason": "Conference"}
    await send(bridge, trainer, f"{path}/unavailable", **days)
    back = {"row": "1", "start": "2015-11-06", "end": "2015-11-02"}
    wrong = await send(bridge, trainer, f"{path}/available", **back)
    assert (wrong.status, "lies before the start" in await wrong.text()) == (422, True)
    back = {"row": "1", "start": "2015-11-02", "end": "2015-11-06"}
    assert notice(await send(bridge, trainer, f"{path}/available", **back)) != ""
    assert "Conference" not in await (await bridge.ask(trainer, "GET", path)).text()


async def test_course_is_written_by_hand_and_its_faults_stand_in_their_cells(
    bridge: Bridge,
) -> None:
    course = {"code": "hand", "title": "By <hand>", "days": "3", "min_seats": "4"}
    course |= {"max_seats": "9", "attendance_percent": "75", "start_weekdays": "2"}
    block = {"block-code": "a", "block-first_day": "2", "block-last_day": "5"}
    wrong = await send(bridge, "coordinator", "/new-course", **course, **block)
    text = await wrong.text()
    assert (wrong.status, "A course needs at least one language" in text) == (422, True)
    assert '"5" is out of range; use 2 to 3' in text.replace("&#34;", '"')
    right = course | block | {"language": "english", "block-last_day": "3"}
    done = await send(bridge, "coordinator", "/new-course", **right)
    assert done.headers["Location"] == "/courses/hand"
    kept = await page(bridge, "/courses/hand")
    assert 'name="language" value="English" ' in kept
    assert ("By &lt;hand&gt;" in kept, 'value="75"' in kept) == (True, True)
    again = await send(bridge, "coordinator", "/new-course", **right)
    assert (again.status, "is there twice" in await again.text()) == (409, True)
    changed = right | {"block-code": "", "block-first_day": "", "block-last_day": "", "days": "1"}
    await send(bridge, "coordinator", "/courses/hand", **changed)
    assert 'name="block-code" value="a"' not in await page(bridge, "/courses/hand")


async def test_venue_is_written_by_hand_and_its_facilities_are_changed(bridge: Bridge) -> None:
    venue = {"code": "new", "name": "Hall <2>", "city": "jakarta", "capacity": "many"}
    wrong = await send(bridge, "coordinator", "/new-venue", **venue)
    text = await wrong.text()
    assert (wrong.status, "is not a number" in text, "Hall &lt;2&gt;" in text) == (422, True, True)
    right = venue | {"capacity": "20", "facilities": "projector"}
    done = await send(bridge, "coordinator", "/new-venue", **right)
    assert done.headers["Location"] == "/venues/new"
    again = await send(bridge, "coordinator", "/new-venue", **right)
    assert (again.status, "is there twice" in await again.text()) == (409, True)
    changed = right | {"facilities": "projector booths"}
    assert (await send(bridge, "coordinator", "/venues/new", **changed)).status == 303
    assert "facility=booths" in await page(bridge, "/venues/new")
    assert (await send(bridge, "coordinator", "/venues/nowhere", **changed)).status == 404


async def test_programme_is_begun_by_hand_and_each_has_its_first_page(bridge: Bridge) -> None:
    facts = {"code": "next", "name": "Next <plan>", "start": "2016-01-01", "end": "2015-12-31"}
    facts |= {"planning_date": "2015-05-06"}
    wrong = await send(bridge, "coordinator", "/new-programme", **facts)
    text = await wrong.text()
    assert (wrong.status, "lies before the start" in text, "Next &lt;plan&gt;" in text) == (
        *(422, True),
        True,
    )
    right = facts | {"end": "2016-12-31", "answer_by_days": "30"}
    done = await send(bridge, "coordinator", "/new-programme", **right)
    assert done.headers["Location"] == "/programmes/next/tables"
    again = await send(bridge, "coordinator", "/new-programme", **right)
    assert (again.status, "is there twice" in await again.text()) == (409, True)
    latest, other = await page(bridge, "/"), await page(bridge, "/?programme=small")
    assert ("There is nothing to plan yet" in latest, 'href="/?programme=small"' in latest) == (
        *(True, True),
    )
    assert '<a href="/?programme=small" aria-current="page">' in other


async def test_rules_and_weights_are_set_on_a_page(bridge: Bridge) -> None:
    rules = "/programmes/small/rules"
    usual = await values_of(bridge, rules)
    assert (usual["min_notice_days"], usual["member_shortfall"]) == ("14", "5")
    wrong = await send(bridge, "coordinator", rules, **usual | {"unseated": "much"})
    text = await wrong.text()
    assert (wrong.status, "is not a number" in text, 'value="much"' in text) == (422, True, True)
    one, other = {"min_notice_days": "0"}, {"member_shortfall": "50"}
    assert (await send(bridge, "coordinator", rules, **usual | one)).status == 303
    late = await send(bridge, "coordinator", rules, **usual | other)
    assert (late.status, "has changed this since" in await late.text()) == (412, True)
    fresh = await values_of(bridge, rules)
    assert (await send(bridge, "coordinator", rules, **fresh | other)).status == 303
    kept = await values_of(bridge, rules)
    assert {**kept, "seen": ""} == {**usual, **one, **other, "seen": ""}
    assert ": 50 points" in await page(bridge, "/programmes/small/scenarios")
    offered = await values_of(bridge, "/new-programme")
    begun = {"code": "next", "name": "Next", "start": "2016-01-01", "end": "2016-12-31"}
    await send(bridge, "coordinator", "/new-programme", **offered | begun | {"unseated": "7"})
    assert (await values_of(bridge, "/programmes/next/rules"))["unseated"] == "7"


async def values_of(bridge: Bridge, path: str) -> dict[str, str]:
    """Read what stands in the fields of a page's form."""
    fields = re.findall(r"<input [^>]+>", (await page(bridge, path)).partition("<main")[2])
    pairs = [
        (re.search(r' name="(.+?)"', each), re.search(r' value="(.*?)"', each)) for each in fields
    ]
    return {name[1]: value[1] for name, value in pairs if name and value and name[1] != "csrf"}


FORMS = {
    "/officials/IDN-0001/change": (
        "/officials/IDN-0001/change",
        {"family_name": "", "agency": "IDN-IMM", "city": "jakarta"},
        "family_name",
    ),
    "/courses/INDUCTION": (
        "/courses/INDUCTION",
        {"title": "", "days": "5", "min_seats": "4", "max_seats": "9", "language": "en"},
        "title",
    ),
    "/courses/INDUCTION/agenda": (
        "/courses/INDUCTION/agenda",
        {"day": "1", "begins": "09:00", "ends": "10:00", "title": ""},
        "title",
    ),
    "/trainers/T-1": ("/trainers/T-1/skills", {"skill": "", "level": "3"}, "skill"),
    "/venues/JCLEC-A": (
        "/venues/JCLEC-A",
        {"name": "", "city": "jakarta", "capacity": "20"},
        "name",
    ),
}


@pytest.mark.parametrize("path", FORMS)
async def test_nobody_overwrites_what_somebody_else_changed_meanwhile(
    bridge: Bridge, path: str
) -> None:
    bridge.restore()
    action, fields, name = FORMS[path]

    def seen(text: str) -> str:
        return text.partition('name="seen" value="')[2].partition('"')[0]

    first = seen(await page(bridge, path))
    other = PEOPLE[Role.ADMINISTRATOR]
    done = await send(bridge, other, action, **fields | {name: "theirs"}, seen=first)
    assert done.status == 303
    late = await send(bridge, "coordinator", action, **fields | {name: "mine"}, seen=first)
    text = await late.text()
    assert (late.status, 'value="mine"' in text) == (412, True)
    assert "has changed this since you opened it" in text
    assert 'value="theirs"' in await page(bridge, path)
    meant = await send(bridge, "coordinator", action, **fields | {name: "mine"}, seen=seen(text))
    assert meant.status == 303
    assert 'value="mine"' in await page(bridge, path)


async def test_official_is_corrected_and_has_left_and_is_back(bridge: Bridge) -> None:
    bridge.restore()
    path, focal = "/officials/IDN-0001", "IDN-focal"
    entry = {"family_name": "Née <b>", "agency": "IDN-IMM", "city": "jakarta", "email": "no"}
    wrong = await send(bridge, focal, f"{path}/change", **entry)
    assert (wrong.status, "is not an e-mail" in await wrong.text()) == (422, True)
    foreign = await send(bridge, "coordinator", f"{path}/change", **entry | {"agency": "MYS-IMM"})
    assert (foreign.status, "there is no" in await foreign.text()) == (422, True)
    done = await send(bridge, focal, f"{path}/change", **entry | {"email": "a@b.org"})
    assert done.headers["Location"] == path
    assert "Née &lt;b&gt;" in await page(bridge, path)
    assert (await send(bridge, focal, f"{path}/retire", has_left="yes")).status == 303
    assert "cannot be nominated" in await page(bridge, path)
    assert ">left<" in await page(bridge, "/officials")
    assert (await send(bridge, focal, f"{path}/retire", has_left="no")).status == 303
    assert "cannot be nominated" not in await page(bridge, path)


async def test_what_waits_for_a_person_is_told_until_all_was_looked_at_again(
    bridge: Bridge,
) -> None:
    def ended(id: str, held: int) -> None:
        begin_sync(SYSTEM, "small", "moodle", id=id)
        finish_sync(SYSTEM, id, {"held": held})

    waits = "waits for you: 24 enrolments"
    await in_thread(ended, "sync-many", 24)
    await in_thread(ended, f"{URGENT}few", 0)
    assert waits in await page(bridge, f"{P}/lms")
    await in_thread(ended, "sync-confirmed", 0)
    assert waits not in await page(bridge, f"{P}/lms")
