"""Doors through which an LMS comes in: a launch begins, arrives, and goes on to a page.

Pages of this module stand in frames of LMSes; they lead nowhere but on, and change nothing that a
launch has not shown to be meant.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import Any

from aiohttp import web

from catalogue.access import digest_of
from catalogue.actions.lti_accounts import FRAMED_SESSION_LIFETIME, sign_in_from_lms
from catalogue.actions.lti_launches import STATE_LIFETIME, keep_launch, use_launch
from catalogue.actions.lti_placements import Place, note_placement
from catalogue.db import reading
from catalogue.errors import NotSignedIn
from catalogue.queries.identity import identity
from catalogue.queries.lti import KeptLaunch, Platform, kept_launch
from catalogue.queries.overview import programmes
from catalogue.queries.trainers import trainers
from catalogue.signed_in import viewer_of as viewer_of_person
from catalogue.viewer import Role, Viewer
from lms_bridge.auth import keep_session, posted
from lms_bridge.doors import VIEWER, Door, Kind, request_id
from lms_bridge.framing import (
    FROM_ANYWHERE,
    is_in_frame,
    origin_of,
    policy_within,
    set_framed_cookie,
)
from lms_bridge.lti.errors import TEXTS, LtiRefused, Refusal
from lms_bridge.lti.keys import public_keys
from lms_bridge.lti.launch import Launch, check, expect, refuse_other_browsers
from lms_bridge.lti.login import begin
from lms_bridge.lti.registration import canvas
from lms_bridge.lti.who import Somebody, confirm, recognise
from lms_bridge.threads import in_thread
from lms_bridge.web.assets import address
from lms_bridge.web.page import parts_of, render

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def telling(handler: Handler) -> Handler:
    """Let a handler answer what it refuses with the page that says so."""

    @wraps(handler)
    async def told(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except LtiRefused as refused:
            return await refusal_page(request, refused)

    return told


async def refusal_page(request: web.Request, refused: LtiRefused) -> web.Response:
    """Say why something from an LMS is not taken, and how to mend it."""
    what, mend = TEXTS[refused.reason]
    shown = {"what": what, "mend": mend, "reason": refused.reason, "detail": refused.detail}
    return await bare(request, "lti_refused.html", FROM_ANYWHERE, status=403, **shown)


async def bare(
    request: web.Request,
    template: str,
    ancestors: str,
    *,
    form_action: str = "'self'",
    status: int = 200,
    **context: Any,
) -> web.Response:
    """Answer with a page in an LMS's frame, of nobody who is signed in."""
    request.pop(VIEWER, None)
    response = await render(request, template, status=status, **context)
    response.headers["Content-Security-Policy"] = policy_within(ancestors, form_action)
    response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return response


async def sent_to(request: web.Request) -> dict[str, str]:
    """Read what an LMS sent, by form or in the address; what stands there twice is refused."""
    sent = request.query if request.method == "GET" else await posted(request)
    twice = [name for name in sent if len(sent.getall(name)) > 1]
    if twice:
        raise LtiRefused(Refusal.INCOMPLETE, f"{twice[0][:40]} stands there twice")
    return {name: value for name, value in sent.items() if isinstance(value, str)}


async def _login(request: web.Request) -> web.StreamResponse:
    url = parts_of(request).settings.url
    began = await in_thread(begin, url, await sent_to(request))
    response: web.Response
    if began.storage:
        origin = origin_of(began.platform.authorization_endpoint)
        key = _cookie(began.state)
        response = await bare(
            request, "lti_begin.html", origin, began=began, origin=origin, key=key
        )
    else:
        response = web.Response(status=302, headers={"Location": began.address})
    seconds = int(STATE_LIFETIME.total_seconds())
    set_framed_cookie(response, _cookie(began.state), began.browser, seconds, "/lti/launch")
    return response


