"""A signed-in session with a Kolibri: cookies, CSRF, patience, and which answers are believed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from http import HTTPStatus
from types import TracebackType
from typing import Any, NamedTuple, Self

from aiohttp import ClientResponse, ClientSession, ClientTimeout, CookieJar
from yarl import URL

from lms_bridge.connectors.asking import Asking, Reply
from lms_bridge.connectors.patience import PATIENCE, NoAnswer, Patience
from lms_bridge.sync.errors import (
    Faltered,
    NotSupported,
    Refused,
    SessionLost,
    SignInRefused,
    Unreachable,
)
from lms_bridge.sync.pace import Pace

Row = dict[str, Any]
"""An object of Kolibri's JSON."""

SESSION = "/api/auth/session/"
CSRF_COOKIE = "kolibri_csrftoken"
NEEDED_VERSION = (0, 19)
SIGN_INS = 3
"""How often one request may find the session lost before it is given up."""

MISSING = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED})
"""Answers that, as a page and not as JSON, say that there is no such thing to ask."""


class _Answer(NamedTuple):
    status: int
    body: Any


class Session:
    """A session; use it as `async with`. All paths begin with `/`.

    It signs in when it is entered, and again whenever Kolibri has forgotten it. Methods raise
    Unreachable, SessionLost, SignInRefused, NotSupported and, about a single item, Refused.
    """

    user_id = ""
    facility_id = ""
    kinds: frozenset[str] = frozenset()
    """What the account is: superuser, admin, coach, learner."""

    def __init__(
        self,
        url: str,
        username: str,
        password: str,
        patience: Patience = PATIENCE,
        pace: Pace | None = None,
    ) -> None:
        self.url = url.rstrip("/")
        self.username = username
        self.patience = patience
        self.pace = pace or Pace()
        self._asking = Asking(f"Kolibri at {self.url}", patience, self.pace)
        self._password = password
        self._sign_ins = 0
        self._signing_in = asyncio.Lock()

    async def __aenter__(self) -> Self:
        """Look at the version and sign in."""
        timeout = ClientTimeout(total=self.patience.timeout_seconds)
        self._client = ClientSession(cookie_jar=CookieJar(unsafe=True), timeout=timeout)
        try:
            with understood():
                await self._check_version()
                await self._sign_in(self._sign_ins)
        except BaseException:
            await self._client.close()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Drop the session."""
        await self._client.close()

    async def rows(self, path: str, **query: str) -> list[Row]:
        """Read a list. An empty one is believed only from a session that is alive after it."""
        answer: list[Row] = await self._ask("GET", path, query=query)
        return answer

    async def row(self, path: str) -> Row:
        """Read one object."""
        answer: Row = await self._ask("GET", path)
        return answer

    async def write(self, method: str, path: str, body: object = None) -> Any:
        """Send a change whose repetition is harmless; give the answer's JSON, if any."""
        try:
            return await self._ask(method, path, body=body)
        except Unreachable as error:
            await self._alive()  # raises where Kolibri as a whole does not answer
            raise Faltered(str(error)) from error

    async def create(
        self, path: str, body: object, find: Callable[[], Awaitable[Row | None]]
    ) -> Row:
        """Send a creation, once: where its answer is lost or a refusal, `find` looks for it.

        A refusal may come of an earlier creation whose answer was lost.
        """
        made: Row = await self._asking.make(
            lambda: self._ask("POST", path, body=body, once=True), find
        )
        return made

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        query: dict[str, str] | None = None,
        body: object = None,
        once: bool = False,
    ) -> Any:
        for _ in range(SIGN_INS):
            sign_in = self._sign_ins
            answer = await self._patiently(method, path, query, body, once=once)
            # Whoever is not signed in gets an empty list or a refusal, and nothing else.
            good = answer.status < HTTPStatus.BAD_REQUEST
            if good and answer.body != []:
                return answer.body
            if await self._alive() and sign_in == self._sign_ins:
                if good:
                    return answer.body
                raise _refusal(answer)
            await self._sign_in(sign_in)
        raise SessionLost(f"Kolibri at {self.url} forgets our session again and again")

    async def _patiently(
        self, method: str, path: str, query: dict[str, str] | None, body: object, *, once: bool
    ) -> _Answer:
        def send() -> AbstractAsyncContextManager[ClientResponse]:
            headers = {"Accept": "application/json", "Referer": f"{self.url}/"}
            if token := self._client.cookie_jar.filter_cookies(URL(self.url)).get(CSRF_COOKIE):
                headers["X-CSRFToken"] = token.value
            return self._client.request(
                method,
                self.url + path,
                params=query,
                json=body,
                headers=headers,
                allow_redirects=False,
            )

        what = f"{method} {path}"
        return await self._asking.ask(what, send, lambda reply: self._read(what, reply), once=once)

    def _read(self, what: str, reply: Reply) -> _Answer:
        if reply.status == HTTPStatus.NO_CONTENT:
            return _Answer(reply.status, None)
        try:
            return _Answer(reply.status, json.loads(reply.text))
        except ValueError as error:
            said = f"{self._asking.where} answered {reply.status} to {what}"
            if reply.status in MISSING:
                raise NotSupported(said) from error
            raise NoAnswer(f"{said}, with no JSON", sent=True) from error

    async def _check_version(self) -> None:
        answer = await self._patiently("GET", "/api/public/info/", None, None, once=False)
        version = str(answer.body.get("kolibri_version", ""))
        numbers = tuple(int(n) for n in version.split(".")[:2] if n.isdecimal())
        if numbers < NEEDED_VERSION:
            said = f"it says {version}" if version else "it names no version"
            raise NotSupported(f"{self.url} is no Kolibri 0.19 or newer: {said}")

    async def _sign_in(self, known: int) -> None:
        """Sign in, unless somebody did so since the `known`-th time."""
        async with self._signing_in:
            if self._sign_ins != known:
                return
            self._client.cookie_jar.clear()
            account = {"username": self.username, "password": self._password}
            answer = await self._patiently("POST", SESSION, None, account, once=False)
            if answer.status != HTTPStatus.OK:
                text = _refusal(answer)
                raise SignInRefused(f"Kolibri at {self.url} refuses {self.username}: {text}")
            if not isinstance(answer.body, dict):
                raise Unreachable(f"Kolibri at {self.url} does not say who {self.username} is")
            self.user_id = answer.body["user_id"]
            self.facility_id = answer.body["facility_id"]
            self.kinds = frozenset(answer.body["kind"])
            self._sign_ins += 1

    async def _alive(self) -> bool:
        answer = await self._patiently("PUT", f"{SESSION}current/", None, {}, once=False)
        is_told = answer.status == HTTPStatus.OK and isinstance(answer.body, dict)
        return is_told and answer.body["user_id"] == self.user_id


@contextmanager
def understood() -> Iterator[None]:
    """Turn an answer of another shape than Kolibri 0.19's into NotSupported."""
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise NotSupported(f"Kolibri answers in a form that is not known: {error!r}") from error


def _refusal(answer: _Answer) -> Refused:
    """Read Kolibri's `[{id, metadata: {field, message}}]`."""
    faults = answer.body if isinstance(answer.body, list) else [answer.body]
    codes = frozenset(str(fault.get("id", "")) for fault in faults)
    texts = []
    for fault in faults:
        metadata = fault.get("metadata", {})
        said = metadata.get("message") or fault.get("detail") or fault.get("id") or ""
        field = metadata.get("field", "")
        texts.append(f"{field}: {said}" if field else str(said))
    return Refused("; ".join(texts), codes)
