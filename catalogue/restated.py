"""A table of nominations that was written here and comes back: what it says of them still stands.

States, ranks and seats are moved by their own actions, never by a sheet. A row that says of a
nomination what is stored changes nothing; one that says something else is refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from catalogue import sight
from catalogue.calls import Call
from catalogue.life import State
from catalogue.nominations import Nomination
from catalogue.sheets.cells import Cells
from catalogue.texts import tidy
from catalogue.viewer import Viewer

_LONGEST = 2000
_READ: dict[str, Callable[[Cells, str], Any]] = {
    "state": lambda cells, column: cells.term(column, State),
    **dict.fromkeys(("rank", "priority", "call"), Cells.whole_or_none),
    **dict.fromkeys(("answer_by", "reminded_on"), Cells.day_or_none),
    "endorsed_on": Cells.moment_or_day,
    **dict.fromkeys(
        ("run", "pinned_run", "substitutes", "note", "reason"),
        lambda cells, column: cells.text(column, longest=_LONGEST),
    ),
}

COLUMNS = tuple(name for name in _READ if name != "note")
"""What a table may say of a nomination besides its official, its course and a note."""

Pair = tuple[str, str]


class Restated:
    """The nominations of a programme that a viewer may see, by official and course."""

    def __init__(self, viewer: Viewer, programme: str) -> None:
        numbers = {row.id: row.number for row in Call.select().where(Call.programme == programme)}
        self._of: dict[Pair, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
        rows = sight.nominations(viewer).select(Nomination)
        for row in rows.where(Nomination.programme == programme):
            stands = {name: row.__data__.get(name) for name in _READ}
            stands |= {"endorsed_on": row.endorsed_at, "call": numbers.get(row.call_id or "")}
            stands |= {name: tidy(stands[name]) for name in ("note", "reason")}  # as cells are read
            self._of[_key(row.official_id, row.course_id)].append((row.id, stands))

    def find(self, cells: Cells) -> str | None:
        """Give the nomination of which a row says what is stored; None where it says nothing.

        Faults where it says something else, or something of a nomination that is not there.
        """
        told = [name for name in COLUMNS if cells.has(name)]
        if not told:
            return None
        told += ["note"] if cells.has("note") else []
        says = {name: _READ[name](cells, name) for name in told}
        there = self._of.get(_key(cells.text("official"), cells.text("course")), [])
        for id, stands in there:
            if all(stands[name] == value for name, value in says.items()):
                return id
        for name in told if not cells.faulty else ():
            self._refuse(cells, name, says[name], [stands for _, stands in there])
        return None

    def _refuse(self, cells: Cells, name: str, value: Any, there: list[dict[str, Any]]) -> None:
        if not there and name == "state" and value != State.SUBMITTED:
            cells.fault(name, "NOT_ONE_OF", State.SUBMITTED)
        elif not there and name not in {"state", "note"}:
            cells.fault(name, "NOT_WITH", State.SUBMITTED)
        elif there and value not in [stands[name] for stands in there]:
            stored = [str(stands[name]) for stands in there if stands[name] not in {None, ""}]
            if stored:
                cells.fault(name, "NOT_ONE_OF", *stored)
            else:
                cells.fault(name, "NOT_WITH", *{stands["state"] for stands in there})


def _key(official: str, course: str) -> Pair:
    """Codes are the same in capital letters or not."""
    return official.lower(), course.lower()
