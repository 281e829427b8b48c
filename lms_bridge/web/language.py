"""In which language a page speaks: what the reader chose, else what their browser asks for.

The texts in code and templates are English; `locales/*.po` has them in other languages, and a text
that is missing there stays English. Names of people, courses and places are data and stay.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from aiohttp import web
from babel import Locale
from babel.core import get_global
from babel.dates import (
    format_date,
    format_datetime,
    format_interval,
    format_time,
    get_day_names,
    get_timezone_location,
)
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations
from markupsafe import Markup, escape

from lms_bridge.doors import Handler

LANGUAGES = {"en": "English", "fr": "Français", "id": "Bahasa Indonesia", "ar": "العربية"}
"""The languages of the pages, each by its own name."""

UNREVIEWED = frozenset({"fr", "id", "ar"})
"""Languages whose texts no native speaker has looked through; the pages say so."""

_AND_IS_A_PREFIX = frozenset({"ar"})
"""Languages that write "and" onto the next word: a code in Latin letters cannot be told from it."""

COOKIE = "language"
LOCALES = Path(__file__).parent / "locales"

_LOCALE = {"en": "en_GB"}
_current: ContextVar[str] = ContextVar("language", default="en")


def choose(request: web.Request) -> str:
    """Decide in which language this request is answered, and speak it from now on."""
    wanted = [request.cookies.get(COOKIE, "")]
    asked = request.headers.get("Accept-Language", "").split(",")[:10]
    wanted += [part.partition(";")[0].strip().partition("-")[0].lower() for part in asked]
    language = next((each for each in wanted if each in LANGUAGES), "en")
    _current.set(language)
    return language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language for a while, as to somebody who is not here."""
    before = _current.set(language)
    try:
        yield
    finally:
        _current.reset(before)


@web.middleware
async def speak(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer in the reader's language, also where no page is made."""
    choose(request)
    return await handler(request)


def direction(language: str) -> str:
    """Say how a language is written: ltr or rtl."""
    return Locale.parse(language).text_direction


def apart(text: str) -> str:
    """Keep a name or a code from turning the words around it (Unicode's first strong isolate)."""
    if direction(_current.get()) == "ltr":
        return text
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"


@lru_cache(maxsize=8)
def _texts(language: str) -> gettext.NullTranslations:
    file = LOCALES / f"{language}.po"
    if not file.exists():
        return gettext.NullTranslations()
    with file.open("rb") as source:
        catalog = read_po(source, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled)


def _(text: str) -> str:
    """Say a text in the reader's language."""
    return _texts(_current.get()).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """Say a text about so many things in the reader's language."""
    return _texts(_current.get()).ngettext(one, many, count)


def pgettext(context: str, text: str) -> str:
    """Say a text that means something else elsewhere in the reader's language."""
    return _texts(_current.get()).pgettext(context, text)


def later(text: str) -> str:
    """Mark a text that is said in the reader's language later."""
    return text


def later_of(one: str, many: str) -> tuple[str, str]:
    """Mark a text about so many things that is said in the reader's language later (`say_of`)."""
    return one, many


def say_of(text: tuple[str, str], count: int) -> str:
    """Say a text about so many things, whose number it holds as `%(count)s`."""
    return ngettext(*text, count) % {"count": say_number(count)}


def _locale() -> str:
    language = _current.get()
    return _LOCALE.get(language, language)


@lru_cache(maxsize=20_000)
def _date(day: date, form: str, locale: str) -> str:
    return format_date(day, form, locale=locale)


@lru_cache(maxsize=20_000)
def _interval(first: date, last: date, locale: str) -> str:
    return str(format_interval(first, last, "yMMMd", locale=locale))


def say_day(day: date | None, form: str = "d MMM y") -> str:
    """Write a day, such as 8 Jun 2015; nothing for none."""
    return "" if day is None else _date(day, form, _locale())


def say_days(first: date | None, last: date | None) -> str:
    """Write days from one to another, such as 8-12 Jun 2015; nothing for none."""
    if first is None or last is None:
        return ""
    return say_day(first) if first == last else _interval(first, last, _locale())


def say_moment(moment: datetime | None) -> str:
    """Write a moment of the wall clock, in UTC; nothing for none."""
    if moment is None:
        return ""
    return format_datetime(moment.astimezone(UTC), "d MMM y, HH:mm", locale=_locale()) + " UTC"


def say_time(moment: datetime) -> str:
    """Write the time of day by the clock of the moment's own zone, such as 09:00."""
    return format_time(moment, "HH:mm", tzinfo=moment.tzinfo, locale=_locale())


def say_weekdays() -> list[tuple[str, str]]:
    """Name the days of the week by their ISO numbers, from Monday, 1."""
    names = get_day_names("wide", locale=_locale())
    return [(str(day + 1), str(names[day])) for day in range(7)]


def say_zone(name: str) -> str:
    """Name a time zone by its city, such as Jakarta for Asia/Jakarta."""
    return str(get_timezone_location(name, locale=_locale(), return_city=True))


def say_number(number: float, digits: int = 0) -> str:
    """Write a number."""
    form = f"#,##0.{'0' * digits}" if digits else "#,##0"
    return format_decimal(number, form, locale=_locale())


def say_list(items: Iterable[str], style: Literal["standard", "or"] = "standard") -> str:
    """Name several things in a sentence, such as a, b and c."""
    if style == "standard" and _current.get() in _AND_IS_A_PREFIX:
        return say_comma().join(items)
    return format_list(tuple(items), style, locale=_locale())


def say_list_of_html(items: Iterable[str]) -> Markup:
    """Name several things in a page, some of which may be links."""
    return Markup(say_list(str(escape(each)) for each in items))  # noqa: S704  each is escaped


def say_comma() -> str:
    """Part what stands side by side and is no list, such as a city and its country."""
    return _(", ")


def say_language(code: str | None) -> str:
    """Name a language; its code where it has no name."""
    if not code:
        return ""
    return _language(code, _locale())


def language_names(locale: str | None = None) -> dict[str, str]:
    """Name the languages that there are, by code, in the reader's language."""
    return dict(Locale.parse(locale or _locale()).languages.items())


@lru_cache(maxsize=2000)
def _language(code: str, locale: str) -> str:
    named: Any = Locale.parse(locale).languages.get(code)
    return str(named or code)


def say_country(code: str) -> str:
    """Name a country by its ISO 3166 alpha-3 code, such as Indonesia for IDN; else give that."""
    return _country(code, _locale())


@lru_cache(maxsize=2000)
def _country(code: str, locale: str) -> str:
    same = get_global("territory_aliases").get(code, [code])
    named: Any = Locale.parse(locale).territories.get(same[0])
    return str(named or code)
