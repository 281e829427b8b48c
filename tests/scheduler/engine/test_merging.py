"""What was found side by side is put together, run by run."""

from __future__ import annotations

from scheduler.engine.merging import merged
from scheduler.schedule import Schedule
from tests.scheduler.builders import a_schedule, held

BASE = a_schedule(held("r1", "2016-03-07"), held("r2", "2016-03-07"))


def runs_of(schedule: Schedule) -> dict[str, object]:
    return {run.id: run for run in schedule.runs}


def test_both_changes_are_kept() -> None:
    one = a_schedule(held("r1", "2016-03-14"), held("r2", "2016-03-07"))
    other = a_schedule(held("r1", "2016-03-07"), held("r2", "2016-03-21"))
    both = merged(one, BASE, other)
    assert runs_of(both) == runs_of(a_schedule(held("r1", "2016-03-14"), held("r2", "2016-03-21")))


def test_what_the_other_no_longer_holds_goes_and_what_it_holds_now_comes() -> None:
    other = a_schedule(held("r2", "2016-03-07"), held("r3", "2016-03-07"))
    assert set(runs_of(merged(BASE, BASE, other))) == {"r2", "r3"}


def test_of_what_both_changed_the_others_counts() -> None:
    one = a_schedule(held("r1", "2016-03-14"), held("r2", "2016-03-07"))
    other = a_schedule(held("r1", "2016-03-21"), held("r2", "2016-03-07"))
    assert runs_of(merged(one, BASE, other)) == runs_of(other)
