"""Runs, what is pinned about them, and how they relate."""

from __future__ import annotations

from itertools import pairwise

from catalogue import sight
from catalogue.circles import circle
from catalogue.exchange.folder import Folder
from catalogue.exchange.putting import Rows, Values
from catalogue.nominations import Nomination
from catalogue.runs import LinkKind, PinnedTrainer, Run, RunLink, RunVenue, pairs_before
from catalogue.sheets.cells import Cells
from catalogue.versions import VersionRun
from catalogue.viewer import Viewer

_OPTIONAL = (
    "required earliest latest venues pinned_held pinned_start pinned_venue pinned_language edition"
)
_WITH_GAP = {LinkKind.BEFORE, LinkKind.APART}


def read_runs(folder: Folder, programme: str) -> list[Rows]:
    """Read the runs of a programme; pins of runs that are there already stay as they are."""
    runs: list[Values] = []
    venues: list[Values] = []
    there = {row.id: row for row in Run.select()}
    planned = _planned() if there else frozenset()
    for row in folder.rows("runs", "code course", _OPTIONAL):
        run = _run(folder, row, programme)
        known = there.get(run["id"])
        if known and known.programme_id != programme:
            row.fault("code", "NOT_YOURS")
        elif known and known.course_id != run["course"] and known.id in planned:
            row.fault("course", "NOT_ONE_OF", known.course_id)
        runs.append(run)
        folder.course_of[run["id"]] = run["course"]
        named = row.refs("venues", folder.known("venue"))
        venues += [{"run": run["id"], "venue": venue} for venue in named]
    for run in runs:
        if run["id"] in there:
            pinned = there[run["id"]].__data__
            kept = [name for name in run if name.startswith("pinned_") or name == "edition"]
            run |= {name: pinned[name] for name in kept}
    pins = [pin for pin in block_trainers(folder, "run_trainers") if pin["run"] not in there]
    owners = frozenset(run["id"] for run in runs)
    return [
        Rows(Run, ("id",), runs),
        Rows(RunVenue, ("run", "venue"), venues, "run", owners),
        Rows(PinnedTrainer, ("run", "block", "trainer"), pins, only_new=True),
        Rows(RunLink, ("kind", "first", "second"), _links(folder)),
    ]


def _planned() -> frozenset[str]:
    """Find runs of which more is known than their table says; they keep their course."""
    pinned = {row.run_id for row in PinnedTrainer.select()}
    published = {row.run_id for row in VersionRun.select(VersionRun.run).distinct()}
    wanted = sight.nominations(Viewer.system()).where(Nomination.pinned_run.is_null(is_null=False))
    return frozenset(
        {*pinned, *published, *(row.pinned_run_id for row in wanted if row.pinned_run_id)}
    )


def _run(folder: Folder, row: Cells, programme: str) -> Values:
    earliest, latest = row.day_or_none("earliest"), row.day_or_none("latest")
    if earliest and latest and latest < earliest:
        row.fault("latest", "BEFORE_START", earliest.isoformat())
    return {
        "id": folder.new_code(row, "run"),
        "programme": programme,
        "course": row.ref("course", folder.known("course")),
        "required": row.yes("required"),
        "earliest": earliest,
        "latest": latest,
        "pinned_held": row.yes_or_none("pinned_held"),
        "pinned_start": row.day_or_none("pinned_start"),
        "pinned_venue": row.ref_or_none("pinned_venue", folder.known("venue")),
        "pinned_language": row.text("pinned_language", required=False) or None,
        "edition": row.whole_or_none("edition", 1),
    }


def block_trainers(folder: Folder, file: str) -> list[Values]:
    """Read a file of trainers in blocks of runs."""
    found: list[Values] = []
    for row in folder.rows(file, "run block trainer"):
        run = row.ref("run", folder.known("run"))
        course = folder.course_of.get(run, "")
        found.append(
            {
                "run": run,
                "block": row.ref("block", folder.known(f"block of {course}")),
                "trainer": row.ref("trainer", folder.known("trainer")),
            }
        )
        folder.once(row, "trainer", file, *found[-1].values())
    return found


def _links(folder: Folder) -> list[Values]:
    links: list[Values] = []
    before: dict[tuple[str, str], Cells] = {}
    for row in folder.rows("links", "kind first second", "min_gap_days max_gap_days"):
        kind = row.term("kind", LinkKind)
        first = row.ref("first", folder.known("run"))
        if kind not in _WITH_GAP and row.has("min_gap_days"):
            row.fault("min_gap_days", "NOT_WITH", kind)
        if kind != LinkKind.BEFORE and row.has("max_gap_days"):
            row.fault("max_gap_days", "NOT_WITH", kind)
        least = row.whole("min_gap_days", most=3660, default=0)
        links.append(
            {
                "kind": kind,
                "first": first,
                "second": row.ref("second", folder.known("run")),
                "min_gap_days": least,
                "max_gap_days": row.whole_or_none("max_gap_days", least, 3660),
            }
        )
        if first == links[-1]["second"]:
            row.twice("second", first)
        if kind == LinkKind.BEFORE:
            before[first, links[-1]["second"]] = row
        folder.once(row, "second", "link", kind, first, links[-1]["second"])
    found = circle([*pairs_before(), *before])
    for pair in pairwise(found):
        if pair in before:
            before[pair].fault_of("second", "CIRCLE", " < ".join(found))
    return links
