"""Tables come in and go out by REST; a person is exported and erased; the past is read."""

from __future__ import annotations

import io
import zipfile

import pytest

from catalogue.viewer import Role
from lms_bridge.problems import MOST_FAULTS
from tests.lms_bridge.api.rest import Rest
from tests.lms_bridge.bridge import PEOPLE, PROGRAMME

pytestmark = pytest.mark.asyncio(loop_scope="module")

ADMINISTRATOR = PEOPLE[Role.ADMINISTRATOR]
COORDINATOR = PEOPLE[Role.COORDINATOR]
OVERSEER = PEOPLE[Role.OVERSEER]
CSV = {"Content-Type": "text/csv"}
LOAD = "/programmes:load"
IMPORT = "/programmes/small/tables/venues:import"
VENUES = "code;name;city;capacity\nlab;Language lab;jakarta;12\n"
ROW = {"code": "lab", "name": "Language lab", "city": "jakarta", "capacity": "12"}


async def test_a_table_is_tried_and_imported_as_csv_or_json(rest: Rest) -> None:
    tried = await rest.ask(
        COORDINATOR, "POST", f"{IMPORT}?validate_only=true", data=VENUES, headers=CSV
    )
    assert (tried.status, tried.body) == (200, {"added": 1, "changed": 0, "unchanged": 0})
    put = await rest.ask(COORDINATOR, "POST", IMPORT, data=VENUES, headers=CSV)
    assert put.body == tried.body
    again = await rest.post(COORDINATOR, IMPORT, {"rows": [ROW]})
    assert again.body == {"added": 0, "changed": 0, "unchanged": 1}


async def test_faults_name_row_and_column_or_path(rest: Rest) -> None:
    bad = VENUES.replace("jakarta", "atlantis")
    by_csv = await rest.ask(COORDINATOR, "POST", IMPORT, data=bad, headers=CSV)
    assert (by_csv.status, by_csv.faults) == (422, [(2, "city", "UNKNOWN")])
    by_json = await rest.post(COORDINATOR, IMPORT, {"rows": [{**ROW, "city": "atlantis"}]})
    assert by_json.faults == [(None, "rows.0.city", "UNKNOWN")]
    strange = await rest.post(COORDINATOR, IMPORT.replace("venues", "planets"), {"rows": [ROW]})
    assert (strange.status, strange.reason) == (404, "NOT_FOUND")
    foreign = await rest.ask("IDN-focal", "POST", IMPORT, data=VENUES, headers=CSV)
    assert foreign.status == 403


async def test_a_table_with_very_many_faults_is_answered_with_some(rest: Rest) -> None:
    """Otherwise a small file would become an answer many times as large."""
    bad = VENUES + "".join(f"lab-{number};Lab;atlantis;12\n" for number in range(MOST_FAULTS + 7))
    told = await rest.ask(COORDINATOR, "POST", IMPORT, data=bad, headers=CSV)
    assert (told.status, len(told.faults)) == (422, MOST_FAULTS)
    assert told.body["detail"].endswith("\nand 7 more")


async def test_a_programme_comes_in_as_an_archive(rest: Rest) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as files:
        for file in PROGRAMME.iterdir():
            files.write(file, file.name)
    archive, zipped = out.getvalue(), {"Content-Type": "application/zip"}
    known = await rest.ask(ADMINISTRATOR, "POST", LOAD, data=archive, headers=zipped)
    assert known.status == 200, known.body
    assert (known.body["programme"], known.body["version"]) == ("small", None)
    assert known.body["tables"]["Official"]["added"] == 0
    broken = await rest.ask(ADMINISTRATOR, "POST", LOAD, data=archive[:-9], headers=zipped)
    assert (broken.status, broken.faults) == (422, [(None, None, "MISSING_FILE")])
    by_coordinator = await rest.ask(COORDINATOR, "POST", LOAD, data=archive, headers=zipped)
    assert (by_coordinator.status, by_coordinator.body["detail"]) == (
        403,
        "only for: administrator",
    )


async def test_files_are_what_their_reader_may_see(rest: Rest) -> None:
    path = "/api/v1/programmes/small/tables/officials.csv"
    answer = await rest.bridge.ask("IDN-focal", "GET", path)
    text = (await answer.read()).decode("utf-8-sig")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="officials.csv"'
    assert [line.partition(",")[0] for line in text.splitlines()] == [
        "code",
        "IDN-0001",
        "IDN-0002",
    ]
    empty = await rest.bridge.ask("IDN-focal", "GET", f"{path}?template=yes")
    assert len((await empty.text()).splitlines()) == 1
    wrong = await rest.bridge.ask(
        COORDINATOR, "GET", "/api/v1/programmes/small/report.csv?by=colour"
    )
    assert wrong.status == 400


async def test_a_report_counts_and_adds_up(rest: Rest) -> None:
    by_member = (await rest.get(OVERSEER, "/programmes/small/report")).body
    by_course = (await rest.get(OVERSEER, "/programmes/small/report?by=course")).body
    assert by_member["total"]["nominations"] == by_course["total"]["nominations"] > 0
    odd = await rest.get(OVERSEER, "/programmes/small/report?by=colour")
    assert (odd.status, odd.reason) == (400, "BAD_REQUEST")


async def test_a_person_is_exported_once_and_not_kept(rest: Rest) -> None:
    key = {"Idempotency-Key": "file"}
    path = "/people/IDN-0001:export"
    first = await rest.post("IDN-focal", path, {}, headers=key)
    assert first.body["tables"]["official"][0]["id"] == "IDN-0001"
    again = await rest.post("IDN-focal", path, {}, headers=key)
    assert again.body == {"tables": {}}
    foreign = await rest.post("IDN-focal", "/people/MYS-0001:export", {})
    assert foreign.status == 404


async def test_who_has_something_open_is_not_erased(rest: Rest) -> None:
    refused = await rest.post(COORDINATOR, "/people/IDN-0001:erase", {"reason": "their wish"})
    assert (refused.status, refused.reason) == (409, "STILL_OPEN")
    assert "IDN-0001.IN-DRAFT (draft)" in refused.body["detail"]


async def test_the_past_is_read_and_whole(rest: Rest) -> None:
    await rest.post(
        "IDN-focal",
        "/officials",
        {
            "agency": "IDN-IMM",
            "city": "jakarta",
            "family_name": "Susanti",
            "code": "7",
        },
    )
    past = (await rest.get(COORDINATOR, "/history/person/IDN-7")).body["items"]
    assert [
        (state["event"], state["verb"], state["document"]["family_name"]) for state in past
    ] == [("insert", "official.registered", "Susanti")]
    verified = (await rest.get(OVERSEER, "/history")).body
    assert (verified["broken"], verified["loose"]) == ([], 0)
    missing = await rest.get(COORDINATOR, "/history/person/no-such")
    assert missing.status == 404
