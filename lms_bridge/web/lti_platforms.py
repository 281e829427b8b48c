"""An administrator says which LMSes may show our pages, what of them, and as whom people come."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from catalogue.actions.lti_accounts import unlink_accounts
from catalogue.actions.lti_platforms import (
    PlatformWish,
    add_deployment,
    register_platform,
    retire_platform,
    set_lti_roles,
    tie_platform,
)
from catalogue.db import reading
from catalogue.errors import NotFound, Refused
from catalogue.faults import Fault, Where
from catalogue.foreign_json import read_json
from catalogue.queries.lti import Platform, lti_accounts, lti_keys, lti_platforms, lti_roles
from catalogue.queries.organisations import organisations
from catalogue.queries.overview import ProgrammeLine, programmes
from catalogue.viewer import Role, Viewer
from lms_bridge.doors import ADMINISTRATORS, Door, page, viewer_of
from lms_bridge.lti.desk import Desk
from lms_bridge.lti.errors import LtiRefused
from lms_bridge.lti.keys import rotate
from lms_bridge.lti.registration import require_good
from lms_bridge.lti.round import link_all, tell_all
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act
from lms_bridge.web.faults_in_words import by_column
from lms_bridge.web.forms import Form, form_of
from lms_bridge.web.language import _
from lms_bridge.web.page import go_on, parts_of, render

_HERE = "/lti/platforms"
_FIELDS = (
    *("issuer", "client_id", "name", "authorization_endpoint", "token_endpoint", "jwks_uri"),
    "token_audience",
)
_ROLES = tuple(role for role in Role if role not in (Role.ADMINISTRATOR, Role.MACHINE_CLIENT))


@dataclass(frozen=True, slots=True)
class _Known:
    platforms: tuple[Platform, ...]
    accounts: dict[str, int]
    roles: dict[str, tuple[Role, ...]]
    programmes: tuple[ProgrammeLine, ...]
    members: tuple[str, ...]
    keys: int


@reading
def _read(viewer: Viewer) -> _Known:
    platforms, shown = lti_platforms(viewer), programmes(viewer)
    return _Known(
        platforms,
        {each.id: len(lti_accounts(viewer, each.id)) for each in platforms},
        lti_roles(viewer),
        shown,
        tuple(each.id for each in organisations(viewer).members),
        len(lti_keys()),
    )


async def _list(request: web.Request, sent: Form | None = None) -> web.Response:
    return await render(
        request,
        "lti_platforms.html",
        status=422 if sent else 200,
        known=await in_thread(_read, viewer_of(request)),
        url=parts_of(request).settings.url,
        all_roles=_ROLES,
        sent=sent.texts if sent else {},
        wrong_facts=by_column(sent.faults) if sent else {},
    )


async def _add(request: web.Request) -> web.Response:
    form = await form_of(request)
    for name in (*_FIELDS, "deployments"):
        form.text(name, required=False)
    if form.faults:
        return await _list(request, form)
    try:
        await _register(request, form)
    except Refused as refused:
        form.faults.extend(refused.faults)
        return await _list(request, form)
    return go_on(_HERE, _("The LMS is registered. Tie it to a programme, so that it may show it."))


async def _register(request: web.Request, form: Form) -> None:
    """Register an LMS as a form says. Raises Refused."""
    said = _said(form)
    wish = PlatformWish(**{name: said.get(name, "") for name in _FIELDS})
    try:
        require_good(parts_of(request).desk.own_hosts, wish)
    except LtiRefused as refused:
        fault = Fault(Where(column="jwks_uri"), "NOT_REACHABLE", refused.detail)
        raise Refused([fault]) from None
    deployments = [word for word in said.get("deployments", "").split() if word]
    await act(request, register_platform, wish, deployments)


def _said(form: Form) -> dict[str, str]:
    """Read the fields, or the JSON that has the same names. Raises Refused."""
    pasted = form.texts.get("json", "")
    if not pasted:
        return form.texts
    try:
        read = read_json(pasted)
    except ValueError as error:
        raise Refused([Fault(Where(column="json"), "MALFORMED", str(error))]) from None
    if not isinstance(read, dict):
        raise Refused([Fault(Where(column="json"), "MALFORMED", "")])
    several = read.get("deployments", ())
    texts = {name: str(read[name]) for name in _FIELDS if name in read}
    return texts | {"deployments": " ".join(map(str, several))}


async def _tie(request: web.Request) -> web.Response:
    form = await form_of(request)
    programme, member = form.text("programme"), form.texts.get("member") or None
    form.check()
    await act(
        request,
        tie_platform,
        request.match_info["platform"],
        programme,
        member=member,
        trusts_email=bool(form.texts.get("trusts_email")),
    )
    return go_on(_HERE, _("The LMS may show the programme now."))


async def _retire(request: web.Request) -> web.Response:
    await act(request, retire_platform, request.match_info["platform"])
    return go_on(_HERE, _("The LMS may show nothing any more."))


async def _deploy(request: web.Request) -> web.Response:
    form = await form_of(request)
    deployment = form.text("deployment")
    if form.faults:
        return await _list(request, form)
    await act(request, add_deployment, request.match_info["platform"], deployment)
    return go_on(_HERE, _("The deployment is known now."))


async def _set_roles(request: web.Request) -> web.Response:
    form = await form_of(request)
    term = form.text("term")
    known = {role.value: role for role in _ROLES}
    chosen = form.several("roles")
    if not set(chosen) <= known.keys():
        form.fault("roles", "NOT_ONE_OF", *known)
    form.check()
    await act(request, set_lti_roles, term, [known[word] for word in chosen])
    return go_on(_HERE, _("The role is set."))


async def _rotate(request: web.Request) -> web.Response:
    form = await form_of(request)
    await act(request, rotate, at_once=bool(form.texts.get("at_once")))
    return go_on(_HERE, _("There is a new key; it is published already."))


async def _link(request: web.Request) -> web.Response:
    desk, platform = await _asked(request)
    outcome = await link_all(desk, platform)
    notice = _("Accounts in the LMS that became known: %(count)s.") % {"count": outcome.taken}
    return go_on(_HERE, " ".join([notice, *outcome.refused[:3]]))


async def _unlink(request: web.Request) -> web.Response:
    form = await form_of(request)
    person = form.text("person")
    form.check()
    count = await act(request, unlink_accounts, request.match_info["platform"], person)
    return go_on(_HERE, _("Accounts in the LMS that are forgotten: %(count)s.") % {"count": count})


async def _tell(request: web.Request) -> web.Response:
    desk, platform = await _asked(request)
    outcome = await tell_all(desk, platform)
    notice = _("Scores that the LMS took: %(count)s.") % {"count": outcome.taken}
    return go_on(_HERE, " ".join([notice, *outcome.refused[:3]]))


async def _asked(request: web.Request) -> tuple[Desk, Platform]:
    """Find the LMS that is to be asked. Raises NotFound."""
    known = {each.id: each for each in await in_thread(lti_platforms, viewer_of(request))}
    platform = known.get(request.match_info["platform"])
    if platform is None:
        raise NotFound("platform", request.match_info["platform"])
    return parts_of(request).desk, platform


DOORS: tuple[Door, ...] = (
    page("GET", _HERE, _list, ADMINISTRATORS),
    page("POST", _HERE, _add, ADMINISTRATORS),
    page("POST", "/lti/platforms/{platform}/tie", _tie, ADMINISTRATORS),
    page("POST", "/lti/platforms/{platform}/retire", _retire, ADMINISTRATORS),
    page("POST", "/lti/platforms/{platform}/deployments", _deploy, ADMINISTRATORS),
    page("POST", "/lti/platforms/{platform}/roster", _link, ADMINISTRATORS),
    page("POST", "/lti/platforms/{platform}/accounts", _unlink, ADMINISTRATORS),
    page("POST", "/lti/platforms/{platform}/scores", _tell, ADMINISTRATORS),
    page("POST", "/lti/roles", _set_roles, ADMINISTRATORS),
    page("POST", "/lti/keys", _rotate, ADMINISTRATORS),
)
