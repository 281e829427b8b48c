"""Geometry of a report's plots: bars of groups against their targets, and the curve of equity.

All numbers are CSS pixels. It knows no request and no text; the table beside a plot says the same
in figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalogue.queries.report import ReportLine

BAR_WIDTH = 260
SIDE = 260
"""Width and height of the curve of equity."""


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A group's bar: `parts` are widths one after another, `mark` is where its target is."""

    line: ReportLine
    parts: tuple[float, ...]
    mark: float | None


def seat_bars(lines: Sequence[ReportLine]) -> tuple[DrawnBar, ...]:
    """Draw seats, those completed first; the mark is the target."""
    most = max([line.seats for line in lines] + [line.seat_target or 0 for line in lines] + [1])
    return tuple(
        DrawnBar(
            line=line,
            parts=(
                _width(line.completed, most),
                _width(line.seats - line.completed, most),
            ),
            mark=None if line.seat_target is None else _width(line.seat_target, most),
        )
        for line in lines
    )


def cost_bars(lines: Sequence[ReportLine]) -> tuple[DrawnBar, ...]:
    """Draw what stays cost and what running costs; the mark is the budget."""
    costs = [line.stays_usd + (line.running_usd or 0) for line in lines]
    most = max([*costs, *(line.budget_usd or 0 for line in lines), 1])
    return tuple(
        DrawnBar(
            line=line,
            parts=(_width(line.stays_usd, most), _width(line.running_usd or 0, most)),
            mark=None if line.budget_usd is None else _width(line.budget_usd, most),
        )
        for line in lines
    )


def equity_curve(lines: Sequence[ReportLine]) -> str:
    """Draw seats against targets, both summed up from who has the least share (Lorenz, 1905).

    A path from the lower left to the upper right corner; the straight line is equity. Nothing where
    there are no targets or no seats.
    """
    owed = [line for line in lines if line.seat_target]
    owed.sort(key=lambda line: line.seats / (line.seat_target or 1))
    targets = sum(line.seat_target or 0 for line in owed)
    seats = sum(line.seats for line in owed)
    if not seats:
        return ""
    path, at_target, at_seats = f"M0 {SIDE}", 0, 0
    for line in owed:
        at_target += line.seat_target or 0
        at_seats += line.seats
        path += f"L{at_target / targets * SIDE:.1f} {SIDE - at_seats / seats * SIDE:.1f}"
    return path


def _width(value: int, most: int) -> float:
    return round(max(value, 0) / most * BAR_WIDTH, 1)
