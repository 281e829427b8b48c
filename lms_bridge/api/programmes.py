"""Programmes: at a glance, as a board, and their planning date."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal, get_args

from pydantic import Field

from catalogue.actions import close, lapse
from catalogue.actions.set_planning_date import set_planning_date
from catalogue.actions.set_terms import set_terms
from catalogue.exchange import begin_programme as beginning
from catalogue.exchange.load import Loaded, load
from catalogue.exchange.table import text
from catalogue.life import State
from catalogue.programmes import OWN_DAYS
from catalogue.queries import board as boards
from catalogue.queries import overview
from catalogue.queries.board import Board
from catalogue.queries.desired import DesiredRun, desired
from catalogue.queries.overview import MemberLine, ProgrammeLine
from catalogue.queries.planning import terms
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.listing import Listing, Slice, sliced
from lms_bridge.api.operation import Body, File
from lms_bridge.api.planning import Weight, WeightName
from lms_bridge.doors import ADMINISTRATORS, COORDINATORS, EVERYBODY, MACHINES

TAG = "programmes"


_Rule = Annotated[int, Field(ge=0, le=3660)]
_Days = _Rule | None


RuleName = Literal["official_rest_days", "notice_days", "notice_factor", "min_notice_days"]
"""The rules about days, by their names in the contract."""


class ProgrammeChange(Body):
    """What can be changed about a programme; what is not there stays.

    `planning_date` is the plan's today. Offers lapse `answer_by_days` before a start; members are
    reminded `reminder_days` before that; an official begins no course for `cooling_off_days` after
    another; `day_rules` and `weights` are the policy of the contract with the planner, for what is
    planned from now on. Where `knowingly` is false, a planning date that brings what cannot be
    taken back, such as offers that lapse, is refused with how much that is (IRREVOCABLE).
    """

    planning_date: date | None = None
    knowingly: bool = True
    answer_by_days: _Days = None
    reminder_days: _Days = None
    cooling_off_days: _Days = None
    day_rules: dict[RuleName, _Rule] = Field(default_factory=dict)
    weights: dict[WeightName, Weight] = Field(default_factory=dict)


class ProgrammeEntry(Body):
    """A programme to begin with; what is not there is as usual.

    `planning_date` is the plan's today. People are erased `retention_days` after their last doings,
    null: never. `day_rules` and `weights` are the policy of the contract with the planner.
    """

    code: str
    name: str
    start: date
    end: date
    planning_date: date
    answer_by_days: _Days = None
    reminder_days: _Days = None
    cooling_off_days: _Days = None
    retention_days: int | None = None
    day_rules: dict[RuleName, int] = Field(default_factory=dict)
    weights: dict[WeightName, int] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProgrammeShown(ProgrammeLine):
    """A programme with its figures, as far as one may count, and how it is planned.

    `day_rules` and `weights` are those that a PATCH sets. They and `work_in_progress`, the id of a
    scenario, are told to those who plan; `runs` and `held` are those that one may know of.
    """

    day_rules: dict[RuleName, int]
    weights: dict[WeightName, int]
    version: str | None
    version_number: int
    work_in_progress: str | None
    runs: int
    held: int
    officials: int
    seats: int
    nominations: dict[State, int]
    members: tuple[MemberLine, ...]


@dataclass(frozen=True, slots=True)
class MovedNominations:
    """Ids of the nominations that were moved."""

    nominations: tuple[str, ...]


def list_programmes(viewer: Viewer, wanted: Slice) -> Listing[ProgrammeLine]:
    """List programmes, the latest first."""
    return sliced(overview.programmes(viewer), wanted)


def get_programme(viewer: Viewer, programme: str) -> ProgrammeShown:
    """Give a programme at a glance: its dates, its plan, its figures as far as one may count."""
    found = overview.overview(viewer, programme)
    shown = {each.name: getattr(found, each.name) for each in fields(found)}
    line: ProgrammeLine = shown.pop("programme")
    told = terms(viewer, programme) if viewer.sees_all else {}
    return ProgrammeShown(
        **asdict(line),
        **shown,
        day_rules={name: told[name] for name in get_args(RuleName) if told},
        weights={name: told[name] for name in get_args(WeightName) if told},
    )


def begin_programme(viewer: Viewer, entry: ProgrammeEntry) -> ProgrammeShown:
    """Begin a programme, with an empty scenario as its work in progress."""
    tables = {
        "day_rules": {str(name): text(value) for name, value in entry.day_rules.items()},
        "weights": {str(name): text(value) for name, value in entry.weights.items()},
    }
    own = {name: text(value) for name, value in entry if name not in tables}
    return get_programme(viewer, beginning.begin_programme(viewer, own, tables))


def load_programme(
    viewer: Viewer, archive: Annotated[bytes, File("application/octet-stream")]
) -> Loaded:
    """Load an archive of a programme, all of it or nothing; `tables` tells what came of its rows.

    It says who may sign in, too, so that it is for administrators. Loaded again it changes nothing.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder, "archive.zip")
        file.write_bytes(archive)
        return load(viewer, file)


def change_programme(viewer: Viewer, programme: str, change: ProgrammeChange) -> ProgrammeShown:
    """Move a programme's planning date, by which what began is fact, or set its terms."""
    told = change.model_dump(exclude_none=True)
    own = {name: told[name] for name in OWN_DAYS if name in told}
    if change.planning_date is not None:
        set_planning_date(viewer, programme, change.planning_date, knowingly=change.knowingly)
    set_terms(viewer, programme, own | told["day_rules"] | told["weights"])
    return get_programme(viewer, programme)


def lapse_overdue(viewer: Viewer, programme: str) -> MovedNominations:
    """Let lapse the offers whose answer-by date is past; their seats are free."""
    return MovedNominations(tuple(lapse.lapse_overdue(viewer, programme)))


def close_waiting_lists(viewer: Viewer, programme: str) -> MovedNominations:
    """Close what is still waitlisted once the programme is over."""
    return MovedNominations(tuple(close.close_waiting_lists(viewer, programme)))


def get_board(viewer: Viewer, programme: str) -> Board:
    """Give the published plan as it stands today as bars on rows of venues."""
    return boards.board(viewer, programme)


def list_roster(viewer: Viewer, programme: str, wanted: Slice) -> Listing[DesiredRun]:
    """List the published runs with their trainers and seated officials, as an LMS should have them.

    A program gets nothing that is restricted.
    """
    return sliced(desired(viewer, programme), wanted)


DOORS = (
    operation("GET", "/programmes", list_programmes, EVERYBODY, tag=TAG),
    operation(
        "POST", "/programmes", begin_programme, COORDINATORS, tag=TAG, status=201, tagged=True
    ),
    operation("POST", "/programmes:load", load_programme, ADMINISTRATORS, tag=TAG),
    operation("GET", "/programmes/{programme}", get_programme, EVERYBODY, tag=TAG, tagged=True),
    operation(
        "PATCH",
        "/programmes/{programme}",
        change_programme,
        COORDINATORS,
        tag=TAG,
        tagged=True,
        guarded_by=get_programme,
    ),
    operation(
        "POST", "/programmes/{programme}:lapse-overdue", lapse_overdue, COORDINATORS, tag=TAG
    ),
    operation(
        "POST",
        "/programmes/{programme}:close-waiting-lists",
        close_waiting_lists,
        COORDINATORS,
        tag=TAG,
    ),
    operation("GET", "/programmes/{programme}/board", get_board, EVERYBODY, tag=TAG),
    operation(
        "GET", "/programmes/{programme}/roster", list_roster, COORDINATORS | MACHINES, tag=TAG
    ),
)
