"""A member's identity system: whom it finds, what it changes, and what comes of that."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import ClientResponse

from catalogue.actions.erase_person import NAMELESS, erase_person
from catalogue.db import changing, reading
from catalogue.people import Gender, Person
from catalogue.queries.learning import drop_outs
from catalogue.queries.nominations import NominationFilter, nominations
from catalogue.viewer import Role
from lms_bridge.oauth.scopes import ROSTER, SCIM
from lms_bridge.oauth.tokens import sign
from lms_bridge.scim.model import ROOT, Official
from lms_bridge.threads import in_thread
from tests.catalogue.builders import SYSTEM
from tests.lms_bridge.bridge import OWN_SEAT, Bridge

pytestmark = pytest.mark.asyncio(loop_scope="module")

EXTENSION = str(Official.__schema__)
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


def a_user(called: str, **more: Any) -> dict[str, Any]:
    """Write a new user as an identity system sends it, with what is kept nowhere."""
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", EXTENSION],
        "userName": called,
        "displayName": "Ani",
        "name": {"familyName": "Susanti", "givenName": "Ani"},
        "emails": [{"value": f"{called}@example.org", "type": "work", "primary": True}],
        EXTENSION: {"agency": "IDN-IMM", "languages": ["id", "en"], "city": "jakarta"},
    } | more


def a_patch(op: str, path: str, *value: Any) -> dict[str, Any]:
    operation = {"op": op, "path": path} | ({"value": value[0]} if value else {})
    return {"schemas": [PATCH], "Operations": [operation]}


NOBODYS = 'emails[value co "nobody"].type'
MANY = [{"value": f"{number}@example.org"} for number in range(51)]


class Scim:
    """SCIM of a bridge, asked by Indonesia's identity system."""

    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge

    async def ask(
        self, method: str, path: str, body: Any = None, **heads: str
    ) -> tuple[int, Any, ClientResponse]:
        headers = self.bridge.signed({SCIM}) | {n.replace("_", "-"): v for n, v in heads.items()}
        response = await self.bridge.ask(None, method, ROOT + path, json=body, headers=headers)
        told = await response.json() if response.content_type.endswith("json") else None
        return response.status, told, response

    async def found(self, **query: str) -> tuple[int, list[str]]:
        """Find users: how many there are, and the ids of the page."""
        response = await self.bridge.ask(
            None, "GET", f"{ROOT}/Users", params=query, headers=self.bridge.signed({SCIM})
        )
        told = await response.json()
        assert response.status == 200, told
        return told["totalResults"], [user["id"] for user in told.get("Resources", ())]


@pytest.fixture
def scim(bridge: Bridge) -> Scim:
    return Scim(bridge)


@pytest.mark.parametrize(
    ("called", "more"),
    [
        ("plain", {}),
        ("gone", {"active": False}),
        ("role", {EXTENSION: {"agency": "IDN-IMM", "role": "focal_point", "languages": ["EN"]}}),
        ("rests", {"active": False, EXTENSION: {"agency": "IDN-IMM", "role": "agency_officer"}}),
    ],
)
async def test_who_is_registered_is_told_as_they_are_found(
    scim: Scim, called: str, more: dict[str, Any]
) -> None:
    status, made, response = await scim.ask("POST", "/Users", a_user(f"told.{called}", **more))
    assert status == 201
    _, found, later = await scim.ask("GET", f"/Users/{made['id']}")
    assert (made, response.headers["ETag"]) == (found, later.headers["ETag"])
    await scim.ask("DELETE", f"/Users/{made['id']}")
    _, back, response = await scim.ask("POST", "/Users", a_user(f"told.{called}", **more))
    _, found, later = await scim.ask("GET", f"/Users/{made['id']}")
    assert (back, response.headers["ETag"]) == (found, later.headers["ETag"])


async def test_of_several_addresses_that_for_work_is_kept(scim: Scim) -> None:
    several = [{"value": f"two.{type}@example.org", "type": type} for type in ("home", "work")]
    _, user, _ = await scim.ask("POST", "/Users", a_user("two", emails=several))
    assert user["emails"] == several[1:]
    _, user, _ = await scim.ask("POST", "/Users", a_user("one", emails=several[:1]))
    assert user["emails"] == [{"value": "two.home@example.org", "type": "work"}]


