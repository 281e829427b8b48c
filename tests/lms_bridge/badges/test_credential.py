"""Certificates are credentials that others verify, also on our own page, until they are revoked."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from aiohttp import FormData
from joserfc.jwk import RSAKey
from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier

from lms_bridge.api.operation import ROOT
from lms_bridge.threads import in_thread
from tests.lms_bridge.badges.conftest import title_of
from tests.lms_bridge.bridge import OWN_SEAT, Bridge

pytestmark = pytest.mark.asyncio(loop_scope="module")

PRINT = f"/nominations/{OWN_SEAT}/certificate"


async def asked(bridge: Bridge, person: str | None, path: str) -> Any:
    response = await bridge.ask(person, "GET", path)
    assert response.status == 200, await response.text()
    return await response.json(content_type=None)


async def signed(bridge: Bridge) -> tuple[str, str]:
    """The number of a certificate, and its credential."""
    found = await asked(bridge, "IDN-focal", f"{ROOT}{PRINT}")
    return found["certificate"]["number"], found["credential"]


async def said(bridge: Bridge, text: str) -> str:
    """What the page says of a file."""
    form = FormData({"number": ""})
    form.add_field("credential", text.encode(), filename="mine.jwt")
    response = await bridge.ask(None, "POST", "/certificates", data=form)
    assert response.status == 200
    return await response.text()


def parts_of(token: str) -> list[Any]:
    parts = token.split(".")[:2]
    return [json.loads(base64.urlsafe_b64decode(part + "==")) for part in parts]


async def test_openbadgeslib_verifies_the_credential_with_the_published_key(
    completed: Bridge,
) -> None:
    number, token = await signed(completed)
    header, claims = parts_of(token)
    url = completed.parts.settings.url
    assert (header["alg"], claims["id"]) == ("RS256", f"{url}/certificates/{number}")
    jwk = await asked(completed, None, header["kid"].removeprefix(url))
    assert "d" not in jwk
    pem = RSAKey.import_key(jwk).as_pem(private=False)
    verified = OB3Verifier(pem).verify(token)
    assert verified.achievement.name == await in_thread(title_of, OWN_SEAT)
    issuer = await asked(completed, None, claims["iss"].removeprefix(url))
    assert issuer == claims["issuer"]
    for broken in (tampered(token), token[:-8] + "AAAAAAAA"):
        with pytest.raises(OB3VerificationError):
            OB3Verifier(pem).verify(broken)


def tampered(token: str) -> str:
    """The same signature under another name."""
    head, _, signature = token.split(".")
    _, claims = parts_of(token)
    claims["credentialSubject"]["identifier"][0]["identityHash"] = "Somebody Else"
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"{head}.{body}.{signature}"


async def test_page_verifies_by_number_and_by_file(completed: Bridge) -> None:
    number, token = await signed(completed)
    by_number = await (await completed.ask(None, "GET", f"/certificates/{number}")).text()
    for page in (by_number, await said(completed, token), await said(completed, f"{token}\n")):
        assert f"{number} was issued here, and holds." in page
        assert "Lestari" not in page
    by_form = await completed.ask(None, "POST", "/certificates", data={"number": f" {number} "})
    assert "and holds." in await by_form.text()


async def test_page_refuses_what_was_changed_or_never_issued(completed: Bridge) -> None:
    _, token = await signed(completed)
    none = {"alg": "none", "typ": "JWT"}
    unsigned = base64.urlsafe_b64encode(json.dumps(none).encode()).decode().rstrip("=")
    others = [tampered(token), f"{unsigned}.{token.split('.')[1]}.", "nonsense", "", "é" * 50_000]
    for text in others:
        assert "is no certificate that was issued here" in await said(completed, text)
    unknown = await (await completed.ask(None, "GET", "/certificates/SMALL-2015-999999")).text()
    assert "is no certificate that was issued here" in unknown
    nothing = await completed.ask(None, "POST", "/certificates", data={"number": ""})
    assert nothing.status == 303


async def test_revoked_certificate_holds_no_longer(completed: Bridge) -> None:
    number, token = await signed(completed)
    path = f"{ROOT}/certificates/{number}:revoke"
    for _ in range(2):
        done = await completed.ask("coordinator", "POST", path, json={"reason": "a mistake"})
        assert done.ok
    assert f"{number} was revoked" in await said(completed, token)
    listed = await asked(completed, None, "/badges/revocations")
    url = completed.parts.settings.url
    for name in ("revokedCredentials", "revokedCredential"):  # verifiers read one or the other
        assert listed[name] == [{"id": f"{url}/certificates/{number}", "revoked": True}]
    assert parts_of(token)[1]["credentialStatus"]["id"] == listed["id"]
    printed = await (await completed.ask("IDN-focal", "GET", PRINT)).text()
    assert "was revoked" in printed


async def test_certificate_is_printed_for_those_who_may_see_whose_it_is(
    completed: Bridge,
) -> None:
    number, token = await signed(completed)
    page = await (await completed.ask("IDN-focal", "GET", PRINT)).text()
    for words in (number, "Lestari", "has completed", f"/certificates/{number}"):
        assert words in page
    nomination = await (await completed.ask("IDN-focal", "GET", f"/nominations/{OWN_SEAT}")).text()
    assert PRINT in nomination
    file = await completed.ask("IDN-focal", "GET", f"{PRINT}.jwt")
    assert (await file.text(), file.content_type) == (token, "application/vc+jwt")
    for path in (PRINT, f"{PRINT}.jwt", f"{ROOT}{PRINT}"):
        assert (await completed.ask("MYS-focal", "GET", path)).status == 404


async def test_what_an_earlier_key_signed_holds_after_the_key_was_renewed(
    completed: Bridge,
) -> None:
    number, before = await signed(completed)
    renewed = await completed.ask("admin", "POST", f"{ROOT}/certificates:renew-key")
    _, after = await signed(completed)
    (old, _), (new, _) = parts_of(before), parts_of(after)
    assert new["kid"].rpartition("/")[2] == (await renewed.json())["id"]
    assert old["kid"] != new["kid"]
    for token in (before, after):
        assert number in await said(completed, token)
        address = parts_of(token)[0]["kid"].removeprefix(completed.parts.settings.url)
        jwk = await asked(completed, None, address)
        OB3Verifier(RSAKey.import_key(jwk).as_pem(private=False)).verify(token)


async def test_unknown_key_and_issuer_are_not_found(completed: Bridge) -> None:
    for path in ("/badges/keys/none", "/badges/issuers/none"):
        assert (await completed.ask(None, "GET", path)).status == 404
