"""Results of what is known here: who came to a run, and how it ended for them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from catalogue.life import State
from catalogue.queries.belonging import Asked, Compared, count, ids, ordered, seats
from catalogue.queries.last_changes import last_changes
from catalogue.viewer import Viewer
from lms_bridge.oneroster.filtering import Predicate, written
from lms_bridge.oneroster.frame import Frame, base
from lms_bridge.oneroster.model import Record
from lms_bridge.oneroster.seats import compared, narrowed
from lms_bridge.oneroster.stock import Narrowing

ENDED: Final = {State.COMPLETED: ("completed", 1), State.NOT_COMPLETED: ("not completed", 0)}

_CAME: Final = ("attended", 1)
_STATES: Final[Mapping[str, frozenset[str]]] = {
    "attendance-": frozenset({State.ATTENDED, *ENDED}),
    "completion-": frozenset(ENDED),
}
"""States of a nomination that have a result, by how its id begins; in the order of the ids."""

_ALWAYS: Final = {"status": "active", "scoreStatus": "fully graded"}
_COLUMNS: Final[Mapping[tuple[str, ...], tuple[str, str]]] = {
    ("student", "sourcedId"): ("person", ""),
    ("class", "sourcedId"): ("run", ""),
    ("scoreDate",): ("end", ""),
}


@dataclass(frozen=True, slots=True)
class ResultRows:
    """The results that a viewer may know of; `where` narrows them by what they name."""

    frame: Frame
    viewer: Viewer
    mark: tuple[object, ...]
    where: tuple[tuple[str, str], ...] = ()
    dated: bool = True

    def judged(self, predicate: Predicate) -> Compared | bool | None:
        """Say a predicate in columns, or whether it holds for all; None where neither can be."""
        return compared(predicate, _COLUMNS, _ALWAYS)

    def column(self, path: tuple[str, ...]) -> str | None:
        """Say by which column results are in the order of a field."""
        return "nomination" if path == ("sourcedId",) else None

    def ids(self, asked: Narrowing, after: str, limit: int, offset: int) -> list[str]:
        """Give ids of results in their order."""
        found: list[str] = []
        for prefix in _STATES:
            if after > prefix and not after.startswith(prefix):
                continue
            behind = after.removeprefix(prefix) if after.startswith(prefix) else ""
            wanted = limit - len(found)
            if wanted and (part := self._asked(asked, prefix)):
                found += [prefix + id for id in ids(self.viewer, part, behind, wanted, offset)]
        return found

    def ordered(
        self, asked: Narrowing, by: str, limit: int, *, descending: bool
    ) -> list[tuple[str, str]]:
        """Give the first ids in the order of a column, with what the field holds."""
        found = [
            prefix + id
            for prefix in _STATES
            if (part := self._asked(asked, prefix))
            for _, id in ordered(self.viewer, part, by, limit, descending=descending)
        ]
        return [(id, id) for id in sorted(found, reverse=descending)[:limit]]

    def count(self, asked: Narrowing) -> int:
        """Count the results."""
        parts = [self._asked(asked, prefix) for prefix in _STATES]
        return sum(count(self.viewer, part) for part in parts if part)

    def records(self, ids: Collection[str]) -> dict[str, Record]:
        """Make some results."""
        named = [(id, f"{id.partition('-')[0]}-") for id in ids]
        nominations = {id: id.removeprefix(prefix) for id, prefix in named if prefix in _STATES}
        wanted = set(nominations.values())
        held = {s.who.nomination: s for s in seats(self.viewer, self.frame.versions, wanted)}
        changed = last_changes(self.viewer, "nomination", wanted if self.dated else ())
        found: dict[str, Record] = {}
        for id, nomination in nominations.items():
            seat, what = held.get(nomination), id.partition("-")[0]
            state = seat.who.state if seat else None
            if seat is None or state is None or state not in _STATES[f"{what}-"]:
                continue
            word, score = ENDED[state] if what == "completion" else _CAME
            last = self.frame.classes[seat.run]["dateLastModified"]
            if nomination in changed:
                last = max(last, written(changed[nomination]))
            found[id] = {
                **base(id, last),
                "lineItem": self.frame.ref("lineItem", f"{what}-{seat.run}"),
                "student": self.frame.ref("user", seat.who.person),
                "class": self.frame.ref("class", seat.run),
                "scoreStatus": "fully graded",
                "score": float(score),
                "textScore": word,
                "scoreDate": self.frame.days[seat.run][1],
            }
        return found

    def gone(self, since: str) -> Iterator[Record]:
        """Give none: how a run ended stays."""
        return iter(())

    def _asked(self, asked: Narrowing, prefix: str) -> Asked | None:
        """Ask for the seats behind the results of a kind; None where there can be none."""
        where = []
        for name, value in self.where:
            if name == "lineItem":
                what, _, run = value.partition("-")
                if f"{what}-" != prefix:
                    return None
                where.append(("class", run))
            else:
                where.append(("user" if name == "student" else name, value))
        states = Compared("state", "in", _STATES[prefix])
        every = (*asked.every, states, *narrowed(tuple(where)))
        return Asked(self.frame.versions, every, asked.some)
