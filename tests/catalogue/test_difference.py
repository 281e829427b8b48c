"""The difference between two plans."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from catalogue.difference import (
    DateMoved,
    LanguageChanged,
    RunAdded,
    RunCancelled,
    SeatGained,
    SeatLost,
    SeatMoved,
    TrainersSwapped,
    VenueMoved,
    changes,
)
from catalogue.plan import BlockTrainer, Plan, PlannedRun

MONDAY = date(2015, 9, 7)
A = PlannedRun("a", MONDAY, "hall", "en", (BlockTrainer("law", "ana"),), ("n1", "n2"))
B = PlannedRun("b", MONDAY, "hall", "en")


def test_the_same_plan_is_no_difference() -> None:
    assert changes((A, B), (B, A)) == ()


def test_runs_come_and_go() -> None:
    assert changes((A,), (B,)) == (
        RunCancelled("a", A),
        RunAdded("b", B),
        SeatLost("n1", "a"),
        SeatLost("n2", "a"),
    )


def test_a_run_changes_in_every_way() -> None:
    later = MONDAY + timedelta(days=7)
    trainers = (BlockTrainer("law", "ben"), BlockTrainer("practice", "ana"))
    now = PlannedRun("a", later, "academy", "fr", trainers, ("n2", "n3"))
    assert changes((A,), (now,)) == (
        DateMoved("a", MONDAY, later),
        VenueMoved("a", "hall", "academy"),
        LanguageChanged("a", "en", "fr"),
        TrainersSwapped("a", "law", ("ana",), ("ben",)),
        TrainersSwapped("a", "practice", (), ("ana",)),
        SeatLost("n1", "a"),
        SeatGained("n3", "a"),
    )


def test_a_seat_moves_from_run_to_run() -> None:
    without = PlannedRun("a", MONDAY, "hall", "en", A.trainers, ("n2",))
    with_n1 = PlannedRun("b", MONDAY, "hall", "en", (), ("n1",))
    assert changes((A, B), (without, with_n1)) == (SeatMoved("n1", "a", "b"),)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Plans of few runs, each seat in one run at most."""
    runs = draw(st.sets(st.sampled_from("abc")))
    seat_of = {f"n{n}": draw(st.sampled_from("abc-")) for n in range(4)}
    return tuple(
        PlannedRun(
            run,
            MONDAY + timedelta(days=draw(st.integers(0, 1))),
            draw(st.sampled_from(["hall", "academy"])),
            draw(st.sampled_from(["en", "fr"])),
            tuple(sorted(BlockTrainer("law", t) for t in draw(st.sets(st.sampled_from("xyz"))))),
            tuple(seat for seat, of in seat_of.items() if of == run),
        )
        for run in sorted(runs)
    )


@given(plans(), plans())
def test_the_changes_lead_from_one_plan_to_the_other(before: Plan, now: Plan) -> None:
    runs = {p.run: [p.start, p.venue, p.language, set(p.trainers)] for p in before}
    seats = {seat: p.run for p in before for seat in p.seats}
    for change in changes(before, now):
        match change:
            case RunAdded(run, p):
                runs[run] = [p.start, p.venue, p.language, set(p.trainers)]
            case RunCancelled(run):
                del runs[run]
            case DateMoved(run, _, start):
                runs[run][0] = start
            case VenueMoved(run, _, venue):
                runs[run][1] = venue
            case LanguageChanged(run, _, language):
                runs[run][2] = language
            case TrainersSwapped(run, block, lost, gained):
                runs[run][3] -= {BlockTrainer(block, t) for t in lost}
                runs[run][3] |= {BlockTrainer(block, t) for t in gained}
            case SeatLost(seat):
                del seats[seat]
            case SeatGained(seat, run) | SeatMoved(seat, _, run):
                seats[seat] = run
    assert runs == {p.run: [p.start, p.venue, p.language, set(p.trainers)] for p in now}
    assert seats == {seat: p.run for p in now for seat in p.seats}


@given(plans(), plans())
def test_the_way_back_undoes_every_change(before: Plan, now: Plan) -> None:
    assert len(changes(before, now)) == len(changes(now, before))
