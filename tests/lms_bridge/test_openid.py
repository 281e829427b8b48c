"""People sign in with the word of an OpenID provider, end to end, and nobody else does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientResponse, ClientSession, CookieJar
from yarl import URL

from catalogue.actions.make_link import make_link
from catalogue.actions.sign_in import sign_in
from catalogue.db import changing
from catalogue.people import Person
from lms_bridge.auth import CSRF_FIELD, csrf_token
from lms_bridge.errors import ProviderUnreachable
from lms_bridge.openid import Attempt, Provider
from lms_bridge.settings import Settings
from lms_bridge.threads import in_thread
from tests.catalogue.builders import SYSTEM
from tests.lms_bridge.bridge import Bridge, Template, a_bridge

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """Run a provider as a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.lms_bridge.openid_provider"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    process.kill()
    process.wait()
    process.stdout.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(
    tmp_path_factory: pytest.TempPathFactory, template: Template, planner_address: str, issuer: str
) -> AsyncIterator[Bridge]:
    folder = tmp_path_factory.mktemp("openid")
    about: dict[str, Any] = {"openid_issuer": issuer, "openid_client": "bridge"}
    about |= {"openid_secret": "secret", "attempts_per_minute": 0}
    async with a_bridge(folder, template, planner_address, **about) as bridge:
        yield bridge


@dataclass
class Browser:
    """Somebody's browser: it keeps cookies and goes where it is sent."""

    http: ClientSession
    home: URL

    async def begin(self) -> str:
        """Follow the link to the provider, and give the address to sign in at."""
        sent = await self.http.get(self.home / "openid/begin", allow_redirects=False)
        assert sent.status == 303
        return sent.headers["Location"]

    async def sign_in_there(self, address: str, name: str) -> str:
        """Sign in at the provider, and give where it sends the browser back to."""
        url = URL(address, encoded=True)
        answer = await self.http.post(url, data={"sub": name}, allow_redirects=False)
        assert answer.status == 302, await answer.text()
        return self.here(answer.headers["Location"])

    def here(self, address: str) -> str:
        """Give the same address at the port that the test listens at."""
        url = URL(address)
        return str(self.home.with_path(url.path).with_query(url.query))

    async def go(self, address: str) -> ClientResponse:
        return await self.http.get(URL(address), allow_redirects=False)

    async def me(self) -> str:
        answer = await self.http.get(self.home / "api/v1/me")
        return str((await answer.json()).get("person", ""))


@pytest_asyncio.fixture(loop_scope="module")
async def browser(running: Bridge) -> AsyncIterator[Browser]:
    running.restore()
    await in_thread(_give_addresses)
    async with a_browser(running) as browser:
        yield browser


class a_browser:  # noqa: N801 - reads as a phrase
    def __init__(self, bridge: Bridge) -> None:
        self.http = ClientSession(cookie_jar=CookieJar(unsafe=True))
        self.home = bridge.client.make_url("/")

    async def __aenter__(self) -> Browser:
        return Browser(self.http, self.home)

    async def __aexit__(self, *_: object) -> None:
        await self.http.close()


@changing
def _give_addresses() -> None:
    for person, email in (("IDN-focal", "focal@idn.example.org"), ("admin", "admin@example.org")):
        Person.update(email=email).where(Person.id == person).execute()


async def refused(answer: ClientResponse) -> str:
    text = await answer.text()
    assert answer.status == 403, text
    return text


async def test_person_with_the_verified_address_signs_in_and_is_known_again(
    browser: Browser, running: Bridge
) -> None:
    back = await browser.sign_in_there(await browser.begin(), "ratna")
    answer = await browser.go(back)
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    assert await browser.me() == "IDN-focal"
    await in_thread(_move)  # the provider's name for her counts from now on, not her address
    async with a_browser(running) as other:
        await other.go(await other.sign_in_there(await other.begin(), "ratna"))
        assert await other.me() == "IDN-focal"


