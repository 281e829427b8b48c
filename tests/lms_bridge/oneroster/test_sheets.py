"""CSV files: flat, complete, and saying the same as REST."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator

import pytest

from lms_bridge.oauth.scopes import ROSTER
from lms_bridge.oneroster.addresses import CSV
from lms_bridge.oneroster.sheets import FILE
from tests.lms_bridge.oneroster.asked import OneRoster

pytestmark = pytest.mark.asyncio(loop_scope="module")


def rows(archive: zipfile.ZipFile, name: str) -> Iterator[dict[str, str]]:
    with archive.open(f"{name}.csv") as file:
        yield from csv.DictReader(io.TextIOWrapper(file, "utf-8", newline=""))


async def test_the_files_say_what_rest_says(oneroster: OneRoster) -> None:
    bridge = oneroster.bridge
    response = await bridge.ask(None, "GET", f"{CSV}/{FILE}", headers=bridge.signed({ROSTER}))
    archive = zipfile.ZipFile(io.BytesIO(await response.read()))
    manifest = {row["propertyName"]: row["value"] for row in rows(archive, "manifest")}
    present = {name for name, value in manifest.items() if value == "bulk"}
    files = {f"file.{name.removesuffix('.csv')}" for name in archive.namelist()}
    assert present == files - {"file.manifest"}
    assert (manifest["oneroster.version"], manifest["file.demographics"]) == ("1.2", "absent")
    enrollments = {row["sourcedId"]: row for row in rows(archive, "enrollments")}
    answer = await oneroster.get("/enrollments", limit="1000")
    assert set(enrollments) == set(answer.ids)
    for record in answer.body["enrollments"]:
        row = enrollments[record["sourcedId"]]
        assert row["userSourcedId"] == record["user"]["sourcedId"]
        assert (row["role"], row["status"]) == (record["role"], "")
    orgs = {row["sourcedId"] for row in rows(archive, "orgs")}
    assert {row["orgSourcedId"] for row in rows(archive, "roles")} <= orgs
    (scale,) = [row for row in rows(archive, "scoreScales") if row["sourcedId"] != "written"][:1]
    assert scale["scoreScaleValue"] == "{completed:1},{not completed:0}"
