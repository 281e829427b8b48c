"""By when a seat must be over that a pinned one needs: before the last start of the pinned one.

A search that learns this by trying may seat somebody too late for ever.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from scheduler.engine.instance import FAR, Ints

# Before the first day of all.
_NEVER = -1


def deadlines(values: dict[str, Any]) -> Ints:
    """Give the last day of each nomination's run, `FAR` where nothing needs it."""
    by: Ints = np.full(len(values["nom_official"]), FAR, np.int32)
    todo = np.flatnonzero(values["nom_forced"]).tolist()
    while todo:
        nom = todo.pop()
        begin, end = values["needs_ptr"][nom : nom + 2]
        last = min(_last_start(values, nom), int(by[nom]) - _days(values, nom) + 1)
        day = max(last - 1, _NEVER)  # courses may need each other
        for needed in values["needs"][begin:end].tolist():
            if day < by[needed]:
                by[needed] = day
                todo.append(needed)
    return by


def _days(values: dict[str, Any], nom: int) -> int:
    return int(values["course_days"][values["nom_course"][nom]])


def _last_start(values: dict[str, Any], nom: int) -> int:
    """Give the last start of any run in which a nomination may be seated; -1: there is none."""
    course, pin = values["nom_course"][nom], int(values["nom_pin"][nom])
    begin, end = values["course_run_ptr"][course : course + 2]
    runs = [pin] if pin >= 0 else values["course_run"][begin:end].tolist()
    ends = [(values["run_start_ptr"][run], values["run_start_ptr"][run + 1]) for run in runs]
    return max(
        (int(values["run_start"][end - 1]) for first, end in ends if first < end), default=-1
    )