@changing
def _move() -> None:
    Person.update(email="elsewhere@example.org").where(Person.id == "IDN-focal").execute()


@pytest.mark.parametrize("name", ["impostor", "root", "stranger"])
async def test_unverified_address_administrator_and_stranger_are_refused(
    browser: Browser, name: str
) -> None:
    back = await browser.sign_in_there(await browser.begin(), name)
    assert "SIGN_IN_REFUSED" in await refused(await browser.go(back))
    assert await browser.me() == ""


async def test_two_people_with_one_address_are_nobody(browser: Browser) -> None:
    @changing
    def share() -> None:
        Person.update(email="FOCAL@idn.example.org").where(Person.id == "T-1").execute()

    await in_thread(share)
    await refused(await browser.go(await browser.sign_in_there(await browser.begin(), "ratna")))


async def test_what_another_browser_began_is_not_finished_here(
    browser: Browser, running: Bridge
) -> None:
    async with a_browser(running) as attacker:
        back = await attacker.sign_in_there(await attacker.begin(), "ratna")
    await refused(await browser.go(back))
    await browser.begin()
    await refused(await browser.go(back))


async def test_code_is_good_once_and_only_with_its_own_state(browser: Browser) -> None:
    address = await browser.begin()
    back = await browser.sign_in_there(address, "ratna")
    await refused(await browser.go(str(URL(back).update_query(state="x"))))
    assert (await browser.go(back)).status == 303
    await refused(await browser.go(back))


async def test_code_of_another_attempt_is_refused(browser: Browser, running: Bridge) -> None:
    """An attacker's code in the victim's own attempt: neither verifier nor nonce fits."""
    async with a_browser(running) as attacker:
        stolen = URL(await attacker.sign_in_there(await attacker.begin(), "ratna")).query["code"]
    own = URL(await browser.sign_in_there(await browser.begin(), "stranger"))
    await refused(await browser.go(str(own.update_query(code=stolen))))
    assert await browser.me() == ""


async def test_word_that_another_provider_answers_is_refused(browser: Browser) -> None:
    back = URL(await browser.sign_in_there(await browser.begin(), "ratna"))
    await refused(await browser.go(str(back.update_query(iss="https://evil.example.org"))))


async def test_administrator_ties_a_login_while_signed_in(
    browser: Browser, running: Bridge
) -> None:
    session = await in_thread(lambda: sign_in(make_link(SYSTEM, "admin")))
    browser.http.cookie_jar.update_cookies({"session": session}, browser.home)
    forged = await browser.http.post(browser.home / "openid/tie")
    assert forged.status == 403
    page = await browser.http.post(
        browser.home / "openid/tie", data={CSRF_FIELD: csrf_token(session)}
    )
    text = await page.text()
    there = text.partition('role="button" href="')[2].partition('"')[0].replace("&amp;", "&")
    answer = await browser.go(await browser.sign_in_there(there, "root"))
    assert answer.headers["Location"] == "/sessions"
    async with a_browser(running) as other:
        await other.go(await other.sign_in_there(await other.begin(), "root"))
        assert await other.me() == "admin"


async def test_signing_out_everywhere_ends_other_browsers_and_unused_links(
    browser: Browser, running: Bridge
) -> None:
    await browser.go(await browser.sign_in_there(await browser.begin(), "ratna"))
    link = await in_thread(make_link, SYSTEM, "IDN-focal")
    done = await running.ask("IDN-focal", "POST", "/api/v1/people/IDN-focal:sign-out")
    assert done.status == 204
    assert await browser.me() == ""
    assert (await browser.http.post(browser.home / "sign-in" / link)).status == 401


async def test_provider_that_does_not_answer_is_told_of() -> None:
    about = Settings(openid_issuer="http://127.0.0.1:9", openid_client="bridge")
    with pytest.raises(ProviderUnreachable, match=r"127\.0\.0\.1:9"):
        await Provider(about).address(Attempt.fresh())
