"""Changes that pages make: in a thread of the catalogue's, and the durable work hears of each."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from aiohttp import web

from catalogue.idempotency import Answer, once
from catalogue.viewer import Viewer
from lms_bridge.doors import viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.forms import Form
from lms_bridge.web.page import parts_of

P = ParamSpec("P")
R = TypeVar("R")

KEY_FIELD = "key"
"""The field of a form that must not be carried out twice."""


async def act(
    request: web.Request,
    change: Callable[Concatenate[Viewer, P], R],
    *args: P.args,
    **kwargs: P.kwargs,
) -> R:
    """Carry out an action as the reader. Raises what the action raises."""
    done = await in_thread(change, viewer_of(request), *args, **kwargs)
    parts_of(request).jobs.nudge()
    return done


def fresh_key() -> str:
    """Make the key of a form."""
    return secrets.token_hex(16)


async def act_once(
    request: web.Request,
    form: Form,
    change: Callable[[Viewer], dict[str, Any]],
    *,
    even_if_changed: bool = False,
) -> tuple[dict[str, Any], bool]:
    """Carry out an action once for a form as it was filled in; give its answer, and if it is new.

    Filled in otherwise, as after *Back*, the same form is another one, or raises KeyReused where it
    may be carried out once `even_if_changed`. Without a key, which each page of ours sends, nothing
    is compared. Raises what the action raises.
    """
    viewer = viewer_of(request)
    key = form.texts.get(KEY_FIELD) or fresh_key()
    said = {name: values for name, values in sorted(form.lists.items()) if name != "csrf"}
    digest = hashlib.sha256(json.dumps([request.path, said]).encode())
    name = f"page-{key}" if even_if_changed else f"page-{key}-{digest.hexdigest()}"
    is_new = False

    def answer() -> Answer:
        nonlocal is_new
        is_new = True
        return Answer(200, json.dumps(change(viewer)))

    stored = await in_thread(once, viewer, name, digest.digest(), answer)
    parts_of(request).jobs.nudge()
    given: dict[str, Any] = json.loads(stored.body)
    return given, is_new


async def make_once(
    request: web.Request, form: Form, make: Callable[[Viewer], tuple[str, str]]
) -> tuple[str, str]:
    """Make a thing with a secret once for a form as it was filled in; give its id and the secret.

    The secret is not stored, so that there is none when the same form comes again.
    """
    secret = ""

    def change(viewer: Viewer) -> dict[str, Any]:
        nonlocal secret
        id, secret = make(viewer)
        return {"id": id}

    made, is_new = await act_once(request, form, change)
    return made["id"], secret if is_new else ""
