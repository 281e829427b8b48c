"""A coordinator begins a programme by hand: what `programme.toml` says of it."""

from __future__ import annotations

from collections.abc import Mapping

from catalogue import audit
from catalogue.actions.draft_scenario import draft_scenario
from catalogue.db import changing
from catalogue.errors import AlreadyThere, Forbidden, Refused
from catalogue.exchange.read_programme import programme_values
from catalogue.faults import Fault
from catalogue.ids import Codes
from catalogue.programmes import Programme
from catalogue.sheets.cells import Cells
from catalogue.sheets.sheet import Line
from catalogue.viewer import SIGNED_IN_HERE, Viewer

Texts = Mapping[str, str]

_NO_TABLES: Mapping[str, Texts] = {}


@changing
def begin_programme(viewer: Viewer, own: Texts, tables: Mapping[str, Texts] = _NO_TABLES) -> str:
    """Begin a programme with an empty scenario as its work in progress, and give its code.

    The names are those of `programme.toml` (`catalogue.exchange`), `tables` are its `day_rules` and
    `weights`; what is not there is as usual. Raises Forbidden, AlreadyThere; Refused with every
    fault.
    """
    viewer.allow_coordinators()
    if viewer.only_programme:
        raise Forbidden([SIGNED_IN_HERE])
    faults: list[Fault] = []
    told = {"": own, **tables}
    cells = {name: Cells(None, Line(0, dict(texts)), faults) for name, texts in told.items()}
    values = programme_values(cells, faults)
    if faults:
        raise Refused(faults)
    code: str = values["id"]
    for there in Codes(row.id for row in Programme.select(Programme.id)).meant(code):
        raise AlreadyThere("programme", there)
    Programme.create(**values)
    draft_scenario(viewer, code, "Work in progress")
    audit.record(viewer, "programme.begun", "programme", code)
    return code
