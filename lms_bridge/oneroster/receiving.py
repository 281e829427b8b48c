"""A record as a system of others sends it: read, or refused with what is wrong and where."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from lms_bridge.oneroster.errors import BadRecord
from lms_bridge.oneroster.filtering import written
from lms_bridge.oneroster.model import BASE_NEEDED, Field, Kind

LONGEST_TEXT: Final = 4000
LONGEST_ID: Final = 255

_STATES: Final = ("exempt", "fully graded", "not submitted", "partially graded", "submitted")
_EXTENSION = re.compile(r"ext:[A-Za-z0-9.\-_]+")


def read_record(sent: Any, kind: Kind) -> tuple[str, dict[str, Any]]:
    """Read a record: its id, if it says one, and its fields but those that are made here.

    Raises BadRecord.
    """
    if not isinstance(sent, dict):
        raise BadRecord(f"{kind.one}: it is no record")
    for name in sent:
        if name not in kind.fields:
            raise BadRecord(f"{kind.one}.{name}: there is no such field")
    made = {
        name: _value(value, kind.fields[name], f"{kind.one}.{name}")
        for name, value in sent.items()
        if name not in BASE_NEEDED and value is not None
    }
    for name in kind.needed:
        if name not in made and name not in BASE_NEEDED:
            raise BadRecord(f"{kind.one}.{name}: it is missing")
    status = made.get("scoreStatus", _STATES[0])
    if status not in _STATES and not _EXTENSION.fullmatch(status):
        raise BadRecord(f"{kind.one}.scoreStatus: use one of {', '.join(_STATES)}")
    return read_id(sent.get("sourcedId", ""), f"{kind.one}.sourcedId"), made


def read_id(value: Any, where: str) -> str:
    """Read an id. Raises BadRecord."""
    if not isinstance(value, str) or len(value) > LONGEST_ID or not value.isprintable():
        raise BadRecord(f"{where}: it is a text of at most {LONGEST_ID} characters")
    return value


def _value(value: Any, field: Field, where: str) -> Any:
    if field.many:
        if not isinstance(value, list):
            raise BadRecord(f"{where}: it is a list")
        one = Field(fields=field.fields, form=field.form, terms=field.terms)
        return [_value(each, one, f"{where}[{index}]") for index, each in enumerate(value)]
    if field.is_open:
        return _dict(value, where)
    if field.refers_to:
        return {"sourcedId": read_id(_dict(value, where).get("sourcedId"), f"{where}.sourcedId")}
    if field.fields is not None:
        return _inner(_dict(value, where), field.fields, where)
    if field.form == "number":
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise BadRecord(f"{where}: it is a number")
        if not math.isfinite(value) or abs(value) > 1e15:
            raise BadRecord(f"{where}: it is out of range")
        return float(value)
    return _text(value, field, where)


def _inner(value: dict[str, Any], fields: Mapping[str, Field], where: str) -> dict[str, Any]:
    for name in value:
        if name not in fields:
            raise BadRecord(f"{where}.{name}: there is no such field")
    return {name: _value(each, fields[name], f"{where}.{name}") for name, each in value.items()}


def _dict(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadRecord(f"{where}: it is an object")
    return value


def _text(value: Any, field: Field, where: str) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or "\x00" in value:
        raise BadRecord(f"{where}: it is a text of at most {LONGEST_TEXT} characters")
    if field.terms and value not in field.terms:
        raise BadRecord(f"{where}: use one of {', '.join(field.terms)}")
    read = _FORMS.get(field.form)
    try:
        return read(value) if read else value
    except (ValueError, OverflowError):
        raise BadRecord(f"{where}: write {_EXAMPLES[field.form]}") from None


_FORMS: Final[Mapping[str, Callable[[str], str]]] = {
    "date": lambda text: date.fromisoformat(text[:10]).isoformat(),  # some send a moment
    "date-time": lambda text: written(datetime.fromisoformat(text)),
}
_EXAMPLES: Final = {"date": "2015-05-06", "date-time": "2015-05-06T00:00:00Z"}
