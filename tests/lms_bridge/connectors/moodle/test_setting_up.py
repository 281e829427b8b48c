"""An administrator is told what to set in Moodle, and the doctor finds what is not set."""

from __future__ import annotations

from lms_bridge.connectors.moodle import Options
from lms_bridge.connectors.moodle.client import Client
from lms_bridge.connectors.moodle.doctor import examine
from lms_bridge.connectors.moodle.functions import FUNCTIONS, all_capabilities
from lms_bridge.connectors.moodle.notes import setup_notes
from lms_bridge.connectors.moodle.report import COLUMNS
from tests.lms_bridge.connectors.moodle.conftest import PATIENT
from tests.lms_bridge.connectors.moodle.double import Double


async def faults(double: Double, options: Options | None = None) -> dict[str, str]:
    async with Client(double.url, double.token, PATIENT) as client:
        found = [finding async for finding in examine(client, options or Options())]
    return {finding.tried: finding.fault for finding in found if finding.fault}


def test_notes_name_every_function_capability_and_column() -> None:
    notes = setup_notes(Options(coach_role=9))

    for thing in (*FUNCTIONS, *all_capabilities(), *COLUMNS):
        assert f"     {thing}" in notes
    assert "9 (who teach" in notes


async def test_doctor_finds_nothing_where_all_is_set_and_changes_little(double: Double) -> None:
    assert await faults(double) == {}
    assert await faults(double) == {}

    assert len(double.held.rows["course"]) == 3  # the site, and two that it keeps
    assert list(double.held.find("enrolment", status=0)) == []
    assert double.held.rows["event"] == []


async def test_doctor_finds_functions_that_are_not_in_the_service(double: Double) -> None:
    double.granted.discard("core_user_create_users")
    found = await faults(double)
    assert found["function core_user_create_users"] == (
        "add it to the service; it needs moodle/user:create"
    )
    assert "accessexception" in found["making and changing accounts"]


async def test_doctor_finds_php_that_drops_variables(double: Double) -> None:
    double.max_input_vars = 500
    found = await faults(double)
    assert found["900 form variables in a call"] == (
        "the last were dropped: raise PHP's max_input_vars to 1000 or more"
    )


async def test_doctor_finds_roles_that_may_not_be_assigned(double: Double) -> None:
    found = await faults(double, Options(coach_role=1))
    assert "wsusercannotassign" in found["enrolling with the roles 5 and 1"]


async def test_doctor_finds_another_report(double: Double) -> None:
    double.held.insert("report", {"headers": ["ID number"], "rows": []})
    found = await faults(double, Options(report=1))
    assert found["the report 1"].startswith("its columns are ['ID number'], they must be")


async def test_doctor_finds_a_report_of_everybody(double: Double) -> None:
    of_ours, of_others = ["lokakarya-1", "c1-1", "No", "", "0.0%"], ["", "maths", "No", "", ""]
    for rows in ([of_ours], [of_ours, of_others]):
        double.held.insert("report", {"headers": list(COLUMNS.values()), "rows": rows})

    assert await faults(double, Options(report=1)) == {}
    found = await faults(double, Options(report=2))
    assert "the user's ID number starts with lokakarya-" in found["the report 2"]