@pytest.mark.parametrize("path", ["/ServiceProviderConfig", "/ResourceTypes", "/Schemas"])
async def test_what_is_served_is_not_filtered(scim: Scim, path: str) -> None:
    status, told, _ = await scim.ask("GET", f'{path}?filter=id eq "User"')
    assert (status, told["status"]) == (403, "403")


async def test_a_registered_official_may_be_nominated(scim: Scim) -> None:
    status, user, response = await scim.ask("POST", "/Users", a_user("ani", externalId="x-1"))
    assert (status, user["active"], "displayName" in user) == (201, True, False)
    assert response.headers["Location"].endswith(f"{ROOT}/Users/{user['id']}")
    assert user["id"].startswith("IDN-")
    assert user["meta"]["created"] == user["meta"]["lastModified"]
    _, changed, _ = await scim.ask(
        "PATCH", f"/Users/{user['id']}", a_patch("Replace", "name.givenName", "Ani Sri")
    )
    assert changed["meta"]["created"] == user["meta"]["created"]
    assert changed["meta"]["lastModified"] > user["meta"]["lastModified"]
    body = {"programme": "small", "official": user["id"], "course": "BRIEF"}
    nominated = await scim.bridge.ask("IDN-focal", "POST", "/api/v1/nominations", json=body)
    assert nominated.status == 201
    for query in ('userName eq "ANI"', 'externalId eq "x-1"', 'emails.value sw "ani@"'):
        assert await scim.found(filter=query) == (1, [user["id"]])


async def test_role_is_told_as_it_was_given(scim: Scim) -> None:
    _, user, _ = await scim.ask("POST", "/Users", a_user("leads"))
    path = f"/Users/{user['id']}"
    leading = a_patch("add", f"{EXTENSION}:role", Role.FOCAL_POINT)
    _, told, _ = await scim.ask("PATCH", path, leading)
    assert told[EXTENSION]["role"] == "focal_point"
    assert (await scim.ask("GET", path))[1] == told


async def test_name_is_one_line_wherever_it_is_told(scim: Scim) -> None:
    odd = {"familyName": "Susanti\r\nEND:VEVENT", "givenName": "Ani\u2028Sri"}
    _, user, _ = await scim.ask("POST", "/Users", a_user("odd", name=odd))
    assert user["name"] == {"familyName": "Susanti END:VEVENT", "givenName": "Ani Sri"}


async def test_only_the_members_own_people_are_there(scim: Scim) -> None:
    total, ids = await scim.found(sortBy="name.familyName", sortOrder="descending", count="1")
    assert (len(ids), total > 1) == (1, True)
    _, everybody = await scim.found()
    assert all(id.startswith("IDN-") for id in everybody)
    _, rest = await scim.found(startIndex="2")
    assert rest == everybody[1:]
    for method in ("GET", "DELETE"):
        status, told, _ = await scim.ask(method, "/Users/MYS-0001")
        assert (status, told["status"]) == (404, "404")
    foreign = a_user("x")
    foreign[EXTENSION] = {"agency": "MYS-IMM"}
    status, told, _ = await scim.ask("POST", "/Users", foreign)
    assert (status, told["scimType"]) == (400, "invalidValue")


async def test_who_is_deactivated_leaves_no_nomination_and_a_reported_seat(scim: Scim) -> None:
    leaving = OWN_SEAT.partition(".")[0]
    status, user, _ = await scim.ask(
        "PATCH", f"/Users/{leaving}", a_patch("Replace", "active", False)
    )
    assert (status, user["active"]) == (200, False)
    reported = await in_thread(drop_outs, SYSTEM, "small")
    assert OWN_SEAT in {line.nomination for line in reported}
    waiting = NominationFilter("small", official="IDN-0001")
    before = await in_thread(nominations, SYSTEM, waiting)
    assert {"draft", "waitlisted"} <= {line.state for line in before.items}
    assert (await scim.ask("DELETE", "/Users/IDN-0001"))[0] == 204
    after = {line.id: line.state for line in (await in_thread(nominations, SYSTEM, waiting)).items}
    assert after["IDN-0001.IN-DRAFT"] == after["IDN-0001.IN-WAITLISTED"] == "withdrawn"
    body = {"programme": "small", "official": leaving, "course": "EXERCISE"}
    refused = await scim.bridge.ask("IDN-focal", "POST", "/api/v1/nominations", json=body)
    assert (refused.status, (await refused.json())["reason"]) == (409, "WRONG_STATE")


