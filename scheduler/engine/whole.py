"""Taking a valid schedule over as it stands, whatever the search would have done instead."""

from __future__ import annotations

from scheduler.engine.numbering import languages
from scheduler.engine.search import Search
from scheduler.engine.state import Rows
from scheduler.schedule import Schedule


def take_over(search: Search, schedule: Schedule) -> None:
    """Hold exactly what a schedule that is known to be valid holds."""
    problem, inst = search.problem, search.inst
    rows = search.snapshot()
    run_number = {r.id: n for n, r in enumerate(problem.runs)}
    venue_number = {v.id: n for n, v in enumerate(problem.venues)}
    trainer_number = {t.id: n for n, t in enumerate(problem.trainers)}
    nom_number = {n.id: i for i, n in enumerate(problem.nominations)}
    language_number = {name: n for n, name in enumerate(languages(problem))}
    rows.held[:] = inst.run_frozen
    rows.n_seats[~inst.run_frozen] = 0
    rows.slots[:] = inst.slot_fact
    for entry in schedule.runs:
        run = run_number[entry.id]
        blocks = [b.id for b in problem.course[problem.runs[run].course].blocks]
        first_block = int(inst.course_block_ptr[inst.run_course[run]])
        if not inst.run_frozen[run]:
            rows.held[run] = True
            rows.start[run] = entry.start - inst.day0
            rows.venue[run] = venue_number[entry.venue]
            rows.language[run] = language_number[entry.language]
            rows.n_seats[run] = len(entry.seats)
            rows.seats[run, : len(entry.seats)] = [nom_number[n] for n in entry.seats]
        _fill_slots(
            rows,
            run,
            [
                (first_block + blocks.index(p.block), trainer_number[p.trainer])
                for p in entry.trainers
            ],
            search,
        )
    search.restore(rows)


def _fill_slots(rows: Rows, run: int, duties: list[tuple[int, int]], search: Search) -> None:
    """Put a run's trainers into the slots of their blocks; pins and facts have their own."""
    inst = search.inst
    count = int(inst.run_slots[run])
    left = list(duties)
    for slot in range(count):
        owner = max(int(inst.slot_fact[run, slot]), int(inst.slot_pin[run, slot]))
        pair = int(inst.slot_block[run, slot]), owner
        if owner >= 0 and pair in left:
            left.remove(pair)
            rows.slots[run, slot] = owner
    for block, trainer in left:
        for slot in range(count):
            if rows.slots[run, slot] < 0 and inst.slot_block[run, slot] == block:
                rows.slots[run, slot] = trainer
                break
