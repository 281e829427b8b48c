"""Money was spent."""

from __future__ import annotations

from datetime import date

from catalogue import audit, outbox, sight
from catalogue.db import changing
from catalogue.errors import NotFound, Refused
from catalogue.expenses import Expense
from catalogue.faults import Fault, Where
from catalogue.ids import fresh_id
from catalogue.members import Funder
from catalogue.published import programme_of
from catalogue.texts import note as tidied
from catalogue.viewer import Viewer

_MOST_USD = 1_000_000_000


@changing
def record_expense(
    viewer: Viewer,
    programme: str,
    funder: str,
    amount_usd: int,
    paid_on: date,
    run: str | None = None,
    note: str = "",
) -> str:
    """Note what a funder paid, for a run if for one, and give its id; a negative amount came back.

    Raises Forbidden, NotFound, Refused.
    """
    viewer.allow_coordinators()
    programme_of(programme)
    if Funder.get_or_none(Funder.id == funder) is None:
        raise NotFound("funder", funder)
    if run is not None and sight.run(viewer, run).programme_id != programme:
        raise NotFound("run", run)
    if not amount_usd or abs(amount_usd) > _MOST_USD:
        where = Where(column="amount_usd")
        raise Refused([Fault(where, "OUT_OF_RANGE", str(amount_usd), ("1 to 1000000000",))])
    made = Expense.create(
        id=fresh_id(),
        programme=programme,
        funder=funder,
        run=run,
        amount_usd=amount_usd,
        paid_on=paid_on,
        note=tidied(note),
    )
    audit.record(
        viewer, "expense.recorded", "funder", funder, expense=made.id, amount_usd=amount_usd
    )
    outbox.put("expense.recorded", programme=programme, funder=funder, run=run)
    return made.id
