"""Putting a schedule into the programme, so that the model can be held against the checker."""

from typing import Any

from bench.peers.timefold.domain import Programme
from bench.peers.timefold.reading import day


class NotInRangeError(ValueError):
    """The schedule says what no choice of values can: it is not valid."""


def adopt(programme: Programme, schedule: dict[str, Any]) -> None:
    """Hold exactly what a schedule's record holds. Raises NotInRangeError."""
    runs = schedule["runs"]
    held = {run["id"]: run for run in runs}
    duties = {(run["id"], t["block"], t["trainer"]) for run in runs for t in run["trainers"]}
    run_of = {seat: run["id"] for run in runs for seat in run["seats"]}
    said = [
        len(runs),
        *(len(run["trainers"]) for run in runs),
        *(len(run["seats"]) for run in runs),
    ]
    if sum(said) != len(held) + len(duties) + len(run_of):
        raise NotInRangeError("a run, a duty or a nomination stands twice in it")
    for session in programme.sessions:
        session.start, session.venue, session.tongue = None, session.venues[0], session.tongues[0]
        record = held.pop(session.run.id, None)
        if record is not None:
            session.start = _one(session.starts, lambda s, r=record: s == day(r["start"]))
            session.venue = _one(session.venues, lambda v, r=record: v.id == r["venue"])
            session.tongue = _one(session.tongues, lambda t, r=record: t.language == r["language"])
    for duty in programme.duties:
        places = [(duty.run.id, duty.block, t.id) for t in duty.trainers]
        taken = next((n for n, place in enumerate(places) if place in duties), None)
        duty.trainer = None if taken is None else duty.trainers[taken]
        duties.discard(("", "", "") if taken is None else places[taken])
    for seat in programme.seats:
        run = run_of.pop(seat.nomination, None)
        seat.run = None if run is None else _one(seat.runs, lambda r, run=run: r.id == run)
    if held or duties or run_of:
        raise NotInRangeError(f"not in the value ranges: {[*held, *duties, *run_of][:5]}")


def _one(values: list[Any], is_meant: Any) -> Any:
    found = next((value for value in values if is_meant(value)), None)
    if found is None:
        raise NotInRangeError("not in the value ranges")
    return found
