"""A difference in words: for the command line, the pages and REST.

Every text stands whole, so that it can be translated; `translate` turns an English template into
another language's, with the same places in braces. What is kept is English: `retell` says it anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING, TypeAlias

from lms_bridge.sync.apply import SET_ASIDE, Outcome
from lms_bridge.sync.brake import Hold
from lms_bridge.sync.changes import (
    Change,
    CreateClass,
    DescribeClass,
    Enrol,
    JoinCohort,
    MarkAttendance,
    RenameClass,
    RenamePerson,
    Unenrol,
)
from lms_bridge.sync.match import Duplicate
from lms_bridge.sync.shown import (
    ByHand,
    Changed,
    Closed,
    Gone,
    LeftBehind,
    NoGrade,
    NotDone,
    NotedOtherwise,
    OtherName,
)
from lms_bridge.sync.state import Class, Enrolment, Lesson, Person

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Shown: TypeAlias = (
    Gone
    | ByHand
    | OtherName
    | Changed
    | Closed
    | LeftBehind
    | NotedOtherwise
    | NotDone
    | NoGrade
    | Duplicate
)
Sayable: TypeAlias = Change | Outcome | Hold | Shown
Translate: TypeAlias = Callable[[str], str]

TEXTS = {
    "CREATE_CLASS": "Create the class “{title}” ({key}).",
    "CREATE_CLASS_AGAIN": "Create the class “{title}” ({key}) again: it is gone there.",
    "RENAME_CLASS": "Name the class {key} “{title}”; it is named “{before}”.",
    "RENAME_CLASS_SAME": "Set name and key of “{title}” ({key}) again; it is not cancelled.",
    "DESCRIBE_CLASS": "Tell in “{title}” ({key}): {about}",
    "DESCRIBE_CLASS_NOTHING": "Take dates, place and trainers from “{title}” ({key}).",
    "PROVIDE_LESSON": "Put the lesson “{lesson}” with its materials into “{title}” ({class_key}).",
    "CREATE_PERSON": "Create an account for {name} ({key}).",
    "RENAME_PERSON": "Name the account {key} “{name}”; it is named “{before}”.",
    "RENAME_PERSON_SAME": "Set name, key and address of the account of {name} ({key}) again.",
    "JOIN_COHORT": "Move {name} ({key}) from the cohort of {before} to that of {member}.",
    "JOIN_COHORT_NEW": "Put {name} ({key}) into the cohort of {member}.",
    "JOIN_GROUP": "Put {name} into the group of “{title}” ({class_key}).",
    "ENROL_COACH": "Add {name} as a coach to “{title}” ({class_key}).",
    "ENROL_LEARNER": "Add {name} to “{title}” ({class_key}).",
    "UNENROL_COACH": "{name} is no longer a coach of “{title}” ({class_key}).",
    "UNENROL_LEARNER": "Take {name} out of “{title}” ({class_key}). The account stays.",
    "MARK_ATTENDANCE": "Note in “{title}” ({class_key}) who was there on {day} (people: {count}).",
    "NOTED_OTHERWISE": "{person_key} was {ours} in {class_key} on {day} as noted here, {theirs} "
    "as noted there. What was noted here counts.",
    "NOT_DONE": "{person_key} did “{lesson}” in {class_key} as noted here, and has not done it as "
    "is said there now. It stays unless a coordinator strikes it out.",
    "NO_GRADE": "{person_key} had “{ours}” for “{item}” in {class_key} as noted here, and has no "
    "grade as is said there now. The LMS decides: that is noted.",
    "NO_GRADE_COURSE": "{person_key} had “{ours}” for {class_key} as a whole as noted here, and "
    "has no grade as is said there now. The LMS decides: that is noted.",
    "ARCHIVE_CLASS": "Mark “{title}” ({key}) as cancelled. What it holds stays.",
    "GONE_COACH": "{name} was taken out there as a coach of “{title}” ({class_key}): "
    "please decide.",
    "GONE_LEARNER": "{name} was taken out of “{title}” ({class_key}) there: a drop-out? "
    "Please decide.",
    "GONE_BESIDE_COACH": "{name} is still in “{title}” ({class_key}) there, but in another role, "
    "and no coach any more: please decide.",
    "GONE_BESIDE_LEARNER": "{name} is still in “{title}” ({class_key}) there, but in another role, "
    "and does not learn there any more: a drop-out? Please decide.",
    "GONE_ACCOUNT": "The account of {name} is gone there, and with it the seat in “{title}” "
    "({class_key}). Please decide: it is made again if the seat stays.",
    "BY_HAND_COACH": "{name} was added there as a coach of “{title}” ({class_key}): left alone.",
    "BY_HAND_LEARNER": "{name} was added there to “{title}” ({class_key}): left alone.",
    "BY_HAND_OTHER": "{name} is in “{title}” ({class_key}) there in another role than ours: "
    "left alone.",
    "BY_HAND_LESSON": "The lesson “{name}” was added there to “{title}” ({class_key}): left alone.",
    "OTHER_NAME": "The account {person_key} is named “{theirs}” there, “{ours}” here. "
    "Others made it: its name is left alone.",
    "CHANGED_KEY": "The key of {key} was changed there to “{theirs}”; "
    "here it is “{ours}”. The catalogue decides: it is set again.",
    "CHANGED_KEY_GONE": "The key of {key} was taken away there; "
    "here it is “{ours}”. The catalogue decides: it is set again.",
    "CHANGED_TITLE": "The title of {key} was changed there to “{theirs}”; "
    "here it is “{ours}”. The catalogue decides: it is set again.",
    "CHANGED_ABOUT": "The text of {key} was changed there to “{theirs}”; "
    "here it is “{ours}”. The catalogue decides: it is set again.",
    "CHANGED_DATES": "The days of {key} were changed there to “{theirs}”; "
    "here they are “{ours}”. The catalogue decides: they are set again.",
    "CHANGED_PLACE": "The place of {key} was changed there to “{theirs}”; "
    "here it is “{ours}”. The catalogue decides: it is set again.",
    "CHANGED_NAME": "The name of {key} was changed there to “{theirs}”; "
    "here it is “{ours}”. The catalogue decides: it is set again.",
    "CHANGED_EMAIL": "The address of {key} was changed there to “{theirs}”; "
    "here it is “{ours}”. The catalogue decides: it is set again.",
    "CLOSED_CLASS": "“{name}” ({key}) is hidden there: who learns cannot open it. The LMS decides: "
    "left alone.",
    "CLOSED_PERSON": "The account of {name} ({key}) is suspended there: nobody can sign in with "
    "it. The LMS decides: left alone.",
    "LEFT_BEHIND": "“{title}” ({id} there) lost the key {key} to another class, and people of ours "
    "are in it still: {count}. It is left alone; please see to them there.",
    "DUPLICATE_CLASS": "{count} classes bear {key}: {ids}. The first is used; please take the "
    "key away from the others there.",
    "DUPLICATE_PERSON": "{count} accounts bear {key}: {ids}. The first is used; please take the "
    "key away from the others there.",
    "MASS_REMOVAL": "This would end {count} of {active} enrolments at once. Please look at them "
    "and confirm.",
    "MASS_VANISHING": "{count} of {active} enrolments are gone there at once. Nothing was changed; "
    "please look at them and confirm.",
    "MASS_UNGRADED": "{count} people of {active} who were graded have no grade there any more, at "
    "once. None of it was noted; please look at them and confirm.",
    "MASS_UNDONE": "{count} people of {active} who did lessons have not done them any more as is "
    "said there, at once. None of it was noted; please look at them and confirm.",
    "MASS_UNFINISHED": "{count} people of {active} who completed their course have not completed "
    "it any more as is said there, at once. None of it was noted; please look at them and confirm.",
    "MASS_ABSENT": "{count} people of {active} who were there on days were absent after all as is "
    "said there, at once. None of it was noted; please look at them and confirm.",
    "GAVE_WAY": "It gave way to something urgent, and goes on.",
    "SET_ASIDE": "{change} Set aside: not tried.",
    "FAILED": "{change} Not done: {text}",
    "NOT_TRIED": "{change} Not tried, as this failed: {on}",
}


def words(thing: Sayable, translate: Translate = str) -> str:
    """Say a change, its outcome or something that is only shown."""
    if not isinstance(thing, Outcome):
        return translate(TEXTS[_code(thing)]).format_map(_values(thing))
    change, failure = words(thing.change, translate), thing.failure
    if failure is None:
        return change
    if failure.reason == SET_ASIDE:
        return translate(TEXTS[SET_ASIDE]).format(change=change)
    if failure.on is None:
        return translate(TEXTS["FAILED"]).format(change=change, text=failure.text)
    return translate(TEXTS["NOT_TRIED"]).format(change=change, on=words(failure.on, translate))


def retell(text: str, translate: Translate) -> str:
    """Say anew what was said in English; what is none of our texts stays as it is."""
    for template, form in _forms():
        if found := form.fullmatch(text):
            inner = {
                place: retell(value, translate) if place in _SAID_INSIDE else value
                for place, value in found.groupdict().items()
            }
            return translate(template).format_map(inner)
    return text


_SAID_INSIDE = frozenset({"change", "on"})


@cache
def _forms() -> list[tuple[str, re.Pattern[str]]]:
    """Give each text with the form of what it says: outcomes, then those that say the most."""
    found = [(_form(text), text) for text in TEXTS.values()]
    found.sort(key=lambda each: ("(?P<change>" not in each[0], -len(each[0])))
    return [(text, re.compile(form, re.DOTALL)) for form, text in found]


def _form(text: str) -> str:
    parts = Formatter().parse(text)
    return "".join(
        re.escape(own) + (f"(?P<{place}>.*)" if place else "") for own, place, *_ in parts
    )


def _code(thing: Change | Hold | Shown) -> str:
    kind = ""
    match thing:
        case CreateClass(again=again):
            kind = "AGAIN" if again else ""
        case NoGrade(item=""):
            kind = "COURSE"
        case Changed("class.key" | "account_made_by_us.key", theirs=""):
            kind = "KEY_GONE"
        case Changed(field):
            kind = field.rpartition(".")[2].upper()
        case Gone(account=True):
            kind = "ACCOUNT"
        case Gone(e, beside=True):
            kind = f"BESIDE_{e.role.name}"
        case Enrol(e) | Unenrol(e) | Gone(e):
            kind = e.role.name
        case ByHand(extra=extra):
            kind = extra.name
        case Duplicate(of) | Closed(of):
            kind = of.name
        case RenameClass(Class(title=name), before) | RenamePerson(Person(name=name), before):
            kind = "SAME" if before == name else ""
        case JoinCohort(before=before):
            kind = "" if before else "NEW"
        case DescribeClass(wanted):
            kind = "" if wanted.about else "NOTHING"
        case _:
            pass
    return f"{thing.code}_{kind}" if kind else thing.code


def _values(thing: DataclassInstance) -> dict[str, object]:
    """Give what the places in a text stand for: fields by name, those of fields too, and counts."""
    own: dict[str, object] = {"day": thing.day} if isinstance(thing, MarkAttendance) else {}
    inner: dict[str, object] = {}
    for field in fields(thing):
        value = getattr(thing, field.name)
        if isinstance(value, Lesson):
            own[field.name] = value.title
        elif is_dataclass(value) and not isinstance(value, type):
            inner |= _values(value)
        elif isinstance(value, Enrolment):
            inner |= value._asdict()
        elif isinstance(value, tuple | frozenset):
            own |= {field.name: ", ".join(map(str, value)), "count": len(value)}
        else:
            own[field.name] = value
    return inner | own
