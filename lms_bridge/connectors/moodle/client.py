"""One call after another to a Moodle's web services, and what is made of the answers.

Everything that Moodle refuses comes as HTTP 200 with an exception's code in it, so `answers` reads
the body before anything else is believed. A call holds at most `VARIABLES` form variables: PHP
drops what is beyond its `max_input_vars` (1000 where nobody raised it) and Moodle then answers
success.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import ClientResponse, ClientSession, ClientTimeout

from lms_bridge.connectors.asking import Asking, Reply
from lms_bridge.connectors.moodle.answers import read
from lms_bridge.connectors.patience import PATIENCE, Patience
from lms_bridge.sync.errors import Faltered, NotAllowed, NotSupported, Refused, Unreachable
from lms_bridge.sync.pace import Pace

Found = TypeVar("Found")

PATH = "/webservice/rest/server.php"
VARIABLES = 900
"""How many form variables a call may hold."""

FIXED = {
    "moodlewsrestformat": "json",
    "moodlewssettingraw": "1",
    "moodlewssettinglang": "en",
    "moodlewssettingtimezone": "UTC",
}
"""Sent with every call: texts come as they are stored, what Moodle words itself in English and UTC.
"""

_OWN_VARIABLES = len(FIXED) + 2  # the token and the function


class Client:
    """Web services of one Moodle under one token; use it as `async with`.

    Its methods raise Unreachable, SignInRefused, NotAllowed, NotSupported and Refused.
    """

    def __init__(
        self, url: str, token: str, patience: Patience = PATIENCE, pace: Pace | None = None
    ) -> None:
        self.url = url.rstrip("/")
        self.patience = patience
        self.pace = pace or Pace()
        self.calls = 0
        self._token = token
        self._asking = Asking(f"Moodle at {self.url}", patience, self.pace)

    async def __aenter__(self) -> Self:
        """Open connections when they are needed."""
        self._http = ClientSession(timeout=ClientTimeout(total=self.patience.timeout_seconds))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Close the connections."""
        await self._http.close()

    async def ask(self, function: str, **parameters: Any) -> Any:
        """Call a function that may be repeated, and give its answer."""
        return await self._patiently(function, parameters, once=False)

    async def write(self, function: str, **parameters: Any) -> Any:
        """Send a change whose repetition is harmless. Raises Refused where Moodle does not take it.

        An answer with warnings, under which some functions hide that items failed, is a refusal.
        """
        try:
            answer = await self._patiently(function, parameters, once=False)
        except Unreachable as error:
            await self.ask("core_webservice_get_site_info")  # raises where nothing answers
            raise Faltered(str(error)) from error
        return unwarned(function, answer)

    async def create(self, function: str, **parameters: Any) -> Any:
        """Send a creation once. Raises AnswerLost where it may have been carried out."""
        return unwarned(function, await self._patiently(function, parameters, once=True))

    async def make(
        self, function: str, find: Callable[[], Awaitable[Found | None]], **parameters: Any
    ) -> Any:
        """Create something, or find it where an answer was lost or it was there already.

        Gives the function's answer, or what `find` found.
        """
        return await self._asking.make(lambda: self.create(function, **parameters), find)

    async def _patiently(self, function: str, parameters: Mapping[str, Any], *, once: bool) -> Any:
        form = {**FIXED, "wstoken": self._token, "wsfunction": function, **flat(parameters)}
        if len(form) > VARIABLES:
            raise ValueError(f"{function} with {len(form)} variables: PHP may drop some")
        self.calls += 1

        def send() -> AbstractAsyncContextManager[ClientResponse]:
            return self._http.post(self.url + PATH, data=form, allow_redirects=False)

        return await self._asking.ask(
            function, send, lambda reply: self._read(function, reply), once=once
        )

    def _read(self, function: str, reply: Reply) -> Any:
        where, status = self._asking.where, reply.status
        if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
            raise NotSupported(
                f"{where} sends us to {reply.location}: set its address as it is there"
            )
        if status == HTTPStatus.FORBIDDEN:
            raise NotAllowed(f"{where} forbids web services: enable them and the REST protocol")
        if status != HTTPStatus.OK:
            raise NotSupported(f"{where} answered {status}: no Moodle's web services are there")
        return read(where, function, reply.text)


def flat(parameters: Mapping[str, Any]) -> dict[str, str]:
    """Write parameters as PHP reads them from a form: `users[0][idnumber]=...`."""
    return dict(_flat("", parameters))


def portions(
    items: Sequence[Mapping[str, Any]], besides: int = 0
) -> Iterator[list[Mapping[str, Any]]]:
    """Cut a list of items into such as fit into one call, with `besides` other variables."""
    room = VARIABLES - _OWN_VARIABLES - besides
    portion: list[Mapping[str, Any]] = []
    used = 0
    for item in items:
        size = len(flat(item))
        if portion and used + size > room:
            yield portion
            portion, used = [], 0
        portion.append(item)
        used += size
    if portion:
        yield portion


def _flat(prefix: str, value: Any) -> Iterator[tuple[str, str]]:
    match value:
        case Mapping():
            for key, inner in value.items():
                yield from _flat(f"{prefix}[{key}]" if prefix else str(key), inner)
        case list() | tuple():
            for i, inner in enumerate(value):
                yield from _flat(f"{prefix}[{i}]", inner)
        case bool():
            yield prefix, str(int(value))
        case _:
            yield prefix, str(value)


def unwarned(function: str, answer: Any) -> Any:
    """Give an answer without warnings. Raises Refused for one with some."""
    warnings = answer.get("warnings") if isinstance(answer, dict) else None
    if not warnings:
        return answer
    texts = [f"{w.get('item', '')} {w.get('itemid', '')}: {w.get('message', '')}" for w in warnings]
    codes = frozenset(str(w.get("warningcode", "")) for w in warnings)
    raise Refused(f"{function}: {'; '.join(texts)}", codes)