async def _launch(request: web.Request) -> web.StreamResponse:
    url = parts_of(request).settings.url
    sent = await sent_to(request)
    if "error" in sent:
        raise LtiRefused(Refusal.LMS_SAID_NO, sent["error"][:80])
    for name in ("state", "id_token"):
        if not sent.get(name):
            raise LtiRefused(Refusal.INCOMPLETE, f"{name} is missing")
    state, token = sent["state"], sent["id_token"]
    expected = await in_thread(expect, state)
    is_framed = _is_framed(request, sent)
    kept_by_lms = sent.get("browser") if _is_of_ours(request) else None
    browser = request.cookies.get(_cookie(state), "") or kept_by_lms or ""
    if not browser and expected.storage and kept_by_lms is None:
        origin = origin_of(expected.platform.authorization_endpoint)
        kept = {"state": state, "id_token": token, "key": _cookie(state), "is_framed": is_framed}
        return await bare(
            request, "lti_back.html", origin, kept=kept, storage=expected.storage, origin=origin
        )
    await in_thread(refuse_other_browsers, state, browser)
    launch = await check(url, parts_of(request).desk.keys, expected, token)
    platform = expected.platform
    somebody = await in_thread(recognise, platform, launch)
    if somebody.must_confirm:
        document = {"launch": launch.document(), "is_framed": is_framed}
        secret = await in_thread(keep_launch, platform.id, somebody.person, document)
        who = await in_thread(lambda: identity(viewer_of_person(somebody.person)))
        origin = origin_of(platform.authorization_endpoint)
        return await bare(request, "lti_confirm.html", origin, secret=secret, who=who)
    return await _admit(request, platform, launch, somebody, is_framed=is_framed)


async def _confirm(request: web.Request) -> web.StreamResponse:
    _require_ours(request)
    sent = await sent_to(request)
    if "to" in (await _kept(sent.get("launch", ""))).document:
        raise LtiRefused(Refusal.OVER)  # it was confirmed, or needed nobody to
    kept = await _use(sent)
    launch, is_framed = Launch.of(kept.document["launch"]), kept.document["is_framed"]
    somebody = await in_thread(confirm, kept.platform, launch, kept.person or "")
    return await _admit(request, kept.platform, launch, somebody, is_framed=is_framed)


async def _admit(
    request: web.Request,
    platform: Platform,
    launch: Launch,
    somebody: Somebody,
    *,
    is_framed: bool,
) -> web.StreamResponse:
    """Sign somebody in, and see that their browser keeps it before they go on."""
    to = await in_thread(_landing, platform, launch, somebody)
    if is_framed or launch.is_deep_link:
        document = {"to": to, "roles": sorted(somebody.roles), "launch": launch.document()}
        secret = await in_thread(keep_launch, platform.id, somebody.person, document)
        to = f"/lti/arrived/{secret}" if is_framed else f"/lti/choose/{secret}"
    session = await in_thread(
        sign_in_from_lms, platform.id, somebody.person, somebody.roles, request_id(request)
    )
    response = web.Response(status=303, headers={"Location": to})
    settings = parts_of(request).settings
    keep_session(response, settings, session, FRAMED_SESSION_LIFETIME, is_framed=is_framed)
    return response


async def _arrived(request: web.Request) -> web.StreamResponse:
    """Go on where the frame keeps cookies; else offer a window of one's own."""
    secret = request.match_info["launch"]
    kept = await _kept(secret)
    to = _to(secret, kept)
    viewer: Viewer | None = request.get(VIEWER)
    if viewer and viewer.person == kept.person:
        if not kept.document["launch"]["is_deep_link"]:  # choosing uses it up
            await _use({"launch": secret})
        return web.Response(status=303, headers={"Location": to})
    origin = origin_of(kept.platform.authorization_endpoint)
    return await bare(request, "lti_window.html", origin, secret=secret)


async def _window(request: web.Request) -> web.StreamResponse:
    """Sign somebody in in a window of its own, once."""
    _require_ours(request)
    sent = await sent_to(request)
    secret = sent.get("launch", "")
    kept = await _kept(secret)
    to = _to(secret, kept)
    if not kept.document["launch"]["is_deep_link"]:  # choosing uses it up
        await _use(sent)
    roles = {Role(word) for word in kept.document["roles"]}
    session = await in_thread(
        sign_in_from_lms, kept.platform.id, kept.person or "", roles, request_id(request)
    )
    response = web.Response(status=303, headers={"Location": to})
    keep_session(response, parts_of(request).settings, session, FRAMED_SESSION_LIFETIME)
    return response


