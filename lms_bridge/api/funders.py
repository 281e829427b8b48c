"""Funders: budget, commitment, and what was spent."""

from __future__ import annotations

from datetime import date

from catalogue.actions import record_expense as recording
from catalogue.errors import NotFound
from catalogue.queries import funders
from catalogue.queries.funders import ExpenseLine, FunderLine
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.listing import Listing, Slice, sliced
from lms_bridge.api.operation import Body
from lms_bridge.doors import COORDINATORS, OVERSEERS

TAG = "funders"


class ExpenseEntry(Body):
    """What a funder paid, in whole US dollars; what came back is negative."""

    funder: str
    amount_usd: int
    paid_on: date
    run: str | None = None
    note: str = ""


def list_funders(viewer: Viewer, programme: str, wanted: Slice) -> Listing[FunderLine]:
    """List funders with their budget, what the published plan commits, and what was spent."""
    return sliced(funders.funders(viewer, programme), wanted)


def list_expenses(viewer: Viewer, programme: str, wanted: Slice) -> Listing[ExpenseLine]:
    """List what was spent, the latest first."""
    return sliced(funders.expenses(viewer, programme), wanted)


def record_expense(viewer: Viewer, programme: str, entry: ExpenseEntry) -> ExpenseLine:
    """Note what a funder paid, for a run if for one."""
    made = recording.record_expense(viewer, programme, **entry.model_dump())
    for line in funders.expenses(viewer, programme):
        if line.id == made:
            return line
    raise NotFound("expense", made)


DOORS = (
    operation("GET", "/programmes/{programme}/funders", list_funders, OVERSEERS, tag=TAG),
    operation("GET", "/programmes/{programme}/expenses", list_expenses, COORDINATORS, tag=TAG),
    operation(
        "POST",
        "/programmes/{programme}/expenses",
        record_expense,
        COORDINATORS,
        tag=TAG,
        status=201,
    ),
)
