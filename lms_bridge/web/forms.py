"""What a form brought: texts, tidied, and read as the sheets are, with the same faults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from aiohttp import web

from catalogue.errors import Refused
from catalogue.faults import Fault
from catalogue.sheets.cells import Cells
from catalogue.sheets.sheet import Line
from catalogue.texts import tidy
from lms_bridge.auth import posted


class Form(Cells):
    """The fields of a form, each read like a cell; what is wrong is kept in `faults`."""

    def __init__(self, texts: Mapping[str, str], lists: Mapping[str, list[str]]) -> None:
        super().__init__(None, Line(0, dict(texts)), [])
        self.lists = lists

    @property
    def texts(self) -> dict[str, str]:
        """What was written into the fields."""
        return self.line.cells

    def several(self, field: str) -> list[str]:
        """Give all values of a field, such as the ticked boxes of one name."""
        return self.lists.get(field, [])

    def rows(self, fields: Sequence[str]) -> list[dict[str, str]]:
        """Give the rows of a table of fields that are not empty."""
        columns = [self.several(name) for name in fields]
        rows = zip_longest(*columns, fillvalue="")
        return [dict(zip(fields, row, strict=True)) for row in rows if any(row)]

    def check(self) -> None:
        """Go on only if everything could be read. Raises Refused with every fault."""
        if self.faults:
            raise Refused(self.faults)


async def form_of(request: web.Request) -> Form:
    """Read the form that was sent. Raises BadRequest."""
    lists: dict[str, list[str]] = {}
    for name, value in (await posted(request)).items():
        if isinstance(value, str):
            lists.setdefault(name, []).append(tidy(value))
    return Form({name: values[-1] for name, values in lists.items()}, lists)


def query_of(request: web.Request) -> Form:
    """Read the address's query like a form."""
    lists: dict[str, list[str]] = {}
    for name, value in request.query.items():
        lists.setdefault(name, []).append(tidy(value))
    return Form({name: values[-1] for name, values in lists.items()}, lists)


def cells_of(number: int, row: Mapping[str, str], faults: list[Fault]) -> Cells:
    """Read a row of a table of fields; what is wrong is added to the faults."""
    return Cells(None, Line(number, dict(row)), faults)
