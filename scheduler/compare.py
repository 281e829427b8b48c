"""What sets solutions apart, term by term: scores, what they hold, and who moves between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from scheduler.schedule import Schedule, Score

TERMS = ("total", *(field.name for field in fields(Score)))


@dataclass(frozen=True, slots=True)
class Compared:
    """A solution beside the first of its row; `moved_runs` and `moved_seats` are against that."""

    name: str
    score: Score
    held_runs: int
    seats: int
    moved_runs: tuple[str, ...]
    moved_seats: tuple[str, ...]

    def value(self, term: str) -> int:
        """Give a term in thousandths."""
        value: int = getattr(self.score, term)
        return value


def compare(named: Sequence[tuple[str, Schedule, Score]]) -> tuple[Compared, ...]:
    """Compare schedules with the first of them."""
    first = named[0][1]
    return tuple(_compared(first, *each) for each in named)


def _compared(first: Schedule, name: str, schedule: Schedule, score: Score) -> Compared:
    before, after = _places(first), _places(schedule)
    sat, sits = _seats(first), _seats(schedule)
    return Compared(
        name=name,
        score=score,
        held_runs=len(after),
        seats=len(sits),
        moved_runs=tuple(id for id in before | after if before.get(id) != after.get(id)),
        moved_seats=tuple(id for id in sat | sits if sat.get(id) != sits.get(id)),
    )


def _places(schedule: Schedule) -> dict[str, tuple[object, ...]]:
    return {r.id: (r.start, r.venue, r.language, frozenset(r.trainers)) for r in schedule.runs}


def _seats(schedule: Schedule) -> dict[str, str]:
    return {seat: run.id for run in schedule.runs for seat in run.seats}


def table(rows: Sequence[Sequence[str]]) -> str:
    """Write rows as columns, the first to the left and the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for first, *others in rows:
        cells = [first.ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def text(compared: Sequence[Compared], is_detailed: bool = False) -> str:
    """Write a comparison: each term, and in brackets its difference from the first solution's."""
    first = compared[0]
    rows = [["", *(each.name for each in compared)]]
    rows += [[term, *(_cell(each, first, term) for each in compared)] for term in TERMS]
    rows.append(["runs held", *(str(each.held_runs) for each in compared)])
    rows.append(["seats", *(str(each.seats) for each in compared)])
    rows.append(["runs moved", *(str(len(each.moved_runs)) for each in compared)])
    rows.append(["seats moved", *(str(len(each.moved_seats)) for each in compared)])
    lines = [table(rows)]
    for each in compared[1:] if is_detailed else ():
        lines.append(f"{each.name}, against {first.name}:")
        lines += [f"  run {id} is held otherwise" for id in each.moved_runs]
        lines += [f"  nomination {id} is seated otherwise" for id in each.moved_seats]
    return "\n".join(lines)


def _cell(each: Compared, first: Compared, term: str) -> str:
    value, delta = each.value(term) / 1000, (each.value(term) - first.value(term)) / 1000
    return f"{value:,.3f}" if each is first else f"{value:,.3f} ({delta:+,.3f})"
