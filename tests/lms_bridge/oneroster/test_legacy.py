"""OneRoster 1.1, as the Moodle plugin in the field asks for it."""

from __future__ import annotations

import json
import re

import pytest

from lms_bridge.oauth.scopes import LEGACY_ROSTER, ROSTER
from lms_bridge.oneroster.addresses import LEGACY
from tests.lms_bridge.oneroster.asked import OneRoster

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_class_has_learners_or_trainers(oneroster: OneRoster) -> None:
    enrollments = (await oneroster.get(f"{LEGACY}/enrollments", limit="1000")).body["enrollments"]
    roles: dict[str, set[str]] = {}
    for each in enrollments:
        roles.setdefault(each["class"]["sourcedId"], set()).add(each["role"])
    assert roles["INDUCTION-2"] == {"student"}
    assert roles["INDUCTION-2-trainers"] == {"teacher"}
    found = await oneroster.get(f"{LEGACY}/classes/INDUCTION-2-trainers")
    assert found.body["class"]["school"]["href"].endswith(f"{LEGACY}/orgs/venue-JCLEC-A")
    taught = await oneroster.get(f"{LEGACY}/teachers/T-1/classes")
    assert all(id.endswith("-trainers") for id in taught.ids)


async def test_a_user_has_one_role_the_schools_and_a_password(oneroster: OneRoster) -> None:
    users = await oneroster.get(f"{LEGACY}/users", limit="200", offset="0", sort="familyName")
    (user,) = [each for each in users.body["users"] if each["sourcedId"] == "IDN-0002"]
    assert (user["role"], "roles" in user) == ("student", False)
    assert "venue-JCLEC-A" in {org["sourcedId"] for org in user["orgs"]}
    again = await oneroster.get(f"{LEGACY}/users/IDN-0002")
    assert again.body["user"] == user
    passwords = [each["password"] for each in users.body["users"]]
    assert len(set(passwords)) == len(passwords)
    assert min(map(len, passwords)) > 20


@pytest.mark.parametrize("what", ["users", "enrollments", "classes", "orgs"])
async def test_what_a_record_refers_to_is_where_it_says(oneroster: OneRoster, what: str) -> None:
    found = await oneroster.get(f"{LEGACY}/{what}", limit="1000")
    for href in set(re.findall(r'"href": "([^"]+)"', json.dumps(found.body))):
        path = href.removeprefix(oneroster.bridge.parts.settings.url)
        assert (await oneroster.get(path)).status == 200, href


async def test_it_has_scopes_of_its_own(oneroster: OneRoster) -> None:
    assert (await oneroster.get(f"{LEGACY}/orgs", [LEGACY_ROSTER])).status == 200
    assert (await oneroster.get(f"{LEGACY}/orgs", [ROSTER])).status == 403
