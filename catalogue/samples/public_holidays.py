"""Public holidays of the countries that have a venue."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path

from holidays import country_holidays

from catalogue.samples.tables import read, write

_DAY = timedelta(days=1)


def write_holidays(folder: Path) -> None:
    """Write `holidays.csv`; days in a row of one name are one holiday."""
    programme = tomllib.loads((folder / "programme.toml").read_text("utf-8"))
    first, last = programme["start"], programme["end"]
    country = {city["code"]: city["country"] for city in read(folder, "cities")}
    countries = {country[venue["city"]] for venue in read(folder, "venues")}
    rows: list[tuple[object, ...]] = []
    for code in sorted(countries):
        found = country_holidays(code, years=range(first.year, last.year + 1))
        in_english = [name for name in found.supported_languages if name.startswith("en")]
        if in_english:
            found = country_holidays(
                code, years=range(first.year, last.year + 1), language=max(in_english)
            )
        days = sorted((name, day) for day, name in found.items() if first <= day <= last)
        spans: list[tuple[str, date, date]] = []
        for name, day in days:
            if spans and spans[-1][0] == name and spans[-1][2] == day - _DAY:
                spans[-1] = (name, spans[-1][1], day)
            else:
                spans.append((name, day, day))
        rows += [
            (code, start, end if end != start else None, name)
            for name, start, end in sorted(spans, key=lambda span: (span[1], span[0]))
        ]
    write(folder, "holidays", "country start end name", rows)
