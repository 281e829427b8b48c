"""Nominations: seen, made one by one or many at once, put in order, and replaced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from catalogue.actions import nominate as nominating
from catalogue.actions import nominate_officials as nominating_many
from catalogue.actions import rank as ranking
from catalogue.actions import substitute as substituting
from catalogue.actions.nominate_officials import Nominated
from catalogue.queries import nominations
from catalogue.queries.nominations import NominationFilter, NominationLine
from catalogue.sheets.sheet import Sheet
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.errors import OnlyTried
from lms_bridge.api.listing import Listing, Sorted, listing
from lms_bridge.api.officials import Trial
from lms_bridge.api.operation import Body, Rows
from lms_bridge.api.rows import told_by_path
from lms_bridge.doors import COORDINATORS, FOCAL_POINTS, MEMBERS, SEATED

TAG = "nominations"


class NominationEntry(Body):
    """That an official is nominated for a course."""

    programme: str
    official: str
    course: str
    note: str = ""


class NominationRow(Body):
    """One of many nominations in a programme."""

    official: str
    course: str
    note: str = ""


class Ranking(Body):
    """A member's endorsed nominations for a course, the first choice first."""

    course: str
    nominations: tuple[str, ...]


class Substitute(Body):
    """Who comes instead."""

    official: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Nominations in their new order."""

    items: tuple[NominationLine, ...]


ROWS = Rows(NominationRow, "nominations")


def list_nominations(
    viewer: Viewer, wanted: NominationFilter, paging: Sorted
) -> Listing[NominationLine]:
    """List nominations."""
    return listing(nominations.nominations(viewer, wanted, paging.paging()))


def get_nomination(viewer: Viewer, nomination: str) -> NominationLine:
    """Give a nomination."""
    return nominations.nomination(viewer, nomination)


def nominate(viewer: Viewer, entry: NominationEntry) -> NominationLine:
    """Draft a nomination."""
    made = nominating.nominate(viewer, **entry.model_dump())
    return nominations.nomination(viewer, made)


def nominate_officials(
    viewer: Viewer, programme: str, sheet: Annotated[Sheet, ROWS], trial: Trial
) -> Nominated:
    """Nominate everybody in a sheet, or nobody, and submit the nominations for endorsement.

    Who is nominated already, or has completed the course, stays as they are.
    """
    with told_by_path(sheet, ROWS):
        nominated = nominating_many.nominate_officials(viewer, programme, sheet)
    if trial.validate_only:
        raise OnlyTried(nominated)
    return nominated


def rank(viewer: Viewer, ranking_: Ranking) -> Ranked:
    """Put a member's nominations for a course in order; priorities follow the ranks."""
    ranking.rank(viewer, ranking_.course, ranking_.nominations)
    return Ranked(tuple(nominations.nomination(viewer, id) for id in ranking_.nominations))


def substitute(viewer: Viewer, nomination: str, instead: Substitute) -> NominationLine:
    """Withdraw a nomination, if it has a seat, and endorse another official in its place."""
    made = substituting.substitute(viewer, nomination, instead.official, instead.note)
    return nominations.nomination(viewer, made)


DOORS = (
    operation("GET", "/nominations", list_nominations, MEMBERS | SEATED, tag=TAG),
    operation(
        "GET", "/nominations/{nomination}", get_nomination, MEMBERS | SEATED, tag=TAG, tagged=True
    ),
    operation(
        "POST",
        "/nominations",
        nominate,
        MEMBERS,
        tag=TAG,
        status=201,
        tagged=True,
        location="/nominations/{id}",
    ),
    operation(
        "POST",
        "/programmes/{programme}/nominations:submit",
        nominate_officials,
        MEMBERS,
        tag=TAG,
    ),
    operation("POST", "/nominations:rank", rank, COORDINATORS | FOCAL_POINTS, tag=TAG),
    operation(
        "POST",
        "/nominations/{nomination}:substitute",
        substitute,
        MEMBERS,
        tag=TAG,
        status=201,
        tagged=True,
        guarded_by=get_nomination,
        location="/nominations/{id}",
    ),
)
