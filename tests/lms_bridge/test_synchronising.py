"""The catalogue and a real Kolibri: what is published goes there, what happened comes back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from fractions import Fraction

import pytest

from catalogue.actions.decide_drop_out import decide_drop_out
from catalogue.actions.record_attendance import record_attendance
from catalogue.actions.renew_edition import renew_edition
from catalogue.actions.set_planning_date import set_planning_date
from catalogue.actions.withdraw import withdraw
from catalogue.courses import Course
from catalogue.db import changing, reading
from catalogue.life import State
from catalogue.nominations import Nomination
from catalogue.queries.evaluation import evaluations
from catalogue.queries.learning import drop_outs, learners
from catalogue.queries.lms import facts
from catalogue.queries.syncs import lms_record
from lms_bridge import synchronising
from lms_bridge.connectors.kolibri.session import Session
from lms_bridge.local_kolibri import LocalKolibri
from lms_bridge.published import read_published
from lms_bridge.sync.errors import Inconsistent, LmsError, Unreachable
from lms_bridge.sync.inbound import Attendance as Mark
from lms_bridge.sync.inbound import Finished, Graded, Inbound, Progress
from lms_bridge.sync.made import Made, Standing
from lms_bridge.sync.shown import NoGrade, NotDone
from lms_bridge.sync.state import Enrolment, Person, Role
from lms_bridge.synced import removals
from lms_bridge.synchronising import Errand, preview, synchronise
from lms_bridge.taking_in import take_in
from tests.catalogue.builders import (
    COORDINATOR,
    SYSTEM,
    a_published_plan,
    a_solved_scenario,
    focal_point,
    told,
)
from tests.lms_bridge.connectors.proxy import Proxy, answer, drop_before, proxy_to
from tests.lms_bridge.connectors.test_kolibri_both_ways import a_lesson, learn, some_materials
from tests.lms_bridge.haste import HASTY
from tests.lms_bridge.site import (
    JAKARTA,
    MEMBERSHIPS,
    POLICY,
    START,
    Hasty,
    Site,
    a_site,
    accept,
    everybody,
)

pytestmark = pytest.mark.kolibri


@pytest.fixture
def site(catalogue: str, local: LocalKolibri, key: str) -> Site:
    return a_site(local, key)


@pytest.fixture
async def proxied(site: Site) -> AsyncIterator[tuple[Site, Proxy]]:
    """Put a network between the bridge and Kolibri."""
    async with proxy_to(site.local.url) as proxy:
        yield replace(site, lms=Hasty(proxy.url, *site.local.administrator)), proxy


async def test_what_is_published_goes_there_once(site: Site) -> None:
    found = (await preview(SYSTEM, site.lms)).difference
    assert lms_record(SYSTEM, "kolibri") is None

    synced = await site.sync()

    assert synced.report.before.changes == found.changes
    assert synced.figures["changes"] == synced.figures["done"] == len(found.changes)
    assert (synced.figures["failed"], synced.figures["left"]) == (0, 0)
    assert synced.figures["enrol"] == 4
    assert {line["kind"] for line in synced.lines} == {"done"}
    assert await site.holds() == everybody(site)
    again = await site.sync()
    assert (again.figures["changes"], again.lines) == (0, ())


async def test_a_preview_of_a_scenario_tells_what_publishing_it_would_do(site: Site) -> None:
    await site.sync()
    scenario = a_solved_scenario(replace(site.held(), seats=site.nominations[1:]), name="Smaller")

    found = await preview(SYSTEM, site.lms, programme="rso", scenario=scenario)

    assert removals(found.difference) == [site.learner(0)]
    assert (await preview(SYSTEM, site.lms)).difference.changes == ()
    assert await site.holds() == everybody(site)


async def test_a_withdrawal_ends_the_enrolment_and_keeps_the_account(site: Site) -> None:
    await site.sync()
    withdraw(focal_point(), site.nominations[0], "visa refused")

    synced = await site.sync()

    assert synced.figures["unenrol"] == synced.figures["changes"] == 1
    assert await site.holds() == everybody(site) - {(site.key(0), Role.LEARNER)}
    async with site.lms.connect() as kolibri:
        assert site.key(0) in {p.key for p in (await kolibri.read()).people}
    assert site.reports(None) == []


async def test_attendance_comes_back_and_the_rule_of_the_course_decides(site: Site) -> None:
    await site.sync()
    first, second = (
        datetime.combine(START + timedelta(days=n), time(9), JAKARTA) for n in range(2)
    )
    await site.mark(first, {0: True, 1: True, 2: False})
    synced = await site.sync()
    assert synced.figures["attendance"] == 3
    assert site.states() == [State.ATTENDED, State.ATTENDED, State.ACCEPTED]

    set_planning_date(SYSTEM, "rso", START + timedelta(days=1), knowingly=True)
    await site.mark(second, {0: True, 1: False, 2: False})
    states = site.states()
    foreseen = await preview(SYSTEM, site.lms)
    assert foreseen.comes == {"attendance": 3, "completed": 1, "not_completed": 1}
    assert site.states() == states  # nothing of it is noted yet
    synced = await site.sync()

    counts = {n: synced.figures[n] for n in ("attendance", "completed", "not_completed")}
    assert counts == {"attendance": 3, "completed": 1, "not_completed": 1}
    assert site.states() == [State.COMPLETED, State.NOT_COMPLETED, State.ABSENT]
    lines = {line.nomination: line for line in learners(SYSTEM, site.run)}
    assert lines[site.nominations[1]].present == (START,)
    assert lines[site.nominations[1]].missed == (START + timedelta(days=1),)

    again = await site.sync()
    assert again.figures.get("attendance", 0) == 0
    # Who was absent belongs to the run no more.
    assert again.figures["unenrol"] == again.figures["changes"] == 1
    assert (await site.sync()).figures["changes"] == 0


async def test_attendance_that_is_taken_back_of_several_at_once_waits_for_a_person(
    site: Site,
) -> None:
    await site.sync()
    first = datetime.combine(START, time(9), JAKARTA)
    await site.mark(first, {0: True, 1: True, 2: True})
    await site.sync()

    def there() -> list[str]:
        return sorted(line.nomination for line in learners(SYSTEM, site.run) if line.present)

    await site.mark(first, {0: False, 1: False})
    synced = await site.sync()

    assert (synced.figures["held"], "attendance" in synced.figures) == (2, False)
    assert [line["kind"] for line in synced.lines] == ["hold"]
    assert there() == sorted(site.nominations)
    looked_at = removals(synced.report.before, synced.report.inbound_holds)
    synced = await synchronise(SYSTEM, site.lms, Errand(confirmed=looked_at))
    assert (synced.figures["held"], synced.figures["attendance"]) == (0, 2)
    assert there() == [site.nominations[2]]
    assert (await site.sync()).figures["held"] == 0


async def test_a_lesson_comes_back_and_the_rule_of_the_course_decides(
    site: Site, materials: None
) -> None:
    changing(lambda: Course.update(lessons=("Basics",)).execute())()
    renew_edition(COORDINATOR, site.run)
    await site.sync()
    async with Session(site.local.url, *site.local.coach, HASTY) as by_coach:
        film, reading = await some_materials(by_coach)
        async with site.lms.connect() as kolibri:
            remote = await kolibri.read()
        (room,) = [c.id for c in remote.classes if c.key == site.run]
        lesson = await a_lesson(by_coach, room, [film, reading])
    usernames = {p.key: p.username for p in remote.people}
    for number, how_far in ((0, 1.0), (1, 0.5)):
        key = site.key(number)
        login = usernames[key], POLICY(Person(key, ""))
        async with Session(site.local.url, *login, HASTY) as by_learner:
            await learn(by_learner, lesson, film, 1.0)
            await learn(by_learner, lesson, reading, how_far)
    set_planning_date(SYSTEM, "rso", START + timedelta(days=1), knowingly=True)
    for n in range(2):
        at = datetime.combine(START + timedelta(days=n), time(9), JAKARTA)
        await site.mark(at, {0: True, 1: True, 2: True})

    synced = await site.sync()

    assert synced.figures["lessons"] == 1
    assert site.states() == [State.COMPLETED, State.ATTENDED, State.ATTENDED]
    set_planning_date(SYSTEM, "rso", START + timedelta(days=16), knowingly=True)
    assert (await site.sync()).figures["not_completed"] == 2
    assert site.states() == [State.COMPLETED, State.NOT_COMPLETED, State.NOT_COMPLETED]


async def test_a_programme_of_today_counts_sessions_on_their_days_only(site: Site) -> None:
    today = datetime.now(JAKARTA).date()
    changing(lambda: Nomination.update(state=State.ENDORSED, run=None, answer_by=None).execute())()
    set_planning_date(SYSTEM, "rso", datetime.now(UTC).date(), knowingly=True)
    site.publish(site.held(today))
    accept(site.nominations)
    await site.sync()
    await site.mark(datetime.combine(today - timedelta(days=3), time(9), JAKARTA), {0: False})
    await site.mark(datetime.combine(today, time(8), JAKARTA), {0: True, 1: False})

    synced = await site.sync()

    assert synced.figures["attendance"] == 2
    lines = {line.nomination: line for line in learners(SYSTEM, site.run)}
    assert lines[site.nominations[0]].present == (today,)
    assert lines[site.nominations[1]].missed == (today,)


async def test_attendance_noted_here_goes_there_and_stays_as_it_was_noted(site: Site) -> None:
    await site.sync()
    present = {site.nominations[0]: True, site.nominations[1]: False}
    record_attendance(SYSTEM, site.run, START, present, "trainer")
    foreseen = (await preview(SYSTEM, site.lms)).difference

    synced = await site.sync()
    assert (synced.figures["mark_attendance"], synced.figures["failed"]) == (1, 0)
    assert "attendance" not in synced.figures
    done = [outcome.change for outcome in synced.report.outcomes]
    assert list(foreseen.changes) == done

    await site.mark(datetime.combine(START, time(14), JAKARTA), {1: True, 2: True})
    synced = await site.sync()
    assert synced.figures["attendance"] == 1
    assert [line["kind"] for line in synced.lines] == ["changed"]
    assert "What was noted here counts." in synced.lines[0]["text"]
    lines = {line.nomination: line for line in learners(SYSTEM, site.run)}
    assert lines[site.nominations[1]].missed == (START,)
    assert lines[site.nominations[2]].present == (START,)
    assert (await site.sync()).figures["done"] == 0


async def test_who_is_removed_by_hand_is_reported_until_somebody_decides(site: Site) -> None:
    await site.sync()
    await site.remove_by_hand(0)

    for _ in range(3):
        synced = await site.sync()
        assert (synced.figures["changes"], synced.figures["gone"]) == (0, 1)
        assert [line["kind"] for line in synced.lines] == ["gone"]
        assert site.reports(None) == [site.nominations[0]]
        assert site.states() == [State.ACCEPTED] * 3
    assert told().count("drop_out.reported") == 1


async def test_a_confirmed_drop_out_stays_out(site: Site) -> None:
    await site.sync()
    await site.remove_by_hand(0)
    await site.sync()
    (report,) = drop_outs(SYSTEM, "rso")
    decide_drop_out(focal_point(), report.id, confirmed=True)

    for _ in range(2):
        synced = await site.sync()
        assert (synced.figures["changes"], synced.figures["gone"]) == (0, 0)
    assert site.states() == [State.WITHDRAWN, State.ACCEPTED, State.ACCEPTED]
    assert await site.holds() == everybody(site) - {(site.key(0), Role.LEARNER)}
    assert site.reports() == []


async def test_a_dismissed_drop_out_is_enrolled_again_and_reported_anew(site: Site) -> None:
    await site.sync()
    for times in (1, 2):
        await site.remove_by_hand(0)
        await site.sync()
        (report,) = drop_outs(SYSTEM, "rso")
        assert len(site.reports(None)) == times
        decide_drop_out(COORDINATOR, report.id, confirmed=False)

        synced = await site.sync()

        assert synced.figures["enrol"] == synced.figures["changes"] == 1
        assert await site.holds() == everybody(site)
        assert (await site.sync()).figures["changes"] == 0


EMPTY = answer(200, "[]", "application/json")


@pytest.mark.parametrize("path", ["/api/auth/membership/", "/api/auth/classroom/", "/api/auth/"])
async def test_an_empty_answer_of_a_lost_session_removes_and_reports_nobody(
    proxied: tuple[Site, Proxy], path: str
) -> None:
    site, proxy = proxied
    await site.sync()
    before = lms_record(SYSTEM, "kolibri")
    await _go_wrong(site, proxy, path, [EMPTY] * 60)
    assert await site.holds() == everybody(site)
    assert site.reports(None) == []
    assert lms_record(SYSTEM, "kolibri") == before
    assert (await site.sync()).figures["changes"] == 0


async def _go_wrong(site: Site, proxy: Proxy, path: str, faults: list[object]) -> None:
    proxy.fail("GET", path, *faults)  # type: ignore[arg-type]
    try:
        synced = await site.sync()
    except LmsError:
        pass
    else:
        assert synced.report.before.hold
        assert synced.figures["done"] == 0
    proxy.faults.clear()


@pytest.mark.parametrize("fault", [answer(500), answer(503), drop_before, answer(200, "<html>")])
async def test_a_kolibri_that_fails_removes_and_reports_nobody(
    proxied: tuple[Site, Proxy], fault: object
) -> None:
    site, proxy = proxied
    await site.sync()
    proxy.fail("GET", MEMBERSHIPS, *[fault] * 20)  # type: ignore[list-item]
    with pytest.raises((Unreachable, Inconsistent)):
        await site.sync()
    proxy.faults.clear()
    assert await site.holds() == everybody(site)
    assert site.reports(None) == []
    assert (await site.sync()).figures["changes"] == 0


async def test_a_mass_removal_waits_until_the_publisher_has_seen_it(site: Site) -> None:
    await site.sync()
    a_published_plan(note="cancelled")

    for _ in range(2):
        synced = await site.sync()
        assert (synced.figures["held"], synced.figures["done"]) == (4, 0)
        assert synced.lines[0]["kind"] == "hold"
        assert await site.holds() == everybody(site)

    leaving = removals((await preview(SYSTEM, site.lms)).difference)
    assert {tuple(e) for e in leaving} == {(site.run, *who) for who in everybody(site)}
    synced = await synchronise(SYSTEM, site.lms, Errand(confirmed=leaving))
    assert (synced.figures["held"], synced.figures["left"]) == (0, 0)
    assert await site.holds() == set()
    assert (await site.sync()).figures["changes"] == 0


async def test_many_who_vanish_are_not_reported_before_a_person_has_looked(site: Site) -> None:
    await site.sync()
    for number in range(2):
        await site.remove_by_hand(number)

    synced = await site.sync()

    assert (synced.figures["held"], synced.figures["done"]) == (2, 0)
    assert site.reports(None) == []
    await synchronise(SYSTEM, site.lms, Errand(confirmed=removals(synced.report.before)))
    assert sorted(site.reports()) == sorted(site.nominations[:2])


async def test_a_crash_while_the_record_is_kept_loses_no_report(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await site.sync()
    await site.remove_by_hand(0)
    before = lms_record(SYSTEM, "kolibri")

    class Crash(BaseException):
        pass

    def crash(*_: object) -> None:
        raise Crash

    # Between the report and the record, both of one transaction.
    with monkeypatch.context() as patched:
        patched.setattr(synchronising, "keep_record", crash)
        with pytest.raises(Crash):
            await site.sync()
    assert site.reports(None) == []
    assert lms_record(SYSTEM, "kolibri") == before

    await site.sync()
    assert site.reports() == [site.nominations[0]]
    assert _standings()[site.learner(0)] is Standing.GONE
    await site.sync()
    assert site.reports(None) == [site.nominations[0]]


def _standings() -> Mapping[Enrolment, Standing]:
    document = lms_record(SYSTEM, "kolibri")
    assert document
    return Made.of(document).enrolments


async def test_a_crash_after_sending_makes_nothing_twice(
    proxied: tuple[Site, Proxy],
) -> None:
    site, proxy = proxied
    for broken in range(1, 8):
        proxy.fail("POST", "/api/", *[proxy.__class__.forward] * (broken - 1), *[drop_before] * 20)
        with suppress(LmsError):
            await site.sync()
        proxy.faults.clear()
    await site.sync()
    assert await site.holds() == everybody(site)
    async with site.lms.connect() as kolibri:
        remote = await kolibri.read()
    keys = [p.key for p in remote.people if p.key]
    assert len(keys) == len(set(keys))
    assert [c.key for c in remote.classes].count(site.run) == 1
    assert (await site.sync()).figures["changes"] == 0


async def test_who_withdraws_while_the_lms_is_asked_is_left_out(site: Site) -> None:
    await site.sync()
    at = datetime.combine(START, time(9), JAKARTA)
    came = Inbound(
        (
            *(Mark(site.run, site.key(n), at, present=True) for n in range(3)),
            Mark("another-run", site.key(1), at, present=True),
        ),
        (Progress(site.run, site.key(0), "Basics", 1, 1, at),),
    )
    withdraw(focal_point(), site.nominations[0])

    assert take_in(SYSTEM, "kolibri", came, [NotDone(site.run, site.key(0), "Basics")]) == {
        "attendance": 2
    }
    assert site.states() == [State.WITHDRAWN, State.ATTENDED, State.ATTENDED]


async def test_a_course_that_the_lms_says_is_not_completed_after_all_is_a_fact_too(
    site: Site,
) -> None:
    await site.sync()
    at = datetime.combine(START, time(9), JAKARTA)
    done = Inbound(finishes=(Finished(site.run, site.key(0), at),))
    not_done = Inbound(unfinished=frozenset((site.run, site.key(n)) for n in range(3)))

    looks = [take_in(SYSTEM, "kolibri", came) for came in (not_done, done, not_done, not_done)]

    assert looks == [{}, {"facts": 1}, {"facts": 1}, {}]
    assert [fact.told for fact in facts(COORDINATOR)] == ["", "completed"]


async def test_a_grade_that_the_lms_takes_back_is_noted_once_and_so_is_its_return(
    site: Site,
) -> None:
    await site.sync()
    at = datetime.combine(START, time(9), JAKARTA)
    given = Inbound(grades=(Graded(site.run, site.key(0), "Post-test", 7, 10, at),))
    none = [NoGrade(site.run, site.key(0), "Post-test", "7/10")]

    def told() -> list[str]:
        return [g.told for g in read_published(SYSTEM, "kolibri").desired().grades]

    looks = []
    for came, taken_back in ((given, []), (Inbound(), none), (Inbound(), none), (given, [])):
        noted = take_in(SYSTEM, "kolibri", came, no_grades=taken_back)
        looks.append((noted, told(), share(site)))

    back = ({"facts": 1}, ["7/10"], Fraction(7, 10))
    assert looks == [back, ({"facts": 1}, [], None), ({}, [], None), back]
    assert take_in(SYSTEM, "kolibri", given) == {}


def share(site: Site) -> Fraction | None:
    known = reading(evaluations)().get(site.nominations[0])
    return known.post if known else None


async def test_who_withdraws_before_they_are_found_gone_is_not_reported(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await site.sync()
    await site.remove_by_hand(0)
    known = read_published(SYSTEM, "kolibri")
    withdraw(focal_point(), site.nominations[0])
    with monkeypatch.context() as patched:
        patched.setattr(synchronising, "read_published", _once(known, synchronising.read_published))
        await site.sync()
    assert site.reports(None) == []
    assert (await site.sync()).figures["gone"] == 0


def _once(first: object, later: object) -> object:
    """Read what was known before, as if the change came right after."""
    waiting = [first]
    return lambda *args, **kwargs: waiting.pop() if waiting else later(*args, **kwargs)  # type: ignore[operator]
