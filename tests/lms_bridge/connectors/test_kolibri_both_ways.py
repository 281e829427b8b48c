"""Two runs with 25 officials each, from the plan into a real Kolibri and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from lms_bridge.connectors.kolibri import Kolibri, connect, derived_passwords
from lms_bridge.connectors.kolibri.coach import mark_attendance
from lms_bridge.connectors.kolibri.session import Row, Session
from lms_bridge.local_kolibri import LocalKolibri
from lms_bridge.sync.changes import Enrol, ProvideLesson, Unenrol
from lms_bridge.sync.inbound import Attendance, Progress
from lms_bridge.sync.made import Made
from lms_bridge.sync.reconcile import Report, Wishes, synchronise
from lms_bridge.sync.shown import NotedOtherwise
from lms_bridge.sync.state import Class, Desired, Enrolment, Lesson, Person, Presence
from tests.lms_bridge.haste import HASTY
from tests.lms_bridge.sync.builders import a_class, coach, learner, wanted

pytestmark = pytest.mark.kolibri

LESSONS = "/api/lessons/lesson/"
SEMARANG = ZoneInfo("Asia/Jakarta")


class Bridge:
    """Our side: one plan after another, and the record between the runs."""

    def __init__(self, lms: Kolibri) -> None:
        self.lms = lms
        self.made = Made()

    async def save(self, made: Made) -> None:
        self.made = made

    async def publish(self, plan: Desired) -> Report:
        return await synchronise(self.lms, plan, self.made, self.save)


async def test_two_runs_go_into_kolibri_and_come_back(
    kolibri: Kolibri, local: LocalKolibri, key: str
) -> None:
    first, second = f"{key}-IND-1", f"{key}-IND-2"
    runs = (
        Class(first, "Induction training", "3-7 August 2015 · Semarang", "Asia/Jakarta"),
        Class(second, "Induction training", "7-11 September 2015 · Suva", "Pacific/Fiji"),
    )
    officials = [f"{key}-{n:02}" for n in range(50)]
    seats = {learner(first, p) for p in officials[:25]}
    seats |= {learner(second, p) for p in officials[25:]}
    seats |= {coach(run.key, f"{key}-T") for run in runs}

    def plan(enrolments: set[Enrolment]) -> Desired:
        return replace(wanted(*enrolments), classes=runs)

    bridge = Bridge(kolibri)
    report = await bridge.publish(plan(seats))

    assert [o for o in report.outcomes if o.failure] == []
    assert report.after.changes == ()
    assert await held(kolibri, {first, second}) == seats
    assert (await bridge.publish(plan(seats))).outcomes == ()

    # An official withdraws, another moves to the second run.
    withdrawn, moved = learner(first, officials[0]), learner(first, officials[1])
    seats = seats - {withdrawn, moved} | {learner(second, officials[1])}
    report = await bridge.publish(plan(seats))

    assert [type(o.change) for o in report.outcomes] == [Enrol, Unenrol, Unenrol]
    assert await held(kolibri, {first, second}) == seats
    known = {p.key for p in (await kolibri.read()).people}
    assert {withdrawn.person_key, moved.person_key} <= known

    # A coach marks attendance; somebody is taken out there by hand.
    ids = report.after.person_ids
    class_id = report.after.class_ids[first]
    present = {ids[p]: p != officials[3] for p in officials[2:25]}
    morning = datetime(2015, 8, 3, 6, 30, tzinfo=SEMARANG)  # 23:30 of the day before in UTC
    async with Session(local.url, *local.coach, HASTY) as by_coach:
        await mark_attendance(by_coach, class_id, morning, present)
    async with Session(local.url, *local.administrator, HASTY) as by_hand:
        where = {"collection": class_id, "user": ids[officials[4]]}
        (membership,) = await by_hand.rows("/api/auth/membership/", **where)
        await by_hand.write("DELETE", f"/api/auth/membership/{membership['id']}/")

    for _ in range(2):
        report = await bridge.publish(plan(seats))
        assert report.outcomes == ()
        assert [g.enrolment for g in report.after.gone] == [learner(first, officials[4])]
        assert report.inbound.attendance == tuple(
            Attendance(first, p, morning, present=p != officials[3]) for p in officials[2:25]
        )

    # A run is cancelled: its class is emptied and marked, once the coordinator agrees.
    going = frozenset(e for e in seats if e.class_key == second)
    only_first = replace(wanted(*(seats - going)), classes=runs[:1])
    assert (await bridge.publish(only_first)).before.hold is not None
    report = await synchronise(
        kolibri, only_first, bridge.made, bridge.save, Wishes(confirmed=going)
    )
    assert report.after.changes == ()
    assert await held(kolibri, {second}) == set()
    assert (await bridge.publish(only_first)).outcomes == ()


async def test_attendance_that_was_noted_here_goes_there_once(
    kolibri: Kolibri, local: LocalKolibri, key: str
) -> None:
    run = a_class(f"{key}-R", zone="Asia/Jakarta")
    a, b, c = (learner(run.key, f"{key}-{n}") for n in "ABC")
    first, second = date(2015, 9, 7), date(2015, 9, 8)
    here = {Presence(run.key, e.person_key, first, present=e is not c) for e in (a, b, c)}
    plan = replace(wanted(a, b, c, classes=(run,)), presences=frozenset(here))
    bridge = Bridge(kolibri)

    report = await bridge.publish(plan)

    assert [o.change.code for o in report.outcomes if o.failure] == []
    assert report.outcomes[-1].change.code == "MARK_ATTENDANCE"
    report = await bridge.publish(plan)
    assert (report.outcomes, report.noted_otherwise) == ((), ())
    assert {(m.person_key, m.at.date(), m.present) for m in report.inbound.attendance} == {
        (p.person_key, p.day, p.present) for p in here
    }

    # A coach marks somebody otherwise; the next day comes from here in parts.
    class_id, by_key = report.after.class_ids[run.key], report.after.person_ids
    async with Session(local.url, *local.coach, HASTY) as by_coach:
        afternoon = datetime(2015, 9, 7, 15, tzinfo=SEMARANG)
        await mark_attendance(by_coach, class_id, afternoon, {by_key[c.person_key]: True})
    for noted in ((a,), (b, c)):
        here |= {Presence(run.key, e.person_key, second, present=True) for e in noted}
        report = await bridge.publish(replace(plan, presences=frozenset(here)))
        assert [o.change.code for o in report.outcomes] == ["MARK_ATTENDANCE"]
    assert report.noted_otherwise == (
        NotedOtherwise(run.key, c.person_key, first, "absent", "present"),
    )
    assert (await bridge.publish(replace(plan, presences=frozenset(here)))).outcomes == ()


async def held(lms: Kolibri, keys: set[str]) -> set[Enrolment]:
    """Read from Kolibri who is in these classes, by the keys that classes and accounts bear."""
    remote = await lms.read()
    run = {c.id: c.key or "" for c in remote.classes if c.key in keys}
    person = {p.id: p.key or "" for p in remote.people}
    return {
        Enrolment(run[s.class_id], person[s.person_id], s.role)
        for s in remote.seats
        if s.class_id in run
    }


async def test_lessons_that_are_done_in_kolibri_come_back(
    local: LocalKolibri, key: str, materials: None
) -> None:
    policy = derived_passwords("a secret of this site")
    amina, badru = Person(f"{key}-A", "Amina"), Person(f"{key}-B", "Badru")
    plan = Desired(
        classes=(a_class(f"{key}-R", about="3-7 August"),),
        people=(amina, badru),
        enrolments=frozenset(learner(f"{key}-R", p.key) for p in (amina, badru)),
    )
    async with connect(
        local.url, *local.administrator, first_password=policy, patience=HASTY
    ) as lms:
        bridge = Bridge(lms)
        report = await bridge.publish(plan)
        assert report.inbound.progress == ()
        async with Session(local.url, *local.coach, HASTY) as by_coach:
            film, reading = await some_materials(by_coach)
            lesson = await a_lesson(by_coach, report.after.class_ids[f"{key}-R"], [film, reading])
        people = {p.key: p.username for p in (await lms.read()).people if p.key}
        for person, how_far in ((amina, 1.0), (badru, 0.5)):
            login = people[person.key], policy(person)
            async with Session(local.url, *login, HASTY) as by_learner:
                await learn(by_learner, lesson, film, 1.0)
                await learn(by_learner, lesson, reading, how_far)

        before = datetime.now(UTC)
        progress = (await bridge.publish(plan)).inbound.progress

    assert progress == (
        Progress(f"{key}-R", amina.key, "Basics", 2, 2, progress[0].at),
        Progress(f"{key}-R", badru.key, "Basics", 1, 2, progress[1].at),
    )
    assert [p.completed for p in progress] == [True, False]
    assert all(p.at <= before for p in progress)


async def test_lessons_whose_materials_a_course_names_are_there_and_come_back(
    local: LocalKolibri, key: str, materials: None
) -> None:
    policy, amina = derived_passwords("a secret of this site"), Person(f"{key}-A", "Amina")
    async with Session(local.url, *local.coach, HASTY) as by_coach:
        film, reading = await some_materials(by_coach)
    law, missing = Lesson("Law", (film["id"],)), Lesson("Not here", ("0" * 32,))
    run = replace(a_class(f"{key}-R"), lessons=(law, missing))
    plan = Desired((run,), (amina,), frozenset({learner(run.key, amina.key)}))
    async with connect(
        local.url, *local.administrator, first_password=policy, patience=HASTY
    ) as lms:
        bridge = Bridge(lms)
        report = await bridge.publish(plan)
        (failed,) = [o for o in report.outcomes if o.failure]
        assert isinstance(failed.change, ProvideLesson)
        assert failed.failure is not None
        assert "holds no material" in failed.failure.text
        assert [type(c) for c in report.after.changes] == [ProvideLesson]

        # Somebody adds a material by hand; the course names the other one, too.
        async with Session(local.url, *local.administrator, HASTY) as by_hand:
            rows = await by_hand.rows(LESSONS, collection=report.after.class_ids[run.key])
            (lesson,) = [row for row in rows if row["title"] == "Law"]
            await by_hand.write("PATCH", f"{LESSONS}{lesson['id']}/", {"resources": []})
        whole = replace(run, lessons=(replace(law, materials=(film["id"], reading["id"])),))
        report = await bridge.publish(replace(plan, classes=(whole,)))
        assert [o.change.code for o in report.outcomes] == ["PROVIDE_LESSON"]
        assert (await bridge.publish(replace(plan, classes=(whole,)))).outcomes == ()

        (account,) = [p for p in (await lms.read()).people if p.key == amina.key]
        async with Session(local.url, account.username, policy(amina), HASTY) as by_learner:
            for material in (film, reading):
                await learn(by_learner, lesson, material, 1.0)
        (progress,) = (await bridge.publish(replace(plan, classes=(whole,)))).inbound.progress
    assert (progress.lesson, progress.completed) == ("Law", True)


async def some_materials(session: Session) -> list[Row]:
    nodes = await session.rows("/api/content/contentnode/", max_results="50")
    found = nodes["results"] if isinstance(nodes, dict) else nodes
    materials = {n["content_id"]: n for n in found if n["kind"] in {"video", "document", "html5"}}
    return list(materials.values())[:2]


async def a_lesson(session: Session, class_id: str, materials: list[Row]) -> Row:
    resources = [
        {"contentnode_id": m["id"], "content_id": m["content_id"], "channel_id": m["channel_id"]}
        for m in materials
    ]
    lesson = {"title": "Basics", "collection": class_id, "assignments": [class_id]}
    lesson |= {"active": True, "resources": resources}
    made: Row = await session.write("POST", "/api/lessons/lesson/", lesson)
    return made


async def learn(session: Session, lesson: Row, material: Row, how_far: float) -> None:
    path = "/api/logger/trackprogress/"
    names = {"node_id": material["id"], "lesson_id": lesson["id"], "kind": material["kind"]}
    names |= {"content_id": material["content_id"], "channel_id": material["channel_id"]}
    begun = await session.write("POST", path, names)
    done = {"progress": how_far, "time_spent_delta": 5}
    await session.write("PUT", f"{path}{begun['session_id']}/", done)
