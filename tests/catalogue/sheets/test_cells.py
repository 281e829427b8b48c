"""From texts to values, fault by fault."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.faults import Fault
from catalogue.ids import Codes
from catalogue.members import MemberKind
from catalogue.sheets.cells import Cells
from catalogue.sheets.sheet import Line

Read = Callable[[Cells], Any]
KNOWN = {"jakarta", "manila"}


def read(text: str, how: Read) -> tuple[Any, list[str]]:
    faults: list[Fault] = []
    value = how(Cells("a.csv", Line(2, {"x": text}), faults))
    return value, [str(fault).removeprefix("a.csv row 2, x: ") for fault in faults]


GOOD: list[tuple[str, Read, Any]] = [
    ("Ada", lambda c: c.text("x"), "Ada"),
    ("", lambda c: c.text("x", required=False), ""),
    ("IDN-1.a_b", lambda c: c.code("x"), "IDN-1.a_b"),
    ("manila", lambda c: c.ref("x", KNOWN), "manila"),
    ("", lambda c: c.ref_or_none("x", KNOWN), None),
    ("manila  jakarta", lambda c: c.refs("x", KNOWN), ("manila", "jakarta")),
    ("", lambda c: c.words("x"), ()),
    ("Law | Asking questions |", lambda c: c.names("x"), ("Law", "Asking questions")),
    ("Manila", lambda c: c.ref("x", KNOWN), "manila"),
    ("MANILA jakarta", lambda c: c.refs("x", KNOWN), ("manila", "jakarta")),
    ("idn-1", lambda c: c.code("x", Codes(["IDN-1"])), "IDN-1"),
    ("12", lambda c: c.whole("x"), 12),
    ("\u0661\u0662", lambda c: c.whole("x"), 12),  # Arabic-Indic digits
    ("-\u06f1\u06f2", lambda c: c.whole("x", -20), -12),  # Persian digits
    ("\u221212", lambda c: c.whole("x", -20), -12),  # a minus as it is printed
    ("\u0661\u0660\u0666\u066b\u0668", lambda c: c.decimal("x", 0, 180), 106.8),
    ("\u0660\u0669:\u0663\u0660", lambda c: c.time("x"), "09:30"),
    ("\u0661", lambda c: c.yes("x"), True),
    ("\u0662\u0660\u0661\u0665-\u0660\u0665-\u0660\u0666", lambda c: c.day("x"), date(2015, 5, 6)),
    ("\u06f2\u06f0\u06f1\u06f5/\u06f5/\u06f6", lambda c: c.day("x"), date(2015, 5, 6)),
    ("2015-05-06T00:00:00Z", lambda c: c.day("x"), date(2015, 5, 6)),
    ("2015-05-06T00:00:00.000+07:00", lambda c: c.day("x"), date(2015, 5, 6)),
    ("2015-05-06 00:00:00", lambda c: c.day("x"), date(2015, 5, 6)),
    ("", lambda c: c.whole("x", default=7), 7),
    ("", lambda c: c.whole_or_none("x"), None),
    ("-6.2", lambda c: c.decimal("x", -90, 90), -6.2),
    ("2015-05-06", lambda c: c.day("x"), date(2015, 5, 6)),
    ("", lambda c: c.day_or_none("x"), None),
    ("Yes", lambda c: c.yes("x"), True),
    ("", lambda c: c.yes("x"), False),
    ("no", lambda c: c.yes_or_none("x"), False),
    ("", lambda c: c.yes_or_none("x"), None),
    ("Organisation", lambda c: c.term("x", MemberKind), MemberKind.ORGANISATION),
    ("", lambda c: c.term("x", MemberKind, default=MemberKind.MEMBER), MemberKind.MEMBER),
    ("a@b.org", lambda c: c.email("x"), "a@b.org"),
    ("", lambda c: c.email("x"), ""),
    ("Asia/Jakarta", lambda c: c.time_zone("x"), "Asia/Jakarta"),
    ("09:30", lambda c: c.time("x"), "09:30"),
    ("9:30", lambda c: c.time("x"), "09:30"),
    ("09:30:00", lambda c: c.time("x"), "09:30"),
    ("9:00:00", lambda c: c.time("x"), "09:00"),
]
BAD: list[tuple[str, Read, str]] = [
    (
        "2015-05-06T17:00:00Z",  # in Jakarta the next day has begun
        lambda c: c.day("x"),
        '"2015-05-06T17:00:00Z" is not a date; write it as YYYY-MM-DD',
    ),
    (
        "\u06f1\u06f3\u06f9\u06f4/\u06f0\u06f2/\u06f1\u06f6",
        lambda c: c.day("x"),
        '"\u06f1\u06f3\u06f9\u06f4/\u06f0\u06f2/\u06f1\u06f6" is out of range; use 1900-01-01 to 2199-12-31',
    ),
    *[
        (day, lambda c: c.day("x"), f'"{day}" is out of range; use 1900-01-01 to 2199-12-31')
        for day in ("2558-05-06", "9999-12-31", "0001-01-01")
    ],
    ("9999-02-30", lambda c: c.day("x"), '"9999-02-30" is not a date; write it as YYYY-MM-DD'),
    ("Manila MANILA", lambda c: c.refs("x", KNOWN), '"Manila MANILA" is there twice; keep one'),
    (
        "Idn-1",
        lambda c: c.ref("x", Codes(["IDN-1", "idn-1"])),
        (
            '"Idn-1" may be one of several that differ by capital letters; '
            "write one of them: IDN-1, idn-1"
        ),
    ),
    ("", lambda c: c.text("x"), "is empty; fill it in"),
    ("abc", lambda c: c.text("x", longest=2), '"abc" is too long; use at most 2 characters'),
    (
        "a b",
        lambda c: c.code("x"),
        '"a b" is not a code; use up to 64 letters, digits, hyphens, dots or underscores',
    ),
    ("", lambda c: c.ref("x", KNOWN), "is empty; fill it in"),
    ("jakata", lambda c: c.ref("x", KNOWN), 'there is no "jakata" here; use one of: jakarta'),
    ("zz", lambda c: c.ref("x", KNOWN), 'there is no "zz" here; use one of: jakarta, manila'),
    (
        "jakarta zz",
        lambda c: c.refs("x", KNOWN),
        'there is no "zz" here; use one of: jakarta, manila',
    ),
    ("en en", lambda c: c.words("x"), '"en en" is there twice; keep one'),
    ("a|a", lambda c: c.names("x"), '"a|a" is there twice; keep one'),
    ("", lambda c: c.whole("x"), "is empty; fill it in"),
    ("1.5", lambda c: c.whole("x"), '"1.5" is not a number; write a number such as 12'),
    ("9" * 20, lambda c: c.whole("x"), f'"{"9" * 20}" is not a number; write a number such as 12'),
    ("-1", lambda c: c.whole("x"), '"-1" is out of range; use 0 to 1000000000'),
    ("8", lambda c: c.whole("x", 1, 7), '"8" is out of range; use 1 to 7'),
    (
        "6,2",
        lambda c: c.decimal("x", 0, 9),
        '"6,2" is not a number; write a number such as 106.8272',
    ),
    ("91", lambda c: c.decimal("x", -90, 90), '"91" is out of range; use -90 to 90'),
    ("", lambda c: c.decimal("x", 0, 9), "is empty; fill it in"),
    ("", lambda c: c.day("x"), "is empty; fill it in"),
    ("42130", lambda c: c.day("x"), '"42130" is not a date; write it as YYYY-MM-DD'),
    (
        "09:30:15",
        lambda c: c.time("x"),
        '"09:30:15" is not a time; write it as HH:MM, such as 09:30',
    ),
    ("0.375", lambda c: c.time("x"), '"0.375" is not a time; write it as HH:MM, such as 09:30'),
    ("06.05.2015", lambda c: c.day("x"), '"06.05.2015" is not a date; write it as YYYY-MM-DD'),
    ("2015-02-29", lambda c: c.day("x"), '"2015-02-29" is not a date; write it as YYYY-MM-DD'),
    (
        "2015-05-05",
        lambda c: c.day("x", not_before=date(2015, 5, 6)),
        '"2015-05-05" lies before the start; use 2015-05-06 or later',
    ),
    ("maybe", lambda c: c.yes("x"), '"maybe" is neither yes nor no; write yes or no'),
    ("", lambda c: c.term("x", MemberKind), "is empty; fill it in"),
    (
        "state",
        lambda c: c.term("x", MemberKind),
        '"state" is not possible here; use one of: member, organisation',
    ),
    ("a@b", lambda c: c.email("x"), '"a@b" is not an e-mail address; write it as name@example.org'),
    (
        "Jakarta",
        lambda c: c.time_zone("x"),
        '"Jakarta" is not a time zone; use a name such as Asia/Jakarta',
    ),
]
READERS = [how for _, how, _ in [*GOOD, *BAD]]


@pytest.mark.parametrize(("text", "how", "value"), GOOD)
def test_good_cells(text: str, how: Read, value: object) -> None:
    assert read(text, how) == (value, [])


@pytest.mark.parametrize(("text", "how", "fault"), BAD)
def test_bad_cells(text: str, how: Read, fault: str) -> None:
    assert read(text, how)[1] == [fault]


@given(st.text(max_size=30), st.sampled_from(READERS))
def test_any_text_is_a_value_or_a_fault(text: str, how: Read) -> None:
    read(text, how)


def test_a_form_has_neither_file_nor_row() -> None:
    faults: list[Fault] = []
    Cells(None, Line(0, {}), faults).text("family_name")
    assert str(faults[0]) == "family_name: is empty; fill it in"


def test_a_fault_tells_a_text_with_braces_as_it_is() -> None:
    assert read("{x}", lambda c: c.ref("x", KNOWN))[1] == [
        'there is no "{x}" here; use one of: jakarta, manila'
    ]
