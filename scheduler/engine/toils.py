"""What an official's seats count against the days that are left for them.

Where any so many seats of some courses fit, and one more does not, each of them counts as one: of
courses of 8, 5 and 4 days in 15 days, two. So shares of seats do not fill up days that whole ones
leave: an extended cover of a knapsack (Balas 1975, doi:10.1007/BF01580440). Where no such courses
say all, the days are as many as seats can fill.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from scheduler.engine.instance import Instance
from scheduler.engine.state import Floats


class Toils(NamedTuple):
    """What seats count, in any unit that is that of the official's most."""

    each: Floats  # [nomination]
    most: Floats  # [official]


def toils_of(inst: Instance, left: Floats) -> Toils:
    """Say what counts, from the days that facts leave for each official."""
    days = inst.course_days[inst.nom_course].astype(np.float64)
    toils = Toils(days, left.copy())
    noms = np.flatnonzero(inst.nom_open & (inst.nom_fact < 0) & (days <= left[inst.nom_official]))
    wanted = np.bincount(inst.nom_official[noms], days[noms], len(left))
    noms = noms[(wanted > left)[inst.nom_official[noms]]]
    noms = noms[np.lexsort((days[noms], inst.nom_official[noms]))]
    bounds = np.flatnonzero(np.diff(inst.nom_official[noms], prepend=-1, append=-1)).tolist()
    for first, end in pairwise(bounds):
        _tighten(toils, int(inst.nom_official[noms[first]]), noms[first:end])
    return toils


def _tighten(toils: Toils, official: int, noms: np.ndarray) -> None:
    """Take the fewest seats of the longest courses that say all, or the days that can be filled."""
    days, left = toils.each[noms], toils.most[official]  # the shortest first
    for seats in range(1, len(noms)):
        first = next(
            (i for i in range(len(noms) - seats) if days[i : i + seats + 1].sum() > left), None
        )
        if first is not None and days[:first].sum() + days[len(noms) - seats :].sum() <= left:
            unit = days[first:].mean()
            toils.each[noms[:first]], toils.each[noms[first:]] = 0.0, unit
            toils.most[official] = seats * unit
            return
    filled = {0.0}
    for one in days.tolist():
        filled |= {sum_ + one for sum_ in filled if sum_ + one <= left}
    toils.most[official] = max(filled)
