"""Where an LMS shows us: a link in a course there, and the run that it is of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalogue import sight
from catalogue.db import changing
from catalogue.fields import now
from catalogue.lti import LtiPlacement, Mark
from catalogue.runs import Run
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Place:
    """A link in a course of an LMS, and the addresses of its services.

    `runs` are ids that may be those of its run, the likeliest first. `earlier` are the links that
    it was copied from, `earlier_contexts` the courses. `mark` is a word for what it is marked by,
    if it has one.
    """

    context: str
    link: str
    runs: Sequence[str]
    earlier: Sequence[str]
    earlier_contexts: Sequence[str]
    mark: str
    line_items: str
    memberships: str


@changing
def note_placement(platform: str, programme: str | None, place: Place) -> str | None:
    """Note where an LMS shows us; the run that the link is of, if it is of one of the programme."""
    run = _run(platform, programme, place)
    same = (
        (LtiPlacement.platform == platform)
        & (LtiPlacement.context == place.context)
        & (LtiPlacement.link == place.link)
    )
    values = {
        "run": run,
        "mark": Mark(place.mark) if place.mark in set(Mark) else Mark.EITHER,
        "line_items": place.line_items,
        "memberships": place.memberships,
        "seen_at": now(),
    }
    if not LtiPlacement.update(values).where(same).execute():
        LtiPlacement.create(platform=platform, context=place.context, link=place.link, **values)
    return run


def _run(platform: str, programme: str | None, place: Place) -> str | None:
    ours = LtiPlacement.select().where(LtiPlacement.platform == platform)
    links = ours.where(LtiPlacement.link.in_(list(place.earlier)))
    contexts = ours.where(LtiPlacement.context.in_(list(place.earlier_contexts)))
    wanted = [*place.runs, *(row.run_id for row in links if row.run_id)]
    shown = {row.run_id for row in contexts if row.run_id}
    if len(shown) == 1:  # of more, nobody could say which
        wanted += shown
    known = sight.runs(Viewer.system()).where(Run.id.in_(wanted), Run.programme == programme)
    there = {row.id for row in known}
    return next((id for id in wanted if id in there), None)
