"""Nominations as rows of their file."""

from __future__ import annotations

from pathlib import Path

from catalogue.samples.chance import one_of
from catalogue.samples.story import Nomination, Story
from catalogue.samples.tables import write

_NOTES = {
    "declined": ("posted elsewhere on these days", "no replacement at the post", ""),
    "rejected": ("not in the audience", "nominated for another course", ""),
    "withdrawn": ("changed post", "on leave", ""),
    "absent": ("missed the flight", "visa came too late", ""),
}


def write_nominations(folder: Path) -> None:
    """Write `nominations.csv`."""
    told = sorted(Story(folder).tell(), key=lambda n: (n.wish.official, n.wish.course))
    columns = "official course state rank priority run answer_by endorsed_on pinned_run note"
    write(folder, "nominations", columns, map(_row, told))


def _row(told: Nomination) -> tuple[object, ...]:
    """Give a row; those wanted at the roundtable matter most, the Joint Period is at home."""
    wish, has_rank = told.wish, told.endorsed_on is not None
    return (
        wish.official,
        wish.course,
        told.state,
        wish.rank if has_rank else None,
        wish.priority if has_rank and wish.course == "ret" else None,
        told.run,
        None,
        told.endorsed_on,
        told.run if wish.course == "jpa" else None,
        one_of(_NOTES.get(told.state, ("",)), "note", wish.course, wish.official),
    )
