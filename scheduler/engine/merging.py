"""Two schedules that were found from the same one, side by side, as one."""

from __future__ import annotations

from scheduler.schedule import Schedule


def merged(one: Schedule, base: Schedule, other: Schedule) -> Schedule:
    """Put the runs into one that the other has otherwise than both had before.

    It may break what neither breaks: a hall, a trainer or an official may be asked for twice.
    """
    before, after = ({run.id: run for run in schedule.runs} for schedule in (base, other))
    changed = {id for id in before | after if before.get(id) != after.get(id)}
    kept = (run for run in one.runs if run.id not in changed)
    return Schedule((*kept, *(run for run in other.runs if run.id in changed)))
