"""The member rule through every query, for every role, about own and foreign people.

Queries are read from the code: one that is not in the table below fails.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

import catalogue.queries
from catalogue.actions.call import open_call
from catalogue.actions.deny_lesson import deny_lesson
from catalogue.actions.keep_messages import add_news
from catalogue.actions.mark_unavailable import mark_unavailable
from catalogue.actions.propose import propose
from catalogue.actions.record_attendance import record_attendance
from catalogue.actions.record_facts import Told, record_facts
from catalogue.actions.record_lesson import record_lesson
from catalogue.actions.report_drop_out import report_drop_out
from catalogue.actions.withdraw import withdraw
from catalogue.courses import Course, Participant
from catalogue.db import changing
from catalogue.errors import CatalogueError
from catalogue.facts import FactKind
from catalogue.life import State
from catalogue.outbox import Letter, waiting
from catalogue.people import Person
from catalogue.queries.belonging import Asked, AskedPeople
from catalogue.queries.news import news_of
from catalogue.queries.report import BY
from catalogue.viewer import Role, Viewer
from tests.catalogue.builders import (
    COORDINATOR,
    OVERSEER,
    SYSTEM,
    a_course,
    a_nomination,
    a_published_plan,
    a_run,
    a_solved_scenario,
    a_trainer,
    a_world,
    agency_officer,
    an_official,
    as_official,
    as_trainer,
    focal_point,
    machine,
    planned,
)

PEOPLE = {
    "IDN-001": "seated in induction-1",
    "IDN-002": "waits",
    "IDN-003": "of the police, seated in induction-1",
    "MYS-001": "seated in induction-1",
    "MYS-002": "seated in the restricted exercise-1",
    "MYS-003": "endorsed only",
    "ana": "IDN's trainer, teaches induction-1",
    "budi": "MYS's trainer, teaches exercise-1",
    "eva": "an expert of no member",
}
WERE_TOLD = {"machine client": {"IDN-002"}}
"""Who learns that somebody whom the first version seated has left, by id alone."""

NEWEST = ("rso-v2",)
SEATS = Asked(NEWEST)
PEOPLE_THERE = AskedPeople(NEWEST)
IN_INDUCTION = {"IDN-001", "IDN-003", "MYS-001"}

VIEWERS: dict[str, tuple[Viewer, set[str]]] = {
    "system": (SYSTEM, set(PEOPLE)),
    "coordinator": (COORDINATOR, set(PEOPLE)),
    "administrator": (Viewer("administrator", frozenset({Role.ADMINISTRATOR})), set(PEOPLE)),
    "overseer": (OVERSEER, set()),
    "focal point of IDN": (focal_point("IDN"), {"IDN-001", "IDN-002", "IDN-003", "ana"}),
    "focal point of MYS": (focal_point("MYS"), {"MYS-001", "MYS-002", "MYS-003", "budi"}),
    "immigration's officer": (agency_officer("IDN-IMM"), {"IDN-001", "IDN-002"}),
    "the police's officer": (agency_officer("IDN-POL"), {"IDN-003"}),
    "trainer of induction-1": (as_trainer("ana"), {"ana"} | IN_INDUCTION),
    "trainer of exercise-1": (as_trainer("budi"), {"budi", "MYS-002"}),
    "expert": (as_trainer("eva"), {"eva"}),
    "official who sits": (as_official("IDN-001"), {"IDN-001"}),
    "official who waits": (as_official("IDN-002"), {"IDN-002"}),
    "official of the exercise": (as_official("MYS-002"), {"MYS-002"}),
    "machine client": (machine(), {"ana"} | IN_INDUCTION),
    "nobody": (Viewer("nobody", frozenset()), set()),
    "a focal point of no member": (Viewer("x", frozenset({Role.FOCAL_POINT})), set()),
    "an officer of no agency": (Viewer("x", frozenset({Role.AGENCY_OFFICER})), set()),
}
KNOW_THE_EXERCISE = {
    *("system", "coordinator", "administrator", "focal point of MYS"),
    *("trainer of exercise-1", "official of the exercise"),
}

LAPSED = Letter("x", "nomination.lapsed", {"nomination": "MYS-002.exercise"}, datetime.now(UTC))

CALLS: dict[str, list[tuple[Any, ...]]] = {
    "absences.absences": [("rso",)],
    "accounts.account": [(id,) for id in PEOPLE],
    "accounts.dated_account": [(id,) for id in PEOPLE],
    "accounts.moments": [(list(PEOPLE),)],
    "accounts.accounts": [()],
    "agenda.course_sessions": [("induction",)],
    "agenda.agenda": [("induction-1",), ("exercise-1",)],
    "board.board": [("rso",), ("rso", "rso-s2")],
    "calls.call": [("rso.induction.call-1",), ("rso.exercise.call-1",)],
    "calls.calls": [("rso",)],
    "as_published.as_published": [()],
    "belonging.count": [(SEATS,), (PEOPLE_THERE,)],
    "belonging.erased": [()],
    "belonging.former_duties": [(NEWEST,)],
    "belonging.former_runs": [(NEWEST,)],
    "belonging.former_seats": [(NEWEST,)],
    "belonging.ids": [(SEATS, "", 100), (PEOPLE_THERE, "", 100)],
    "belonging.last_left": [(list(PEOPLE), [])],
    "belonging.newest_versions": [()],
    "belonging.ordered": [(SEATS, "person", 9), (PEOPLE_THERE, "family_name", 9)],
    "belonging.seats": [(NEWEST, [f"{id}.induction" for id in PEOPLE] + ["MYS-002.exercise"])],
    "belonging.seats_of": [(NEWEST, list(PEOPLE))],
    "belonging.trainers_among": [(list(PEOPLE),)],
    "certificates.certificate": [
        (nomination,) for nomination in ("IDN-001.induction", "MYS-002.exercise")
    ],
    "choices.agencies": [()],
    "choices.cities": [()],
    "clients.clients": [()],
    "clients.own_key": [()],
    "courses.course": [("induction",), ("exercise",)],
    "courses.courses": [()],
    "desired.desired": [("rso",), ("rso", "rso-s2")],
    "desired.erased_people": [()],
    "differences.between": [("rso", "standing", "rso-s2"), ("rso", "rso-v1", "standing")],
    "differences.between_versions": [(None, "rso-v1"), ("rso-v1", "rso-v2"), ("rso-v2", "rso-v1")],
    "differences.to_scenario": [("rso-s2",)],
    "editions.editions": [("induction",), ("exercise",)],
    "eligibility.eligibility": [("rso", id) for id in sorted(PEOPLE) if id[0] != id[0].lower()],
    "eligibility.substitutes": [("IDN-001.induction",), ("MYS-002.exercise",)],
    "erasure.erasure": [(id,) for id in sorted(PEOPLE)],
    "feeds.feeds": [()],
    "funders.expenses": [("rso",)],
    "funders.funder_names": [()],
    "funders.funders": [("rso",)],
    "duplicates.duplicates": [()],
    "grades.grades": [()],
    "history.history": [("person", id) for id in PEOPLE] + [("nomination", "IDN-001.induction")],
    "identity.identity": [()],
    "invitation.invitation": [("IDN-001.induction",), ("MYS-002.exercise",)],
    "last_changes.last_changes": [("course", ["induction"])],
    "last_changes.mark": [()],
    "last_changes.mark_of_published": [()],
    "last_changes.mark_of_runs": [()],
    "learning.drop_outs": [("rso",)],
    "learning.learners": [("induction-1",), ("exercise-1",)],
    "learning.noted_days": [("kolibri",)],
    "learning.told_days": [("kolibri",)],
    "learning.told_lessons": [("kolibri",)],
    "learning.denied_lessons": [("rso",)],
    "left_out.left_out": [("rso-s1",)],
    "load.load_over_time": [("rso", id) for id in ("ana", "budi", "eva")],
    "lms.facts": [(), ("rso",)],
    "lms.lms_items": [()],
    "lms.set_aside": [("kolibri",)],
    "lms.told_completed": [("kolibri",)],
    "lms.told_grades": [("kolibri",)],
    "lti.lti_accounts": [("none",)],
    "lti.lti_platforms": [()],
    "lti.lti_roles": [()],
    "lti.people_by_email": [(f"{id}@example.org",) for id in PEOPLE],
    "lti.people_by_key": [(id,) for id in PEOPLE],
    "lti.people_by_keys": [("none", list(PEOPLE))],
    "lti.standings_in_run": [("induction-1",), ("exercise-1",)],
    "messages.addressed": [(1,), (2,)],
    "messages.draft": [("rso-s2", id) for id in PEOPLE],
    "messages.drafts": [("rso-s2",)],
    "messages.messages": [()],
    "news.news_of": [(LAPSED,)],
    "news.news_of_scenario": [("rso-s2",)],
    "nominations.nomination": [(f"{id}.induction",) for id in PEOPLE] + [("MYS-002.exercise",)],
    "nominations.nominations": [()],
    "officials.official": [(id,) for id in PEOPLE],
    "officials.officials": [()],
    "organisations.member_names": [()],
    "organisations.organisations": [()],
    "origins.origins": [("rso",)],
    "outdated.newest": [("rso",)],
    "outdated.outdated": [("rso-s1",), ("rso-s2",)],
    "overview.overview": [("rso",)],
    "overview.programmes": [()],
    "own.own": [()],
    "own.reading_language": [()],
    "passed_over.passed_over": [("rso",), ("rso", "IDN-002.induction")],
    "passed_over.waiting_reasons": [("rso",)],
    "planning.planning_input": [("rso",)],
    "planning.terms": [("rso",)],
    "proposals.proposal": [("rso", "proposal")],
    "proposals.proposals": [("rso",)],
    "report.report": [("rso", by) for by in BY],
    "runs.run_pins": [("induction-1",)],
    "runs.runs": [("rso",)],
    "scenarios.plan_steps": [("rso-s1",)],
    "scenarios.scenario": [("rso-s1",)],
    "scenarios.scenarios": [("rso",)],
    "search.search": [("idn",), ("mys",), ("ana",), ("budi",), ("eva",), ("exercise",)],
    "seats.seats": [("induction-1",), ("exercise-1",)],
    "syncs.last_looks": [("kolibri",)],
    "syncs.lms_record": [("kolibri",)],
    "syncs.sync_lines": [("sync",)],
    "syncs.syncs": [("rso",)],
    "trail.trail": [(), ("nomination", "MYS-001.induction"), ("trainer", "ana")],
    "trainers.days_away": [(id,) for id in ("ana", "budi", "eva")],
    "trainers.trainer": [(id,) for id in ("ana", "budi", "eva")],
    "trainers.trainers": [()],
    "unnoted.unnoted_runs": [("rso",)],
    "users.tokens": [()],
    "operations.operations": [()],
    "sessions.sessions": [()],
    "sessions.logins": [()],
    "users.users": [()],
    "vacancies.vacancies": [("rso",)],
    "venues.venue": [("hall",)],
    "venues.venue_days": [("hall",)],
    "venues.venues": [()],
    "versions.versions": [("rso",)],
    "webhooks.deliveries": [("none",)],
    "webhooks.receivers": [()],
    "waiting_list.waiting_list": [("rso", "induction"), ("rso", "exercise")],
}


NOBODYS = {
    *("certificates.known_certificate", "certificates.revocations", "certificates.badge_keys"),
    *("certificates.newest_badge_key", "certificates.programme_names"),
    *("lti.platforms_of_issuer", "lti.expected_launch", "lti.kept_launch", "lti.account_of"),
    *("lti.roles_in_lms", "lti.lti_keys", "lti.lti_placements", "lti.told_scores"),
    *("webhooks.has_receivers", "webhooks.outgoing"),
}
"""Queries without a viewer: they speak of numbers, keys and addresses, of no person."""


def queries() -> dict[str, Callable[..., object]]:
    """Every public function of the package that takes a viewer, by module and name."""
    found = {}
    for module in pkgutil.iter_modules(catalogue.queries.__path__):
        code = importlib.import_module(f"catalogue.queries.{module.name}")
        for name, thing in inspect.getmembers(code, inspect.isfunction):
            is_own = thing.__module__ == code.__name__ and not name.startswith("_")
            if is_own and hasattr(thing, "__wrapped__") and f"{module.name}.{name}" not in NOBODYS:
                assert next(iter(inspect.signature(thing).parameters), None) == "viewer", name
                found[f"{module.name}.{name}"] = thing
    return found


def test_the_table_has_every_query() -> None:
    assert sorted(queries()) == sorted(CALLS)


@pytest.fixture
def world(database: str) -> None:
    a_world(officials=2)
    for number, agency in ((3, "IDN-POL"), (1, "MYS-IMM"), (2, "MYS-IMM"), (3, "MYS-IMM")):
        an_official(number, agency)
    a_trainer("budi", "MYS")
    a_trainer("eva", None)
    a_course("exercise", restricted=True)
    a_run("exercise-1", "exercise")
    _mark()
    for official in ("IDN-001", "IDN-002", "IDN-003", "MYS-001"):
        a_nomination(official)
    a_nomination("MYS-002", "exercise")
    seats = [f"{official}.induction" for official in sorted(IN_INDUCTION)]
    exercise = planned("exercise-1", seats=["MYS-002.exercise"], trainers=["budi"])
    a_published_plan(planned(seats=[*seats[:2], "IDN-002.induction"]), exercise)
    a_published_plan(planned(seats=seats), exercise)
    a_solved_scenario(planned(seats=["IDN-002.induction"]), name="Other")
    a_nomination("MYS-003")
    report_drop_out(SYSTEM, "MYS-001.induction", "kolibri")
    record_attendance(SYSTEM, "exercise-1", date(2015, 9, 7), {"MYS-002.exercise": True}, "kolibri")
    at = datetime(2015, 9, 7, 12, tzinfo=UTC)
    record_lesson(SYSTEM, "MYS-002.exercise", "Law", at, "kolibri")
    deny_lesson(SYSTEM, "MYS-002.exercise", "Law", "kolibri")
    propose(SYSTEM, "IDN-002.induction", "induction-1")
    for course in ("induction", "exercise"):
        open_call(SYSTEM, "rso", course, date(2015, 6, 1))
    said = [Told(FactKind.PROFILE, id, None, "name", "Nick", None) for id in sorted(PEOPLE)]
    record_facts(SYSTEM, "kolibri", said)
    for trainer in ("ana", "budi"):
        mark_unavailable(SYSTEM, trainer, date(2015, 8, 1), date(2015, 8, 2), "ill")
    for letter in waiting():
        programme, news = news_of(SYSTEM, letter)
        add_news(letter, programme, news, 0)


@changing
def _mark() -> None:
    """Give everybody names that cannot be mistaken, and the exercise its participant."""
    for id in PEOPLE:
        person = Person.get_by_id(id)
        person.family_name, person.email = f"<{id}>", f"{id}@example.org"
        person.save()
    Course.update(title="<exercise>").where(Course.id == "exercise").execute()
    Participant.create(course="exercise", member="MYS")


def seen(viewer: Viewer) -> str:
    """Everything that a viewer can read through every query."""
    answers = []
    for name, query in queries().items():
        for arguments in CALLS[name]:
            try:
                answers.append(repr(query(viewer, *arguments)))
            except CatalogueError as error:
                asked = [argument for argument in arguments if argument]
                answers.append(_without(str(error), asked))
    return "\n".join(answers)


def _without(text: str, asked: list[str]) -> str:
    for word in asked:
        text = text.replace(f'"{word}"', "")
    return text


@pytest.mark.usefixtures("world")
def test_every_viewer_sees_whom_the_rule_allows_and_nobody_else() -> None:
    for who, (viewer, allowed) in VIEWERS.items():
        text = seen(viewer)
        found = {id for id in PEOPLE if f"<{id}>" in text}
        assert (who, found) == (who, allowed)
        hinted = {id for id in PEOPLE if f"{id}." in text or f"{id}@" in text or f"'{id}'" in text}
        assert (who, hinted - allowed) == (who, WERE_TOLD.get(who, set()))
        assert (who, "exercise" in text) == (who, who in KNOW_THE_EXERCISE)


@pytest.mark.usefixtures("world")
def test_trainers_see_names_of_those_who_sit_but_no_addresses() -> None:
    text = seen(as_trainer("ana"))
    assert "<MYS-001>" in text
    assert "@example.org" not in text


@pytest.mark.usefixtures("world")
def test_a_seat_that_is_given_up_is_no_longer_seen_by_trainers_and_machines() -> None:
    withdraw(focal_point("MYS"), "MYS-001.induction")
    for viewer in (as_trainer("ana"), machine()):
        assert "<MYS-001>" not in seen(viewer)
    assert State.WITHDRAWN in seen(focal_point("MYS"))
