"""What is missing for a course, in words, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from catalogue.queries.eligibility import Lack, Missing
from lms_bridge.web.language import _, later, say_day, say_language, say_list
from lms_bridge.web.terms import say

_WORDS: Mapping[Lack, str] = {
    Lack.RETIRED: later("The official has left the agency."),
    Lack.AUDIENCE: later("The course is for agencies of other kinds: %(about)s."),
    Lack.COMPLETED: later("The official has completed the course."),
    Lack.NOMINATED: later("There is an open nomination already: %(about)s."),
    Lack.CALL_CLOSED: later("The call for nominations ended on %(about)s."),
    Lack.LANGUAGE: later(
        "The course is held in languages that the official does not speak, as far as is recorded: "
        "%(about)s."
    ),
    Lack.PREREQUISITE: later("Another course comes first, completed or nominated for: %(about)s."),
    Lack.TOO_LONG: later("The course takes more days than the official may be away: %(about)s."),
    Lack.CITY: later("It is not recorded in which city the official lives."),
}


def say_missing(missing: Missing) -> str:
    """Say what is missing."""
    text = _(_WORDS[missing.lack])
    return text % {"about": say_list(_about(missing))} if "%(about)s" in text else text


def _about(missing: Missing) -> list[str]:
    match missing.lack:
        case Lack.AUDIENCE:
            return [say(each) for each in missing.about]
        case Lack.LANGUAGE:
            return [say_language(each) for each in missing.about]
        case Lack.CALL_CLOSED:
            return [say_day(date.fromisoformat(each)) for each in missing.about]
        case Lack.TOO_LONG:
            return [" > ".join(missing.about)]
        case _:
            return list(missing.about)
