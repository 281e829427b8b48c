"""What a branch of the bound's tree leaves to each run."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduler.engine.instance import FAR, Flags, Instance, Ints


class Scope(NamedTuple):
    """Whether each run may or must be held, and from which day to which it may start."""

    may: Flags
    must: Flags
    first: Ints
    last: Ints

    def holding(self, run: int) -> Scope:
        """Give the part in which a run is held."""
        return self._replace(must=_with(self.must, run, value=True))

    def leaving(self, run: int) -> Scope:
        """Give the part in which a run is not held."""
        return self._replace(may=_with(self.may, run, value=False))

    def until(self, run: int, day: int) -> Scope:
        """Give the part in which a run does not start after a day."""
        return self._replace(last=_with(self.last, run, day))

    def after(self, run: int, day: int) -> Scope:
        """Give the part in which a run does not start by a day."""
        return self._replace(first=_with(self.first, run, day + 1))


def everything(inst: Instance) -> Scope:
    """Leave all to every run."""
    runs = len(inst.run_course)
    return Scope(
        may=np.ones(runs, np.bool_),
        must=inst.run_forced.copy(),
        first=np.full(runs, -FAR, np.int32),
        last=np.full(runs, FAR, np.int32),
    )


def _with(array: Flags | Ints, run: int, value: int) -> Flags | Ints:
    changed = array.copy()
    changed[run] = value
    return changed
