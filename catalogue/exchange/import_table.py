"""Importing one table of a programme's folder, as people hand it in: all of it, or nothing.

What a row brings is known by its code, so that importing again changes nothing; nothing is removed.
Officials and nominations come in through their own actions, for the agencies that one answers for,
attendance for the runs that one teaches; an agenda replaces that of its course. The rest is for
those who run the programme, and who may sign in for administrators alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from catalogue import audit, outbox
from catalogue.access import granting
from catalogue.actions.nominate_officials import nominate_officials
from catalogue.actions.register_officials import register_officials
from catalogue.attendance import Completion
from catalogue.db import changing
from catalogue.errors import NotFound
from catalogue.exchange.folder import Folder
from catalogue.exchange.import_cycle import (
    ADDED,
    CHANGED,
    UNCHANGED,
    import_agenda,
    import_attendance,
    import_calls,
)
from catalogue.exchange.known import note_known
from catalogue.exchange.putting import Rows, put
from catalogue.exchange.read_courses import read_courses
from catalogue.exchange.read_cycle import read_expenses
from catalogue.exchange.read_nominations import read_completions
from catalogue.exchange.read_people import read_people
from catalogue.exchange.read_places import read_members, read_places
from catalogue.exchange.read_runs import read_runs
from catalogue.published import programme_of
from catalogue.sheets.sheet import Sheet
from catalogue.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows of a table, and of those that hang on it, were added, changed or known."""

    added: int
    changed: int
    unchanged: int


class _OnlyChecked(Exception):
    """Carries what a table would become out of the transaction that it undoes."""

    def __init__(self, imported: Imported) -> None:
        super().__init__()
        self.imported = imported


def _completions(folder: Folder, _: str) -> list[Rows]:
    rows = read_completions(folder)
    return [Rows(Completion, ("official", "course", "nomination"), rows, only_new=True)]


Reader = Callable[[Folder, str], list[Rows]]


def _shared(read: Callable[[Folder], list[Rows]], kinds: str) -> dict[str, Reader]:
    """Give the reader of tables that belong to no programme."""
    return dict.fromkeys(kinds.split(), lambda folder, _: read(folder))


_OF_A_PROGRAMME = frozenset({"runs", "expenses"})
_READERS: dict[str, Reader] = {
    **_shared(read_members, "funders members agencies"),
    **_shared(read_places, "cities travel venues closures holidays"),
    **_shared(read_people, "users trainers skills unavailable"),
    **_shared(read_courses, "courses course_languages course_materials blocks"),
    **dict.fromkeys(("runs", "run_trainers", "links"), read_runs),
    "expenses": read_expenses,
    "completions": _completions,
}

_THROUGH_ACTIONS: dict[str, Callable[[Viewer, Folder, str], Counter[str]]] = {
    "agenda": import_agenda,
    "calls": import_calls,
    "attendance": import_attendance,
}

KINDS = ("officials", "nominations", *_READERS, *_THROUGH_ACTIONS)
"""What can be imported alone."""


def check_table(viewer: Viewer, kind: str, sheet: Sheet, programme: str) -> Imported:
    """Do all that importing does, and undo it. Raises what `import_table` raises."""

    @changing
    def only_check() -> None:
        raise _OnlyChecked(import_table(viewer, kind, sheet, programme))

    try:
        only_check()
    except _OnlyChecked as checked:
        return checked.imported
    raise AssertionError("unreachable")


@changing
def import_table(viewer: Viewer, kind: str, sheet: Sheet, programme: str) -> Imported:
    """Import a table; `programme` is where its runs or nominations belong.

    Raises Forbidden, NotFound; Refused with every fault of every row, and nothing is changed then.
    """
    if kind == "officials":
        put_in = register_officials(viewer, sheet)
        return Imported(*map(len, (put_in.added, put_in.changed, put_in.unchanged)))
    if kind == "nominations":
        nominated = nominate_officials(viewer, programme, sheet)
        return Imported(len(nominated.added), 0, len(nominated.unchanged))
    if kind in _THROUGH_ACTIONS:
        folder = Folder({}, {kind: sheet})
        note_known(folder)
        counts = _THROUGH_ACTIONS[kind](viewer, folder, programme_of(programme).id)
        return Imported(counts[ADDED], counts[CHANGED], counts[UNCHANGED])
    if kind not in _READERS:
        raise NotFound("kind of table", kind)
    viewer.allow_coordinators()
    if kind == "users":
        viewer.allow(Role.ADMINISTRATOR)
    folder = Folder({}, {kind: sheet})
    note_known(folder)
    rows = _READERS[kind](
        folder, programme_of(programme).id if kind in _OF_A_PROGRAMME else programme
    )
    folder.refuse_faults()
    with granting():
        puts = [put(replace(each, owner=None)) for each in rows if each.rows]
    added, changed = sum(each.added for each in puts), sum(each.changed for each in puts)
    if added or changed:
        audit.record(viewer, "table.imported", "table", kind, added=added, changed=changed)
        outbox.put("table.imported", kind=kind)
    return Imported(added, changed, sum(each.unchanged for each in puts))
