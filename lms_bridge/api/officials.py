"""Officials: seen by those who answer for them, registered one by one or many at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from catalogue.actions import register_official as registering
from catalogue.actions import register_officials as registering_many
from catalogue.actions.register_official import OfficialForm
from catalogue.queries import officials
from catalogue.queries.officials import OfficialFilter, OfficialLine, OfficialRecord
from catalogue.registration import Registered
from catalogue.sheets.sheet import Sheet
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.errors import OnlyTried
from lms_bridge.api.listing import Listing, Sorted, listing
from lms_bridge.api.operation import Body, Rows
from lms_bridge.api.rows import told_by_path
from lms_bridge.doors import MEMBERS, SEATED

TAG = "officials"


class OfficialEntry(Body):
    """An official; `code` is the member's own number for them."""

    agency: str
    city: str
    family_name: str
    given_name: str = ""
    email: str = ""
    languages: tuple[str, ...] = ()
    code: str = ""
    max_days: int | None = None
    gender: Literal["", "female", "male", "other"] = ""


ROWS = Rows(OfficialEntry, "officials")


@dataclass(frozen=True, slots=True)
class Trial:
    """Whether to look only: everything is checked, nothing is kept."""

    validate_only: bool = False


def list_officials(viewer: Viewer, wanted: OfficialFilter, paging: Sorted) -> Listing[OfficialLine]:
    """List officials."""
    return listing(officials.officials(viewer, wanted, paging.paging()))


def get_official(viewer: Viewer, official: str) -> OfficialRecord:
    """Give an official with absences and completed courses."""
    return officials.official(viewer, official)


def register_official(viewer: Viewer, entry: OfficialEntry) -> OfficialRecord:
    """Register somebody new."""
    form = OfficialForm(**entry.model_dump())
    return officials.official(viewer, registering.register_official(viewer, form))


def register_officials(viewer: Viewer, sheet: Annotated[Sheet, ROWS], trial: Trial) -> Registered:
    """Register everybody in a sheet, or nobody; who is there already is brought up to date.

    A fault in any row is told with all the others, and nothing is kept. Doing it again changes
    nothing.
    """
    with told_by_path(sheet, ROWS):
        registered = registering_many.register_officials(viewer, sheet)
    if trial.validate_only:
        raise OnlyTried(registered)
    return registered


DOORS = (
    operation("GET", "/officials", list_officials, MEMBERS | SEATED, tag=TAG),
    operation("GET", "/officials/{official}", get_official, MEMBERS | SEATED, tag=TAG, tagged=True),
    operation(
        "POST",
        "/officials",
        register_official,
        MEMBERS,
        tag=TAG,
        status=201,
        tagged=True,
        location="/officials/{line[id]}",
    ),
    operation("POST", "/officials:register", register_officials, MEMBERS, tag=TAG),
)
