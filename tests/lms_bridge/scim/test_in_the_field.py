"""What Microsoft Entra ID and Okta send, as they are known to send it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lms_bridge.bridge import Bridge
from tests.lms_bridge.scim.test_users import EXTENSION, PATCH, Scim, a_user

pytestmark = pytest.mark.asyncio(loop_scope="module")

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


@pytest.fixture
def scim(bridge: Bridge) -> Scim:
    return Scim(bridge)


def operations(*given: dict[str, Any]) -> dict[str, Any]:
    return {"schemas": [PATCH], "Operations": list(given)}


@pytest.mark.parametrize(
    ("called", "wish", "told"),
    [
        ("e1", {"op": "Replace", "path": "active", "value": "False"}, {"active": False}),
        ("e2", {"op": "replace", "value": {"active": False}}, {"active": False}),
        ("e3", {"op": "Replace", "path": "name.familyName", "value": "New"}, {"family": "New"}),
        (
            "e4",
            {"op": "Add", "path": 'emails[type eq "work"].value', "value": "e4@example.net"},
            {"email": "e4@example.net"},
        ),
        (
            "e5",
            {"op": "Replace", "path": 'emails[type eq "work" and primary eq true].value'}
            | {"value": "e5@example.net"},
            {"email": "e5@example.net"},
        ),
        (
            "e6",
            {"op": "replace", "value": {"name.givenName": "Budi", "displayName": "Budi S"}},
            {"given": "Budi"},
        ),
        (
            "e7",
            {"op": "Add", "value": {'emails[type eq "work"].value': "e7@example.net"}},
            {"email": "e7@example.net"},
        ),
        (
            "e8",
            {"op": "Replace", "path": f"{EXTENSION}:city", "value": "semarang"},
            {"city": "semarang"},
        ),
        ("e9", {"op": "replace", "value": {f"{EXTENSION}:city": "semarang"}}, {"city": "semarang"}),
        ("e10", {"op": "Remove", "path": f"{EXTENSION}:city"}, {"city": None}),
        ("e11", {"op": "Remove", "path": 'emails[type eq "work"]'}, {"email": None}),
        ("e12", {"op": "Replace", "path": "displayName", "value": "Other"}, {"family": "Susanti"}),
        ("e13", {"op": "Replace", "path": "externalId", "value": "ext-13"}, {"external": "ext-13"}),
        ("e14", {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": "x"}, {"given": "Ani"}),
        ("e15", {"op": "Add", "path": f"{ENTERPRISE}:department", "value": "x"}, {"given": "Ani"}),
        ("e16", {"op": "Add", "path": "title", "value": "Officer"}, {"given": "Ani"}),
        ("e17", {"op": "Add", "path": 'phoneNumbers[type eq "work"].value', "value": "1"}, {}),
        ("e18", {"op": "Add", "path": "userName", "value": "e18.new"}, {"user": "e18.new"}),
        ("e20", {"op": "Replace", "path": "roles", "value": []}, {}),
        (
            "e21",
            {"op": "Replace", "path": "emails[primary eq true].value", "value": "e21@example.net"},
            {"email": "e21@example.net"},
        ),
        ("e22", {"op": "Replace", "path": "preferredLanguage", "value": "en-US"}, {}),
        ("e23", {"op": "Add", "path": 'addresses[type eq "work"].locality', "value": "x"}, {}),
    ],
)
async def test_a_patch_is_understood_as_it_is_meant(
    called: str, wish: dict[str, Any], told: dict[str, Any], scim: Scim
) -> None:
    _, user, _ = await scim.ask("POST", "/Users", a_user(called))

    status, changed, _ = await scim.ask("PATCH", f"/Users/{user['id']}", operations(wish))

    assert status == 200, changed
    email = (changed.get("emails") or [{}])[0]
    known = {
        "active": changed["active"],
        "family": changed["name"]["familyName"],
        "given": changed["name"].get("givenName"),
        "email": email.get("value"),
        "city": changed[EXTENSION].get("city"),
        "external": changed.get("externalId"),
        "user": changed["userName"],
    }
    assert {name: known[name] for name in told} == told


@pytest.mark.parametrize(
    "operations", [[1], [None], "x", {"op": "add"}, [{"op": "add", "value": 1}]]
)
async def test_operations_that_are_none_are_told(operations: Any, scim: Scim) -> None:
    sent = {"schemas": [PATCH], "Operations": operations}
    status, told, _ = await scim.ask("PATCH", "/Users/IDN-0001", sent)
    assert (status, told["status"]) == (400, "400")
