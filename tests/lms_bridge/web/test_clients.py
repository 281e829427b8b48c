"""The page on which programs of others are let in."""

from __future__ import annotations

import re
from html import escape

import pytest
from aiohttp import encode_basic_auth

from tests.lms_bridge.bridge import Bridge

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_program_is_let_in_renewed_and_revoked(bridge: Bridge) -> None:
    async def token(id: str, secret: str) -> int:
        response = await bridge.client.post(
            "/oauth2/token",
            data={"grant_type": "client_credentials"},
            headers={"Authorization": encode_basic_auth(id, secret)},
        )
        return response.status

    form = {"name": "Identities of IDN", "scope": "scim", "member": "IDN"}
    text = await (await bridge.ask("admin", "POST", "/clients", data=form)).text()
    (secret,) = re.findall(r"once\.</strong></p><p><code>(.+?)</code>", text)
    (id,) = re.findall(r"The secret of (\w+)\.", text)
    assert await token(id, secret) == 200
    assert secret not in await (await bridge.ask("admin", "GET", "/clients")).text()
    text = await (await bridge.ask("admin", "POST", f"/clients/{id}/rotate")).text()
    (fresh,) = re.findall(r"once\.</strong></p><p><code>(.+?)</code>", text)
    assert (await token(id, secret), await token(id, fresh)) == (401, 200)
    await bridge.ask("admin", "POST", f"/clients/{id}/revoke")
    assert await token(id, fresh) == 401


async def test_an_identity_system_is_that_of_a_member(bridge: Bridge) -> None:
    form = {"name": "Identities", "scope": "scim"}
    assert (await bridge.ask("admin", "POST", "/clients", data=form)).status == 422


async def test_what_has_a_secret_is_made_once_though_its_form_is_sent_twice(bridge: Bridge) -> None:
    forms = {
        "/clients": {"name": "Pressed twice", "scope": "scim", "member": "IDN"},
        "/receivers": {"url": "https://example.org/pressed-twice"},
        "/calendars": {"kind": "venue", "subject": "KL-HALL"},
    }
    for path, form in forms.items():
        asked = await (await bridge.ask("admin", "GET", path)).text()
        rows = asked.count("<tr><th")
        (key, *_others) = re.findall(r'name="key" value="(\w+)"', asked)
        texts = [
            await (await bridge.ask("admin", "POST", path, data=form | {"key": key})).text()
            for _press in range(2)
        ]
        assert ["shown once" in text for text in texts] == [True, False], path
        assert "when you pressed first" in texts[1]
        assert texts[1].count("<tr><th") == rows + 1


@pytest.mark.parametrize(
    ("path", "form", "field"),
    [
        ("/clients", {"name": "No <tick>", "url": "https://a.example"}, "scope"),
        ("/clients", {"name": "No <tick>", "scope": "scim", "member": "NOWHERE"}, "member"),
        ("/receivers", {"url": "https://127.0.0.1/<a>"}, "url"),
        ("/calendars", {"kind": "venue", "subject": "<nowhere>"}, "subject"),
        ("/programmes/small/calls", {"deadline": "2015-05-30", "note": "<all>"}, "course"),
        (
            "/programmes/small/scenarios",
            {"name": "<all>", "weight-unseated": "9"},
            "weight-unseated",
        ),
    ],
)
async def test_what_is_wrong_stands_beside_its_field_and_what_was_written_stays(
    bridge: Bridge, path: str, form: dict[str, str], field: str
) -> None:
    response = await bridge.ask("admin", "POST", path, data=form)
    text = await response.text()
    assert (response.status, f'id="{field}-wrong-1"' in text) == (422, True)
    written = (value for value in form.values() if "<" in value)
    assert [f'value="{escape(value)}"' in text for value in written] == [True] * (
        sum("<" in value for value in form.values())
    )