def _to(secret: str, kept: KeptLaunch) -> str:
    if "to" not in kept.document:
        raise LtiRefused(Refusal.OVER)
    is_deep = kept.document["launch"]["is_deep_link"]
    return f"/lti/choose/{secret}" if is_deep else str(kept.document["to"])


async def _kept(secret: str) -> KeptLaunch:
    try:
        return await in_thread(kept_launch, secret)
    except NotSignedIn:
        raise LtiRefused(Refusal.OVER) from None


async def _use(sent: Mapping[str, str]) -> KeptLaunch:
    """Find a kept launch, and use it up. Raises LtiRefused."""
    kept = await _kept(sent.get("launch", ""))
    try:
        await in_thread(use_launch, sent["launch"])
    except NotSignedIn:
        raise LtiRefused(Refusal.OVER) from None
    return kept


def _landing(platform: Platform, launch: Launch, somebody: Somebody) -> str:
    """Give the page that somebody's role leads to, and note where the LMS shows us."""
    run = None
    if not launch.is_deep_link:
        place = Place(
            context=launch.context,
            link=launch.link,
            runs=[id for id in (launch.context_key, launch.run) if id],
            earlier=launch.earlier_links,
            earlier_contexts=launch.earlier_contexts,
            mark=launch.mark,
            line_items=launch.line_items,
            memberships=launch.memberships,
        )
        run = note_placement(platform.id, platform.programme, place)
    return _page_of(platform.programme, somebody, run)


@reading
def _page_of(programme: str | None, somebody: Somebody, run: str | None) -> str:
    viewer = viewer_of_person(somebody.person)
    known = [each.id for each in programmes(viewer)]
    if programme not in known:
        return "/"
    root, roles = f"/programmes/{programme}", somebody.roles
    if Role.COORDINATOR in roles:
        return f"{root}/runs/{run}" if run else f"{root}/plan"
    if Role.OVERSEER in roles:
        return f"{root}/report"
    if roles & {Role.FOCAL_POINT, Role.AGENCY_OFFICER}:
        return f"{root}/nominations"
    if Role.TRAINER in roles:
        taught = {
            each.run
            for line in trainers(viewer).items
            if line.person == somebody.person
            for each in line.assignments
        }
        return f"{root}/runs/{run}/attendance" if run in taught else f"{root}/my-assignments"
    return f"{root}/my-courses"


def _is_framed(request: web.Request, sent: Mapping[str, str]) -> bool:
    """Say whether the page is to stand in a frame of another site, as the browser tells.

    Where a page of ours in that frame sends the launch on, it says so itself.
    """
    if _is_of_ours(request):
        return bool(sent.get("is_framed"))
    return is_in_frame(request) and request.headers.get("Sec-Fetch-Site", "") == "cross-site"


def _is_of_ours(request: web.Request) -> bool:
    """Say whether a page of ours sent this: browsers let no page lie about its origin."""
    return request.headers.get("Origin", "") == origin_of(parts_of(request).settings.url)


def _require_ours(request: web.Request) -> None:
    """Go on only for a page of ours: no other site signs a browser in as whoever began a launch."""
    if not _is_of_ours(request):
        raise LtiRefused(Refusal.OTHER_BROWSER)


def _cookie(state: str) -> str:
    return f"lti-{digest_of(state)[:16]}"


async def _jwks(request: web.Request) -> web.Response:
    keys = await in_thread(public_keys)
    return web.json_response(keys, headers={"Cache-Control": "public, max-age=3600"})


async def _config(request: web.Request) -> web.Response:
    url = parts_of(request).settings.url
    return web.json_response(canvas(url, url + address("icon.svg")))


def _for_others(method: str, path: str, handler: Handler) -> Door:
    return Door(method, path, telling(handler), None, Kind.PAGE, is_for_others=True)


DOORS: tuple[Door, ...] = (
    Door("GET", "/lti/jwks.json", _jwks, None, Kind.API),
    Door("GET", "/lti/config.json", _config, None, Kind.API),
    _for_others("GET", "/lti/login", _login),
    _for_others("POST", "/lti/login", _login),
    _for_others("POST", "/lti/launch", _launch),
    _for_others("POST", "/lti/confirm", _confirm),
    _for_others("GET", "/lti/arrived/{launch}", _arrived),
    _for_others("POST", "/lti/window", _window),
)
