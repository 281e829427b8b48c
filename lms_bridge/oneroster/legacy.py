"""OneRoster 1.1, read only: the roster in the older form, as a Moodle plugin takes it.

That plugin (catalyst/moodle-enrol_oneroster) undoes its own work where a class has teachers and
students, refuses accounts without a password, and takes only users of an organisation that it was
told to. So a run is a class for who learns and another for who teaches, a user has the venues of
their runs among their organisations, and a password that nobody knows but the client that reads it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any, Final

from catalogue.db import reading
from catalogue.queries.belonging import seats_of
from catalogue.queries.clients import own_key
from catalogue.viewer import Viewer
from lms_bridge.oauth.scopes import (
    DEMOGRAPHICS,
    LEGACY_DEMOGRAPHICS,
    LEGACY_ROSTER,
    LEGACY_ROSTER_CORE,
    ROSTER,
    ROSTER_CORE,
)
from lms_bridge.oneroster import endpoints
from lms_bridge.oneroster.addresses import LEGACY, ROSTERING
from lms_bridge.oneroster.frame import Frame, frame, mark
from lms_bridge.oneroster.model import TEXT, USER, Kind, Record, refs
from lms_bridge.oneroster.people import PeopleRows
from lms_bridge.oneroster.roster import Roster
from lms_bridge.oneroster.seats import SeatRows

_USER: Final = Kind(
    USER.one,
    USER.many,
    {name: field for name, field in USER.fields.items() if name != "roles"}
    | {"role": TEXT, "orgs": refs("org")},
    (*(name for name in USER.needed if name != "roles"), "role", "orgs"),
)
_SCOPES: Final = {
    ROSTER: LEGACY_ROSTER,
    ROSTER_CORE: LEGACY_ROSTER_CORE,
    DEMOGRAPHICS: LEGACY_DEMOGRAPHICS,
}
_NEWER: Final = frozenset({"roles", "primaryOrg", "resources", "userProfiles", "metadata"})


@dataclass(frozen=True, slots=True)
class _Seats(SeatRows):
    def records(self, ids: Collection[str]) -> dict[str, Record]:
        found = SeatRows.records(self, ids)
        return {id: _moved(record, self.frame.url) for id, record in found.items()}

    def gone(self, since: str) -> Iterator[Record]:
        for record in SeatRows.gone(self, since):
            yield _moved(record, self.frame.url)


@dataclass(frozen=True, slots=True)
class _People(PeopleRows):
    key: bytes = b""

    def records(self, ids: Collection[str]) -> dict[str, Record]:
        places: dict[str, dict[str, Any]] = defaultdict(dict)
        for seat in seats_of(self.viewer, self.frame.versions, ids):
            self._place(places[seat.who.person], seat.run)
        for id in ids:
            for run in self.frame.taught_by.get(id, ()):
                self._place(places[id], run)
        found = PeopleRows.records(self, ids)
        return {id: self._moved(record, places[id]) for id, record in found.items()}

    def gone(self, since: str) -> Iterator[Record]:
        for record in PeopleRows.gone(self, since):
            yield _moved({**record, "role": "student", "orgs": []}, self.frame.url)

    def _place(self, places: dict[str, Any], run: str) -> None:
        school = self.frame.classes[run]["school"]
        places[school["sourcedId"]] = school

    def _moved(self, record: Record, places: Mapping[str, Any]) -> Record:
        orgs = [role["org"] for role in record["roles"]] + list(places.values())
        more = {
            "role": record["roles"][0]["role"],
            "orgs": list({org["sourcedId"]: org for org in orgs}.values()),
            "password": _password(self.key, record["sourcedId"]),
        }
        return _moved({**record, **more}, self.frame.url)


@reading
def legacy_roster(viewer: Viewer, url: str) -> Roster:
    """Give the roster in the older form."""
    key, framed = own_key(viewer), frame(viewer, url)
    people = partial(_People, key=key)
    marked = ("1.1", key, *mark(viewer, url))
    return Roster(_framed(framed), viewer, marked, _Seats, people)


@lru_cache(maxsize=4)
def _framed(known: Frame) -> Frame:
    def made(records: Mapping[str, Record]) -> dict[str, Record]:
        return {id: _moved(record, known.url) for id, record in records.items()}

    return replace(
        known,
        sessions=made(known.sessions),
        orgs=made(known.orgs),
        courses=made(known.courses),
        classes=made({each["sourcedId"]: each for each in _classes(known)}),
        teaching=made({id: _enrollment(each) for id, each in known.teaching.items()}),
    )


def _classes(known: Frame) -> Iterator[Record]:
    taught = {(each["class"]["sourcedId"], each["status"]) for each in known.teaching.values()}
    for id, class_ in known.classes.items():
        yield class_
        if (id, "active") in taught or (id, "tobedeleted") in taught:
            named = {"title": f"{class_['title']} (trainers)", "classCode": _taught(id)}
            status = class_["status"] if (id, "active") in taught else "tobedeleted"
            yield {**class_, **named, "sourcedId": _taught(id), "status": status}


def _taught(run: str) -> str:
    """Give the id of the class in which a run's trainers are."""
    return f"{run}-trainers"


def _enrollment(record: Record) -> Record:
    there, id = record["class"], _taught(record["class"]["sourcedId"])
    href = there["href"].removesuffix(there["sourcedId"]) + id
    return {**record, "class": {**there, "sourcedId": id, "href": href}}


def _password(key: bytes, user: str) -> str:
    """Make a password that a usual policy takes: the same each time, 144 bits of chance."""
    drawn = base64.urlsafe_b64encode(hmac.digest(key, user.encode(), hashlib.sha256)[:18]).decode()
    return f"Lk1!{drawn}"


def _moved(record: Record, url: str) -> Record:
    """Let what a record refers to be at the older addresses, without what is newer."""
    return {
        name: _with_addresses(value, url) for name, value in record.items() if name not in _NEWER
    }


def _with_addresses(value: Any, url: str) -> Any:
    match value:
        case {"href": str(href)}:
            return {**value, "href": href.replace(url + ROSTERING, url + LEGACY, 1)}
        case list():
            return [_with_addresses(each, url) for each in value]
        case _:
            return value


ENDPOINTS: Final = tuple(
    replace(
        each,
        kind=_USER if each.kind is USER else each.kind,
        scopes=frozenset(_SCOPES[scope] for scope in each.scopes),
        source=legacy_roster,
    )
    for each in endpoints.ENDPOINTS
)
"""The same addresses, under the older root."""
