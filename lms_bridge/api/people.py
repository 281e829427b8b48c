"""People as such: what is known about one, one spelled twice, and one who is to be forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from catalogue.actions import erase_person as erasing
from catalogue.actions import export_person as exporting
from catalogue.actions import merge_people as merging
from catalogue.queries import duplicates
from catalogue.queries.duplicates import Duplicate
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.listing import Listing, Slice, sliced
from lms_bridge.api.operation import Body
from lms_bridge.doors import COORDINATORS, FOCAL_POINTS, MEMBERS, SEATED, TEACHERS

TAG = "people"


class Erasing(Body):
    """Why somebody is erased, and whether their open nominations, seats included, end with it."""

    reason: str = ""
    withdraw: bool = False


class Other(Body):
    """Who is the same person, and how that is known."""

    other: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PersonFile:
    """Every row about a person, by table."""

    tables: dict[str, list[dict[str, Any]]]


def _not_kept(_: PersonFile) -> PersonFile:
    """Keep nothing of it: the same key again finds no copy of somebody's file."""
    return PersonFile({})


def list_duplicates(viewer: Viewer, paging: Slice) -> Listing[Duplicate]:
    """List pairs of people who may be one, spelled twice, the likeliest first."""
    return sliced(duplicates.duplicates(viewer), paging)


def export_person(viewer: Viewer, person: str) -> PersonFile:
    """Give everything that is known about a person, as far as the caller may see.

    That it was taken out stands in the audit trail.
    """
    return PersonFile(exporting.export_person(viewer, person))


def erase_person(viewer: Viewer, person: str, how: Erasing) -> None:
    """Erase who a person was; what figures count stays.

    While a nomination of theirs is open it is refused with what stands in the way (STILL_OPEN), or
    with `withdraw` those nominations are withdrawn and seats are free. Not while they teach in a
    run that is not over, or it is not decided whether they completed one.
    """
    erasing.erase_person(viewer, person, how.reason, withdraw=how.withdraw)


def merge_people(viewer: Viewer, person: str, same: Other) -> None:
    """Let a person have all that another has, who is the same human being."""
    merging.merge_people(viewer, person, same.other, same.reason)


DOORS = (
    operation("GET", "/people/duplicates", list_duplicates, COORDINATORS | FOCAL_POINTS, tag=TAG),
    operation(
        "POST",
        "/people/{person}:export",
        export_person,
        MEMBERS | SEATED | TEACHERS,
        tag=TAG,
        kept=_not_kept,
    ),
    operation("POST", "/people/{person}:erase", erase_person, COORDINATORS, tag=TAG),
    operation("POST", "/people/{person}:merge", merge_people, COORDINATORS, tag=TAG),
)
