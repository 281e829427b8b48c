"""What only the double can be brought to: what Moodle refuses and hides, and what is then said."""

from __future__ import annotations

import pytest

from lms_bridge.connectors.moodle import Moodle, Options, connect
from lms_bridge.sync.errors import NotAllowed
from lms_bridge.sync.made import Made
from lms_bridge.sync.reconcile import synchronise
from lms_bridge.sync.state import Person, Role, Scope, Seat
from tests.lms_bridge.connectors.moodle.conftest import PATIENT
from tests.lms_bridge.connectors.moodle.double import Double
from tests.lms_bridge.sync.builders import a_class, a_person, learner, wanted


@pytest.fixture
async def lms(double: Double):
    async with connect(double.url, double.token, patience=PATIENT) as connected:
        yield connected


async def a_seat(lms: Moodle) -> Seat:
    course = await lms.create_class(a_class("R"))
    (person,) = await lms.create_people([a_person("A")])
    assert isinstance(person, str)
    seat = Seat(course, person, Role.LEARNER)
    await lms.enrol([seat])
    return seat


async def nothing(made: Made) -> None:
    """Keep no record."""


async def test_somebody_enrolled_by_another_method_is_told(double: Double, lms: Moodle) -> None:
    seat = await a_seat(lms)
    own = {"courseid": int(seat.class_id), "userid": int(seat.person_id), "enrol": "self"}
    double.held.insert("enrolment", own | {"status": 0})

    refused = await lms.unenrol([seat])

    assert set(refused) == {seat}
    assert "another method" in str(refused[seat])


async def test_somebody_with_another_role_keeps_it_and_loses_ours(
    double: Double, lms: Moodle
) -> None:
    seat = await a_seat(lms)
    editing = {"roleid": 3, "userid": int(seat.person_id), "courseid": int(seat.class_id)}
    double.held.insert("role_assignment", editing)

    assert await lms.unenrol([seat]) == {}

    assert double.held.is_active(int(seat.class_id), int(seat.person_id))
    left = list(double.held.find("role_assignment", userid=int(seat.person_id)))
    assert [row["roleid"] for row in left] == [3]


async def test_enrolments_stand_where_moodle_cannot_send_its_welcome(
    double: Double, lms: Moodle
) -> None:
    double.mail_is_down = True
    seat = await a_seat(lms)
    person = {"userid": int(seat.person_id)}

    assert list(double.held.find("group_member", **person))
    assert await lms.unenrol([seat]) == {}
    assert not double.held.is_active(int(seat.class_id), int(seat.person_id))
    assert double.calls.count("enrol_manual_enrol_users") == 2


async def test_a_course_without_manual_enrolments_is_told_at_once_for_all_its_people(
    double: Double, lms: Moodle
) -> None:
    classes = {key: await lms.create_class(a_class(key)) for key in ("Open", "Closed")}
    people = list(await lms.create_people([a_person(f"P{n}") for n in range(40)]))
    (closed,) = double.held.find("course", idnumber="Closed")
    closed["manual"] = False
    seats = {key: [Seat(id, str(p), Role.LEARNER) for p in people] for key, id in classes.items()}
    double.calls.clear()

    refused = await lms.enrol([*seats["Closed"][:30], *seats["Open"]])
    refused |= await lms.enrol(seats["Closed"][30:])

    assert set(refused) == set(seats["Closed"])
    (said,) = {str(each) for each in refused.values()}
    assert "no manual enrolments" in said
    assert len(list(double.held.find("enrolment", courseid=int(classes["Open"])))) == 40
    assert double.calls.count("enrol_manual_enrol_users") == 3  # all, then course by course


async def test_a_role_that_may_not_be_given_ends_the_run(double: Double) -> None:
    options = Options(learner_role=1)
    async with connect(double.url, double.token, options, patience=PATIENT) as lms:
        with pytest.raises(NotAllowed, match=r"wsusercannotassign.*enrol/manual:enrol"):
            await a_seat(lms)


@pytest.mark.parametrize(
    ("hidden", "said"),
    [("idnumber", "moodle/user:viewalldetails"), ("email", "moodle/site:viewuseridentity")],
)
async def test_hidden_details_of_accounts_are_not_taken_for_absent(
    double: Double, lms: Moodle, hidden: str, said: str
) -> None:
    await a_seat(lms)
    double.hidden = hidden

    with pytest.raises(NotAllowed, match=said):
        await lms.read(Scope(frozenset({"R"}), frozenset({"A"})))


async def test_one_bad_account_of_many_is_found(double: Double, lms: Moodle) -> None:
    people = [a_person(f"P{n}") for n in range(20)]
    double.refused_usernames = {"user.p7"}
    plan = wanted(*(learner("R", p.key) for p in people))

    report = await synchronise(lms, plan, Made(), nothing)

    failed = [o for o in report.outcomes if o.failure]
    assert [o.change.code for o in failed] == ["CREATE_PERSON", "ENROL"]
    assert len(report.after.person_ids) == 19


async def test_two_courses_with_one_key_are_shown(double: Double, lms: Moodle) -> None:
    plan = wanted(learner("R", "A"))
    report = await synchronise(lms, plan, Made(), nothing)
    twin = {**double.held.rows["course"][-1], "id": 99, "shortname": "another"}
    double.held.insert("course", twin)

    report = await synchronise(lms, plan, Made(), nothing)

    (duplicate,) = report.after.duplicates
    assert (duplicate.key, duplicate.ids[0]) == ("R", report.after.class_ids["R"])


async def test_a_sign_in_method_without_passwords_makes_usernames_of_addresses(
    double: Double,
) -> None:
    options = Options(auth="oauth2")
    async with connect(double.url, double.token, options, patience=PATIENT) as lms:
        await lms.create_people([Person("A", "A Person", "wish", email="A.Person@example.org")])
    account = double.held.rows["user"][-1]
    assert (account["username"], account["auth"]) == ("a.person@example.org", "oauth2")


async def test_a_sign_in_method_that_demands_a_password_gets_one(double: Double) -> None:
    async with connect(double.url, double.token, Options(auth="nologin"), patience=PATIENT) as lms:
        (made,) = await lms.create_people([a_person("A")])
    assert made == str(double.held.rows["user"][-1]["id"])
