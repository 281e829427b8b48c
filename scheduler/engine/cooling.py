"""How warm the search is: cooled down once or, where there is time, again and again.

Kirkpatrick, Gelatt, Vecchi 1983 (doi:10.1126/science.220.4598.671). A small problem is cold long
before its time is over; each further cycle begins with the best schedule so far.
"""

from __future__ import annotations

# Shares of the search: to fall at first, and at last, without accepting anything worse.
FALL, SETTLE = 0.05, 0.9
# A cycle is at least so many moves a run, and there are at most so many.
_MOVES_OF_A_RUN = 600
_MOST_CYCLES = 16
# The share of a cycle at its end in which nothing worse is accepted.
_COLD = 0.15


class Cooling:
    """Gives the heat, as a share of the warmest, from the share of the limits that is used."""

    def __init__(self, runs: int) -> None:
        """Begin with the fall; how many cycles follow is known after it."""
        self._runs = runs
        self._cycles = 0
        self.cycle = -1

    def heat(self, used: float, work: int) -> float:
        """Give the heat at a share of the limits, after so many moves."""
        if not FALL <= used < SETTLE:
            return 0.0
        if not self._cycles:
            expected = work * (SETTLE - used) / max(used, 1e-9)
            cycles = round(expected / (_MOVES_OF_A_RUN * max(1, self._runs)))
            self._cycles = min(max(cycles, 1), _MOST_CYCLES)
        at = self._cycles * (used - FALL) / (SETTLE - FALL)
        self.cycle = int(at)
        left = 1.0 - (at - self.cycle) / (1.0 - _COLD)
        return max(0.0, left) ** 2
