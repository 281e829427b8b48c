"""What exactly went wrong, of the errors that readers meet most, in their language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from catalogue.errors import (
    AlreadyThere,
    ChangedMeanwhile,
    NotFound,
    NotSeatable,
    Outdated,
    Refused,
    WrongState,
)
from catalogue.versions import version_number
from lms_bridge.problems import Problem
from lms_bridge.web.faults_in_words import say_placed_fault
from lms_bridge.web.language import _, later, say_comma, say_list
from lms_bridge.web.terms import say

_MOST = 20

NO_SEAT = {
    "NO_RUN_HELD": later('"%(run)s" is no run of this course that is held.'),
    "FROZEN": later('"%(run)s" has begun already.'),
    "PINNED_ELSEWHERE": later('The nomination is pinned to another run than "%(run)s".'),
    "FULL": later('Every seat in "%(run)s" is taken.'),
    "MEMBER_LIMIT": later('The member has all the seats in "%(run)s" that a member may have.'),
    "CLASH": later('The official sits or teaches elsewhere on days of "%(run)s".'),
}
"""Why there is no seat in a run, by the code of the contract."""


def say_problem(problem: Problem) -> str:
    """Say what went wrong; nothing where only the problem's own words tell."""
    match problem.error:
        case NotFound(kind=kind, id=id):
            return _('there is no %(kind)s "%(id)s" for you') % {"kind": say(kind), "id": id}
        case AlreadyThere(kind=kind, id=id):
            return _('there is %(kind)s "%(id)s" already') % {"kind": say(kind), "id": id}
        case ChangedMeanwhile(kind=kind, id=id):
            text = _(
                '%(kind)s "%(id)s" was changed since you looked; look at it again, and see '
                "whether you still mean it"
            )
            return text % {"kind": say(kind), "id": id}
        case WrongState() | NotSeatable() | Outdated() as error:
            return _as_things_stand(error)
        case _:
            return ""


def _as_things_stand(error: WrongState | NotSeatable | Outdated) -> str:
    match error:
        case WrongState():
            return _wrong_state(error)
        case NotSeatable(run=run, code=code):
            return _(NO_SEAT[code]) % {"run": run}
        case Outdated():
            return " ".join(say_outdated(error))


def say_outdated(error: Outdated | Refused) -> Iterator[str]:
    """Say, sentence by sentence, what a plan does not know, or names that is not there."""
    match error:
        case Refused():
            yield from map(say_placed_fault, error.faults)
        case Outdated():
            if error.newer_version:
                said = _("Version %(version)s was published since.")
                yield said % {"version": version_number(error.newer_version)}
            if error.nominations:
                said = _("Nominations that have moved since: %(nominations)s.")
                yield said % {"nominations": _listed(error.nominations)}
            if error.runs:
                said = _("Runs of other programmes that need the same people or halls: %(runs)s.")
                yield said % {"runs": _listed(error.runs)}


def _listed(ids: Sequence[str]) -> str:
    """Name the first of them, and how many there are besides."""
    more = len(ids) - _MOST
    if more <= 0:
        return say_list(ids)
    return f"{say_comma().join(ids[:_MOST])} {_('and %(count)s more') % {'count': more}}"


def _wrong_state(error: WrongState) -> str:
    if error.state == error.wanted:
        text = _('%(kind)s "%(id)s" is %(state)s already')
        return text % {"kind": say(error.kind), "id": error.id, "state": say(error.state)}
    text = _('%(kind)s "%(id)s" is %(state)s and cannot become %(wanted)s')
    states = {"state": say(error.state), "wanted": say(error.wanted)}
    said = text % {"kind": say(error.kind), "id": error.id, **states}
    if not error.allowed:
        return said
    possible = _("possible: %(states)s") % {"states": say_list(map(say, error.allowed), "or")}
    return f"{said}; {possible}"