async def test_who_comes_back_has_the_id_of_before(scim: Scim) -> None:
    _, first, _ = await scim.ask("POST", "/Users", a_user("budi"))
    assert (await scim.ask("DELETE", f"/Users/{first['id']}"))[0] == 204
    assert (await scim.ask("GET", f"/Users/{first['id']}"))[0] == 404
    assert await scim.found(filter='userName eq "budi"') == (0, [])
    status, again, _ = await scim.ask("POST", "/Users", a_user("budi"))
    assert (status, again["id"], again["active"]) == (201, first["id"], True)
    status, told, _ = await scim.ask("POST", "/Users", a_user("Budi"))
    assert (status, told["scimType"]) == (409, "uniqueness")


async def test_who_was_erased_is_no_user_and_does_not_come_back(scim: Scim) -> None:
    _, user, _ = await scim.ask("POST", "/Users", a_user("erin", externalId="x-7"))
    id = user["id"]
    told = Person.update(gender=Gender.FEMALE).where(Person.id == id)
    await in_thread(changing(told.execute))
    await in_thread(erase_person, SYSTEM, id, "their wish")
    for method, body in (
        ("GET", None),
        ("PUT", a_user("erin")),
        ("PATCH", a_patch("replace", "active", True)),
        ("DELETE", None),
    ):
        assert (await scim.ask(method, f"/Users/{id}", body))[0] == 404
    assert await scim.found(filter='externalId eq "x-7"') == (0, [])
    left = await in_thread(reading(lambda: Person.get_by_id(id)))
    assert (left.family_name, left.email, left.gender) == (NAMELESS, "", None)
    status, again, _ = await scim.ask("POST", "/Users", a_user("erin", externalId="x-7"))
    assert (status, again["id"] == id) == (201, False)


async def test_a_version_keeps_one_change_from_undoing_another(scim: Scim) -> None:
    _, user, response = await scim.ask("GET", "/Users/IDN-0001")
    version = response.headers["ETag"]
    assert version == user["meta"]["version"]
    unchanged, _, _ = await scim.ask("GET", "/Users/IDN-0001", If_None_Match=version)
    assert unchanged == 304
    moved = a_patch("replace", f"{EXTENSION}:agency", "IDN-POL")
    status, _, _ = await scim.ask("PATCH", "/Users/IDN-0001", moved, If_Match=version)
    assert status == 200
    status, told, _ = await scim.ask("PATCH", "/Users/IDN-0001", moved, If_Match=version)
    assert (status, told["status"]) == (412, "412")


async def test_a_role_is_what_an_official_signs_in_as(scim: Scim) -> None:
    granted = a_patch("add", f"{EXTENSION}:role", "focal_point")
    await scim.ask("PATCH", "/Users/IDN-0001", granted)
    focal_point = await scim.bridge.ask("IDN-0001", "GET", "/officials")
    assert focal_point.status == 200
    await scim.ask("PATCH", "/Users/IDN-0001", a_patch("replace", "active", False))
    assert (await scim.bridge.ask("IDN-0001", "GET", "/officials")).status == 403
    wrong = a_patch("add", f"{EXTENSION}:role", str(Role.ADMINISTRATOR))
    assert (await scim.ask("PATCH", "/Users/IDN-0002", wrong))[0] == 400


