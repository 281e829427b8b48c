"""What is different between two plans, sentence by sentence, in the reader's language."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from catalogue.difference import (
    Change,
    DateMoved,
    LanguageChanged,
    RunAdded,
    RunCancelled,
    SeatGained,
    SeatLost,
    SeatMoved,
    TrainersSwapped,
    VenueMoved,
)
from catalogue.queries.differences import ChangedRun, Difference
from catalogue.queries.paging import Paging
from catalogue.queries.trainers import trainers
from catalogue.queries.venues import venues
from catalogue.viewer import Role, Viewer
from lms_bridge.web.language import _, later, say_comma, say_day, say_language, say_list

_ALL = Paging(size=1000)

COUNTED = {
    RunAdded: later("runs added"),
    RunCancelled: later("runs cancelled"),
    DateMoved: later("runs on other days"),
    VenueMoved: later("runs at other venues"),
    LanguageChanged: later("runs in another language"),
    TrainersSwapped: later("blocks with other trainers"),
    SeatGained: later("seats gained"),
    SeatLost: later("seats lost"),
    SeatMoved: later("seats moved"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """What venues and trainers are called, by their ids."""

    venues: dict[str, str]
    trainers: dict[str, str]

    def trainer(self, id: str) -> str:
        """Name a trainer, if the reader may know the name."""
        return self.trainers.get(id, id)


def names_for(viewer: Viewer) -> Names:
    """Read the names that sentences need."""
    known = {}
    if viewer.has(Role.ADMINISTRATOR, Role.COORDINATOR, Role.FOCAL_POINT, Role.TRAINER):
        known = {
            t.id: f"{t.given_name} {t.family_name}".strip()
            for t in trainers(viewer, paging=_ALL).items
        }
    return Names({v.id: v.name for v in venues(viewer, paging=_ALL).items}, known)


def say_change(change: Change, names: Names) -> str:
    """Say one change."""
    text, values = _sentence(change, names)
    return _(text) % values


def _sentence(change: Change, names: Names) -> tuple[str, dict[str, str]]:
    """Give a change's sentence and what its places stand for."""
    sentence: tuple[str, dict[str, str]]
    match change:
        case RunAdded(now=held):
            sentence = (
                later("held from %(day)s at %(venue)s, in %(language)s"),
                {
                    "day": say_day(held.start),
                    "venue": names.venues.get(held.venue, held.venue),
                    "language": say_language(held.language),
                },
            )
        case RunCancelled(before=held):
            day = {"day": say_day(held.start)}
            sentence = later("no longer held; it was to begin on %(day)s"), day
        case DateMoved(before=old, now=new):
            days = _two(say_day(old), say_day(new))
            sentence = later("begins on %(new)s instead of %(old)s"), days
        case VenueMoved(before=left, now=taken):
            places = _two(names.venues.get(left, left), names.venues.get(taken, taken))
            sentence = later("is held at %(new)s instead of %(old)s"), places
        case LanguageChanged(before=spoken, now=to_speak):
            spoken_in = _two(say_language(spoken), say_language(to_speak))
            sentence = later("is held in %(new)s instead of %(old)s"), spoken_in
        case TrainersSwapped():
            sentence = "%(text)s", {"text": _swapped(change, names)}
        case SeatGained(run=run):
            sentence = later("a seat in %(run)s"), {"run": run}
        case SeatLost(run=run):
            sentence = later("no seat in %(run)s any more"), {"run": run}
        case SeatMoved(before=old_run, run=run):
            sentence = later("a seat in %(new)s instead of %(old)s"), _two(old_run, run)
    return sentence


def _two(old: str, new: str) -> dict[str, str]:
    return {"old": old, "new": new}


def _swapped(change: TrainersSwapped, names: Names) -> str:
    said = []
    if change.gained:
        said.append(_("with %(names)s") % {"names": say_list(map(names.trainer, change.gained))})
    if change.lost:
        said.append(_("without %(names)s") % {"names": say_list(map(names.trainer, change.lost))})
    block = _("block %(block)s") % {"block": change.block}
    return _("%(where)s: %(what)s") % {"where": block, "what": say_comma().join(said)}


def counts(found: Difference) -> list[tuple[str, int]]:
    """Count the changes by what they are, each once."""
    every = {change for run in found.runs for change in run.changes}
    counted = Counter(type(change) for change in every)
    return [(_(text), counted[kind]) for kind, text in COUNTED.items() if counted[kind]]


def of_run(changed: ChangedRun, names: Names) -> tuple[list[str], int, int]:
    """Give what changed about a run itself in words, and how many seats it gains and loses."""
    said, gained, lost = [], 0, 0
    for change in changed.changes:
        match change:
            case SeatGained():
                gained += 1
            case SeatLost():
                lost += 1
            case SeatMoved(run=run):
                gained, lost = gained + (run == changed.run), lost + (run != changed.run)
            case _:
                said.append(say_change(change, names))
    return said, gained, lost
