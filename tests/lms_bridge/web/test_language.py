"""Every text is there in every language, with the same places for values."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import cache

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from markupsafe import Markup

from catalogue import faults
from catalogue.faults import Fault, Where
from lms_bridge import reasons, violations
from lms_bridge.lti.errors import TEXTS as LTI
from lms_bridge.problems import TITLES, Problem
from lms_bridge.sync.remedies import FAILURES
from lms_bridge.sync.words import TEXTS as SYNC
from lms_bridge.web import language, terms
from lms_bridge.web.faults_in_words import say_placed_fault
from lms_bridge.web.language import (
    LANGUAGES,
    LOCALES,
    ngettext,
    say_comma,
    say_day,
    say_days,
    say_list,
    say_list_of_html,
    say_number,
    say_of,
)
from lms_bridge.web.lms_in_words import CODES
from lms_bridge.web.templating import TEMPLATES, environment

KEYWORDS = {
    "_": None,
    "gettext": None,
    "later": None,
    "ngettext": (1, 2),
    "later_of": (1, 2),
    "pgettext": ((1, "c"), 2),
}
METHODS = [("*.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
OPTIONS = {"templates/**.html": {"trimmed": "true", "newstyle_gettext": "true"}}
OTHERS = sorted(set(LANGUAGES) - {"en"})


@cache
def said() -> list[tuple[str | tuple[str, ...], str | None]]:
    """What code and templates say, each with its context if it has one."""
    found = extract_from_dir(LOCALES.parent, METHODS, OPTIONS, KEYWORDS)
    return [
        (tuple(text) if isinstance(text, list) else text, context)
        for _, _, text, _, context in found
    ]


@cache
def wanted() -> set[str | tuple[str, ...]]:
    """What code and templates say, and the texts that come from elsewhere in the bridge."""
    own = {text for text, _ in said()}
    elsewhere = {
        *TITLES.values(),
        Problem(418, "X", "").title,
        *reasons.TEXTS.values(),
        reasons._UNKNOWN,
        *violations.TEXTS.values(),
        violations._UNKNOWN,
        *SYNC.values(),
        *(text for texts in FAILURES.values() for text in texts),
        *(text for texts in LTI.values() for text in texts),
        *(text for texts in faults.SENTENCES.values() for text in texts),
        faults.NONE_ALLOWED,
    }
    return own | elsewhere


def catalog(code: str) -> Catalog:
    with (LOCALES / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


def places(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)s|%%|\{\w+\}", text))


@pytest.mark.parametrize("code", OTHERS)
def test_catalog_has_every_text_and_no_other(code: str) -> None:
    there = {message.id for message in catalog(code) if message.id}
    assert there == {text if isinstance(text, str) else text[:2] for text in wanted()}


@pytest.mark.parametrize("code", OTHERS)
def test_catalog_has_texts_by_their_context(code: str) -> None:
    there = {(message.id, message.context) for message in catalog(code) if message.context}
    assert there == {(text, context) for text, context in said() if context}


@pytest.mark.parametrize("code", OTHERS)
def test_translations_keep_the_places_of_values(code: str) -> None:
    for message in catalog(code):
        if not message.id:
            continue
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        english = message.id if isinstance(message.id, str) else message.id[1]
        assert all(said), english
        assert [places(each) for each in said] == [places(english)] * len(said), english


def test_french_marks_stand_after_a_narrow_space_that_does_not_break() -> None:
    wrong = re.compile(r"[ \N{NO-BREAK SPACE}][:;!?»]|«(?!\N{NARROW NO-BREAK SPACE})|'")
    texts = [
        s
        for m in catalog("fr")
        if m.id
        for s in ([m.string] if isinstance(m.string, str) else m.string)
    ]
    assert [each for each in texts if wrong.search(each)] == []


def test_what_is_wrong_is_said_in_the_readers_language() -> None:
    fault = Fault(Where("runs.csv", 3, "course"), "UNKNOWN", "{x}", ("ind", "rsd"))
    with language.speaking("fr"):
        assert say_placed_fault(fault) == (
            "runs.csv, ligne 3, course\N{NARROW NO-BREAK SPACE}: il n\N{RIGHT SINGLE QUOTATION MARK}y a pas de «\N{NARROW NO-BREAK SPACE}{x}\N{NARROW NO-BREAK SPACE}» ici\N{NARROW NO-BREAK SPACE}; "
            "prenez l\N{RIGHT SINGLE QUOTATION MARK}un de ceux-ci\N{NARROW NO-BREAK SPACE}: ind ou rsd"
        )


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", ("a, b and c", "a or b", "a, b")),
        ("fr", ("a, b et c", "a ou b", "a, b")),
        ("id", ("a, b, dan c", "a atau b", "a, b")),
        ("ar", ("a\N{ARABIC COMMA} b\N{ARABIC COMMA} c", "a أو b", "a\N{ARABIC COMMA} b")),
    ],
)
def test_lists_are_written_as_each_language_does(code: str, said: tuple[str, str, str]) -> None:
    with language.speaking(code):
        found = (say_list("abc"), say_list("ab", "or"), say_comma().join("ab"))
    assert (found, say_list("a"), say_list("")) == (said, "a", "")


def test_no_template_joins_a_list_by_a_comma_of_its_own() -> None:
    own = re.compile(r"""join\(["'], |not loop\.last %\}, |(?:\}\}|</\w+>), (?:\{\{|<)""")
    found = [path.name for path in TEMPLATES.glob("*.html") if own.search(path.read_text())]
    assert found == []


def test_links_stay_links_in_a_list_and_names_stay_names() -> None:
    assert say_list_of_html([Markup("<b>a</b>"), "<i>"]) == "<b>a</b> and &lt;i&gt;"


@pytest.mark.parametrize(
    ("code", "said"), [("en", "7,000 nominations"), ("id", "7.000 pencalonan")]
)
def test_many_things_are_counted_in_the_numbers_of_each_language(code: str, said: str) -> None:
    text = "{% trans count=n %}{{ count }} nomination{% pluralize %}{{ count }} nominations{% endtrans %}"
    with language.speaking(code):
        assert environment().from_string(text).render(n=7000) == said


def test_what_an_lms_holds_and_tells_is_counted_in_the_plural_forms_of_each_language() -> None:
    assert say_of(CODES["CREATE_CLASS"], 1) == "1 class created"
    assert terms.coming({"facts": 1, "lessons": 1200}) == ["1,200 lessons done", "1 fact told"]
    with language.speaking("fr"):
        assert say_of(CODES["CREATE_PERSON"], 1) == "1 compte créé"
        assert say_of(CODES["CREATE_PERSON"], 2) == "2 comptes créés"


def test_dates_and_numbers_are_written_as_in_the_readers_language() -> None:
    first, last = date(2015, 6, 29), date(2015, 7, 2)
    said = {}
    for code in LANGUAGES:
        language._current.set(code)
        said[code] = (say_day(first), say_number(1234.5, 1), ngettext("a row", "rows", 2))
    language._current.set("en")
    assert said["en"] == ("29 Jun 2015", "1,234.5", "rows")
    assert said["id"][:2] == ("29 Jun 2015", "1.234,5")
    assert "2015" in said["ar"][0]
    assert re.sub(r"\s", " ", say_days(first, last)) == "29 Jun \N{EN DASH} 2 Jul 2015"
    assert (say_days(first, first), say_days(None, last), say_day(None)) == ("29 Jun 2015", "", "")
    assert language.say_moment(datetime(2015, 5, 6, 9, 5, tzinfo=UTC)) == "6 May 2015, 09:05 UTC"
    assert (language.say_language("id"), language.say_language("zz")) == ("Indonesian", "zz")
