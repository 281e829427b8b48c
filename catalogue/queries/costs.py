"""What a published run costs, as the contract counts it: hall, trainers, those who sit there.

The prices are today's, the days and blocks those that were published; a way that is missing costs
nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from catalogue import sight
from catalogue.editions import blocks_of
from catalogue.nominations import Nomination
from catalogue.people import Official, Person, Trainer
from catalogue.places import City, Travel, Venue
from catalogue.runs import Run
from catalogue.versions import Version, VersionRun, VersionTrainer
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Prices:
    """Costs in US dollars: of held runs without those who learn, and of each seat, by their ids.

    `stays` are those of all seats of a run.
    """

    runs: dict[str, int]
    seats: dict[str, int]
    stays: Counter[str]


class _Ways:
    """What stays in cities cost."""

    def __init__(self) -> None:
        self.per_diem = {city.id: city.per_diem_usd for city in City.select()}
        self.cost = {(way.origin_id, way.destination_id): way.cost_usd for way in Travel.select()}

    def stay_usd(self, home: str | None, city: str, days: int) -> int:
        """Give what one person costs for some days in a city: both ways and per diems."""
        if home is None or home == city:
            return 0
        way = self.cost.get((min(home, city), max(home, city)), 0)
        return 2 * way + self.per_diem[city] * days


def prices(viewer: Viewer, version: Version | None) -> Prices:
    """Give what the runs of a version cost, and today's seats in them that the viewer may count."""
    ways = _Ways()
    held = {
        row.run_id: row
        for row in VersionRun.select(VersionRun, Venue, Run)
        .join(Venue)
        .switch(VersionRun)
        .join(Run)
        .where(VersionRun.version == version)
    }
    days = {run: (row.end - row.start).days + 1 for run, row in held.items()}
    runs = {run: row.venue.day_rate_usd * days[run] for run, row in held.items()}
    blocks = blocks_of(row.run for row in held.values())
    taught: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    trainers: dict[str, Trainer] = {}
    duties = sight.counted_duties(viewer).select(VersionTrainer, Trainer, Person)
    for duty in duties.where(VersionTrainer.version == version):
        trainers[duty.trainer_id] = duty.trainer
        taught[duty.run_id, duty.trainer_id].append(blocks[duty.run_id, duty.block])
    for (held_run, id), theirs in taught.items():
        trainer, city = trainers[id], held[held_run].venue.city_id
        runs[held_run] += trainer.day_fee_usd * sum(last - first + 1 for first, last in theirs)
        present = max(last for _, last in theirs) - min(first for first, _ in theirs) + 1
        runs[held_run] += ways.stay_usd(trainer.person.city_id, city, present)
    seated = sight.counted(viewer).select(Nomination, Official, Person)
    seats, stays = {}, Counter[str]()
    for row in seated.where(Nomination.run.in_(sorted(held))):
        run = row.run_id or ""
        home, city = row.official.person.city_id, held[run].venue.city_id
        seats[row.id] = ways.stay_usd(home, city, days[run])
        stays[run] += seats[row.id]
    return Prices(runs, seats, stays)
