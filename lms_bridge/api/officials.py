"""Officials: seen by those who answer for them, registered one by one or many at once."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Annotated, Literal

from catalogue.actions import change_official as changing
from catalogue.actions import register_official as registering
from catalogue.actions import register_officials as registering_many
from catalogue.actions import retire_official as retiring
from catalogue.actions.register_official import OfficialForm
from catalogue.queries import officials
from catalogue.queries.eligibility import Fit, eligibility
from catalogue.queries.officials import Away, CompletionLine, OfficialFilter, OfficialLine
from catalogue.registration import Registered
from catalogue.sheets.sheet import Sheet
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.errors import OnlyTried
from lms_bridge.api.listing import Listing, Slice, Sorted, listing, sliced
from lms_bridge.api.operation import Body, Rows
from lms_bridge.api.rows import told_by_path
from lms_bridge.doors import MEMBERS, SEATED

TAG = "officials"


class OfficialEntry(Body):
    """An official; `code` is the member's own number for them. Somebody new needs a `city`."""

    agency: str
    city: str | None
    family_name: str
    given_name: str = ""
    email: str = ""
    languages: tuple[str, ...] = ()
    code: str = ""
    max_days: int | None = None
    gender: Literal["", "female", "male", "other"] | None = None


@dataclass(frozen=True, slots=True)
class OfficialShown(OfficialLine):
    """An official with absences and completed courses."""

    away: tuple[Away, ...] = ()
    completions: tuple[CompletionLine, ...] = ()


class Leaving(Body):
    """Whether an official has left their agency; false takes it back."""

    has_left: bool = True


ROWS = Rows(OfficialEntry, "officials")


@dataclass(frozen=True, slots=True)
class Trial:
    """Whether to look only: everything is checked, nothing is kept."""

    validate_only: bool = False


def list_officials(viewer: Viewer, wanted: OfficialFilter, paging: Sorted) -> Listing[OfficialLine]:
    """List officials."""
    return listing(officials.officials(viewer, wanted, paging.paging()))


def get_official(viewer: Viewer, official: str) -> OfficialShown:
    """Give an official with absences and completed courses."""
    record = officials.official(viewer, official)
    line = {each.name: getattr(record.line, each.name) for each in fields(record.line)}
    return OfficialShown(**line, away=record.away, completions=record.completions)


def _form(entry: OfficialEntry) -> OfficialForm:
    """Give the form of an entry, in which what is not told is empty."""
    return OfficialForm(
        **entry.model_dump() | {"city": entry.city or "", "gender": entry.gender or ""}
    )


def register_official(viewer: Viewer, entry: OfficialEntry) -> OfficialShown:
    """Register somebody new."""
    return get_official(viewer, registering.register_official(viewer, _form(entry)))


def change_official(viewer: Viewer, official: str, entry: OfficialEntry) -> OfficialShown:
    """Correct an official; they stay with their member, and `code` is not read."""
    changing.change_official(viewer, official, _form(entry))
    return get_official(viewer, official)


def retire_official(viewer: Viewer, official: str, leaving: Leaving) -> OfficialShown:
    """Note that an official has left, or is back after all.

    Nominations without a seat are withdrawn; a seat is reported as a drop-out.
    """
    retiring.retire_official(viewer, official, has_left=leaving.has_left)
    return get_official(viewer, official)


def list_eligibility(viewer: Viewer, programme: str, official: str, wanted: Slice) -> Listing[Fit]:
    """List the courses that an official could attend, or what is missing for each.

    It promises no seat: a plan looks at much else.
    """
    return sliced(eligibility(viewer, programme, official), wanted)


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
        location="/officials/{id}",
    ),
    operation(
        "PUT",
        "/officials/{official}",
        change_official,
        MEMBERS,
        tag=TAG,
        tagged=True,
        guarded_by=get_official,
    ),
    operation(
        "POST",
        "/officials/{official}:retire",
        retire_official,
        MEMBERS,
        tag=TAG,
        tagged=True,
        guarded_by=get_official,
    ),
    operation(
        "GET",
        "/programmes/{programme}/officials/{official}/eligibility",
        list_eligibility,
        MEMBERS,
        tag=TAG,
    ),
    operation("POST", "/officials:register", register_officials, MEMBERS, tag=TAG),
)
