"""Which changes are urgent: those that concern few people. They need no look at the whole LMS."""

from __future__ import annotations

from collections.abc import Collection

from catalogue.viewer import Viewer
from lms_bridge.published import read_published
from lms_bridge.sync.made import Made, Standing
from lms_bridge.sync.state import Desired

FEW_PEOPLE = 20


def urgent_runs(viewer: Viewer, lms: str, named: Collection[str] | None) -> frozenset[str] | None:
    """Give the runs to look at, where few people are concerned; None asks for a look at all.

    `named` are runs that are known to have changed; with None any may have.
    """
    known = read_published(viewer, lms)
    if not known.made.classes:
        return None
    concerned = concerned_by(known.desired(), known.made)
    runs = frozenset(concerned if named is None else named)
    people = {person for run in runs for person in concerned.get(run, ())}
    return runs if len(people) <= FEW_PEOPLE else None


def concerned_by(desired: Desired, made: Made) -> dict[str, set[str]]:
    """Give who is concerned by what the LMS does not hold yet, by run; all of it by our record."""
    seen = {e for e, standing in made.enrolments.items() if standing is not Standing.SENT}
    concerned: dict[str, set[str]] = {
        c.key: set() for c in desired.classes if made.told.get(c.key) != c.digest
    }
    for key in made.classes.keys() - {c.key for c in desired.classes}:
        concerned[key] = set()
    for e in desired.enrolments ^ seen:
        concerned.setdefault(e.class_key, set()).add(e.person_key)
    return concerned
