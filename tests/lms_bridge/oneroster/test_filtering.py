"""The grammar of filters, against a simple reading of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_bridge.oneroster.errors import BadFilter
from lms_bridge.oneroster.filtering import read_filter
from lms_bridge.oneroster.model import USER

TEXTS = st.text(alphabet="ab'Ä 日=", max_size=4)
FIELDS = ("givenName", "familyName", "roles.role", "primaryOrg.sourcedId", "metadata.x", "email")
OPERATORS = ("=", "!=", ">", ">=", "<", "<=", "~")


@st.composite
def users(draw: st.DrawFn) -> dict[str, Any]:
    """Make users, some without an address."""
    user: dict[str, Any] = {
        "givenName": draw(TEXTS),
        "familyName": draw(TEXTS),
        "roles": [{"role": role} for role in draw(st.lists(TEXTS, max_size=3))],
        "primaryOrg": {"sourcedId": draw(TEXTS)},
        "metadata": {"x": draw(TEXTS)},
    }
    return user | ({"email": draw(TEXTS)} if draw(st.booleans()) else {})


PREDICATES = st.tuples(st.sampled_from(FIELDS), st.sampled_from(OPERATORS), TEXTS)


def held(user: dict[str, Any], field: str) -> list[str]:
    """Give what a user has in a field, one case after another."""
    match field:
        case "roles.role":
            return [role["role"] for role in user["roles"]]
        case "primaryOrg.sourcedId":
            return [user["primaryOrg"]["sourcedId"]]
        case "metadata.x":
            return [user["metadata"]["x"]]
        case _:
            return [user[field]] if field in user else []


def simply(user: dict[str, Any], field: str, operator: str, value: str) -> bool:
    """Evaluate a predicate as a person would."""
    there = held(user, field)
    match operator:
        case "=":
            return value in there
        case "!=":
            return value not in there
        case "~":
            return any(value in each for each in there)
        case ">":
            return any(each > value for each in there)
        case ">=":
            return any(each >= value for each in there)
        case "<":
            return any(each < value for each in there)
        case _:
            return any(each <= value for each in there)


def written(field: str, operator: str, value: str, space: str) -> str:
    quoted = value.replace("'", "''")
    return f"{field}{space}{operator}{space}'{quoted}'"


@given(users(), PREDICATES, PREDICATES, st.sampled_from([None, "AND", "OR"]), st.booleans())
def test_filters_find_what_a_simple_reading_finds(
    user: dict[str, Any],
    first: tuple[str, str, str],
    second: tuple[str, str, str],
    joined: str | None,
    is_spaced: bool,
) -> None:
    space = " " if is_spaced else ""
    text = written(*first, space)
    wanted = simply(user, *first)
    if joined:
        text += f" {joined} {written(*second, space)}"
        other = simply(user, *second)
        wanted = wanted and other if joined == "AND" else wanted or other
    assert read_filter(text, USER.fields).holds(user) == wanted


@given(st.text(alphabet="ab'=<>!~ ANDOR.", max_size=30))
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    try:
        found = read_filter(text, USER.fields)
    except BadFilter:
        return
    assert len(found.predicates) in {1, 2}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "familyName",
        "familyName='x",
        'familyName="x"',
        "familyName=='x'",
        "familyName='it's'",
        "familyName='x' and givenName='y'",
        "familyName='x'AND givenName='y'",
        "familyName='x' AND givenName='y' AND email='z'",
        "(familyName='x')",
        "roles='teacher'",
        "familyName.x='y'",
        "metadata='x'",
        "'x'=familyName",
        "dateLastModified>'never'",
        "dateLastModified>'0001-01-01T00:00:00+23:00'",
    ],
)
def test_what_is_no_filter_is_refused(text: str) -> None:
    with pytest.raises(BadFilter):
        read_filter(text, USER.fields)


def test_moments_are_compared_as_moments() -> None:
    user = {"dateLastModified": "2015-05-06T10:00:00.000Z"}
    for text, holds in (
        ("dateLastModified>'2015-05-06'", True),
        ("dateLastModified='2015-05-06T12:00:00+02:00'", True),
        ("dateLastModified<='2015-05-06T09:59:59.999Z'", False),
    ):
        assert read_filter(text, USER.fields).holds(user) is holds
