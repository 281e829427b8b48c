"""What is made of answers: refusals that come as success, bodies that are none, sites that are away."""

from __future__ import annotations

import json

import pytest

from lms_bridge.connectors.moodle import connect
from lms_bridge.connectors.moodle.client import VARIABLES, Client, flat, portions
from lms_bridge.connectors.patience import Patience
from lms_bridge.sync.errors import (
    AnswerLost,
    LmsError,
    NotAllowed,
    NotSupported,
    Refused,
    SignInRefused,
    Unreachable,
)
from tests.lms_bridge.connectors.moodle.conftest import PATIENT
from tests.lms_bridge.connectors.moodle.double import TRUNCATED, Double
from tests.lms_bridge.connectors.moodle.test_double import recording
from tests.lms_bridge.connectors.proxy import Fault, answer, drop_after, half, proxy_to

INFO = "core_webservice_get_site_info"


def test_parameters_are_written_as_php_reads_them() -> None:
    assert flat({"users": [{"id": 7, "suspended": True}], "options": {"a": "b"}, "page": 0}) == {
        "users[0][id]": "7",
        "users[0][suspended]": "1",
        "options[a]": "b",
        "page": "0",
    }


def test_portions_hold_no_more_variables_than_php_takes() -> None:
    rows = [
        {"roleid": 5, "userid": n, "courseid": 2, "timestart": 0, "x": [1, 2]} for n in range(500)
    ]

    cut = list(portions(rows))

    assert [row for some in cut for row in some] == rows
    assert all(len(flat({"enrolments": some})) + 6 <= VARIABLES for some in cut)
    assert len(cut) == 4


async def test_client_sends_no_call_of_which_php_might_drop_a_part(double: Double) -> None:
    async with Client(double.url, double.token, PATIENT) as client:
        with pytest.raises(ValueError, match="PHP may drop some"):
            await client.ask("core_user_get_users_by_field", field="id", values=list(range(900)))


async def test_client_counts_the_variables_that_the_double_gets(double: Double) -> None:
    async with connect(double.url, double.token, patience=PATIENT) as lms:
        await lms.create_people([])
        assert max(double.variables) <= VARIABLES


@pytest.mark.parametrize(
    ("said", "error", "text"),
    [
        ("002", SignInRefused, "does not accept the token"),
        ("003", NotAllowed, r"\(accessexception\)"),
        ("164", NotAllowed, "it needs moodle/course:viewparticipants"),
        ("012", Refused, "Short name is already used"),
        ("035", Refused, "Passwords must be at least 8 characters long"),
        ("107", Refused, "Invalid user"),
        ("m51-107", Refused, "Can't find data record"),
        ("401", Refused, "Username already exists: off1"),
        ("9-db", Unreachable, "dbconnectionfailed: Error: Database connection failed"),
    ],
)
async def test_client_knows_a_refusal_that_comes_as_success(
    double: Double, said: str, error: type[LmsError], text: str
) -> None:
    body = recording(said)["response"]
    async with proxy_to(double.url) as proxy, Client(proxy.url, double.token, PATIENT) as client:
        proxy.fail("POST", "core_enrol", *[answer(200, json.dumps(body), "application/json")] * 4)
        with pytest.raises(error, match=text):
            await client.ask("core_enrol_get_users_courses", userid=3)


@pytest.mark.parametrize(
    ("fault", "error", "text"),
    [
        (
            answer(503, recording("9-maintenance")["response"], Retry_After="300"),
            Unreachable,
            "503",
        ),
        (answer(403), NotAllowed, "enable them and the REST protocol"),
        (answer(404, "<html>"), NotSupported, "no Moodle's web services are there"),
        (answer(301, Location="https://there/"), NotSupported, "sends us to https://there/"),
        (answer(200, "<html>Fatal error"), Unreachable, "with no JSON: Fatal error"),
        (answer(200, TRUNCATED.format(limit=1000) + "null"), Unreachable, "variables exceeded"),
        (half, Unreachable, "did not answer"),
        (drop_after, Unreachable, "did not answer"),
    ],
    ids=["maintenance", "off", "elsewhere", "moved", "html", "html before json", "half", "lost"],
)
async def test_client_believes_no_body_that_is_none(
    double: Double, fault: Fault, error: type[LmsError], text: str
) -> None:
    async with proxy_to(double.url) as proxy, Client(proxy.url, double.token, PATIENT) as client:
        proxy.fail("POST", INFO, *[fault] * 4)
        with pytest.raises(error, match=text):
            await client.ask(INFO)


