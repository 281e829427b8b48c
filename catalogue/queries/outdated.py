"""Whether a scenario's plan knows what has happened since it was made."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue import sight
from catalogue.db import reading
from catalogue.errors import Outdated, Refused
from catalogue.outdated import refuse_outdated
from catalogue.published import newest_version
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Newest:
    """The version that was published last, and the scenario that it was made from, if any."""

    id: str
    number: int
    scenario: str


@reading
def newest(viewer: Viewer, programme: str) -> Newest | None:
    """Give the version that was published last, if any was. Raises Forbidden."""
    viewer.allow_coordinators()
    version = newest_version(programme)
    return Newest(version.id, version.number, version.scenario) if version else None


@reading
def outdated(viewer: Viewer, scenario: str) -> Outdated | Refused | None:
    """Give what would be said if the scenario were adopted or published; None where nothing would.

    Raises Forbidden, NotFound.
    """
    viewer.allow_coordinators()
    try:
        refuse_outdated(viewer, sight.scenario(viewer, scenario))
    except (Outdated, Refused) as error:
        return error
    return None
