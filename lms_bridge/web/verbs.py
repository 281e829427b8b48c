"""What can be done to nominations by those who answer for them, to one or to many at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from catalogue.actions.accept import accept
from catalogue.actions.decline import decline
from catalogue.actions.endorse import endorse
from catalogue.actions.reject import reject
from catalogue.actions.send_back import send_back
from catalogue.actions.submit import submit
from catalogue.actions.withdraw import withdraw
from catalogue.db import changing
from catalogue.life import PLANNED, Actor, State, ways_out
from catalogue.queries.nominations import NominationFilter, NominationLine, nominations
from catalogue.queries.nominations import nomination as read_nomination
from catalogue.queries.paging import Paging
from catalogue.viewer import Role, Viewer
from lms_bridge.doors import COORDINATORS
from lms_bridge.web.forms import Form
from lms_bridge.web.language import later

_ALL = Paging(size=1000)


@dataclass(frozen=True, slots=True)
class Verb:
    """Something that is done to nominations: its name, the state it leads to, whether it hurts."""

    name: str
    text: str
    to: State
    is_ending: bool
    carry_out: Callable[[Viewer, str, str], None]


VERBS = {
    verb.name: verb
    for verb in (
        Verb(
            "submit",
            later("Submit"),
            State.SUBMITTED,
            False,
            lambda viewer, nomination, _why: submit(viewer, nomination),
        ),
        Verb(
            "endorse",
            later("Endorse"),
            State.ENDORSED,
            False,
            lambda viewer, nomination, _why: endorse(
                viewer, nomination, next_rank(viewer, nomination)
            ),
        ),
        Verb(
            "accept",
            later("Accept"),
            State.ACCEPTED,
            False,
            lambda viewer, nomination, _why: accept(viewer, nomination),
        ),
        Verb("send_back", later("Send back"), State.DRAFT, True, send_back),
        Verb("decline", later("Decline"), State.DECLINED, True, decline),
        Verb("withdraw", later("Withdraw"), State.WITHDRAWN, True, withdraw),
        Verb("reject", later("Reject"), State.REJECTED, True, reject),
    )
}


def next_rank(viewer: Viewer, id: str) -> int:
    """Give the rank after the last of a member's nominations for the course."""
    line = read_nomination(viewer, id)
    wanted = NominationFilter(
        line.programme, member=line.member, course=line.course, states=tuple(sorted(PLANNED))
    )
    ranks = [each.rank or 0 for each in nominations(viewer, wanted, _ALL).items]
    return min(max(ranks, default=0) + 1, 999)


def verbs_for(viewer: Viewer, lines: Iterable[NominationLine], members: set[str]) -> list[Verb]:
    """List what a reader may do to some of these; `members` are those that are no organisations."""
    reachable: set[State] = set()
    for line in lines:
        reachable |= ways_out(line.state, _actors(viewer, line, members))
    return [verb for verb in VERBS.values() if verb.to in reachable]


def _actors(viewer: Viewer, line: NominationLine, members: set[str]) -> frozenset[Actor]:
    found = set()
    if viewer.has(*COORDINATORS):
        found.add(Actor.COORDINATOR)
        if line.member not in members:
            found |= {Actor.FOCAL_POINT, Actor.AGENCY_OFFICER}
    if viewer.has(Role.FOCAL_POINT) and viewer.member == line.member:
        found.add(Actor.FOCAL_POINT)
    if viewer.has(Role.AGENCY_OFFICER) and viewer.agency == line.agency:
        found.add(Actor.AGENCY_OFFICER)
    if viewer.has(Role.OFFICIAL) and viewer.person == line.official:
        found.add(Actor.OFFICIAL)
    return frozenset(found)


@changing
def carry_out(
    viewer: Viewer, verb: Verb, ids: Sequence[str], reason: str, ranks: Mapping[str, int]
) -> None:
    """Do something to nominations, to all or to none. Raises as the actions do.

    What one of them takes along, as a leg of a study exchange does the others, is done by that.
    """
    before = {id: read_nomination(viewer, id).state for id in ids} if verb.is_ending else {}
    for id in ids:
        if id in before and read_nomination(viewer, id).state != before[id]:
            continue
        if verb.name == "endorse" and id in ranks:
            endorse(viewer, id, ranks[id])
        else:
            verb.carry_out(viewer, id, reason)


def verb_of(form: Form) -> Verb:
    """Read which verb a form means. Raises Refused."""
    name = form.text("verb")
    if name and name not in VERBS:
        form.fault("verb", "NOT_ONE_OF", *VERBS)
    form.check()
    return VERBS[name]
