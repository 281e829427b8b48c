"""The multipliers of the relaxation: one for each limit and each target that it prices."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduler.engine.instance import Flags, Instance
from scheduler.engine.linked import Linked
from scheduler.engine.state import Floats

_GRID_DAYS = 3
_MOST_CELLS = 3_000_000


class Prices(NamedTuple):
    """Multipliers in thousandths, none negative; `dollar` comes on top of the weight of cost."""

    seat: Floats  # [nomination]
    dollar: Floats  # [funder]
    member: Floats  # [member], at most the price of a seat that it lacks
    host: Floats
    hall: Floats  # [venue, day]
    duty: Floats  # [trainer, day]
    load: Floats  # [trainer]
    clash: Floats  # [row of an official, day of the grid]
    toil: Floats  # [official]: what seats count against their days (`toils.py`)
    need: Floats  # [place in `needs`, day of the grid]: for the later seat, to the earlier one
    date: Floats  # [row of dates, day]: what linked runs may not do both
    tie: Floats  # [row of a tie]: what linked runs bind each other to

    def copied(self) -> Prices:
        """Give a copy of all prices."""
        return Prices(*(price.copy() for price in self))

    def put(self, others: Prices) -> None:
        """Put other prices in the place of these."""
        for price, other in zip(self, others, strict=True):
            price[...] = other


def no_prices(inst: Instance, linked: Linked) -> Prices:
    """Give no price to anything."""
    members, days = len(inst.member_target), inst.n_days + 1
    knots = days // grid_days(inst) + 2
    return Prices(
        seat=np.zeros(len(inst.nom_gain)),
        dollar=np.zeros(len(inst.budget)),
        member=np.zeros(members),
        host=np.zeros(members),
        hall=np.zeros((len(inst.venue_city), days)),
        duty=np.zeros((len(inst.trainer_city), days)),
        load=np.zeros(len(inst.trainer_city)),
        clash=np.zeros((int(may_clash(inst).sum()) + 1, knots)),
        toil=np.zeros(len(inst.official_city)),
        need=np.zeros((len(inst.needs), knots)),
        date=np.zeros((linked.dates, days)),
        tie=np.zeros(len(linked.most)),
    )


def may_clash(inst: Instance) -> Flags:
    """Say which officials could have more than one seat."""
    opened = inst.nom_official[inst.nom_open]
    return np.bincount(opened, minlength=len(inst.official_city)) > 1


def grid_days(inst: Instance) -> int:
    """Give how many days lie between days of the grid: a few, or as many as there is room for."""
    rows = int(may_clash(inst).sum()) + len(inst.needs)
    return max(_GRID_DAYS, -(-rows * inst.n_days // _MOST_CELLS))
