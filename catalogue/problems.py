"""What stored problems say of people, and how it goes with them.

A problem is JSON in the words of the contract. Of who was erased it keeps what figures need (the
code, member, agency and city) and loses what tells of a life: the days on which they could not come
and the languages that they speak. It becomes looser by that, never tighter: the plan that was made
from it keeps every rule and its score, but a search may find another.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any

from catalogue.people import Official, Person, Trainer
from catalogue.scenarios import Scenario
from catalogue.versions import VersionOrigin


def forget_in_problems() -> None:
    """Take out of every stored problem what it says of people who were erased."""
    erased = {"officials": _erased(Official), "trainers": _erased(Trainer)}
    for scenario in list(Scenario.select(Scenario.id).where(Scenario.problem != "")):
        text = Scenario.get_by_id(scenario.id).problem
        if left := _forgotten(text, erased):
            changed = dict(zip(("problem", "people_forgotten"), left, strict=True))
            Scenario.update(**changed).where(Scenario.id == scenario.id).execute()
    origins = VersionOrigin.select(VersionOrigin.version).where(VersionOrigin.problem != "")
    for origin in list(origins):
        text = VersionOrigin.get_by_id(origin.version_id).problem
        if left := _forgotten(text, erased):
            VersionOrigin.forget_people(origin.version_id, *left)


def _erased(table: Any) -> frozenset[str]:
    query = table.select(table.id).join(Person).where(Person.erased_at.is_null(is_null=False))
    return frozenset(row.id for row in query)


def _forgotten(text: str, erased: dict[str, frozenset[str]]) -> tuple[str, int] | None:
    """Give a problem that says less, and of how many people; None where it says no more."""
    problem = json.loads(text)
    people = list(_people(problem, erased))
    return (json.dumps(problem), len(people)) if loosen(problem, people) else None


def _people(problem: dict[str, Any], erased: dict[str, frozenset[str]]) -> Iterator[dict[str, Any]]:
    for kind, ids in erased.items():
        yield from (each for each in problem.get(kind, ()) if each["id"] in ids)


def loosen(problem: dict[str, Any], people: Collection[dict[str, Any]]) -> bool:
    """Let people speak every language of a problem's courses, and come on every day.

    Says whether that is new.
    """
    courses = problem.get("courses", ())
    spoken = sorted({each["language"] for c in courses for each in c.get("languages", ())})
    loose: dict[str, Any] = {"languages": spoken, "unavailable": []}
    tight = [each for each in people if {**each, **loose} != each]
    for each in tight:
        each.update(loose)
    return bool(tight)
