"""Users: everybody who sits in a run or teaches there, read as they are asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from catalogue.queries.belonging import (
    AskedPeople,
    Compared,
    Seat,
    count,
    erased,
    former_seats,
    ids,
    last_left,
    ordered,
    seats_of,
    trainers_among,
)
from catalogue.queries.desired import DesiredPerson
from catalogue.queries.last_changes import last_changes
from catalogue.viewer import Viewer
from lms_bridge.oneroster.filtering import Predicate, written
from lms_bridge.oneroster.frame import HOUSE, Frame, base
from lms_bridge.oneroster.model import Record
from lms_bridge.oneroster.seats import compared, narrowed
from lms_bridge.oneroster.stock import Narrowing

_ALWAYS: Final = {"status": "active", "enabledUser": "true"}
_COLUMNS: Final[Mapping[tuple[str, ...], tuple[str, str]]] = {
    ("sourcedId",): ("person", ""),
    ("identifier",): ("person", ""),
    ("username",): ("user_name", ""),
    ("givenName",): ("given_name", ""),
    ("familyName",): ("family_name", ""),
    ("email",): ("email", ""),
}


@dataclass(frozen=True, slots=True)
class PeopleRows:
    """People with one of the `roles` student and teacher, in what `where` names."""

    frame: Frame
    viewer: Viewer
    mark: tuple[object, ...]
    roles: tuple[str, ...] = ("student", "teacher")
    where: tuple[tuple[str, str], ...] = ()
    dated: bool = True

    def judged(self, predicate: Predicate) -> Compared | bool | None:
        """Say a predicate in columns, or whether it holds for all; None where neither can be."""
        return compared(predicate, _COLUMNS, _ALWAYS)

    def column(self, path: tuple[str, ...]) -> str | None:
        """Say by which column users are in the order of a field."""
        return _COLUMNS[path][0] if path in _COLUMNS else None

    def ids(self, asked: Narrowing, after: str, limit: int, offset: int) -> list[str]:
        """Give ids of users in their order."""
        return ids(self.viewer, self._asked(asked), after, limit, offset)

    def ordered(
        self, asked: Narrowing, by: str, limit: int, *, descending: bool
    ) -> list[tuple[str, str]]:
        """Give the first ids in the order of a column, with what it holds."""
        return ordered(self.viewer, self._asked(asked), by, limit, descending=descending)

    def count(self, asked: Narrowing) -> int:
        """Count the users."""
        return count(self.viewer, self._asked(asked))

    def records(self, ids: Collection[str]) -> dict[str, Record]:
        """Make some users, each with a role for teaching, for learning, or both."""
        seated: dict[str, list[Seat]] = defaultdict(list)
        for seat in seats_of(self.viewer, self.frame.versions, ids):
            seated[seat.who.person].append(seat)
        teaching, duties = self.frame.taught_by, self.frame.placed
        trainers = trainers_among(self.viewer, [id for id in ids if id in teaching])
        seats = [seat for held in seated.values() for seat in held] if self.dated else []
        moved = last_changes(self.viewer, "nomination", [s.who.nomination or "" for s in seats])
        placed = last_changes(self.viewer, "official", [seat.official for seat in seats])
        changed = last_changes(self.viewer, "person", ids if self.dated else ())
        held = [seat.who.nomination or "" for seat in seats]
        left = last_left(self.viewer, ids, held) if self.dated else {}
        found: dict[str, Record] = {}
        for id in ids:
            roles = {"student": seated[id][0].who} if id in seated else {}
            roles |= {"teacher": trainers[id]} if id in trainers else {}
            if roles.keys().isdisjoint(self.roles):
                continue
            classes = [seat.run for seat in seated.get(id, ())] + list(teaching.get(id, ()))
            known = [since[id] for since in (changed, left, duties) if id in since]
            for seat in seated.get(id, ()):
                of_seat = (moved.get(seat.who.nomination or ""), placed.get(seat.official))
                known += [each for each in of_seat if each]
            since = max(
                *(self.frame.classes[run]["dateLastModified"] for run in classes),
                *map(written, known),
                "",
            )
            found[id] = self._user(id, since, roles)
        return found

    def gone(self, since: str) -> Iterator[Record]:
        """Give the users that were there once and are no more, by their ids alone."""
        if self.where:
            return
        last: dict[str, str] = {}
        for record in self.frame.former_teaching if "teacher" in self.roles else ():
            person, moment = record["user"]["sourcedId"], record["dateLastModified"]
            last[person] = max(last.get(person, ""), moment)
        if "student" in self.roles:
            moment_ = datetime.fromisoformat(since) if since else None
            for seat in former_seats(self.viewer, self.frame.versions, moment_):
                if class_ := self.frame.classes.get(seat.run):
                    at = written(seat.since) if seat.since else class_["dateLastModified"]
                    last[seat.person] = max(last.get(seat.person, ""), at)
            last |= {id: written(at) for id, at in erased(self.viewer, moment_).items()}
        there = self._there(last)
        for id, moment in sorted(last.items()):
            if id not in there:
                yield {
                    **base(id, moment, "tobedeleted"),
                    "enabledUser": "false",
                    "givenName": "",
                    "familyName": "",
                    "roles": [],
                    "identifier": id,
                }

    def _there(self, people: Collection[str]) -> set[str]:
        wanted = Narrowing((Compared("person", "in", frozenset(people)),))
        return set(ids(self.viewer, self._asked(wanted), "", len(people) + 1))

    def _user(self, id: str, since: str, roles: Mapping[str, DesiredPerson]) -> Record:
        first, person = next(iter(roles.items()))
        return {
            **base(id, since),
            "username": person.email or id,
            "enabledUser": "true",
            "givenName": person.given_name,
            "familyName": person.family_name,
            "roles": [
                {
                    "roleType": "primary" if name == first else "secondary",
                    "role": name,
                    "org": self.frame.ref("org", _org_of(each)),
                }
                for name, each in roles.items()
            ],
            "primaryOrg": self.frame.ref("org", _org_of(person)),
            "identifier": id,
            **({"email": person.email} if person.email else {}),
        }

    def _asked(self, asked: Narrowing) -> AskedPeople:
        return AskedPeople(
            self.frame.versions,
            asked.every,
            asked.some,
            datetime.fromisoformat(asked.since) if asked.since else None,
            self.frame.changed_runs(asked.since),
            narrowed(self.where) if "student" in self.roles else None,
            self._trainers() if "teacher" in self.roles else frozenset(),
            frozenset(self.frame.placed) if asked.since else frozenset(),
        )

    def _trainers(self) -> frozenset[str]:
        if not self.where:
            return frozenset(self.frame.taught_by)
        return frozenset(
            each["user"]["sourcedId"]
            for each in self.frame.teaching.values()
            if each["status"] == "active"
            and all(each[name]["sourcedId"] == value for name, value in self.where)
        )


def _org_of(person: DesiredPerson) -> str:
    if person.agency:
        return f"agency-{person.agency}"
    return f"member-{person.member}" if person.member else HOUSE
