"""Prices of seats to begin with: what a nomination is worth beyond the last that a course can seat.

Where all runs of a course compete for the same officials, seats must cost about that much in the
end; beginning there spares the bound its first dozens of steps.
"""

from __future__ import annotations

import numpy as np

from scheduler.engine.instance import FAR, Instance, Ints
from scheduler.engine.state import Floats

# Not all seats will be had, and too high a price costs more than too low a one.
_HAD, _ASKED = 0.8, 0.9


def opening_prices(inst: Instance) -> Floats:
    """Give a price for each nomination's seat, in thousandths."""
    prices = np.zeros(len(inst.nom_gain))
    open_runs = ~inst.run_frozen & (np.diff(inst.run_start_ptr) > 0)
    for course in range(len(inst.course_days)):
        runs = inst.course_run[inst.course_run_ptr[course] : inst.course_run_ptr[course + 1]]
        runs = runs[open_runs[runs]]
        noms = inst.course_nom[inst.course_nom_ptr[course] : inst.course_nom_ptr[course + 1]]
        noms = noms[inst.nom_open[noms]]
        seats = int(_HAD * len(runs) * inst.course_max[course])
        if len(runs) < 2 or len(noms) <= seats or len(inst.venue_cities) == 0:
            continue
        worth = inst.nom_gain[noms] - inst.usd_price * _stays(inst, course, noms)
        last = max(0.0, float(np.sort(worth)[::-1][seats]))
        prices[noms] = _ASKED * np.maximum(0.0, worth - last)
    return prices


def _stays(inst: Instance, course: int, noms: Ints) -> Floats:
    """Give what each official costs in a middling city, in US dollars."""
    homes, cities = inst.official_city[inst.nom_official[noms]][:, None], inst.venue_cities
    usd = 2 * inst.way_usd[homes, cities] + inst.per_diem[cities] * inst.course_days[course]
    usd = np.where(homes == cities, 0, np.where(inst.way_days[homes, cities] < 0, FAR, usd))
    return np.asarray(np.median(usd, axis=1), dtype=np.float64)
