"""A coordinator sets a programme's rules about days, and what matters how much in its plans."""

from __future__ import annotations

from collections.abc import Mapping

from catalogue import audit, outbox
from catalogue.db import changing
from catalogue.errors import Refused
from catalogue.faults import Fault, Where
from catalogue.programmes import most_of
from catalogue.published import programme_of
from catalogue.viewer import Viewer


@changing
def set_terms(viewer: Viewer, programme: str, terms: Mapping[str, int]) -> None:
    """Set some of `TERMS`, whole numbers from 0 to `most_of`; what is not there stays as it is.

    Offers that are made already keep their day, and a scenario the rules with which it was planned.
    Raises Forbidden, NotFound, Refused.
    """
    viewer.allow_coordinators()
    row = programme_of(programme)
    faults = [
        Fault(Where(column=name), "OUT_OF_RANGE", str(value), (f"0 to {most_of(name)}",))
        for name, value in terms.items()
        if not 0 <= value <= most_of(name)
    ]
    if faults:
        raise Refused(faults)
    changed = {name: value for name, value in terms.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.save()
        audit.record(viewer, "programme.terms_set", "programme", programme, terms=changed)
        outbox.put("programme.terms_set", programme=programme)