async def test_bulk_does_what_it_can_and_tells_the_rest(scim: Scim) -> None:
    operations = [
        {"method": "POST", "path": "/Users", "bulkId": "a", "data": a_user("citra")},
        {"method": "PATCH", "path": "/Users/bulkId:a", "data": a_patch("replace", "userName", "c")},
        {"method": "POST", "path": "/Users", "bulkId": "b", "data": a_user("x", name={})},
        {"method": "DELETE", "path": "/Users/MYS-0001"},
        {"method": "DELETE", "path": "/Users/IDN-0001"},
    ]
    schema = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
    status, told, _ = await scim.ask(
        "POST", "/Bulk", {"schemas": [schema], "Operations": operations}
    )
    assert status == 200
    assert [each["status"] for each in told["Operations"]] == ["201", "200", "400", "404", "204"]
    assert (await scim.found(filter='userName eq "c"'))[0] == 1
    few = {"schemas": [schema], "failOnErrors": 1, "Operations": operations[2:]}
    _, told, _ = await scim.ask("POST", "/Bulk", few)
    assert [each["status"] for each in told["Operations"]] == ["400"]


async def test_address_of_a_kind_that_is_not_there_is_added(scim: Scim) -> None:
    _, user, _ = await scim.ask("POST", "/Users", a_user("dewi", emails=[]))
    wish = a_patch("replace", 'emails[type eq "work"].value', "dewi@example.org")
    status, changed, _ = await scim.ask("PATCH", f"/Users/{user['id']}", wish)
    assert (status, changed["emails"][0]["value"]) == (200, "dewi@example.org")


async def test_patch_of_too_many_operations_is_refused_whole(scim: Scim) -> None:
    wish = a_patch("replace", "name.givenName", "Other")
    status, told, _ = await scim.ask(
        "PATCH", "/Users/IDN-0001", wish | {"Operations": wish["Operations"] * 101}
    )
    assert (status, told["status"]) == (413, "413")
    _, user, _ = await scim.ask("GET", "/Users/IDN-0001")
    assert user["name"]["givenName"] != "Other"


@pytest.mark.parametrize(
    ("method", "path", "body", "kind"),
    [
        ("GET", "/Users?filter=shoeSize eq 44", None, "invalidFilter"),
        ("GET", "/Users?filter=userName is 1", None, "invalidFilter"),
        ("GET", "/Users?sortBy=shoeSize", None, "invalidPath"),
        ("POST", "/Users", [], "invalidSyntax"),
        ("POST", "/Users", {"schemas": []}, "invalidValue"),
        ("PATCH", "/Users/IDN-0001", a_patch("remove", "userName"), "mutability"),
        ("PATCH", "/Users/IDN-0001", a_patch("twist", "userName", "x"), "invalidValue"),
        ("PATCH", "/Users/IDN-0001", a_patch("replace", "name[", "x"), "invalidPath"),
        ("PATCH", "/Users/IDN-0001", a_patch("replace", NOBODYS, "work"), "noTarget"),
        ("PATCH", "/Users/IDN-0001", a_patch("add", "emails", MANY), "invalidValue"),
    ],
)
async def test_what_cannot_be_meant_is_told(
    method: str, path: str, body: Any, kind: str, scim: Scim
) -> None:
    status, told, response = await scim.ask(method, path, body)
    assert (status, told.get("scimType")) == (400, kind)
    assert response.content_type == "application/scim+json"


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"Utf-8"'])
async def test_name_of_the_letters_is_read_however_it_is_written(scim: Scim, charset: str) -> None:
    wish = a_patch("replace", "active", "True")  # as Entra writes what is true
    kind = f"application/scim+json; charset={charset}"
    status, user, _ = await scim.ask("PATCH", "/Users/IDN-0001", wish, Content_Type=kind)
    assert (status, user["active"]) == (200, True)


async def test_it_opens_for_its_scope_and_for_a_member_alone(scim: Scim) -> None:
    bridge = scim.bridge
    for headers in (
        bridge.signed({ROSTER}),
        {
            "Authorization": f"Bearer {sign(bridge.parts.settings, bridge.template.client[0], [SCIM])}"
        },
    ):
        response = await bridge.ask(None, "GET", f"{ROOT}/Users", headers=headers)
        assert (response.status, (await response.json())["status"]) == (403, "403")
    assert (await bridge.ask(None, "GET", f"{ROOT}/Users")).status == 401
