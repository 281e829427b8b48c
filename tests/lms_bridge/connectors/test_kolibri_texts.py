"""Our texts in Kolibri's limits, and its class names taken apart."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_bridge.connectors.kolibri.texts import (
    ClassName,
    class_name,
    fit,
    one_line,
    read_class_name,
    usernames,
)
from lms_bridge.sync.state import Class, Desired, Person

TITLE = "Induction training for frontline border officials"
ABOUT = """3-7 August 2015, 09:00-17:00 (UTC+07:00)
JCLEC, Semarang, Indonesia
Trainers: Ratna Sari, Pita Tongatapu, Somchai Prasert, Aishath Ibrahim, Marie-Claire Kanak, \
Jone Vakatawa, Tuvshin Bat-Erdene, Sisavanh Phommasack"""


def fitted(title: str = TITLE, about: str = "", key: str = "IND-2015-08") -> Class:
    return fit(Desired(classes=(Class(key, title, about),))).classes[0]


def test_class_name_ends_with_the_run() -> None:
    assert class_name(TITLE, "IND-2015-08") == f"{TITLE} · IND-2015-08"


def test_class_name_cuts_a_long_title_at_a_word() -> None:
    assert class_name(f"{TITLE} of the whole region and beyond it", "IND-2015-08") == (
        "Induction training for frontline border officials of the whole region and… · IND-2015-08"
    )


def test_fit_puts_the_lines_of_a_description_on_one_and_cuts_the_end() -> None:
    assert fitted(about=ABOUT).about == (
        "3-7 August 2015, 09:00-17:00 (UTC+07:00) · JCLEC, Semarang, Indonesia · Trainers: Ratna "
        "Sari, Pita Tongatapu, Somchai Prasert, Aishath Ibrahim, Marie-Claire Kanak, Jone "
        "Vakatawa, Tuvshin Bat-Erdene…"
    )


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("Induction · IND-1", ClassName("Induction", "IND-1", archived=False)),
        ("Cancelled: Induction · IND-1", ClassName("Induction", "IND-1", archived=True)),
        ("Part 1 · Part 2 · IND-1", ClassName("Part 1 · Part 2", "IND-1", archived=False)),
        ("Grade 5", ClassName("Grade 5", None, archived=False)),
    ],
)
def test_read_class_name_takes_it_apart(name: str, read: ClassName) -> None:
    assert read_class_name(name) == read


texts = st.text(max_size=150) | st.sampled_from(["Cancelled: ", "Cancelled: Cancelled: x", " · "])
keys = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", fullmatch=True)


@given(title=texts, about=texts, key=keys, archived=st.booleans())
def test_fit_gives_what_is_read_back(title: str, about: str, key: str, archived: bool) -> None:
    fitting = fitted(title, about, key)

    name = class_name(fitting.title, key, archived=archived)

    assert read_class_name(name) == ClassName(fitting.title, key, archived)
    assert len(name) <= 100
    assert len(fitting.about) <= 200
    assert [name.strip(), fitting.about.strip()] == [name, fitting.about]
    assert fitted(fitting.title, fitting.about, key) == fitting


@given(text=st.text(max_size=300), limit=st.integers(1, 200))
def test_one_line_fits_and_stays(text: str, limit: int) -> None:
    line = one_line(text, limit)

    assert len(line) <= limit
    assert line == line.strip()
    assert one_line(line, limit) == line


@pytest.mark.parametrize(
    ("person", "first_three"),
    [
        (Person("K1", "Zoë Müller", "zoë.müller"), ["zoe_muller", "zoe_muller_2", "zoe_muller_3"]),
        (Person("K1", "Zoë Müller"), ["zoe_muller", "zoe_muller_2", "zoe_muller_3"]),
        (Person("IDN-7", "名前"), ["idn_7", "idn_7_2", "idn_7_3"]),
        (Person("名前", "名前"), ["user", "user_2", "user_3"]),
        (Person("K1", "x" * 40), ["x" * 30, "x" * 28 + "_2", "x" * 28 + "_3"]),
    ],
)
def test_usernames_bend_the_wish(person: Person, first_three: list[str]) -> None:
    assert list(islice(usernames(person), 3)) == first_three


@given(wish=st.text(max_size=60), name=st.text(max_size=60))
def test_usernames_are_in_kolibris_alphabet(wish: str, name: str) -> None:
    for username in islice(usernames(Person("K1", name, wish)), 12):
        assert 1 <= len(username) <= 30
        assert username.isascii()
        assert username.replace("_", "").isalnum()
