"""Versions: the work in progress is published; what was published, and what changed between."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.actions import publish as publishing
from catalogue.actions.publish import Published
from catalogue.queries import versions
from catalogue.queries.differences import between_versions
from catalogue.queries.versions import VersionLine
from catalogue.viewer import Viewer
from lms_bridge.api.changes import PlanDifference, shown
from lms_bridge.api.doing import operation
from lms_bridge.api.enrolments import EnrolmentEnd, rows_of
from lms_bridge.api.listing import Listing, Slice, sliced
from lms_bridge.api.operation import Body
from lms_bridge.doors import COORDINATORS, EVERYBODY, MACHINES

TAG = "versions"


class Publishing(Body):
    """What is said to a new version.

    `confirmed` are the enrolments that the publisher saw end in the LMS's difference.
    """

    note: str = ""
    confirmed: tuple[EnrolmentEnd, ...] = ()


@dataclass(frozen=True, slots=True)
class Before:
    """The version to compare with; without it, nothing published."""

    before: str | None = None


def publish(viewer: Viewer, programme: str, publishing_: Publishing) -> Published:
    """Publish the work in progress as the next version, which never changes again.

    Who gets a seat is offered it, who loses one or gets none waits; trainers are asked.
    """
    return publishing.publish(viewer, programme, publishing_.note, rows_of(publishing_.confirmed))


def list_versions(viewer: Viewer, programme: str, wanted: Slice) -> Listing[VersionLine]:
    """List a programme's versions, the newest first."""
    return sliced(versions.versions(viewer, programme), wanted)


def compare_versions(viewer: Viewer, version: str, wanted: Before) -> PlanDifference:
    """Tell what changed from one version to another, as far as one may see."""
    return shown(between_versions(viewer, wanted.before, version))


DOORS = (
    operation(
        "POST", "/programmes/{programme}:publish", publish, COORDINATORS, tag=TAG, status=201
    ),
    operation("GET", "/programmes/{programme}/versions", list_versions, EVERYBODY, tag=TAG),
    operation(
        "GET", "/versions/{version}/difference", compare_versions, EVERYBODY - MACHINES, tag=TAG
    ),
)