async def test_client_asks_a_moodle_in_maintenance_before_it_says(double: Double) -> None:
    away = answer(503, "<html>", Retry_After="300")
    async with proxy_to(double.url) as proxy, Client(proxy.url, double.token, PATIENT) as client:
        proxy.fail("POST", INFO, away)
        with pytest.raises(Unreachable) as caught:
            await client.ask(INFO)
    assert caught.value.retry_after_seconds == 40


async def test_client_repeats_what_may_be_repeated_and_nothing_else(double: Double) -> None:
    async with proxy_to(double.url) as proxy, Client(proxy.url, double.token, PATIENT) as client:
        proxy.fail("POST", INFO, drop_after, half)
        assert (await client.ask(INFO))["userid"] == 3
        proxy.fail("POST", "core_course_create_categories", drop_after)
        with pytest.raises(AnswerLost):
            await client.create("core_course_create_categories", categories=[{"name": "x"}])
    assert double.calls.count("core_course_create_categories") == 1


async def test_client_takes_a_warning_for_a_refusal(double: Double) -> None:
    async with Client(double.url, double.token, PATIENT) as client:
        with pytest.raises(Refused, match="Invalid user ID") as caught:
            await client.write("core_user_update_users", users=[{"id": 99, "lastname": "x"}])
    assert caught.value.codes == {"invaliduserid"}


async def test_client_repeats_a_change_that_the_database_had_no_time_for(double: Double) -> None:
    busy = {"item": "course", "itemid": 2, "warningcode": "dmlwriteexception", "message": "x"}
    body = json.dumps({"warnings": [busy]})
    async with proxy_to(double.url) as proxy, Client(proxy.url, double.token, PATIENT) as client:
        proxy.fail("POST", "core_user_update_users", answer(200, body, "application/json"))
        await client.write("core_user_update_users", users=[{"id": 3, "lastname": "Lovelace"}])
    assert double.calls.count("core_user_update_users") == 1


async def test_client_blames_one_item_where_the_site_answers(double: Double) -> None:
    broken = answer(500, "<html>")
    async with proxy_to(double.url) as proxy, Client(proxy.url, double.token, PATIENT) as client:
        proxy.fail("POST", "core_user_update_users", *[broken] * 4)
        with pytest.raises(Refused, match="answered 500"):
            await client.write("core_user_update_users", users=[{"id": 3}])


async def test_handshake_names_what_the_token_lacks(double: Double) -> None:
    double.granted -= {"core_user_create_users", "enrol_manual_enrol_users"}
    with pytest.raises(NotAllowed, match="lacks 2 functions") as caught:
        async with connect(double.url, double.token, patience=PATIENT):
            pass
    assert "core_user_create_users (moodle/user:create)" in str(caught.value)
    assert "enrol_manual_enrol_users (enrol/manual:enrol)" in str(caught.value)


async def test_handshake_refuses_an_older_moodle(double: Double) -> None:
    double.held.version, double.held.release = "2023100900", "4.3 (Build: 20231009)"
    with pytest.raises(NotSupported, match=r"no Moodle 4\.5 or newer: it says 4\.3"):
        async with connect(double.url, double.token, patience=PATIENT):
            pass


async def test_handshake_says_that_nobody_is_there() -> None:
    patience = Patience(tries=2, first_wait_seconds=0.01)
    with pytest.raises(Unreachable, match="cannot be reached"):
        async with connect("http://127.0.0.1:9", "a-token", patience=patience):
            pass
