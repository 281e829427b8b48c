"""The connector and a real Kolibri: each operation, and what people do there by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms_bridge.connectors.kolibri import Kolibri, connect, derived_passwords
from lms_bridge.connectors.kolibri.session import Session
from lms_bridge.local_kolibri import LocalKolibri
from lms_bridge.sync.connector import Connector
from lms_bridge.sync.difference import difference
from lms_bridge.sync.errors import Inconsistent, NotSupported, Refused
from lms_bridge.sync.made import Made
from lms_bridge.sync.reconcile import Report, synchronise
from lms_bridge.sync.shown import ByHand, Extra
from lms_bridge.sync.state import Class, Desired, Person, RemoteClass, RemotePerson, Role, Seat
from tests.lms_bridge.connectors.proxy import (
    Proxy,
    answer,
    drop_after,
    half,
    proxy_to,
    signed_out,
    twice,
)
from tests.lms_bridge.haste import HASTY
from tests.lms_bridge.sync.builders import a_class, a_person, coach, learner, wanted

pytestmark = pytest.mark.kolibri

CLASSES = "/api/auth/classroom/"
LESSONS = "/api/lessons/lesson/"
MEMBERSHIPS = "/api/auth/membership/"
ROLES = "/api/auth/role/"
USERS = "/api/auth/facilityuser/"


async def sync(lms: Connector, desired: Desired, made: Made | None = None) -> tuple[Report, Made]:
    kept = [made or Made()]

    async def save(new: Made) -> None:
        kept.append(new)

    report = await synchronise(lms, desired, kept[-1], save)
    return report, kept[-1]


async def the_class(lms: Kolibri, key: str) -> RemoteClass:
    return next(c for c in (await lms.read()).classes if c.key == key)


async def an_account(lms: Kolibri, key: str) -> str:
    (made,) = await lms.create_people([a_person(key)])
    assert isinstance(made, str)
    return made


async def the_person(lms: Kolibri, key: str) -> RemotePerson:
    return next(p for p in (await lms.read()).people if p.key == key)


@pytest.fixture
async def admin(local: LocalKolibri) -> AsyncIterator[Session]:
    """Give somebody who does things in Kolibri by hand."""
    async with Session(local.url, *local.administrator, HASTY) as session:
        yield session


async def test_kolibri_makes_a_class_and_finds_it_again(kolibri: Kolibri, key: str) -> None:
    run = a_class(key)

    first = await kolibri.create_class(run)
    again = await kolibri.create_class(run)

    assert again == first
    assert await the_class(kolibri, key) == RemoteClass(first, key, run.title)


async def test_kolibri_renames_describes_and_archives_a_class(kolibri: Kolibri, key: str) -> None:
    made = await kolibri.create_class(a_class(key))
    run = Class(key, "New title", "3-7 August · Semarang")

    await kolibri.rename_class(made, run)
    await kolibri.describe_class(made, run)
    assert await the_class(kolibri, key) == RemoteClass(made, key, "New title", run.about)

    await kolibri.describe_class(made, replace(run, about="4-8 August · Semarang"))
    await kolibri.archive_class(made, run)
    archived = await the_class(kolibri, key)
    assert (archived.about, archived.archived) == ("4-8 August · Semarang", True)

    await kolibri.rename_class(made, run)
    assert not (await the_class(kolibri, key)).archived


@pytest.mark.parametrize("hidden", [{"active": False}, {"assignments": []}], ids=str)
async def test_kolibri_shows_the_description_again_when_somebody_hid_it(
    kolibri: Kolibri, admin: Session, key: str, hidden: dict[str, object]
) -> None:
    made = await kolibri.create_class(a_class(key))
    run = a_class(key, about="3-7 August")
    await kolibri.describe_class(made, run)
    (lesson,) = await admin.rows(LESSONS, collection=made)
    await admin.write("PATCH", f"{LESSONS}{lesson['id']}/", hidden)
    assert (await the_class(kolibri, key)).about == ""

    await kolibri.describe_class(made, run)

    assert (await the_class(kolibri, key)).about == "3-7 August"
    assert len(await admin.rows(LESSONS, collection=made)) == 1


async def test_kolibri_makes_an_account_under_a_free_username(
    kolibri: Kolibri, admin: Session, key: str
) -> None:
    wish = f"Some.{key}"
    twins = [Person(f"{key}-{n}", "Same Name", wish) for n in range(3)]

    made = await kolibri.create_people(twins)

    assert await kolibri.create_people([twins[1]]) == [made[1]]
    people = [await the_person(kolibri, twin.key) for twin in twins]
    assert [p.id for p in people] == made
    name = wish.lower().replace(".", "_")
    assert sorted(p.username for p in people) == [name, f"{name}_2", f"{name}_3"]


async def test_kolibri_makes_passwords_that_can_be_worked_out_again(
    local: LocalKolibri, key: str
) -> None:
    policy = derived_passwords("a secret of this site")
    person = a_person(key)
    async with connect(
        local.url, *local.administrator, first_password=policy, patience=HASTY
    ) as lms:
        await lms.create_people([person])
        username = (await the_person(lms, key)).username

    async with Session(local.url, username, policy(person), HASTY) as session:
        assert session.kinds == {"learner"}


async def test_kolibri_gives_an_account_its_name_and_key_again(
    kolibri: Kolibri, admin: Session, key: str
) -> None:
    plan = wanted(learner(f"{key}-R", f"{key}-A"))
    report, made = await sync(kolibri, plan)
    person = report.after.person_ids[f"{key}-A"]
    by_hand = {"full_name": "Nickname", "id_number": ""}
    await admin.write("PATCH", f"{USERS}{person}/", by_hand)

    report, _ = await sync(kolibri, plan, made)

    assert [o.change.code for o in report.outcomes] == ["RENAME_PERSON"]
    there = await the_person(kolibri, f"{key}-A")
    assert (there.id, there.name) == (person, a_person(f"{key}-A").name)


async def test_kolibri_enrols_and_ends_enrolments_and_repeats_harmlessly(
    kolibri: Kolibri, key: str
) -> None:
    made = await kolibri.create_class(a_class(key))
    first, second = [await an_account(kolibri, f"{key}-{n}") for n in (1, 2)]
    seats = {
        Seat(made, first, Role.LEARNER),
        Seat(made, second, Role.LEARNER),
        Seat(made, second, Role.COACH),
    }

    async def there() -> set[Seat]:
        return {s for s in (await kolibri.read()).seats if s.class_id == made}

    for _ in range(2):
        await kolibri.enrol(sorted(seats))
        assert await there() == seats
    for _ in range(2):
        await kolibri.unenrol([Seat(made, second, Role.LEARNER)])
        assert await there() == seats - {Seat(made, second, Role.LEARNER)}
    await kolibri.unenrol(sorted(seats))
    assert await there() == set()
    assert (await the_person(kolibri, f"{key}-2")).id == second


async def test_kolibri_takes_an_enrolment_that_somebody_else_ended_for_ended(
    local: LocalKolibri, key: str
) -> None:
    async with proxy_to(local.url) as proxy, connected(proxy, local) as lms:
        made = await lms.create_class(a_class(key))
        seat = Seat(made, await an_account(lms, key), Role.LEARNER)
        await lms.enrol([seat])
        proxy.fail("DELETE", MEMBERSHIPS, twice)

        await lms.unenrol([seat])

        assert proxy.faults == []
        assert seat not in (await lms.read()).seats


async def test_kolibri_ends_no_other_enrolment(kolibri: Kolibri, key: str) -> None:
    mine, other = [await kolibri.create_class(a_class(f"{key}-{n}")) for n in (1, 2)]
    person = await an_account(kolibri, key)
    seats = [Seat(mine, person, Role.LEARNER), Seat(other, person, Role.LEARNER)]
    await kolibri.enrol(seats)
    before = (await kolibri.read()).seats

    await kolibri.unenrol([])
    await kolibri.unenrol(seats[:1])

    assert (await kolibri.read()).seats == before - {seats[0]}


async def test_kolibri_refuses_a_batch_with_somebody_unknown(kolibri: Kolibri, key: str) -> None:
    made = await kolibri.create_class(a_class(key))

    with pytest.raises(Refused, match="object does not exist"):
        await kolibri.enrol([Seat(made, "0" * 32, Role.LEARNER)])


async def test_kolibri_leaves_what_others_added_alone_and_shows_it(
    kolibri: Kolibri, admin: Session, key: str
) -> None:
    plan = wanted(learner(f"{key}-R", f"{key}-A"), coach(f"{key}-R", f"{key}-T"))
    report, made = await sync(kolibri, plan)
    ours = report.after.class_ids[f"{key}-R"]
    stranger = {"username": f"sam_{key}", "full_name": "Sam", "password": "x"}
    stranger |= {"facility": admin.facility_id}
    sam = (await admin.write("POST", USERS, stranger))["id"]
    await admin.write("POST", MEMBERSHIPS, [{"user": sam, "collection": ours}])
    await admin.write("POST", ROLES, [{"user": sam, "collection": ours, "kind": "coach"}])
    lesson = {"title": "Reading", "collection": ours, "active": True, "assignments": [ours]}
    await admin.write("POST", LESSONS, lesson)

    report, made = await sync(kolibri, plan, made)

    assert report.after.changes == ()
    assert report.after.by_hand == (
        ByHand(f"{key}-R", Extra.COACH, "Sam", a_class(f"{key}-R").title),
        ByHand(f"{key}-R", Extra.LEARNER, "Sam", a_class(f"{key}-R").title),
        ByHand(f"{key}-R", Extra.LESSON, "Reading", a_class(f"{key}-R").title),
    )
    seats = (await kolibri.read()).seats
    assert {Seat(ours, sam, Role.LEARNER), Seat(ours, sam, Role.COACH)} <= seats


async def test_kolibri_adopts_a_class_and_an_account_by_their_keys(
    kolibri: Kolibri, admin: Session, key: str
) -> None:
    by_hand = {"name": f"Made by hand · {key}-R", "parent": admin.facility_id}
    theirs = (await admin.write("POST", CLASSES, by_hand))["id"]
    account = {"username": f"own_{key}", "full_name": "Own Name", "password": "x"}
    account |= {"facility": admin.facility_id, "id_number": f"{key}-A"}
    person = (await admin.write("POST", USERS, account))["id"]

    report, _ = await sync(kolibri, wanted(learner(f"{key}-R", f"{key}-A")))

    assert [o.change.code for o in report.outcomes] == ["RENAME_CLASS", "ENROL"]
    assert report.after.class_ids == {f"{key}-R": theirs}
    assert report.after.person_ids[f"{key}-A"] == person
    assert (await the_person(kolibri, f"{key}-A")).name == "Own Name"


async def test_kolibri_reports_a_deleted_account_as_gone(
    kolibri: Kolibri, admin: Session, key: str
) -> None:
    plan = wanted(learner(f"{key}-R", f"{key}-A"), learner(f"{key}-R", f"{key}-B"))
    report, made = await sync(kolibri, plan)
    await admin.write("DELETE", f"{USERS}{report.after.person_ids[f'{key}-A']}/")

    report, made = await sync(kolibri, plan, made)

    assert [g.enrolment for g in report.after.gone] == [learner(f"{key}-R", f"{key}-A")]
    assert (report.outcomes, report.after.by_hand) == ((), ())


_examples = count(1)
lines = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=lines, about=lines, name=lines, username=lines)
async def test_kolibri_holds_what_fits_to_the_letter(
    kolibri: Kolibri, title: str, about: str, name: str, username: str
) -> None:
    key = f"H{next(_examples)}"
    plan = Desired(
        classes=(Class(f"{key}-R", title, about),),
        people=(Person(f"{key}-A", name, username),),
        enrolments=frozenset({learner(f"{key}-R", f"{key}-A")}),
    )

    report, made = await sync(kolibri, plan)

    assert [o for o in report.outcomes if o.failure] == []
    assert report.after.changes == ()
    assert (await sync(kolibri, plan, made))[0].before.changes == ()


@pytest.mark.parametrize("path", [USERS, MEMBERSHIPS, CLASSES, LESSONS])
async def test_kolibri_reads_everything_though_the_session_is_lost_in_the_middle(
    local: LocalKolibri, kolibri: Kolibri, key: str, path: str
) -> None:
    await sync(kolibri, wanted(learner(f"{key}-R", f"{key}-A")))
    whole = await kolibri.read()
    async with proxy_to(local.url) as proxy, connected(proxy, local) as lms:
        proxy.fail("GET", path, signed_out)

        assert await lms.read() == whole


@pytest.mark.parametrize("path", [USERS, MEMBERSHIPS, CLASSES])
async def test_kolibri_believes_no_empty_list_that_its_own_counts_deny(
    local: LocalKolibri, kolibri: Kolibri, key: str, path: str
) -> None:
    await sync(kolibri, wanted(learner(f"{key}-R", f"{key}-A")))
    empty = answer(200, "[]", "application/json")
    async with proxy_to(local.url) as proxy, connected(proxy, local) as lms:
        proxy.fail("GET", path, empty)
        assert await lms.read() == await kolibri.read()

        proxy.fail("GET", path, *[empty] * 3)
        with pytest.raises(Inconsistent, match="contradicts itself"):
            await lms.read()


async def test_kolibri_refuses_answers_of_another_form(local: LocalKolibri) -> None:
    async with proxy_to(local.url) as proxy, connected(proxy, local) as lms:
        proxy.fail("GET", USERS, answer(200, '[{"name": "x"}]', "application/json"))

        with pytest.raises(NotSupported, match="form that is not known"):
            await lms.read()


async def test_kolibri_makes_one_of_each_when_answers_are_lost(
    local: LocalKolibri, kolibri: Kolibri, key: str
) -> None:
    plan = wanted(learner(f"{key}-R", f"{key}-A"), coach(f"{key}-R", f"{key}-A"))
    plan = replace(plan, classes=(a_class(f"{key}-R", about="3-7 August"),))
    async with proxy_to(local.url) as proxy, connected(proxy, local) as lms:
        for path in (CLASSES, LESSONS, USERS, MEMBERSHIPS, ROLES):
            proxy.fail("POST", path, drop_after, half, signed_out)

        report, _ = await sync(lms, plan)

        assert [o for o in report.outcomes if o.failure] == []
        assert (report.after.changes, report.after.duplicates) == ((), ())
    assert difference(kolibri.fit(plan), await kolibri.read(), Made()).changes == ()


def connected(proxy: Proxy, local: LocalKolibri):
    return connect(proxy.url, *local.administrator, patience=HASTY)
