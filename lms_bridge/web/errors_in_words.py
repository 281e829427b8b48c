"""What exactly went wrong, of the errors that readers meet most, in their language."""

from __future__ import annotations

from collections.abc import Iterable

from catalogue.errors import AlreadyThere, ChangedMeanwhile, NotFound, WrongState
from lms_bridge.problems import Problem
from lms_bridge.web.language import _
from lms_bridge.web.terms import say


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
        case WrongState() as error:
            return _wrong_state(error)
        case _:
            return ""


def _wrong_state(error: WrongState) -> str:
    text = _('%(kind)s "%(id)s" is %(state)s and cannot become %(wanted)s')
    states = {"state": say(error.state), "wanted": say(error.wanted)}
    said = text % {"kind": say(error.kind), "id": error.id, **states}
    if not error.allowed:
        return said
    possible = _("possible: %(states)s") % {"states": _said(error.allowed)}
    return f"{said}; {possible}"


def _said(terms: Iterable[str]) -> str:
    return ", ".join(map(say, terms))
