"""Messages in words: on pages in the page's language, as mail in that of the reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import jinja2

from catalogue.messages import NO_ADDRESS, NO_MAIL, Kind
from catalogue.queries.messages import Addressed, Draft, TheirLine
from lms_bridge.mail import Written
from lms_bridge.roster import place_of
from lms_bridge.settings import Settings
from lms_bridge.web import language
from lms_bridge.web.language import _, later, say_day, say_days, say_language
from lms_bridge.web.templating import environment
from lms_bridge.workflows.mailing import Write

_SENTENCES = {
    Kind.OFFERED: later("A seat is offered. Please answer by %(day)s."),
    Kind.MOVED: later("The seat is in this run now, no longer in %(old)s."),
    Kind.LOST: later("There is no seat in this run any more; the nomination waits for another."),
    Kind.REMINDED: later("The offer of a seat has no answer yet. Please answer by %(day)s."),
    Kind.LAPSED: later("The offer of a seat was not answered in time and has lapsed."),
    Kind.ASKED: later("You are asked to teach. Please accept or decline."),
    Kind.RELEASED: later("You are no longer needed as a trainer in this run."),
    Kind.CALLED: later("Nominations are called for, until %(day)s."),
}

_WHY_NOT = {
    NO_MAIL: later("on the pages only: no mail is set up"),
    NO_ADDRESS: later("on the pages only: there is no e-mail address"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A line in words: what it is about, whose seat (empty: the reader's own), what happened.

    `about` is the course, the days, the place and the language, as far as they are told.
    """

    about: tuple[str, ...]
    official: str
    text: str


def say_line(line: TheirLine) -> Said:
    """Say a line in the language of the page."""
    where = [line.course_title]
    if line.run:
        where[0] += f" ({line.run})"
    where += [say_days(line.start, line.end), place_of(line.venue, line.city)]
    where += [say_language(line.language)] if line.language else []
    return Said(tuple(filter(None, where)), line.official, _sentence(line))


def _sentence(line: TheirLine) -> str:
    if line.kind is Kind.CHANGED:
        return _("This run has changed:") + " " + "; ".join(_changed(line))
    return _(_SENTENCES[line.kind]) % {"day": say_day(line.answer_by), "old": line.old_run}


def _changed(line: TheirLine) -> list[str]:
    said = []
    if line.old_start:
        days = {"new": say_day(line.start), "old": say_day(line.old_start)}
        said.append(_("begins on %(new)s instead of %(old)s") % days)
    if line.old_venue:
        places = {"new": line.venue, "old": line.old_venue}
        said.append(_("is held at %(new)s instead of %(old)s") % places)
    if line.old_language:
        spoken = {"new": say_language(line.language), "old": say_language(line.old_language)}
        said.append(_("is held in %(new)s instead of %(old)s") % spoken)
    return said


def say_outcome(said: str) -> str:
    """Say why a message was not mailed; what a mail server answered stands as it is."""
    return _(_WHY_NOT[said]) if said in _WHY_NOT else said


def language_of(languages: Sequence[str]) -> str:
    """Choose the first of a reader's languages that we write; English where there is none."""
    return next((each for each in languages if each in language.LANGUAGES), "en")


def letter_of(given: Addressed | Draft, url: str) -> tuple[str, str, str]:
    """Give a letter's language, subject and text."""
    chosen = language_of(given.languages)
    with language.speaking(chosen):
        courses = list(dict.fromkeys(line.course_title for line in given.lines))
        subject = _("News of %(course)s") % {"course": courses[0]}
        if len(courses) > 1:
            subject = _("News of %(count)s courses") % {"count": len(courses)}
        text = _template().render(
            name=f"{given.given_name} {given.family_name}".strip(),
            lines=[say_line(line) for line in given.lines],
            is_unreviewed=chosen in language.UNREVIEWED,
            url=url,
            apart=language.apart,
        )
    return chosen, subject, text


@cache
def _template() -> jinja2.Template:
    return environment().get_template("mail.txt")


def writing(settings: Settings) -> Write:
    """Give what writes mail."""

    def write(given: Addressed) -> Written:
        chosen, subject, text = letter_of(given, f"{settings.url}/messages")
        name = f"{given.given_name} {given.family_name}".strip()
        return Written(f"message-{given.id}", given.address, name, chosen, subject, text)

    return write
