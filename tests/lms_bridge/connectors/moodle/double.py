"""A Moodle that is not there: it answers as real ones were recorded to answer.

Everything is HTTP 200; refusals are opaque; batches are whole or nothing where Moodle's are, and
item by item where they are not; form variables beyond `max_input_vars` are dropped without a word;
two requests at once can both find an ID number free. `test_double` replays the recordings.
"""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from inspect import iscoroutinefunction
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from aiohttp.test_utils import TestServer

from lms_bridge.connectors.moodle.functions import FUNCTIONS
from tests.lms_bridge.connectors.moodle.functions import CALLS
from tests.lms_bridge.connectors.moodle.held import Fault, Held

Form = dict[str, Any]

TRUNCATED = (
    "<br />\n<b>Warning</b>:  PHP Request Startup: Input variables exceeded {limit}. To increase "
    "the limit change max_input_vars in php.ini. in <b>Unknown</b> on line <b>0</b><br />\n"
)


@dataclass
class Double:
    """One Moodle. `held` is its database."""

    token: str = "a-token"
    max_input_vars: int = 1000
    display_errors: bool = False
    debugging: bool = False
    granted: set[str] = field(default_factory=lambda: set(FUNCTIONS))
    held: Held = field(default_factory=Held)
    calls: list[str] = field(default_factory=list)
    variables: list[int] = field(default_factory=list)
    hidden: str = ""
    """A detail of accounts that the token's account may not see."""
    refused_usernames: set[str] = field(default_factory=set)
    mail_is_down: bool = False
    """Whether it cannot send the letters that it writes to who is enrolled."""
    url: str = ""

    async def answer(self, pairs: list[tuple[str, str]]) -> str:
        """Give the body for a form."""
        self.variables.append(len(pairs))
        form = php(pairs[: self.max_input_vars + 1])  # PHP counts after it has taken one in
        self.calls.append(str(form.get("wsfunction")))
        body = json.dumps(await self._call(form))
        cut = len(pairs) > self.max_input_vars and self.display_errors
        return (TRUNCATED.format(limit=self.max_input_vars) if cut else "") + body

    async def _call(self, form: Form) -> Any:
        name = str(form.get("wsfunction"))
        try:
            if form.get("wstoken") != self.token:
                raise Fault(
                    "invalidtoken",
                    "Invalid token - token not found",
                    "core\\exception\\moodle_exception",
                )
            if name not in self.granted:
                raise Fault(
                    "accessexception", "Access control exception", "webservice_access_exception"
                )
            parameters = {
                key: value
                for key, value in form.items()
                if not key.startswith(("wstoken", "wsfunction", "moodlews"))
            }
            if name == "core_webservice_get_site_info":
                return self.held.site_info(sorted(self.granted))
            if name == "core_user_create_users" and self.refused_usernames & {
                row["username"] for row in parameters["users"]
            }:
                raise Fault
            if "_get_" in name:  # which changes nothing: to copy all tables for it takes minutes
                answer = CALLS[name](self.held, **parameters)
            else:
                answer = await whole_or_nothing(self.held, CALLS[name], parameters)
            if name == "enrol_manual_enrol_users" and self.mail_is_down:
                raise Fault("Message was not sent.", "error/Message was not sent.")
            if name == "core_user_get_users_by_field":
                return [{k: v for k, v in row.items() if k != self.hidden} for row in answer]
            return answer
        except Fault as fault:
            return fault.body(debugging=self.debugging)
        except (KeyError, ValueError, TypeError):
            return Fault().body(debugging=False)


async def whole_or_nothing(held: Held, call: Callable[..., Any], parameters: Form) -> Any:
    """Call a function; what it raises undoes it, as a database's transaction does.

    Those in which another request may come between look at everything before they do anything.
    """
    if iscoroutinefunction(call):
        return await call(held, **parameters)
    before = copy.deepcopy(held.rows)
    try:
        return call(held, **parameters)
    except (Fault, KeyError, ValueError, TypeError):
        held.rows = before
        raise


def php(pairs: list[tuple[str, str]]) -> Form:
    """Read a form as PHP does: `a[0][b]=c` makes nested arrays; lists are those that count."""
    form: Form = {}
    for name, value in pairs:
        head, *rest = name.replace("]", "").split("[")
        at, keys = form, [head, *rest]
        for key in keys[:-1]:
            at = at.setdefault(key, {})
        at[keys[-1]] = value
    return {name: _listed(value) for name, value in form.items()}


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: _listed(each) for key, each in value.items()}
    is_list = all(key.isdecimal() for key in inner)
    return [inner[key] for key in sorted(inner, key=int)] if is_list else inner


@asynccontextmanager
async def double_at(
    double: Double, host: str = "127.0.0.1", port: int | None = None
) -> AsyncIterator[Double]:
    """Let it answer under an address; at `/held` it shows its tables."""

    async def handle(request: web.Request) -> web.Response:
        pairs = parse_qsl((await request.read()).decode(), keep_blank_values=True)
        await asyncio.sleep(0)
        return web.Response(text=await double.answer(pairs), content_type="application/json")

    async def held(_: web.Request) -> web.Response:
        return web.json_response(double.held.rows)

    app = web.Application(client_max_size=2**24)
    app.router.add_get("/held", held)
    app.router.add_post("/webservice/rest/server.php", handle)
    async with TestServer(app, host=host, port=port) as server:
        double.url = str(server.make_url("")).rstrip("/")
        yield double
