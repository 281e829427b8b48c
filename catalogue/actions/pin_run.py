"""A coordinator decides something about a run before the planner does."""

from __future__ import annotations

from dataclasses import replace

from catalogue import audit, sight
from catalogue.courses import Block, CourseLanguage
from catalogue.db import changing
from catalogue.errors import Refused
from catalogue.faults import Fault, Where, unknown
from catalogue.people import Trainer
from catalogue.places import Venue
from catalogue.runs import PinnedTrainer, Pins, Run, pins_of
from catalogue.viewer import Viewer


@changing
def pin_run(viewer: Viewer, run: str, pins: Pins) -> None:
    """Pin a run like this, and nothing else about it; the same as before changes nothing.

    Raises Forbidden, NotFound, Refused.
    """
    viewer.allow_coordinators()
    row = sight.run(viewer, run)
    faults = _faults(viewer, row, pins)
    if faults:
        raise Refused(faults)
    if replace(pins, trainers=tuple(sorted(pins.trainers))) == pins_of(row):
        return
    row.pinned_held, row.pinned_start = pins.held, pins.start
    row.pinned_venue_id, row.pinned_language = pins.venue, pins.language
    row.save()
    PinnedTrainer.delete().where(PinnedTrainer.run == run).execute()
    for pair in pins.trainers:
        PinnedTrainer.create(run=run, block=pair.block, trainer=pair.trainer)
    audit.record(
        viewer,
        "run.pinned",
        "run",
        run,
        held=pins.held,
        start=pins.start and pins.start.isoformat(),
        venue=pins.venue,
        language=pins.language,
        trainers=list(pins.trainers),
    )


def _faults(viewer: Viewer, row: Run, pins: Pins) -> list[Fault]:
    offered = CourseLanguage.select().where(CourseLanguage.course == row.course_id)
    known = {
        "venue": {v.id for v in Venue.select(Venue.id)},
        "language": {o.language for o in offered},
        "block": {b.code for b in Block.select().where(Block.course == row.course_id)},
        "trainer": {t.id for t in sight.trainers(viewer).select(Trainer.id)},
    }
    named = [("venue", pins.venue), ("language", pins.language)]
    for pair in pins.trainers:
        named += [("block", pair.block), ("trainer", pair.trainer)]
    faults = [
        unknown(Where(column=column), value, known[column])
        for column, value in named
        if value is not None and value not in known[column]
    ]
    if len(set(pins.trainers)) < len(pins.trainers):
        faults.append(Fault(Where(column="trainers"), "TWICE", row.id))
    return faults
