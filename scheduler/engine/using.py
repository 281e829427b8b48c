"""What the best that a run can do uses of everything that is priced."""

from __future__ import annotations

from scheduler.engine.compiled import compiled
from scheduler.engine.free import stay_usd
from scheduler.engine.instance import Instance
from scheduler.engine.learners import place_of
from scheduler.engine.linked import HOLDING, Linked, days_of
from scheduler.engine.prices import Prices
from scheduler.engine.scratch import Scratch


@compiled
def use_up(inst: Instance, linked: Linked, use: Prices, room: Scratch) -> float:
    """Note what all runs use, as they are held at best; give what those gain that are on their own.

    Run by run, in order, so that the sums are the same however many hands found them.
    """
    _clear(use)
    gained = 0.0
    for run in range(len(room.gain)):
        if not room.settled[run]:
            gained += room.gain[run]
        if room.venue[run] >= 0:
            _add_use(inst, use, room, run)
            _add_linked(inst, linked, use, room, run)
    return gained


@compiled
def _clear(use: Prices) -> None:
    """Begin with nothing used."""
    use.seat[:], use.dollar[:], use.member[:], use.host[:] = 0.0, 0.0, 0.0, 0.0
    use.hall[:], use.duty[:], use.load[:] = 0.0, 0.0, 0.0
    use.clash[:], use.toil[:], use.need[:] = 0.0, 0.0, 0.0
    use.date[:], use.tie[:] = 0.0, 0.0


@compiled
def _add_use(inst: Instance, use: Prices, room: Scratch, run: int) -> None:
    """Add what a run uses: its venue, its trainers, its seats."""
    course, start, venue = inst.run_course[run], room.start[run], room.venue[run]
    city, days = inst.venue_city[venue], inst.course_days[course]
    usd = room.trainers_usd[run] + inst.venue_rate[venue] * days
    for i in range(room.many[run]):
        nom = room.seats[run, i]
        official = inst.nom_official[nom]
        use.seat[nom] += 1.0
        use.member[inst.official_member[official]] += 1.0
        usd += stay_usd(inst, inst.official_city[official], city, days)
        use.toil[official] += room.toil[nom]
        first, over = -(-start // room.grid), -(-(start + days) // room.grid)
        if room.clash_row[official] >= 0:
            last = min(-(-(start + days + inst.rest) // room.grid), use.clash.shape[1])
            use.clash[room.clash_row[official], first:last] += 1.0
        for j in range(inst.needs_ptr[nom], inst.needs_ptr[nom + 1]):
            use.need[j, first:] += 1.0
        for j in range(inst.needed_ptr[nom], inst.needed_ptr[nom + 1]):
            use.need[place_of(inst, inst.needed[j], nom), over:] -= 1.0
    use.dollar[inst.course_funder[course]] += usd
    if inst.venue_member[venue] >= 0:
        use.host[inst.venue_member[venue]] += 1.0
    use.hall[venue, start : start + days] += 1.0
    for slot in range(inst.run_slots[run]):
        block, trainer = inst.slot_block[run, slot], room.crews[run, slot]
        first, last = start + inst.block_first[block], start + inst.block_last[block]
        use.duty[trainer, first : last + 1] += 1.0
        use.load[trainer] += last - first + 1


@compiled
def _add_linked(inst: Instance, linked: Linked, use: Prices, room: Scratch, run: int) -> None:
    """Add what a run does in the sums of links."""
    seats = room.seats[run, : room.many[run]]
    for i in range(linked.date_ptr[run], linked.date_ptr[run + 1]):
        first, end = days_of(linked, i, room.start[run], use.date.shape[1])
        use.date[linked.date_row[i], first:end] += 1.0
    begin = inst.course_nom_ptr[inst.run_course[run]]
    for i in range(linked.tie_ptr[run], linked.tie_ptr[run + 1]):
        has = linked.place[i] == HOLDING
        if not has:
            has = (seats == inst.course_nom[begin + linked.place[i]]).any()
        if has:
            use.tie[linked.tie_row[i]] += linked.sign[i]
