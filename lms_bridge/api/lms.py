"""The LMS: what a synchronisation would do, in words; asking for one; what was done."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from catalogue.actions import take_hint
from catalogue.actions.lms_items import retry_item, set_item_aside
from catalogue.actions.request_sync import request_sync
from catalogue.queries import syncs
from catalogue.queries.lms import FactLine, ItemLine, facts, lms_items
from catalogue.queries.scenarios import scenario as read_scenario
from catalogue.queries.syncs import SyncLine
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.enrolments import EnrolmentEnd, rows_of
from lms_bridge.api.listing import Listing, Slice, sliced
from lms_bridge.api.operation import Body
from lms_bridge.doors import ADMINISTRATORS, COORDINATORS, OVERSEERS
from lms_bridge.errors import NoLms
from lms_bridge.lms import Lms
from lms_bridge.parts import Parts
from lms_bridge.sync.remedies import remedy
from lms_bridge.sync.words import words
from lms_bridge.synced import removals, shown_lines
from lms_bridge.synchronising import preview
from lms_bridge.threads import in_thread
from lms_bridge.webhooks.hearing import PATH

TAG = "lms"

_MOST_SYNCS = 1000


@dataclass(frozen=True, slots=True)
class Supposed:
    """A scenario that is taken as if it were published."""

    scenario: str | None = None


@dataclass(frozen=True, slots=True)
class OfProgramme:
    """The programme that is meant."""

    programme: str


class OnBehalf(Body):
    """On whose behalf it is done."""

    programme: str


class SyncRequest(Body):
    """On whose behalf to synchronise; `confirmed` are the ends seen in the difference."""

    programme: str
    confirmed: tuple[EnrolmentEnd, ...] = ()


@dataclass(frozen=True, slots=True)
class WordedLine:
    """Something found or done in the LMS, in words; where it failed why, and what mends it."""

    kind: str
    text: str
    reason: str | None = None
    remedy: str | None = None


@dataclass(frozen=True, slots=True)
class Synchronisation(SyncLine):
    """A synchronisation; where it failed, `remedy` is what mends it."""

    remedy: str | None = None


@dataclass(frozen=True, slots=True)
class RefusedItem(ItemLine):
    """A change that the LMS refused, and what mends it."""

    remedy: str | None = None


@dataclass(frozen=True, slots=True)
class RemovedEnrolment:
    """An enrolment that would end."""

    class_key: str
    person_key: str
    role: str


@dataclass(frozen=True, slots=True)
class LmsDifference:
    """What a synchronisation would do.

    `removals` are the enrolments that it would end, and those of whose people grades, lessons,
    completions or days are taken back there in a mass; confirm them to have it done. While `waits`,
    that is not done before. `comes` counts what it would note of what happened there: attendance,
    lessons, completed, not_completed, denied, facts, and sessions of attendance outside a run's
    days, which count for nothing.
    """

    lms: str
    waits: bool
    lines: tuple[WordedLine, ...]
    removals: tuple[RemovedEnrolment, ...]
    comes: dict[str, int]


@dataclass(frozen=True, slots=True)
class SyncRequested:
    """That somebody will look: it is done as soon as the one before has ended."""

    programme: str


async def get_lms_difference(parts: Parts, viewer: Viewer, supposed: Supposed) -> LmsDifference:
    """Tell what a synchronisation would do now, or after publishing a scenario."""
    lms, programme = _lms(parts), None
    if supposed.scenario is not None:
        programme = (await in_thread(read_scenario, viewer, supposed.scenario)).programme
    foreseen = await preview(viewer, lms, programme=programme, scenario=supposed.scenario)
    found = foreseen.difference
    held = [WordedLine("hold", words(hold)) for hold in foreseen.holds]
    coming = [WordedLine("change", words(change)) for change in found.changes]
    differing = [WordedLine("changed", words(each)) for each in foreseen.noted_otherwise]
    only_shown = [WordedLine(**line) for line in shown_lines(found)]
    return LmsDifference(
        lms=lms.name,
        waits=bool(foreseen.holds),
        lines=(*held, *coming, *differing, *only_shown),
        removals=tuple(RemovedEnrolment(*e) for e in removals(found, foreseen.inbound_holds)),
        comes=dict(foreseen.comes),
    )


async def synchronise(parts: Parts, viewer: Viewer, request: SyncRequest) -> SyncRequested:
    """Ask for a synchronisation."""
    _lms(parts)
    await in_thread(request_sync, viewer, request.programme, rows_of(request.confirmed))
    return SyncRequested(request.programme)


def list_syncs(viewer: Viewer, wanted: OfProgramme, page: Slice) -> Listing[Synchronisation]:
    """List the last synchronisations on behalf of a programme, the newest first."""
    known = syncs.syncs(viewer, wanted.programme, _MOST_SYNCS)
    return sliced([Synchronisation(**asdict(s), remedy=remedy(s.failure)) for s in known], page)


def list_sync_lines(viewer: Viewer, sync: str, page: Slice) -> Listing[WordedLine]:
    """List what a synchronisation found and did."""
    known = syncs.sync_lines(viewer, sync)
    return sliced([WordedLine(**x, remedy=remedy(x.get("reason"))) for x in known], page)


def list_lms_items(viewer: Viewer, page: Slice) -> Listing[RefusedItem]:
    """List the changes that the LMS refused, and why, the latest first."""
    known = lms_items(viewer)
    return sliced([RefusedItem(**asdict(i), remedy=remedy(i.reason)) for i in known], page)


def set_lms_item_aside(viewer: Viewer, item: str) -> None:
    """Try a refused change no more until somebody retries it."""
    set_item_aside(viewer, item)


def retry_lms_item(viewer: Viewer, item: str, request: OnBehalf) -> None:
    """Try a refused change again now."""
    retry_item(viewer, item, request.programme)


def list_lms_facts(viewer: Viewer, wanted: OfProgramme, page: Slice) -> Listing[FactLine]:
    """List what the LMS tells about the people of a programme: completions, grades, profiles."""
    return sliced(facts(viewer, wanted.programme), page)


@dataclass(frozen=True, slots=True)
class HintSecret:
    """With which secret the LMS signs its events (Standard Webhooks), and where it sends them."""

    address: str
    secret: str


async def renew_hint_secret(parts: Parts, viewer: Viewer) -> HintSecret:
    """Give the LMS a secret for events that say: look here; the one before is good for a day."""
    lms = _lms(parts).name
    secret = await in_thread(take_hint.renew_hint_secret, viewer, lms)
    return HintSecret(parts.settings.url + PATH.format(lms=lms), secret)


def _lms(parts: Parts) -> Lms:
    if parts.lms is None:
        raise NoLms("no LMS is set up; start the bridge with one")
    return parts.lms


DOORS = (
    operation("GET", "/lms/difference", get_lms_difference, COORDINATORS, tag=TAG),
    operation("POST", "/lms:synchronise", synchronise, COORDINATORS, tag=TAG, status=202),
    operation("POST", "/lms/events:renew-secret", renew_hint_secret, ADMINISTRATORS, tag=TAG),
    operation("GET", "/lms/syncs", list_syncs, OVERSEERS, tag=TAG),
    operation("GET", "/lms/syncs/{sync}/lines", list_sync_lines, COORDINATORS, tag=TAG),
    operation("GET", "/lms/items", list_lms_items, COORDINATORS, tag=TAG),
    operation(
        "POST", "/lms/items/{item}:set-aside", set_lms_item_aside, COORDINATORS, tag=TAG, status=204
    ),
    operation("POST", "/lms/items/{item}:retry", retry_lms_item, COORDINATORS, tag=TAG, status=204),
    operation("GET", "/lms/facts", list_lms_facts, COORDINATORS, tag=TAG),
)
