"""What is wrong in what somebody handed in: where, what, how to mend it; in their language."""

from __future__ import annotations

from collections.abc import Iterable

from catalogue.faults import Fault
from lms_bridge.web.language import _, apart, later, say_comma, say_list

later("a day of the run")  # what a fault allows, besides codes and numbers


def say_fault(fault: Fault) -> str:
    """Say what is wrong and how to mend it, for where its place is seen."""
    allowed = map(_range, fault.allowed) if fault.code == "OUT_OF_RANGE" else fault.allowed
    values = {"value": apart(fault.value), "allowed": say_list(map(apart, allowed), "or")}
    what, remedy = (_(text).format(**values) for text in fault.sentence)
    return _("%(what)s; %(remedy)s") % {"what": what, "remedy": remedy}


def _range(allowed: str) -> str:
    least, to, most = allowed.partition(" to ")
    return _("%(least)s to %(most)s") % {"least": least, "most": most} if to else _(allowed)


def say_placed_fault(fault: Fault) -> str:
    """Say what is wrong, how to mend it, and where: its file, row and column."""
    where, said = fault.where, say_fault(fault)
    row = _("row %(row)s") % {"row": where.row} if where.row else None
    place = say_comma().join(filter(None, (where.file, row, where.column)))
    return _("%(where)s: %(what)s") % {"where": place, "what": said} if place else said


def by_cell(faults: Iterable[Fault]) -> dict[tuple[int, str], str]:
    """Give what is wrong in words, by row and column of a table of fields."""
    return {(fault.where.row or 0, fault.where.column or ""): say_fault(fault) for fault in faults}


def by_column(faults: Iterable[Fault]) -> dict[str, list[str]]:
    """Give what is wrong in words, by column; what belongs to none stands under nothing."""
    found: dict[str, list[str]] = {}
    for fault in faults:
        found.setdefault(fault.where.column or "", []).append(say_fault(fault))
    return found
