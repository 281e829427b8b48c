"""A focal point registers officials: one with a form, many with a sheet, all or nothing."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import openpyxl
import pytest
from aiohttp import FormData

from tests.lms_bridge.api.rest import Rest

pytestmark = pytest.mark.asyncio(loop_scope="module")

FOCAL = "IDN-focal"
CSV = {"Content-Type": "text/csv"}

GOOD = "code,agency,city,family_name,languages\n7,IDN-IMM,jakarta,Susanti,id en\n8,IDN-POL,jakarta,Hadi,\n"
BAD = (
    "code,agency,city,family_name,email\n"
    "7,IDN-IMM,jakarta,Susanti,\n"
    "8,IDN-IMN,jakarta,Hadi,\n"
    "9,IDN-IMM,atlantis,,not an address\n"
)


def an_official(**values: Any) -> dict[str, Any]:
    return {"agency": "IDN-IMM", "city": "jakarta", "family_name": "Susanti", **values}


async def codes(rest: Rest) -> list[str]:
    answer = await rest.get(FOCAL, "/officials?sort=id")
    return [line["id"] for line in answer.body["items"]]


async def test_official_is_registered_and_found(rest: Rest) -> None:
    made = await rest.post(FOCAL, "/officials", an_official(code="7", languages=["id", "en"]))
    assert (made.status, made.headers["Location"]) == (201, "/api/v1/officials/IDN-7")
    found = await rest.get(FOCAL, "/officials/IDN-7")
    assert (found.body, found.headers["ETag"]) == (made.body, made.headers["ETag"])
    assert found.body["languages"] == ["id", "en"]
    assert await codes(rest) == ["IDN-0001", "IDN-0002", "IDN-7"]


async def test_registering_with_a_key_again_registers_once(rest: Rest) -> None:
    key = {"Idempotency-Key": "form-1"}
    first = await rest.post(FOCAL, "/officials", an_official(), headers=key)
    again = await rest.post(FOCAL, "/officials", an_official(), headers=key)
    assert (again.status, again.body, again.headers["ETag"]) == (
        201,
        first.body,
        first.headers["ETag"],
    )
    assert len(await codes(rest)) == 3
    other = await rest.post(FOCAL, "/officials", an_official(city="semarang"), headers=key)
    assert (other.status, other.reason) == (422, "IDEMPOTENCY_KEY_REUSED")


async def test_keys_of_two_people_are_two(rest: Rest) -> None:
    key = {"Idempotency-Key": "form-1"}
    for person in (FOCAL, "IDN-officer"):
        assert (await rest.post(person, "/officials", an_official(), headers=key)).status == 201
    assert len(await codes(rest)) == 4


async def test_what_failed_can_be_sent_again_with_the_same_key(rest: Rest) -> None:
    key = {"Idempotency-Key": "form-1"}
    failed = await rest.post(FOCAL, "/officials", an_official(city="atlantis"), headers=key)
    assert failed.faults == [(None, "city", "UNKNOWN")]
    assert (await rest.post(FOCAL, "/officials", an_official(), headers=key)).status == 201


async def test_official_that_is_there_is_told(rest: Rest) -> None:
    answer = await rest.post(FOCAL, "/officials", an_official(code="0001"))
    assert (answer.status, answer.reason) == (409, "ALREADY_THERE")


async def test_faults_name_the_field_and_the_remedy(rest: Rest) -> None:
    answer = await rest.post(
        FOCAL, "/officials", an_official(agency="IDN-IMN", email="nobody", max_days=99_999)
    )
    assert (answer.status, answer.reason) == (422, "NOT_POSSIBLE")
    assert answer.faults == [
        (None, "agency", "UNKNOWN"),
        (None, "email", "NOT_AN_EMAIL"),
        (None, "max_days", "OUT_OF_RANGE"),
    ]
    assert 'there is no "IDN-IMN" here; use one of: ' in answer.body["detail"]


async def test_sheet_registers_everybody(rest: Rest) -> None:
    answer = await rest.ask(FOCAL, "POST", "/officials:register", data=GOOD, headers=CSV)
    assert answer.body == {"added": ["IDN-7", "IDN-8"], "changed": [], "unchanged": []}
    again = await rest.ask(FOCAL, "POST", "/officials:register", data=GOOD, headers=CSV)
    assert again.body == {"added": [], "changed": [], "unchanged": ["IDN-7", "IDN-8"]}


async def test_sheet_with_a_fault_in_any_row_registers_nobody(rest: Rest) -> None:
    answer = await rest.ask(FOCAL, "POST", "/officials:register", data=BAD, headers=CSV)
    assert (answer.status, answer.faults) == (
        422,
        [
            (3, "agency", "UNKNOWN"),
            (4, "city", "UNKNOWN"),
            (4, "family_name", "MISSING"),
            (4, "email", "NOT_AN_EMAIL"),
        ],
    )
    assert 'officials.csv row 3, agency: there is no "IDN-IMN" here' in answer.body["detail"]
    assert await codes(rest) == ["IDN-0001", "IDN-0002"]


async def test_rows_as_json_name_their_path(rest: Rest) -> None:
    rows = [an_official(code="7"), an_official(code="8", agency="IDN-IMN")]
    answer = await rest.post(FOCAL, "/officials:register", {"officials": rows})
    assert (answer.status, answer.faults) == (422, [(None, "officials.1.agency", "UNKNOWN")])
    malformed = await rest.post(FOCAL, "/officials:register", {"officials": [{"code": 7}]})
    assert (malformed.status, malformed.reason) == (400, "BAD_REQUEST")
    assert [where for _, where, _ in malformed.faults] == [
        "officials.0.agency",
        "officials.0.city",
        "officials.0.family_name",
        "officials.0.code",
    ]
    assert await codes(rest) == ["IDN-0001", "IDN-0002"]


async def test_rows_as_json_register_everybody(rest: Rest) -> None:
    rows = [an_official(code="7", max_days=10, languages=["id"]), an_official(code="8")]
    answer = await rest.post(FOCAL, "/officials:register", {"officials": rows})
    assert answer.body["added"] == ["IDN-7", "IDN-8"]
    line = (await rest.get(FOCAL, "/officials/IDN-7")).body
    assert (line["max_days"], line["languages"]) == (10, ["id"])


async def test_looking_only_keeps_nothing(rest: Rest) -> None:
    path = "/officials:register?validate_only=true"
    key = {"Idempotency-Key": "look"}
    answer = await rest.ask(FOCAL, "POST", path, data=GOOD, headers=CSV | key)
    assert (answer.status, answer.body["added"]) == (200, ["IDN-7", "IDN-8"])
    assert await codes(rest) == ["IDN-0001", "IDN-0002"]


async def test_workbook_and_form_are_read_too(rest: Rest) -> None:
    book = openpyxl.Workbook()
    for row in GOOD.splitlines():
        book.active.append(row.split(","))
    file = io.BytesIO()
    book.save(file)
    headers = {"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
    path = "/officials:register?validate_only=true"
    raw = await rest.ask(FOCAL, "POST", path, data=file.getvalue(), headers=headers)
    form = FormData()
    form.add_field("file", file.getvalue(), filename="Officials.XLSX")
    sent = await rest.ask(FOCAL, "POST", path, data=form)
    assert raw.body == sent.body == {"added": ["IDN-7", "IDN-8"], "changed": [], "unchanged": []}


@pytest.mark.parametrize(
    ("headers", "data", "status", "reason"),
    [
        (CSV, b"\xff\xfe", 422, "NOT_POSSIBLE"),
        ({"Content-Type": "application/pdf"}, b"%PDF", 415, "UNSUPPORTED_MEDIA_TYPE"),
        ({"Content-Type": "multipart/form-data"}, b"-", 400, "BAD_REQUEST"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x--", 400, "BAD_REQUEST"),
        (
            {"Content-Type": "multipart/form-data; boundary=x"},
            b'--x\r\nContent-Disposition: form-data; name="e\x0f"\r\n\r\nx\r\n--x--\r\n',
            400,
            "BAD_REQUEST",
        ),
        ({"Content-Type": "application/json"}, b"[", 400, "BAD_REQUEST"),
    ],
)
async def test_what_is_no_sheet_is_refused(
    rest: Rest, headers: dict[str, str], data: bytes, status: int, reason: str
) -> None:
    answer = await rest.ask(FOCAL, "POST", "/officials:register", data=data, headers=headers)
    assert (answer.status, answer.reason) == (status, reason)


async def test_nobody_registers_for_another_member(rest: Rest) -> None:
    sheet = (
        "code,agency,city,family_name\nMYS-0001,IDN-IMM,jakarta,Taken\n7,MYS-IMM,jakarta,Other\n"
    )
    answer = await rest.ask(FOCAL, "POST", "/officials:register", data=sheet, headers=CSV)
    assert answer.status == 422
    assert (3, "agency", "UNKNOWN") in answer.faults


async def test_of_those_who_correct_what_they_saw_at_once_one_does(rest: Rest) -> None:
    path = "/officials/IDN-0001"
    seen = {"If-Match": (await rest.get(FOCAL, path)).headers["ETag"]}
    entries = [an_official(given_name=f"Ani {n}") for n in range(8)]
    answers = await asyncio.gather(
        *(rest.ask(FOCAL, "PUT", path, json=entry, headers=seen) for entry in entries)
    )
    assert sorted(answer.status for answer in answers) == [200] + 7 * [412]
    (done,) = [answer.body for answer in answers if answer.status == 200]
    assert (await rest.get(FOCAL, path)).body["given_name"] == done["given_name"]


async def test_two_with_one_key_at_once_register_one(rest: Rest) -> None:
    key = {"Idempotency-Key": "twice"}
    entry = an_official(family_name="Twice")
    both = [rest.post(FOCAL, "/officials", entry, headers=key) for _ in range(2)]
    one, other = await asyncio.gather(*both)
    assert (one.status, one.body) == (other.status, other.body) == (201, one.body)


async def test_official_is_corrected_as_seen_and_retired_and_back(rest: Rest) -> None:
    path = "/officials/IDN-0001"
    seen = {"If-Match": (await rest.get(FOCAL, path)).headers["ETag"]}
    entry = an_official(given_name="Ani", languages=["id"])
    changed = await rest.ask(FOCAL, "PUT", path, json=entry, headers=seen)
    line = changed.body
    assert (line["id"], line["given_name"], line["languages"]) == ("IDN-0001", "Ani", ["id"])
    late = await rest.ask(FOCAL, "PUT", path, json=entry, headers=seen)
    assert (late.status, late.reason) == (412, "ETAG_DIFFERS")
    foreign = await rest.ask(FOCAL, "PUT", "/officials/MYS-0001", json=entry)
    assert foreign.status == 404
    fits = (await rest.get(FOCAL, f"/programmes/small{path}/eligibility")).body["items"]
    assert {fit["course"] for fit in fits} >= {"BRIEF"}
    await rest.post(FOCAL, f"{path}:retire")
    fits = (await rest.get(FOCAL, f"/programmes/small{path}/eligibility")).body["items"]
    assert all(_has_left(fit) for fit in fits)
    await rest.post(FOCAL, f"{path}:retire", {"has_left": False})
    fits = (await rest.get(FOCAL, f"/programmes/small{path}/eligibility")).body["items"]
    assert not any(_has_left(fit) for fit in fits)


def _has_left(fit: dict[str, Any]) -> bool:
    return "RETIRED" in {each["lack"] for each in fit["missing"]}
