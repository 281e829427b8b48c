"""The connector and a Moodle, the double or a real one: each operation, and what people do there."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms_bridge.connectors.moodle import Moodle, Options, connect
from lms_bridge.connectors.moodle.client import Client
from lms_bridge.connectors.moodle.enrolments import Enrolments, Roles
from lms_bridge.sync.connector import Connector
from lms_bridge.sync.errors import Refused
from lms_bridge.sync.made import Made
from lms_bridge.sync.reconcile import Report, Wishes, synchronise
from lms_bridge.sync.shown import ByHand, Extra
from lms_bridge.sync.state import (
    Class,
    Desired,
    Enrolment,
    Person,
    RemoteClass,
    RemotePerson,
    Role,
    Scope,
    Seat,
)
from tests.lms_bridge.connectors.moodle.conftest import PATIENT
from tests.lms_bridge.connectors.moodle.double import Double
from tests.lms_bridge.connectors.moodle.site import Site
from tests.lms_bridge.connectors.proxy import answer, drop_after, drop_before, half, proxy_to
from tests.lms_bridge.sync.builders import a_class, a_person, coach, learner, wanted

MANUALLY = "enrol_manual_enrol_users"
EVENT = "core_calendar_submit_create_update_form"


async def sync(lms: Connector, desired: Desired, made: Made | None = None) -> tuple[Report, Made]:
    kept = [made or Made()]

    async def save(new: Made) -> None:
        kept.append(new)

    report = await synchronise(lms, desired, kept[-1], save)
    return report, kept[-1]


async def there(lms: Moodle, *keys: str) -> list[RemoteClass]:
    return sorted((await lms.read(Scope(frozenset(keys), frozenset()))).classes, key=lambda c: c.id)


async def people(lms: Moodle, *keys: str) -> list[RemotePerson]:
    found = (await lms.read(Scope(frozenset(), frozenset(keys)))).people
    return sorted(found, key=lambda p: p.key or "")


async def seats(lms: Moodle, *keys: str) -> set[Seat]:
    return set((await lms.read(Scope(frozenset(keys), frozenset()))).seats)


async def made(lms: Moodle, *wanted: Person) -> list[str]:
    fitting = lms.fit(Desired(people=wanted)).people
    answers = await lms.create_people(fitting)
    return [answer for answer in answers if isinstance(answer, str)]


def a_run(key: str, about: str = "3-7 August 2015\nJCLEC, Semarang") -> Class:
    days = {"start": date(2015, 8, 3), "end": date(2015, 8, 7)}
    return Class(key, f"Induction {key}", about, "Asia/Jakarta", **days, place="JCLEC, Room 2")


def shown(id: str, run: Class) -> RemoteClass:
    days = {"start": run.start, "end": run.end, "place": run.place}
    return RemoteClass(id, run.key, run.title, run.about, **days)


async def test_moodle_makes_a_course_and_finds_it_again(moodle: Moodle, key: str) -> None:
    first = await moodle.create_class(a_class(key))
    again = await moodle.create_class(a_class(key))

    assert again == first
    assert await there(moodle, key) == [RemoteClass(first, key, a_class(key).title)]


async def test_moodle_renames_describes_and_archives_a_course(moodle: Moodle, key: str) -> None:
    run = a_run(key)
    id = await moodle.create_class(a_class(key))
    await moodle.rename_class(id, run)
    await moodle.describe_class(id, run)
    assert await there(moodle, key) == [shown(id, run)]

    moved = replace(run, start=date(2016, 1, 4), end=date(2016, 1, 4), place="Suva", about="New")
    moved = replace(moved, time_zone="Pacific/Fiji")
    await moodle.describe_class(id, moved)
    assert await there(moodle, key) == [shown(id, moved)]

    await moodle.archive_class(id, moved)
    (archived,) = await there(moodle, key)
    assert (archived.archived, archived.title, archived.start) == (True, moved.title, None)

    await moodle.rename_class(id, moved)
    assert not (await there(moodle, key))[0].archived


async def test_moodle_takes_dates_away_where_a_run_has_none(moodle: Moodle, key: str) -> None:
    run = a_run(key)
    id = await moodle.create_class(run)
    await moodle.describe_class(id, run)

    await moodle.describe_class(id, replace(run, start=None, end=None, place=""))

    assert await there(moodle, key) == [RemoteClass(id, key, run.title, run.about)]


async def test_moodle_sets_an_event_right_that_somebody_moved_or_doubled(
    moodle: Moodle, by_hand: Client, key: str
) -> None:
    run = a_run(key)
    id = await moodle.create_class(run)
    await moodle.describe_class(id, run)
    other = replace(run, place="Elsewhere")
    async with (
        proxy_to(by_hand.url) as proxy,
        connect(proxy.url, by_hand._token, patience=PATIENT) as hasty,
    ):
        proxy.fail("POST", "core_calendar_get_calendar_events", no_events)
        await hasty.describe_class(id, other)  # it makes a second event
    assert (await there(moodle, key))[0].start is None

    await moodle.describe_class(id, run)

    assert await there(moodle, key) == [shown(id, run)]


async def delete_events(by_hand: Client, course: str) -> None:
    found = await by_hand.ask(
        "core_calendar_get_calendar_events",
        events={"courseids": [course]},
        options={"userevents": 0},
    )
    gone = [{"eventid": event["id"], "repeat": 0} for event in found["events"]]
    await by_hand.write("core_calendar_delete_calendar_events", events=gone)


async def test_moodle_reads_on_where_an_event_is_deleted_meanwhile(
    moodle: Moodle, by_hand: Client, key: str
) -> None:
    id = await moodle.create_class(a_run(key))
    await moodle.describe_class(id, a_run(key))

    async def deleted(proxy, request):
        await delete_events(by_hand, id)
        return await proxy.forward(request)

    async with (
        proxy_to(by_hand.url) as proxy,
        connect(proxy.url, by_hand._token, patience=PATIENT) as reader,
    ):
        proxy.fail("POST", "core_calendar_get_calendar_event_by_id", deleted)
        assert [(c.key, c.place) for c in await there(reader, key)] == [(key, "")]


async def no_events(proxy, request):
    return await answer(200, '{"events": [], "warnings": []}', "application/json")(proxy, request)


async def test_moodle_finds_a_username_for_somebody_with_a_common_name(
    moodle: Moodle, by_hand: Client, key: str
) -> None:
    name = f"same.{key.lower()}"
    others = [
        {"username": end, "email": f"{end}@example.org", "firstname": "Same", "lastname": "Name"}
        for end in (name, *(f"{name}.{n}" for n in range(2, 13)))
    ]
    await by_hand.create(
        "core_user_create_users", users=[each | {"createpassword": 1} for each in others]
    )

    (id,) = await made(moodle, Person(f"{key}-1", "Same Name", name))

    (account,) = await people(moodle, f"{key}-1")
    assert (account.id, account.username) == (id, f"{name}.13")


async def test_moodle_makes_accounts_under_free_usernames(moodle: Moodle, key: str) -> None:
    twins = [Person(f"{key}-{n}", "Same Name", f"Some.{key}") for n in range(3)]

    ids = await made(moodle, *twins)

    assert await made(moodle, *twins) == ids
    found = await people(moodle, *(p.key for p in twins))
    assert [p.id for p in found] == ids
    name = f"some.{key.lower()}"
    assert [p.username for p in found] == [name, f"{name}.2", f"{name}.3"]
    assert {p.name for p in found} == {"Same Name"}


async def test_moodle_takes_another_username_where_somebody_else_has_it(
    site: Site, moodle: Moodle, key: str
) -> None:
    (first,) = await made(moodle, Person(f"{key}-1", "One Name", f"some.{key}"))
    async with connect(site.url, site.token, patience=PATIENT) as other:
        some = [Person(f"{key}-{n}", f"Name {n}", f"some.{key}") for n in (2, 3)]
        ids = await made(other, *some)

    found = await people(moodle, f"{key}-1", f"{key}-2", f"{key}-3")
    assert [p.id for p in found] == [first, *ids]
    assert len({p.username for p in found}) == 3


async def test_moodle_names_whose_address_another_account_has(moodle: Moodle, key: str) -> None:
    address = f"{key.lower()}@example.org"
    await made(moodle, replace(a_person(f"{key}-1"), email=address))
    some = moodle.fit(
        Desired(people=(a_person(f"{key}-2"), replace(a_person(f"{key}-3"), email=address)))
    ).people

    good, bad = await moodle.create_people(some)

    assert isinstance(good, str)
    assert isinstance(bad, Refused)
    assert f"has the address {address} already" in str(bad)


async def test_moodle_gives_an_account_its_name_and_key_again(
    moodle: Moodle, by_hand: Client, key: str
) -> None:
    plan = wanted(learner(f"{key}-R", f"{key}-A"), learner(f"{key}-R", f"{key}-B"))
    report, record = await sync(moodle, plan)
    id = report.after.person_ids[f"{key}-A"]
    row = {"id": id, "firstname": "Nickname", "idnumber": ""}
    await by_hand.write("core_user_update_users", users=[row])

    report, _ = await sync(moodle, plan, record)

    assert [o.change.code for o in report.outcomes] == ["RENAME_PERSON"]
    (found,) = await people(moodle, f"{key}-A")
    assert (found.id, found.name) == (id, a_person(f"{key}-A").name)


async def test_moodle_enrols_and_suspends_and_repeats_harmlessly(moodle: Moodle, key: str) -> None:
    id = await moodle.create_class(a_class(key))
    first, second = await made(moodle, a_person(f"{key}-1"), a_person(f"{key}-2"))
    all_seats = {
        Seat(id, first, Role.LEARNER),
        Seat(id, second, Role.LEARNER),
        Seat(id, second, Role.COACH),
    }

    for _ in range(2):
        assert await moodle.enrol(sorted(all_seats)) == {}
        assert await seats(moodle, key) == all_seats
    for _ in range(2):
        assert await moodle.unenrol([Seat(id, second, Role.LEARNER)]) == {}
        assert await seats(moodle, key) == all_seats - {Seat(id, second, Role.LEARNER)}
    assert await moodle.unenrol(sorted(all_seats)) == {}
    assert await seats(moodle, key) == set()
    assert [p.id for p in await people(moodle, f"{key}-1", f"{key}-2")] == [first, second]


async def test_moodle_keeps_a_suspended_enrolment_and_takes_it_up_again(
    site: Site, moodle: Moodle, by_hand: Client, key: str
) -> None:
    id = await moodle.create_class(a_class(key))
    (person,) = await made(moodle, a_person(key))
    await moodle.enrol([Seat(id, person, Role.LEARNER)])
    await moodle.unenrol([Seat(id, person, Role.LEARNER)])
    options = [{"name": "onlysuspended", "value": 1}, {"name": "userfields", "value": "id,roles"}]
    rows = await by_hand.ask("core_enrol_get_enrolled_users", courseid=id, options=options)
    assert [str(row["id"]) for row in rows] == [person]

    async with connect(site.url, site.token, patience=PATIENT) as later:
        await later.enrol([Seat(id, person, Role.COACH)])  # and is no learner any more

    assert await seats(moodle, key) == {Seat(id, person, Role.COACH)}


async def test_moodle_ends_no_enrolment_of_somebody_who_is_not_in(moodle: Moodle, key: str) -> None:
    id = await moodle.create_class(a_class(key))
    first, second = await made(moodle, a_person(f"{key}-1"), a_person(f"{key}-2"))
    await moodle.enrol([Seat(id, first, Role.LEARNER)])

    await moodle.unenrol([Seat(id, second, Role.LEARNER)])
    await moodle.unenrol([])

    assert await seats(moodle, key) == {Seat(id, first, Role.LEARNER)}


async def test_moodle_refuses_a_batch_with_somebody_unknown(moodle: Moodle, key: str) -> None:
    id = await moodle.create_class(a_class(key))
    (person,) = await made(moodle, a_person(key))

    with pytest.raises(Refused, match=MANUALLY):
        await moodle.enrol([Seat(id, p, Role.LEARNER) for p in (person, "99999999")])

    assert await seats(moodle, key) == set()


async def test_moodle_leaves_what_others_added_alone_and_shows_it(
    moodle: Moodle, by_hand: Client, key: str
) -> None:
    plan = wanted(learner(f"{key}-R", f"{key}-A"), coach(f"{key}-R", f"{key}-T"))
    report, record = await sync(moodle, plan)
    ours = report.after.class_ids[f"{key}-R"]
    account = {"username": f"sam.{key.lower()}", "firstname": "Sam", "lastname": "Own"}
    account |= {"email": f"sam.{key.lower()}@example.org", "password": "By-hand-1"}
    (sam,) = await by_hand.write("core_user_create_users", users=[account])
    rows = [{"roleid": role, "userid": sam["id"], "courseid": ours} for role in (4, 5)]
    await by_hand.write(MANUALLY, enrolments=rows)

    report, _ = await sync(moodle, plan, record)

    assert report.after.changes == ()
    title = a_class(f"{key}-R").title
    assert report.after.by_hand == (
        ByHand(f"{key}-R", Extra.COACH, "Sam Own", title),
        ByHand(f"{key}-R", Extra.LEARNER, "Sam Own", title),
    )
    sams = {Seat(ours, str(sam["id"]), role) for role in Role}
    assert sams <= await seats(moodle, f"{key}-R")


async def test_moodle_reports_who_was_suspended_there(
    moodle: Moodle, by_hand: Client, key: str
) -> None:
    plan = wanted(*(learner(f"{key}-R", f"{key}-{n}") for n in "ABC"))
    report, record = await sync(moodle, plan)
    course, person = report.after.class_ids[f"{key}-R"], report.after.person_ids[f"{key}-A"]
    row = {"roleid": 5, "userid": person, "courseid": course, "suspend": 1}
    await by_hand.write(MANUALLY, enrolments=[row])

    report, _ = await sync(moodle, plan, record)

    assert [g.enrolment for g in report.after.gone] == [learner(f"{key}-R", f"{key}-A")]
    assert report.outcomes == ()


async def test_moodle_adopts_a_course_and_an_account_by_their_keys(
    moodle: Moodle, by_hand: Client, key: str
) -> None:
    elsewhere = {"name": f"Elsewhere {key}", "parent": 0}
    (category,) = await by_hand.write("core_course_create_categories", categories=[elsewhere])
    course = {"fullname": "By hand", "shortname": f"own {key}", "idnumber": f"{key}-R"}
    course["categoryid"] = category["id"]
    (theirs,) = await by_hand.write("core_course_create_courses", courses=[course])
    account = {"username": f"own.{key.lower()}", "firstname": "Own", "lastname": "Name"}
    account |= {"email": f"own.{key.lower()}@example.org", "password": "By-hand-1"}
    account |= {"idnumber": f"{key}-A"}
    (person,) = await by_hand.write("core_user_create_users", users=[account])

    report, _ = await sync(moodle, wanted(learner(f"{key}-R", f"{key}-A")))

    assert [o.change.code for o in report.outcomes] == ["RENAME_CLASS", "ENROL"]
    assert report.after.class_ids[f"{key}-R"] == str(theirs["id"])
    assert report.after.person_ids[f"{key}-A"] == str(person["id"])
    assert [p.name for p in await people(moodle, f"{key}-A")] == ["Own Name"]


async def test_moodle_finds_a_course_elsewhere_that_lost_its_key(
    moodle: Moodle, by_hand: Client, key: str
) -> None:
    elsewhere = {"name": f"Elsewhere {key}", "parent": 0}
    (category,) = await by_hand.write("core_course_create_categories", categories=[elsewhere])
    course = {"fullname": "By hand", "shortname": f"{key}-R", "idnumber": f"{key}-R"}
    course["categoryid"] = category["id"]
    (theirs,) = await by_hand.write("core_course_create_courses", courses=[course])
    plan = wanted(learner(f"{key}-R", f"{key}-A"), learner(f"{key}-R", f"{key}-B"))
    _, record = await sync(moodle, plan)
    keyless = {"id": theirs["id"], "idnumber": ""}
    await by_hand.write("core_course_update_courses", courses=[keyless])

    report, _ = await sync(moodle, plan, record)

    assert [o.change.code for o in report.outcomes] == ["RENAME_CLASS"]
    assert (report.before.hold, report.after.class_ids) == (None, {f"{key}-R": str(theirs["id"])})


async def test_moodle_tells_both_days_where_somebody_moved_a_course(
    moodle: Moodle, by_hand: Client, key: str
) -> None:
    plan = Desired((a_run(f"{key}-R"),))
    report, record = await sync(moodle, plan)
    moved = {"id": report.after.class_ids[f"{key}-R"], "startdate": 1438500000}
    await by_hand.write("core_course_update_courses", courses=[moved])

    report, _ = await sync(moodle, plan, record)

    (told,) = report.before.changed
    assert (told.field, told.ours) == ("class.dates", "2015-08-03 - 2015-08-07")
    assert told.theirs.startswith("course: 2015-08-02 07:20 - ")
    assert "; calendar: " in told.theirs
    assert report.after.changed == ()


async def test_moodle_tells_where_somebody_deleted_an_event(
    moodle: Moodle, by_hand: Client, key: str
) -> None:
    plan = Desired((a_run(f"{key}-R"),))
    report, record = await sync(moodle, plan)
    await delete_events(by_hand, report.after.class_ids[f"{key}-R"])

    report, _ = await sync(moodle, plan, record)

    (dates,) = [told for told in report.before.changed if told.field == "class.dates"]
    assert dates.theirs.endswith("; calendar: nothing")
    assert report.after.changed == ()


async def test_moodle_clones_a_template(
    site: Site, moodle: Moodle, by_hand: Client, key: str
) -> None:
    template = a_class(f"template-{key}")
    await moodle.describe_class(await moodle.create_class(template), replace(template, about="T"))
    run = replace(a_run(f"{key}-R"), course=key, category="A programme")
    options = Options(template="template-{course}")
    async with connect(site.url, site.token, options, patience=PATIENT) as lms:
        id = await lms.create_class(run)
        (cloned,) = await there(lms, run.key)
        again = await lms.create_class(run)

    assert (cloned.id, cloned.key, cloned.title, cloned.about) == (id, run.key, run.title, "T")
    assert again == id
    answer = await by_hand.ask("core_course_get_courses_by_field", field="id", value=id)
    (row,) = answer["courses"]
    criteria = [{"key": "id", "value": row["categoryid"]}]
    (category,) = await by_hand.ask("core_course_get_categories", criteria=criteria)
    assert (category["name"], category["idnumber"]) == ("A programme", "lokakarya-a-programme")


async def test_moodle_puts_people_into_the_runs_group_and_their_members_cohort(
    moodle: Moodle, by_hand: Client, key: str
) -> None:
    person = replace(a_person(f"{key}-A"), member=key)
    plan = replace(wanted(learner(f"{key}-R", person.key)), people=(person,))
    report, _ = await sync(moodle, plan)

    course = report.after.class_ids[f"{key}-R"]
    groups = await by_hand.ask("core_group_get_course_groups", courseid=course)
    assert [group["idnumber"] for group in groups] == [f"{key}-R"]
    context = {"contextlevel": "system"}
    found = await by_hand.ask("core_cohort_search_cohorts", query=f"-{key}", context=context)
    assert [cohort["idnumber"] for cohort in found["cohorts"]] == [f"lokakarya-{key}"]


async def test_moodle_sets_groups_and_cohorts_right(
    moodle: Moodle, by_hand: Client, key: str
) -> None:
    runs = [a_run(f"{key}-{n}") for n in "RS"]
    ada, bo = (replace(a_person(f"{key}-{n}"), member=f"{key}{n}") for n in "AB")
    first = Desired(
        tuple(runs), (ada, bo), frozenset(learner(runs[0].key, p.key) for p in (ada, bo))
    )
    report, record = await sync(moodle, first)
    ids = report.after.person_ids
    courses = [report.after.class_ids[run.key] for run in runs]

    async def grouped(course: str) -> set[str]:
        rows = await Enrolments(by_hand, Roles()).active(course, "id,groups")
        named = {str(r["id"]): [g["name"] for g in r.get("groups", ())] for r in rows}
        return {person for person, groups in named.items() if groups}

    assert await grouped(courses[0]) == {ids[ada.key], ids[bo.key]}
    (group,) = await by_hand.ask("core_group_get_course_groups", courseid=courses[0])
    gone = [{"groupid": group["id"], "userid": ids[bo.key]}]
    await by_hand.write("core_group_delete_group_members", members=gone)  # somebody took Bo out
    bo = replace(bo, member=f"{key}A")  # and Bo belongs to another member now
    moved = Desired(
        tuple(runs),
        (ada, bo),
        frozenset({learner(runs[1].key, ada.key), learner(runs[0].key, bo.key)}),
    )

    report, record = await sync(moodle, moved, record)

    assert [o.change.code for o in report.outcomes] == [
        "JOIN_COHORT",
        "ENROL",
        "JOIN_GROUP",
        "UNENROL",
    ]
    assert [o for o in report.outcomes if o.failure] == []
    assert report.after.changes == ()
    assert [await grouped(course) for course in courses] == [{ids[bo.key]}, {ids[ada.key]}]
    members = {p.key: p.member for p in (await moodle.read()).people if p.key in {ada.key, bo.key}}
    assert members == {ada.key: f"{key}A", bo.key: f"{key}A"}
    back = replace(moved, enrolments=frozenset(learner(runs[0].key, p.key) for p in (ada, bo)))
    await sync(moodle, back, record)
    assert await grouped(courses[0]) == {ids[ada.key], ids[bo.key]}


_examples = count(1)
lines = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)


@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.lists(lines, min_size=5, max_size=5), min_size=5, max_size=9))
async def test_moodle_holds_what_fits_to_the_letter(
    moodle: Moodle, key: str, texts: list[list[str]]
) -> None:
    keys = [f"{key}H{next(_examples)}" for _ in texts]
    runs, people = [], []
    for own, (title, about, name, place, email) in zip(keys, texts, strict=True):
        runs.append(replace(a_run(f"{own}-R"), title=title, about=about, place=place))
        account = {"given_name": name, "family_name": title, "email": email}
        people.append(Person(f"{own}-A", name, **account))
    seated = frozenset(learner(f"{own}-R", f"{own}-A") for own in keys)
    plan = Desired(tuple(runs), tuple(people), seated)

    report, record = await sync(moodle, plan)

    assert [o for o in report.outcomes if o.failure] == []
    assert report.after.changes == ()
    assert (await sync(moodle, plan, record))[0].before.changes == ()
    assert moodle.fit(moodle.fit(plan)) == moodle.fit(plan)


async def test_moodle_makes_one_of_each_when_answers_are_lost(site: Site, key: str) -> None:
    run = replace(a_run(f"{key}-R"), category=f"Programme {key}")
    person = replace(a_person(f"{key}-A"), member=key)
    plan = Desired((run,), (person,), frozenset({learner(run.key, person.key)}))
    async with proxy_to(site.url) as proxy, connect(proxy.url, site.token, patience=PATIENT) as lms:
        for function in (
            "core_course_create_categories",
            "core_course_create_courses",
            "core_user_create_users",
            "core_cohort_create_cohorts",
            "core_group_create_groups",
            EVENT,
            MANUALLY,
        ):
            proxy.fail("POST", function, drop_before, drop_after, half)

        report, _ = await sync(lms, plan)

        assert [o for o in report.outcomes if o.failure] == []
        assert (report.after.changes, report.after.duplicates) == ((), ())
        assert len(await there(lms, run.key)) == 1


async def test_moodle_takes_hundreds_of_seats(moodle: Moodle, key: str) -> None:
    runs = [a_run(f"{key}-{n}") for n in range(4)]
    enrolments = {
        learner(runs[(n + n // 150) % 4].key, f"{key}-P{n % 150}") for n in range(300)
    }  # two runs each
    plan = wanted(*enrolments, *(coach(run.key, f"{key}-T") for run in runs), classes=tuple(runs))

    report, record = await sync(moodle, plan)

    assert [o for o in report.outcomes if o.failure] == []
    assert report.after.changes == ()
    assert await held(moodle, runs) == plan.enrolments

    moved = {learner(runs[1].key, f"{key}-P{n}") for n in range(0, 40, 4)}
    moved |= enrolments - {learner(runs[0].key, f"{key}-P{n}") for n in range(0, 40, 4)}
    later = wanted(*moved, *(coach(run.key, f"{key}-T") for run in runs), classes=tuple(runs))
    report, _ = await sync(moodle, later, record)
    assert [o.change.code for o in report.outcomes] == ["ENROL"] * 10 + ["UNENROL"] * 10
    assert await held(moodle, runs) == later.enrolments


async def test_moodle_reads_a_part(moodle: Moodle, key: str) -> None:
    plan = wanted(learner(f"{key}-1", f"{key}-A"), learner(f"{key}-2", f"{key}-B"))
    report, record = await sync(moodle, plan)
    smaller = replace(plan, enrolments=plan.enrolments - {learner(f"{key}-1", f"{key}-A")})
    scope = Scope(frozenset({f"{key}-1"}), frozenset({f"{key}-A"}))

    async def save(new: Made) -> None:
        pass

    report = await synchronise(moodle, smaller, record, save, Wishes(scope=scope))

    assert [o.change.code for o in report.outcomes] == ["UNENROL"]
    assert await seats(moodle, f"{key}-1") == set()
    assert len(await seats(moodle, f"{key}-2")) == 1


async def held(lms: Moodle, runs: Sequence[Class]) -> set[Enrolment]:
    remote = await lms.read(Scope(frozenset(run.key for run in runs), frozenset()))
    run = {c.id: c.key or "" for c in remote.classes}
    person = {p.id: p.key or "" for p in remote.people}
    return {Enrolment(run[s.class_id], person[s.person_id], s.role) for s in remote.seats}


async def test_moodle_is_asked_by_several_at_once(moodle: Moodle, key: str) -> None:
    runs = [replace(a_run(f"{key}-{n}"), category=f"P {key}") for n in range(6)]

    ids = await asyncio.gather(*map(moodle.create_class, runs))

    assert len(set(ids)) == 6
    assert {c.key for c in await there(moodle, *(run.key for run in runs))} == {r.key for r in runs}


async def test_a_change_of_twenty_people_is_there_after_few_calls(double: Double) -> None:
    def plan(people: int) -> Desired:
        given = [replace(a_person(f"P{n:02}"), member=f"M{n % 10}") for n in range(people)]
        enrolments = frozenset(learner("R", p.key) for p in given)
        return replace(wanted(*enrolments), people=tuple(given))

    async def nothing(made: Made) -> None: ...

    async with connect(double.url, double.token, patience=PATIENT) as lms:
        report = await synchronise(lms, plan(10), Made(), nothing)
    double.calls.clear()
    scope = Scope(frozenset({"R"}), frozenset(p.key for p in plan(30).people))
    async with connect(double.url, double.token, patience=PATIENT) as lms:
        await synchronise(lms, plan(30), report.after.made, nothing, Wishes(scope=scope))

    until_there = double.calls[: double.calls.index("enrol_manual_enrol_users") + 1]
    assert len(until_there) <= 11, until_there


async def test_accounts_are_read_in_calls_that_a_slow_moodle_answers_in_time(
    double: Double,
) -> None:
    async with connect(double.url, double.token, patience=PATIENT) as lms:
        await lms.read(Scope(frozenset(), frozenset(f"P{n}" for n in range(250))))

    assert double.calls.count("core_user_get_users_by_field") == 3  # one of 250 took 25 s
