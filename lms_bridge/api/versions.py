"""Versions: the work in progress is published; what was published, and what changed between."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.actions import publish as publishing
from catalogue.actions.publish import Published
from catalogue.queries import versions
from catalogue.queries.differences import STANDING, between, between_versions
from catalogue.queries.versions import VersionLine
from catalogue.viewer import Viewer
from lms_bridge import going_back
from lms_bridge.api.changes import PlanDifference, shown
from lms_bridge.api.doing import operation
from lms_bridge.api.enrolments import EnrolmentEnd, rows_of
from lms_bridge.api.listing import Listing, Slice, sliced
from lms_bridge.api.operation import Body
from lms_bridge.doors import COORDINATORS, EVERYBODY, MACHINES
from lms_bridge.going_back import Revived
from lms_bridge.parts import Parts

TAG = "versions"


class Publishing(Body):
    """What is said to a new version.

    `scenario` is the one that is meant, `seen` the name of its plan that was looked at: where the
    work in progress is another by now, nothing is published. `confirmed` are the enrolments that
    the publisher saw end in the LMS's difference.
    """

    note: str = ""
    scenario: str | None = None
    seen: str | None = None
    confirmed: tuple[EnrolmentEnd, ...] = ()


@dataclass(frozen=True, slots=True)
class Before:
    """The version to compare with; without it, nothing published."""

    before: str | None = None


@dataclass(frozen=True, slots=True)
class TwoPlans:
    """Plans by the ids of versions or scenarios; `standing` is the published plan as of today."""

    before: str = STANDING
    now: str = STANDING


def publish(viewer: Viewer, programme: str, publishing_: Publishing) -> Published:
    """Publish the work in progress as the next version, which never changes again.

    Who gets a seat is offered it, who loses one or gets none waits; trainers are asked.
    """
    return publishing.publish(
        viewer,
        programme,
        publishing_.note,
        rows_of(publishing_.confirmed),
        scenario=publishing_.scenario,
        seen=publishing_.seen,
    )


async def go_back(parts: Parts, viewer: Viewer, version: str) -> Revived:
    """Make an older version's plan a scenario, to be adopted and published as a new version.

    What has begun stays as it is, and who gave up their seat stays without. Where that breaks a
    rule today it is refused, with every such rule.
    """
    return await going_back.go_back(parts.planner, viewer, version)


def list_versions(viewer: Viewer, programme: str, wanted: Slice) -> Listing[VersionLine]:
    """List a programme's versions, the newest first."""
    return sliced(versions.versions(viewer, programme), wanted)


def compare_plans(viewer: Viewer, programme: str, wanted: TwoPlans) -> PlanDifference:
    """Tell what changes from one plan to another, as far as one may see, and who is told."""
    return shown(between(viewer, programme, wanted.before, wanted.now))


def compare_versions(viewer: Viewer, version: str, wanted: Before) -> PlanDifference:
    """Tell what changed from one version to another, as far as one may see."""
    return shown(between_versions(viewer, wanted.before, version))


DOORS = (
    operation(
        "POST", "/programmes/{programme}:publish", publish, COORDINATORS, tag=TAG, status=201
    ),
    operation("GET", "/programmes/{programme}/versions", list_versions, EVERYBODY, tag=TAG),
    operation("POST", "/versions/{version}:go-back", go_back, COORDINATORS, tag=TAG),
    operation(
        "GET",
        "/programmes/{programme}/difference",
        compare_plans,
        EVERYBODY - MACHINES,
        tag=TAG,
    ),
    operation(
        "GET", "/versions/{version}/difference", compare_versions, EVERYBODY - MACHINES, tag=TAG
    ),
)
