"""What came of the training cycle: agenda, calls, answers, lessons, results, money.

Nominations are named by their ids: official and course, and from the second on a number, such as
`IDN-0001.INDUCTION.2`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, time

from catalogue.attendance import DropOut, DropOutState, LessonCompletion
from catalogue.badges import Revocation
from catalogue.calls import Call
from catalogue.courses import CourseSession
from catalogue.editions import Edition
from catalogue.exchange.folder import Folder
from catalogue.exchange.putting import Rows, Values
from catalogue.expenses import Expense
from catalogue.facts import FactKind, LmsFact
from catalogue.foreign_json import read_json
from catalogue.ids import call_id, fresh_id
from catalogue.proposals import Proposal, ProposalState
from catalogue.runs import Assignment, AssignmentState
from catalogue.sheets.cells import Cells
from catalogue.texts import TIME

_LONGEST_DOCUMENT = 1_000_000
_LONGEST_NOTE = 2000
_MOST_USD = 1_000_000_000


def read_agenda(folder: Folder) -> list[Rows]:
    """Read sessions; a course that has any in the file has those."""
    sessions: list[Values] = []
    for row in folder.rows("agenda", "course day begins ends title", "block"):
        course = row.ref("course", folder.known("course"))
        begins, ends = row.time("begins"), row.time("ends")
        if TIME.fullmatch(begins) and ends <= begins:
            row.fault("ends", "BEFORE_START", begins)
        session = {
            "course": course,
            "day": row.whole("day", 1, folder.days_of.get(course, 365)) - 1,
            "begins": begins,
            "ends": ends,
            "title": row.text("title"),
            "block": row.ref_or_none("block", folder.known(f"block of {course}")) or "",
        }
        sessions.append(session)
        folder.once(row, "title", "session", course, session["day"], begins, session["title"])
    owners = frozenset(session["course"] for session in sessions)
    return [Rows(CourseSession, ("course", "day", "begins", "title"), sessions, "course", owners)]


def read_editions(folder: Folder) -> list[Rows]:
    """Read what courses were when runs of them were published."""
    found: list[Values] = []
    for row in folder.rows("editions", "course number made_at document"):
        edition = {
            "course": row.ref("course", folder.known("course")),
            "number": row.whole("number", 1),
            "made_at": row.moment("made_at"),
            "document": _document(row),
        }
        found.append(edition)
        folder.once(row, "number", "edition", edition["course"], edition["number"])
    return [Rows(Edition, ("course", "number"), found, only_new=True)]


def _document(row: Cells) -> dict[str, object]:
    text = row.text("document", longest=_LONGEST_DOCUMENT)
    try:
        read = read_json(text)
    except ValueError:
        read = None
    if not isinstance(read, dict):
        row.fault("document", "UNREADABLE", "JSON")
        return {}
    return read


def read_calls(folder: Folder, programme: str) -> list[Rows]:
    """Read calls for nominations; the one with the highest number counts."""
    found: list[Values] = []
    for row in folder.rows("calls", "course number deadline", "max_per_member note"):
        course, number = row.ref("course", folder.known("course")), row.whole("number", 1)
        folder.once(row, "number", "call", course, number)
        found.append(
            {
                "id": call_id(programme, course, number),
                "programme": programme,
                "course": course,
                "number": number,
                "deadline": row.day("deadline"),
                "max_per_member": row.whole_or_none("max_per_member", 1, 9999),
                "note": row.text("note", required=False, longest=_LONGEST_NOTE),
            }
        )
    folder.codes["call"] |= {call["id"] for call in found}
    return [Rows(Call, ("id",), found, only_new=True)]


def read_expenses(folder: Folder, programme: str) -> list[Rows]:
    """Read what funders paid, each payment known by its code."""
    found: list[Values] = [
        {
            "id": folder.new_code(row, "expense"),
            "programme": programme,
            "funder": row.ref("funder", folder.known("funder")),
            "run": row.ref_or_none("run", folder.known("run")),
            "amount_usd": row.whole("amount_usd", -_MOST_USD, _MOST_USD),
            "paid_on": row.day("paid_on"),
            "note": row.text("note", required=False, longest=_LONGEST_NOTE),
        }
        for row in folder.rows("expenses", "code funder amount_usd paid_on", "run note")
    ]
    return [Rows(Expense, ("id",), found)]


def read_assignments(folder: Folder) -> list[Rows]:
    """Read what trainers said to what they are asked to teach."""
    found: list[Values] = []
    for row in folder.rows("assignments", "run block trainer state", "reason answered_at"):
        run = row.ref("run", folder.known("run"))
        duty = {
            "run": run,
            "block": row.ref("block", folder.known(f"block of {folder.course_of.get(run, '')}")),
            "trainer": row.ref("trainer", folder.known("trainer")),
            "state": row.term("state", AssignmentState),
            "reason": row.text("reason", required=False, longest=_LONGEST_NOTE),
            "answered_at": row.moment_or_none("answered_at"),
        }
        folder.once(row, "trainer", "assignment", run, duty["block"], duty["trainer"])
        found.append(duty)
    return [Rows(Assignment, ("run", "block", "trainer"), found)]


def read_results(folder: Folder, nominations: dict[str, Values]) -> list[Values]:
    """Read how courses ended for nominations, with the numbers of their certificates."""
    found: list[Values] = []
    optional = "source decided_at certificate"
    for row in folder.rows("results", "nomination completed completed_on", optional):
        id = row.ref("nomination", nominations)
        folder.once(row, "nomination", "result", id)
        day = row.day("completed_on")
        at_once = datetime.combine(day, time(), UTC)
        number = row.text("certificate", required=False) or None
        if number:
            folder.once(row, "certificate", "certificate", number)
        found.append(
            {
                "official": nominations.get(id, {}).get("official"),
                "course": nominations.get(id, {}).get("course"),
                "nomination": id,
                "completed": row.yes("completed"),
                "completed_on": day,
                "source": row.text("source", required=False) or "folder",
                "decided_at": row.moment_or_none("decided_at") or at_once,
                "certificate": number,
            }
        )
    return found


def read_learning(folder: Folder, nominations: dict[str, Values]) -> list[Rows]:
    """Read lessons, drop-outs, proposals, revoked certificates and facts about nominations."""
    return [
        Rows(
            LessonCompletion, ("nomination", "lesson"), _lessons(folder, nominations), only_new=True
        ),
        Rows(DropOut, ("id",), _drop_outs(folder, nominations), only_new=True),
        Rows(Proposal, ("run", "nomination"), _proposals(folder, nominations), only_new=True),
        Rows(Revocation, ("certificate",), _revocations(folder), only_new=True),
        Rows(
            LmsFact,
            ("lms", "kind", "person", "item", "told", "at"),
            _facts(folder, nominations),
            only_new=True,
        ),
    ]


def _lessons(folder: Folder, nominations: Collection[str]) -> list[Values]:
    found: list[Values] = []
    for row in folder.rows("lessons", "nomination lesson completed_at", "source"):
        lesson = {
            "nomination": row.ref("nomination", nominations),
            "lesson": row.text("lesson"),
            "completed_at": row.moment("completed_at"),
            "source": row.text("source", required=False) or "folder",
        }
        folder.once(row, "lesson", "lesson", lesson["nomination"], lesson["lesson"])
        found.append(lesson)
    return found


def _drop_outs(folder: Folder, nominations: Collection[str]) -> list[Values]:
    found: list[Values] = []
    optional = "source note decided_at"
    for row in folder.rows("drop_outs", "code nomination state reported_at", optional):
        drop_out = {
            "id": folder.new_code(row, "drop-out"),
            "nomination": row.ref("nomination", nominations),
            "state": row.term("state", DropOutState),
            "source": row.text("source", required=False) or "folder",
            "note": row.text("note", required=False, longest=_LONGEST_NOTE),
            "reported_at": row.moment("reported_at"),
            "decided_at": row.moment_or_none("decided_at"),
        }
        if drop_out["state"] == DropOutState.REPORTED:
            folder.once(row, "nomination", "open drop-out", drop_out["nomination"])
        found.append(drop_out)
    return found


def _proposals(folder: Folder, nominations: Collection[str]) -> list[Values]:
    found: list[Values] = []
    for row in folder.rows("proposals", "run nomination state made_at", "decided_at"):
        run = row.ref("run", folder.known("run"))
        nomination = row.ref("nomination", nominations)
        folder.once(row, "nomination", "proposal", run, nomination)
        found.append(
            {
                "id": fresh_id(),
                "run": run,
                "nomination": nomination,
                "state": row.term("state", ProposalState),
                "made_at": row.moment("made_at"),
                "decided_at": row.moment_or_none("decided_at"),
            }
        )
    return found


def _revocations(folder: Folder) -> list[Values]:
    found: list[Values] = []
    for row in folder.rows("revocations", "certificate reason revoked_at"):
        folder.once(row, "certificate", "revocation", row.text("certificate"))
        found.append(
            {
                "certificate": row.text("certificate"),
                "reason": row.text("reason", longest=_LONGEST_NOTE),
                "revoked_at": row.moment("revoked_at"),
            }
        )
    return found


def _facts(folder: Folder, nominations: Collection[str]) -> list[Values]:
    return [
        {
            "lms": row.text("lms"),
            "kind": row.term("kind", FactKind),
            "person": row.ref("person", folder.known("person")),
            "nomination": row.ref_or_none("nomination", nominations),
            "item": row.text("item", required=False, longest=_LONGEST_NOTE),
            "told": row.text("told", required=False, longest=_LONGEST_NOTE),
            "at": row.moment("at"),
            "seen_at": row.moment("seen_at"),
        }
        for row in folder.rows("facts", "lms kind person told at seen_at", "nomination item")
    ]
