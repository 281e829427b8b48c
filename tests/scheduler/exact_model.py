"""A schedule put on the exact model: every literal is set to what the schedule says."""

from __future__ import annotations

from ortools.sat.python import cp_model

from scheduler.check import check
from scheduler.engine.exact import model_of
from scheduler.problem import Problem
from scheduler.schedule import Schedule, ScheduledRun
from scheduler.variables import Placing, Variables

CODES = {
    rule: frozenset(codes.split())
    for rule, codes in {
        "H1": "EARLY LATE WEEKDAY HORIZON LANGUAGE_NOT_OFFERED PIN_HELD PIN_START PIN_VENUE "
        "PIN_LANGUAGE PIN_TRAINER",
        "H2": "VENUE_NOT_ALLOWED VENUE_FACILITY VENUE_CAPACITY VENUE_CLOSED VENUE_FULL",
        "H3": "TRAINER_COUNT TRAINER_SKILL TRAINER_LANGUAGE TRAINER_BLOCKS_OVERLAP "
        "TRAINER_UNAVAILABLE TRAINER_DOUBLE TRAINER_TRAVEL TRAINER_UNREACHABLE TRAINER_MAX_DAYS",
        "H4": "SEAT_AUDIENCE SEAT_LANGUAGE SEAT_UNAVAILABLE SEAT_COMPLETED SEAT_UNREACHABLE "
        "SEAT_TWICE SEAT_CLASH SEAT_REST SEAT_MAX_DAYS SEAT_PREREQUISITE SEAT_PINNED PERSON_DOUBLE",
        "H5": "SEATS_MIN SEATS_MAX MEMBER_LIMIT MEMBERS_MIN",
        "H6": "BEFORE SAME_START APART ONLY_IF SAME_COHORT",
        "H7": "BUDGET",
        "H8": "PAST_STARTED TOO_LATE",
    }.items()
}
"""The clauses of each rule that the exact model can leave out; the others are in its shape."""
ALL_CODES = frozenset(code for codes in CODES.values() for code in codes)


def fix(variables: Variables, schedule: Schedule) -> bool:
    """Set every literal; False where the model has none for something in the schedule."""
    entries = {entry.id: entry for entry in schedule.runs}
    return all(
        fix_run(variables, placing, entries.get(id)) for id, placing in variables.placings.items()
    )


def fix_run(variables: Variables, placing: Placing, entry: ScheduledRun | None) -> bool:
    cp = variables.cp
    wanted = [] if entry is None else wanted_literals(variables, placing, entry)
    if any(literal is None for literal in wanted):
        return False
    chosen = {literal.index for literal in wanted}
    cp.add(placing.held == (entry is not None))
    for literal in all_literals(placing):
        cp.add(literal == (literal.index in chosen))
    return True


def all_literals(placing: Placing) -> list:
    return [
        *placing.starts.values(),
        *placing.venues.values(),
        *placing.languages.values(),
        *(stint.literal for stint in placing.stints),
        *(literal for cities in placing.seats.values() for literal in cities.values()),
    ]


def wanted_literals(variables: Variables, placing: Placing, entry: ScheduledRun) -> list:
    """The literals that a held run sets; None for what the model lacks."""
    city = variables.problem.venue[entry.venue].city
    found = [
        placing.starts.get(entry.start),
        placing.venues.get(entry.venue),
        placing.languages.get(entry.language),
        *(placing.seats.get(nomination, {}).get(city) for nomination in entry.seats),
    ]
    for trainer in dict.fromkeys(pair.trainer for pair in entry.trainers):
        blocks = {pair.block for pair in entry.trainers if pair.trainer == trainer}
        stints = [
            stint.literal
            for stint in placing.stints
            if stint.trainer.id == trainer
            and stint.city == city
            and {block.id for block in stint.blocks} == blocks
        ]
        found.append(stints[0] if stints else None)
    return found


def has_place_for(problem: Problem, schedule: Schedule) -> bool:
    """Whether the model could have a schedule: nothing twice, and languages of the course."""
    for entry in schedule.runs:
        lists_twice = any(len(set(each)) < len(each) for each in (entry.trainers, entry.seats))
        run = problem.run.get(entry.id)
        if run is None or lists_twice:
            return False
        languages = problem.course[run.course].languages
        if entry.language not in {each.language for each in languages}:
            return False
    return True


def is_allowed(problem: Problem, schedule: Schedule, codes: frozenset[str]) -> bool:
    """Whether the exact model with these clauses alone has the schedule."""
    variables = model_of(problem, ALL_CODES - codes)
    if not fix(variables, schedule):
        return False
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(variables.cp)
    assert status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    return status == cp_model.OPTIMAL


def assert_faces_agree(problem: Problem, schedule: Schedule) -> None:
    """The clauses that a schedule keeps allow it together; with one that it breaks they do not."""
    broken = {v.code for v in check(problem, schedule).violations}
    assert broken <= ALL_CODES
    kept = ALL_CODES - broken
    assert is_allowed(problem, schedule, kept), kept
    for code in broken:
        assert not is_allowed(problem, schedule, kept | {code}), code
