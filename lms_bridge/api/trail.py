"""The audit trail: who did what to what, when, and in which request."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.queries import trail
from catalogue.queries.trail import TrailLine
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.listing import Listing, Sorted, listing
from lms_bridge.doors import COORDINATORS, FOCAL_POINTS

TAG = "trail"


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """Of which thing; without one, of all that one may see."""

    kind: str | None = None
    thing: str | None = None


def list_trail(viewer: Viewer, wanted: TrailFilter, paging: Sorted) -> Listing[TrailLine]:
    """List what was done, the newest first."""
    asked = paging.paging(trail.NEWEST_FIRST.sort)
    return listing(trail.trail(viewer, wanted.kind, wanted.thing, asked))


DOORS = (operation("GET", "/trail", list_trail, COORDINATORS | FOCAL_POINTS, tag=TAG),)
