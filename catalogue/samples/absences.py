"""Days on which people cannot come; trainers keep the days that are promised."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from catalogue.samples.calendar import Calendar
from catalogue.samples.chance import chance, one_of, whole
from catalogue.samples.tables import Row, read, write

_FIRST = date(2015, 5, 11)
_WEEKS = 100
_SHARE_OF_OFFICIALS = 0.12
_OF_TRAINERS = {"at court": 5, "leave": 12, "other duties": 19, "a course of the own service": 12}
_OF_OFFICIALS = {"leave": 12, "examinations": 5, "posted to a border post": 40, "duty roster": 19}


def write_absences(folder: Path) -> None:
    """Write `unavailable.csv`."""
    promised: dict[str, set[date]] = {}
    calendar = Calendar(folder)
    for pair in read(folder, "plan_trainers"):
        promised.setdefault(pair["trainer"], set()).update(calendar.days(pair["run"]))
    rows = []
    for trainer in read(folder, "trainers"):
        code = trainer["code"]
        for number in range(whole(1, 3, "absences", code)):
            row = _absence(code, number, _OF_TRAINERS)
            start, end = row[1:3]
            if not any(start <= day <= end for day in promised.get(code, ())):
                rows.append(row)
    officials = (row["code"] for row in read(folder, "officials"))
    rows += [
        _absence(code, 0, _OF_OFFICIALS) for code in officials if chance("absent", code) < 0.12
    ]
    write(folder, "unavailable", "person start end reason", sorted(rows))


def _absence(code: str, number: int, reasons: dict[str, int]) -> tuple[str, date, date, str]:
    reason = one_of(list(reasons), "reason", code, number)
    start = _FIRST + timedelta(weeks=whole(0, _WEEKS, "week", code, number))
    return code, start, start + timedelta(days=reasons[reason] - 1), reason


def absent_days(rows: list[Row]) -> dict[str, set[date]]:
    """Give the days, by person, on which they cannot come."""
    found: dict[str, set[date]] = {}
    for row in rows:
        start = date.fromisoformat(row["start"])
        end = date.fromisoformat(row["end"] or row["start"])
        days = {start + timedelta(days=day) for day in range((end - start).days + 1)}
        found.setdefault(row["person"], set()).update(days)
    return found
