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
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from catalogue.db import reading
from catalogue.queries.clients import own_key
from catalogue.queries.last_changes import mark_of_published
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
from lms_bridge.oneroster.model import TEXT, USER, Kind, Record, refs
from lms_bridge.oneroster.roster import Roster, roster

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


@reading
def legacy_roster(viewer: Viewer, url: str) -> Roster:
    """Give the roster in the older form."""
    mark, seen = mark_of_published(viewer), replace(viewer, request_id="")
    return _made(mark, seen, url, own_key(viewer))


@lru_cache(maxsize=4)
def _made(_: str, viewer: Viewer, url: str, key: bytes) -> Roster:
    known = roster(viewer, url)
    taught = {
        each["class"]["sourcedId"]
        for each in known.enrollments.values()
        if each["role"] == "teacher"
    }
    places: dict[str, dict[str, Any]] = defaultdict(dict)
    for each in known.enrollments.values():
        places[each["user"]["sourcedId"]][each["school"]["sourcedId"]] = each["school"]

    def made(records: Mapping[str, Record]) -> dict[str, Record]:
        return {id: _moved(record, url) for id, record in records.items()}

    return replace(
        known,
        sessions=made(known.sessions),
        orgs=made(known.orgs),
        courses=made(known.courses),
        classes=made({each["sourcedId"]: each for each in _classes(known, taught)}),
        enrollments=made({id: _enrollment(each) for id, each in known.enrollments.items()}),
        users=made({id: _user(each, places[id], key) for id, each in known.users.items()}),
    )


def _classes(known: Roster, taught: set[str]) -> Iterator[Record]:
    for id, class_ in known.classes.items():
        yield class_
        if id in taught:
            named = {"title": f"{class_['title']} (trainers)", "classCode": _taught(id)}
            yield {**class_, **named, "sourcedId": _taught(id)}


def _taught(run: str) -> str:
    """Give the id of the class in which a run's trainers are."""
    return f"{run}-trainers"


def _enrollment(record: Record) -> Record:
    if record["role"] != "teacher":
        return record
    there, id = record["class"], _taught(record["class"]["sourcedId"])
    href = there["href"].removesuffix(there["sourcedId"]) + id
    return {**record, "class": {**there, "sourcedId": id, "href": href}}


def _user(record: Record, places: Mapping[str, Any], key: bytes) -> Record:
    orgs = [role["org"] for role in record["roles"]] + list(places.values())
    return {
        **record,
        "role": record["roles"][0]["role"],
        "orgs": list({org["sourcedId"]: org for org in orgs}.values()),
        "password": _password(key, record["sourcedId"]),
    }


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
            return {**value, "href": url + LEGACY + href.removeprefix(url + ROSTERING)}
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
