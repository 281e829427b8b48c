"""The double answers as real Moodles did: their recordings are replayed against it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.lms_bridge.connectors.moodle.double import Double
from tests.lms_bridge.connectors.moodle.functions import CALLS, assign, insert_course
from tests.lms_bridge.connectors.moodle.held import Held, a_user

RECORDINGS = Path(__file__).parent / "recordings"

Given = Callable[[Double], object]


def recording(number: str) -> Any:
    (file,) = RECORDINGS.glob(f"{number}-*.json")
    return json.loads(file.read_text())


def border_course(double: Double) -> Held:
    """Hold what the recorded site held: two courses and a few officials."""
    held = double.held
    held.insert(
        "category", {"id": 2, "name": "Border induction", "parent": 0, "idnumber": "CAT-BI-455128"}
    )
    for id, short, number in ((2, "DF-455128", "SCH-1-455128"), (3, "TR-455128", "SCH-2-455128")):
        full = {"DF": "Document fraud 455128", "TR": "Trafficking 455128"}[short[:2]]
        row = {
            "fullname": full,
            "shortname": short,
            "idnumber": number,
            "categoryid": 2,
            "summary": "x",
        }
        assert (
            insert_course(held, row | {"startdate": 1795541529, "enddate": 1795887129})["id"] == id
        )
    for n in range(1, 6):
        official = a_user(n + 3, f"off{n}.455128") | {"firstname": "Off", "lastname": f"Icer{n}"}
        held.insert("user", official | {"idnumber": f"BO-455128-{n}"})
    return held


def enrolled(*people: int, suspended: int = 0) -> Given:
    def given(double: Double) -> None:
        held = border_course(double)
        for user in people:
            status = int(user == suspended)
            held.insert(
                "enrolment", {"courseid": 2, "userid": user, "enrol": "manual", "status": status}
            )
            assign(held, 5, user, 2)

    return given


def with_group(double: Double) -> None:
    enrolled(4, 5)(double)
    group = {"courseid": 2, "name": "Cohort A", "idnumber": "GRP-A-455128"}
    double.held.insert("group", group)


def with_cohort(double: Double) -> None:
    border_course(double)
    double.held.insert("cohort", {"id": 1, "name": "Intake 2027-1", "idnumber": "COH-455128"})
    double.held.insert("cohort_member", {"cohortid": 1, "userid": 4})


def with_id(table: str, id: int) -> Given:
    def given(double: Double) -> None:
        enrolled(4, 5, 6, 7)(double)
        double.held.next_id[table] = id

    return given


def twins(double: Double) -> None:
    border_course(double)
    twin = {"idnumber": "BO-455128-1", "firstname": "a", "lastname": "b"}
    twin |= {"email": "dupid.455128@example.org"}
    double.held.insert("user", a_user(9, "offdup.455128") | twin)


def debugging(double: Double) -> None:
    border_course(double)
    double.debugging = True


def newer(double: Double) -> None:
    border_course(double)
    double.held.not_found = ("invalidrecordunknown", "Can't find data record in database.")


def nobody(double: Double) -> None:
    """Hold an empty site."""


CASES: list[tuple[str, Given]] = [
    ("002", lambda double: setattr(double, "token", "another")),
    ("003", nobody),
    ("007", nobody),
    ("011", lambda double: double.held.insert("category", {"id": 2, "name": "", "parent": 0})),
    *((number, border_course) for number in "012 013 014 016 021 022 027".split()),
    ("020", with_id("course", 5)),
    ("029", nobody),
    *((number, border_course) for number in "030 033 035 039 046 047 728".split()),
    ("032", with_id("user", 9)),
    ("041", twins),
    *((number, border_course) for number in "102 106 107 109 122 125".split()),
    ("103", enrolled(4, 5, 6, 7)),
    ("115", enrolled(4, 5, 6, suspended=6)),
    ("121", enrolled(4, 7)),
    ("128", border_course),
    ("130", with_group),
    ("131", with_group),
    ("138", border_course),
    ("141", with_cohort),
    ("147", border_course),
    ("148", with_id("event", 3)),
    ("162", border_course),
    ("401", debugging),
    ("722", border_course),
    ("723", with_id("event", 5)),
    ("729", with_id("course", 39)),
    ("m51-107", newer),
]


@pytest.mark.parametrize(("number", "given"), CASES, ids=[number for number, _ in CASES])
async def test_the_double_answers_as_it_was_recorded(number: str, given: Given) -> None:
    recorded = recording(number)
    double = Double()
    given(double)
    if recorded["function"] in CALLS and number != "003":
        double.granted.add(recorded["function"])

    body = json.loads(await double.answer(form_of(recorded, weak=number == "035")))

    assert alike(body, recorded["response"])


async def test_the_double_drops_what_is_beyond_the_limit_and_says_success() -> None:
    recorded = recording("303")
    double = Double(max_input_vars=5000, display_errors=True)
    border_course(double)
    double.held.insert("user", a_user(12, "first"))
    double.held.insert("user", a_user(13, "last"))
    insert_course(double.held, {"fullname": "x", "shortname": "x", "categoryid": 2})
    double.held.rows["course"][-1]["id"] = 9
    rows = [12] * 1699 + [13]
    pairs = [
        (f"enrolments[{i}][{key}]", str(value))
        for i, user in enumerate(rows)
        for key, value in (("roleid", 5), ("userid", user), ("courseid", 9))
    ]
    fixed = {"wstoken": double.token, "moodlewsrestformat": "json"}
    form = [*fixed.items(), ("wsfunction", recorded["function"]), *pairs]

    body = await double.answer(form)

    assert len(form) == 5103
    assert body == recorded["response"]["_raw"]
    assert [row["userid"] for row in double.held.find("enrolment", courseid=9)] == [12]


@pytest.mark.parametrize(
    ("number", "function", "rows"),
    [
        (
            "8-race-course",
            "core_course_create_courses",
            {
                "courses": {
                    "fullname": "x",
                    "shortname": "RACE-455834",
                    "categoryid": "2",
                    "idnumber": "R",
                }
            },
        ),
        (
            "8-race-group",
            "core_group_create_groups",
            {"groups": {"courseid": "2", "name": "G", "description": "", "idnumber": "G-455834"}},
        ),
    ],
)
async def test_the_double_makes_two_of_one_when_two_ask_at_once(
    number: str, function: str, rows: dict[str, dict[str, str]]
) -> None:
    recorded = [one["response"] for one in recording(number)]
    double = Double()
    border_course(double)
    ((name, row),) = rows.items()
    fixed = {"wstoken": double.token, "wsfunction": function}
    form = [*fixed.items(), *((f"{name}[0][{key}]", value) for key, value in row.items())]

    first = [json.loads(b) for b in await asyncio.gather(*[double.answer(form) for _ in range(2)])]
    later = [json.loads(await double.answer(form)) for _ in range(2)]

    made = [r for r in recorded if isinstance(r, list)]
    assert [len(answer) for answer in first] == [len(answer) for answer in made] == [1, 1]
    refused = [r for r in recorded if isinstance(r, dict)]
    assert later[0] == later[1] == refused[0] if number == "8-race-course" else later[0] == later[1]


async def test_the_double_lets_one_username_win_a_race() -> None:
    recorded = [one["response"] for one in recording("8-race-user")]
    double = Double()
    row = {"username": "race455834", "password": "12345678", "firstname": "a", "lastname": "b"}
    row |= {"email": "race@example.org"}
    fixed = {"wstoken": double.token, "wsfunction": "core_user_create_users"}
    form = [*fixed.items(), *((f"users[0][{key}]", value) for key, value in row.items())]

    answers = [
        json.loads(b) for b in await asyncio.gather(*[double.answer(form) for _ in range(2)])
    ]
    answers.append(json.loads(await double.answer(form)))

    kinds = {answer["errorcode"] if isinstance(answer, dict) else "made" for answer in answers}
    assert kinds == {a["errorcode"] if isinstance(a, dict) else "made" for a in recorded}


def form_of(recorded: Any, *, weak: bool) -> list[tuple[str, str]]:
    pairs = [line.split("=", 1) for line in recorded["request_form"]]
    fixed = {"wstoken": "a-token", "wsfunction": recorded["function"], "moodlewsrestformat": "json"}
    read = [(name, "weak" if weak and "password" in name else value) for name, value in pairs]
    return [*fixed.items(), *read]


def alike(ours: Any, recorded: Any) -> bool:
    """Compare what the double tells; a real Moodle tells more of each thing."""
    if isinstance(ours, dict) and isinstance(recorded, dict):
        told = {"exception", "errorcode", "message", "debuginfo"}
        if "errorcode" in recorded:
            assert opaque(ours) == opaque(recorded)
            return set(ours) == set(recorded) <= told
        assert {k: v for k, v in ours.items() if k in recorded and not deep(v)} == {
            k: recorded[k] for k, v in ours.items() if k in recorded and not deep(v)
        }
        return all(
            alike(ours[k], recorded[k]) for k in ours.keys() & recorded.keys() if deep(ours[k])
        )
    if isinstance(ours, list) and isinstance(recorded, list):
        return len(ours) == len(recorded) and all(map(alike, ours, recorded))
    return bool(ours == recorded)


def deep(value: Any) -> bool:
    return isinstance(value, dict | list)


def opaque(answer: dict[str, Any]) -> dict[str, Any]:
    """Take the site's own password policy out of a refusal: its code is its text."""
    if answer["errorcode"].startswith("<div>"):
        return {"exception": answer["exception"], "errorcode": "<div>", "message": "error/<div>"}
    return {key: answer[key] for key in ("exception", "errorcode", "message")}
