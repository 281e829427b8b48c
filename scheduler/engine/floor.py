"""The floor: what every schedule pays for nominations that none can seat.

It shows how much of a total could be decided at all. Trainers, budgets, prerequisites and other
runs are not looked at.
"""

from __future__ import annotations

import numpy as np

from scheduler.engine.attending import is_away, was_promised
from scheduler.engine.compiled import compiled
from scheduler.engine.instance import Flags, Instance, Ints


def floor(inst: Instance, handle: Instance) -> int:
    """Give the floor in thousandths, from an instance and its handle."""
    seatable = np.zeros(len(inst.nom_gain), np.bool_)
    seats = np.zeros(len(inst.course_days), np.int32)
    _find_seatable(handle, seatable, seats)
    lost = int(inst.nom_gain[~seatable].sum())
    for course in range(len(inst.course_days)):
        noms = inst.course_nom[inst.course_nom_ptr[course] : inst.course_nom_ptr[course + 1]]
        gains = np.sort(inst.nom_gain[noms[seatable[noms]]])
        lost += int(gains[: max(0, len(gains) - seats[course])].sum())
    return lost


@compiled
def _find_seatable(inst: Instance, seatable: Flags, seats: Ints) -> None:
    """Find the nominations that some run can seat, and the most seats that a course can have."""
    for run in range(len(inst.run_course)):
        course = inst.run_course[run]
        if inst.run_frozen[run]:
            continue
        seats[course] += min(inst.course_max[course], _largest(inst, run))
        for i in range(inst.course_nom_ptr[course], inst.course_nom_ptr[course + 1]):
            nom = inst.course_nom[i]
            if not seatable[nom] and inst.nom_fact[nom] < 0:
                seatable[nom] = _can_seat(inst, run, nom)
    for nom in range(len(inst.nom_fact)):
        if inst.nom_fact[nom] >= 0:
            seatable[nom] = True
            seats[inst.nom_course[nom]] += 1


@compiled
def _largest(inst: Instance, run: int) -> int:
    """Give the capacity of the largest venue that suits a run on some start in some language."""
    most = 0
    for at in range(inst.run_venue_ptr[run], inst.run_venue_ptr[run + 1]):
        venue = inst.run_venue[at]
        if inst.venue_capacity[venue] <= most:
            continue
        for i in range(inst.run_start_ptr[run], inst.run_start_ptr[run + 1]):
            if _suits(inst, run, venue, inst.run_start[i], -1):
                most = inst.venue_capacity[venue]
                break
    return int(most)


@compiled
def _suits(inst: Instance, run: int, venue: int, start: int, official: int) -> bool:
    """Say whether a venue is open then, in a language that the official (-1: anyone) speaks."""
    if inst.venue_closes[venue, start] < start + inst.course_days[inst.run_course[run]]:
        return False
    for i in range(inst.run_language_ptr[run], inst.run_language_ptr[run + 1]):
        if inst.run_language_from[i] <= start and (
            official < 0 or inst.official_speaks[official, inst.run_language[i]]
        ):
            return True
    return False


@compiled
def _can_seat(inst: Instance, run: int, nom: int) -> bool:
    if not inst.nom_suits[nom] or (inst.nom_pinned[nom] >= 0 and inst.nom_pinned[nom] != run):
        return False
    official = inst.nom_official[nom]
    home, days = inst.official_city[official], inst.course_days[inst.run_course[run]]
    if not _understands(inst, run, official):
        return False
    for i in range(inst.run_start_ptr[run], inst.run_start_ptr[run + 1]):
        start = inst.run_start[i]
        if start <= inst.late and not was_promised(inst, nom, run):
            continue
        if is_away(inst, official, start, start + days - 1):
            continue
        for at in range(inst.run_venue_ptr[run], inst.run_venue_ptr[run + 1]):
            venue = inst.run_venue[at]
            if inst.way_days[home, inst.venue_city[venue]] >= 0 and (
                _suits(inst, run, venue, start, official)
            ):
                return True
    return False


@compiled
def _understands(inst: Instance, run: int, official: int) -> bool:
    """Say whether an official speaks a language of a run, whenever it is offered."""
    for i in range(inst.run_language_ptr[run], inst.run_language_ptr[run + 1]):
        if inst.official_speaks[official, inst.run_language[i]]:
            return True
    return False
