"""What is fact (H8): put into a state before anything else, and what it leaves to be had."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduler.engine.compiled import compiled
from scheduler.engine.disruption import refresh_changes
from scheduler.engine.instance import Instance
from scheduler.engine.learners import kept_seat
from scheduler.engine.rows import (
    count_attendance,
    employ,
    forget_journal,
    hold,
    seat,
    spend,
    stay_of,
)
from scheduler.engine.state import Floats, State


@compiled
def hold_facts(inst: Instance, st: State) -> None:
    """Hold the frozen runs with the trainers and seats that are fact."""
    for run in range(len(st.held)):
        if not inst.run_frozen[run]:
            continue
        start = inst.run_start[inst.run_start_ptr[run]]
        venue = inst.run_venue[inst.run_venue_ptr[run]]
        hold(inst, st, run, start, venue, inst.run_language[inst.run_language_ptr[run]])
        for slot in range(inst.run_slots[run]):
            if inst.slot_fact[run, slot] >= 0:
                employ(inst, st, run, slot, inst.slot_fact[run, slot])
        for i in range(inst.base_seat_ptr[run], inst.base_seat_ptr[run + 1]):
            _seat_fact(inst, st, i, run)
    for run in range(len(st.held)):
        refresh_changes(inst, st, run)
    forget_journal(st)


@compiled
def _seat_fact(inst: Instance, st: State, at: int, run: int) -> None:
    """Seat a nomination; only a fact can seat one in two runs, or an official twice in one."""
    nom = inst.base_seat[at]
    for i in range(inst.base_seat_ptr[run], at):
        if inst.nom_official[inst.base_seat[i]] == inst.nom_official[nom]:
            spend(inst, st, run, -stay_of(inst, st, nom, run))
            break
    if st.seat_run[nom] < 0:
        seat(inst, st, nom, run)
    else:
        spend(inst, st, run, stay_of(inst, st, nom, run))
        count_attendance(inst, st, nom, run, 1)


class Facts(NamedTuple):
    """What no schedule can change, in thousandths, and what it leaves to be had."""

    constant: float
    budget: Floats  # [funder], in US dollars
    seats_lacking: Floats  # [member]
    hosts_lacking: Floats
    halls: Floats  # [venue, day]: runs that a venue may still have
    loads: Floats  # [trainer]: block days
    toils: Floats  # [official]: seat days


def facts_of(inst: Instance, st: State) -> Facts:
    """Read the facts from a state in which nothing else is held."""
    constant = float(inst.nom_gain[inst.nom_fact < 0].sum())
    constant += float(inst.usd_price) * float(st.funder_cost.sum())
    promised = np.bincount(inst.nom_base[inst.nom_base >= 0], minlength=len(inst.run_base))
    for run in np.flatnonzero(inst.run_base & ~inst.run_frozen):
        if inst.run_start_ptr[run] < inst.run_start_ptr[run + 1]:
            constant += kept_seat(inst, int(run)) * float(promised[run])
    return Facts(
        constant=constant,
        budget=np.maximum(0.0, np.minimum(inst.budget, 1e12) - st.funder_cost),
        seats_lacking=np.maximum(0.0, inst.member_target - st.member_seats),
        hosts_lacking=np.maximum(0.0, inst.host_target - st.member_hosted),
        halls=np.maximum(0.0, inst.venue_parallel[:, None] - st.venue_use),
        loads=np.maximum(0.0, inst.trainer_days - st.trainer_used),
        toils=np.maximum(0.0, inst.official_days - st.official_used),
    )
