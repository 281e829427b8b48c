"""A problem as flat arrays, for the compiled search. Everything is an index; days count from 0.

Ragged tables are stored end to end: the entries of `x` are `ptr[x]` to `ptr[x + 1]`. Absence is -1,
no limit is FAR.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]

FAR = 1 << 29

# The kinds of a link, seen from one of its runs.
BEFORE, AFTER, SAME_START, APART, NEEDS, NEEDED_BY, SAME_COHORT = range(7)


class Instance(NamedTuple):
    """What does not change while a problem is searched.

    `day0` is the calendar day of day 0 (a fact may lie outside the horizon), `past` the last past
    day (-FAR: none is), `notice` the last day at short notice. Prices are thousandths; `usd_price`
    is that of a dollar.
    """

    day0: int
    n_days: int
    first_day: int  # of the horizon
    last_day: int
    detours: bool  # a way can be shorter with a stop than without: travel is not metric
    rest: int
    past: int
    notice: int
    late: int  # the last day on which nothing new may start
    notice_factor: int
    usd_price: int
    unheld_price: int
    member_price: int
    host_price: int
    cancel_price: int
    date_price: int
    week_price: int
    venue_price: int
    language_price: int
    swap_price: int
    seat_price: int

    city_at: Ints  # its place among those with venues
    venue_cities: Ints
    way_days: Ints  # [city, city]
    way_usd: Ints  # [city, city]
    per_diem: Ints

    venue_city: Ints
    venue_member: Ints
    venue_capacity: Ints
    venue_parallel: Ints
    venue_rate: Ints
    venue_closes: Ints  # [venue, day]: the first closed day from there on

    course_days: Ints
    course_min: Ints
    course_max: Ints
    course_member_limit: Ints
    course_min_members: Ints
    course_funder: Ints
    course_nom_ptr: Ints
    course_nom: Ints
    course_run_ptr: Ints
    course_run: Ints
    course_block_ptr: Ints
    block_first: Ints
    block_last: Ints
    block_count: Ints
    block_trainer_ptr: Ints
    block_trainer: Ints  # those who are qualified

    run_course: Ints
    run_required: Flags
    run_forced: Flags
    run_frozen: Flags
    run_start_ptr: Ints
    run_start: Ints
    mask_ptr: Longs  # [run]: where its bits begin
    run_venue_ptr: Ints
    run_venue: Ints
    run_language_ptr: Ints
    run_language: Ints
    run_language_from: Ints
    run_slots: Ints
    slot_block: Ints  # [run, slot]
    slot_fact: Ints  # [run, slot]: the trainer who is fact there
    slot_pin: Ints  # [run, slot]: the trainer who is pinned there
    run_base: Flags
    base_start: Ints
    base_venue: Ints
    base_language: Ints
    base_duty_ptr: Ints
    base_duty_block: Ints
    base_duty_trainer: Ints
    base_seat_ptr: Ints
    base_seat: Ints
    base_duties: Ints  # all of today's blocks, gone trainers included
    base_place_gone: Flags  # its venue is gone: it cannot be unchanged
    link_ptr: Ints
    link_kind: Ints
    link_run: Ints
    link_min: Ints
    link_max: Ints

    trainer_city: Ints
    trainer_days: Ints
    trainer_fee: Ints
    trainer_busy: Ints  # [trainer, day]: the first unavailable day from there on
    trainer_speaks: Flags
    trainer_official: Ints

    official_member: Ints
    official_city: Ints
    official_days: Ints
    official_speaks: Flags
    official_trainer: Ints
    away_ptr: Ints
    away_first: Ints
    away_last: Ints
    official_nom_ptr: Ints
    official_nom: Ints

    nom_official: Ints
    nom_course: Ints
    nom_gain: Longs  # thousandths
    nom_suits: Flags  # of the audience, not completed
    nom_open: Flags  # and its prerequisites can be had
    nom_pinned: Ints
    nom_pin: Ints  # also where it is implied
    nom_forced: Flags  # must be seated
    nom_by: Ints  # in a run that is over by this day, for a pinned seat that needs it; FAR: none
    nom_base: Ints  # the last run in which the baseline seats it
    nom_fact: Ints  # the frozen run that seats it
    needs_ptr: Ints
    needs: Ints  # the nominations of which one a course must be seated earlier
    needed_ptr: Ints
    needed: Ints

    member_target: Ints
    host_target: Ints
    budget: Longs
    max_slots: int
    max_seats: int
    max_runs_of_trainer: int
