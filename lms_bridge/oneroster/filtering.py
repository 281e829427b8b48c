"""The standard's filters: one predicate, or two joined by AND or OR.

    familyName='O''Brien' AND dateLastModified>='2015-05-06'

A predicate holds where it does for one of the values that its field has: a user with two roles is
found by either. `!=` is the contrary of `=`. Texts are compared as they are, by the order of
Unicode; moments as moments, numbers as numbers.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lms_bridge.oneroster.errors import BadFilter
from lms_bridge.oneroster.model import MOMENT, NUMBER, Field, Record

_PREDICATE = r"\s*([A-Za-z][\w.\-]*)\s*(!=|>=|<=|=|>|<|~)\s*'((?:[^']|'')*)'"
_FILTER = re.compile(rf"{_PREDICATE}(?:\s+(AND|OR)\s{_PREDICATE})?\s*", re.ASCII)

_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "~": operator.contains,
}


@dataclass(frozen=True, slots=True)
class Predicate:
    """A field, named from outside in, compared with a value."""

    path: tuple[str, ...]
    operator: str
    value: str | float

    def holds(self, record: Record) -> bool:
        """Say whether a record is as it says."""
        kind = type(self.value)
        there = map(kind, values(record, self.path))
        if self.operator == "!=":
            return self.value not in there
        compare = _COMPARED[self.operator]
        return any(compare(value, self.value) for value in there)


@dataclass(frozen=True, slots=True)
class Filter:
    """One predicate, or two of which both or either must hold."""

    predicates: tuple[Predicate, ...]
    either: bool = False

    def holds(self, record: Record) -> bool:
        """Say whether a record is wanted."""
        joined = any if self.either else all
        return joined(predicate.holds(record) for predicate in self.predicates)


def read_filter(text: str, fields: Mapping[str, Field]) -> Filter:
    """Read a filter of records with these fields. Raises BadFilter."""
    found = _FILTER.fullmatch(text)
    if found is None:
        raise BadFilter(
            "a filter is FIELD OPERATOR 'VALUE', or two of them joined by AND or OR; operators are "
            "= != > >= < <= ~, and a quote within a value is written twice"
        )
    predicates = [_predicate(fields, *found.group(1, 2, 3))]
    if found[4]:
        predicates.append(_predicate(fields, *found.group(5, 6, 7)))
    return Filter(tuple(predicates), either=found[4] == "OR")


def _predicate(fields: Mapping[str, Field], name: str, compared: str, value: str) -> Predicate:
    path = tuple(name.split("."))
    field = field_at(path, fields)
    if field is None:
        raise BadFilter(f'"{name}" is no field that one can filter by')
    text = value.replace("''", "'")
    if field is MOMENT and compared != "~":
        try:
            text = written(datetime.fromisoformat(text))
        except (ValueError, OverflowError):
            raise BadFilter(f'"{text}" is no moment; write 2015-05-06T00:00:00Z') from None
    if field is NUMBER and compared != "~":
        try:
            return Predicate(path, compared, float(text))
        except ValueError:
            raise BadFilter(f'"{text}" is no number') from None
    return Predicate(path, compared, text)


def field_at(path: Sequence[str], fields: Mapping[str, Field]) -> Field | None:
    """Find the field with a value at a path; None where there is none."""
    first, *rest = path
    field = fields.get(first)
    if field is None:
        return None
    if field.is_open:
        return Field() if rest and all(rest) else None
    if field.fields is None:
        return None if rest else field
    return field_at(rest, field.fields) if rest else None


def values(held: Any, path: Sequence[str]) -> Iterator[str]:
    """Give every value that there is at a path, as text."""
    if isinstance(held, (list, tuple)):
        for each in held:
            yield from values(each, path)
    elif not path:
        if held is not None:
            yield str(held)
    elif isinstance(held, Mapping) and path[0] in held:
        yield from values(held[path[0]], path[1:])


def written(moment: datetime) -> str:
    """Write a moment as it is sent: in UTC, to the millisecond; without a zone it is in UTC."""
    known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return known.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
