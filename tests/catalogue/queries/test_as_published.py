"""A new version moves what it changes, and nothing else."""

from __future__ import annotations

from datetime import date

from catalogue.queries.as_published import as_published
from catalogue.queries.versions import versions
from tests.catalogue.builders import (
    COORDINATOR,
    a_published_plan,
    a_run,
    a_trainer,
    a_world,
    planned,
)


def test_what_is_published_is_as_it_is_since_it_last_differed(database: str) -> None:
    a_world()
    a_trainer("eva")
    for id in ("stays", "moves", "goes", "returns"):
        a_run(id)
    stays = planned("stays", trainers=("ana", "eva"))
    moves = planned("moves", start=date(2015, 8, 3), trainers=("ana",))
    moved = planned("moves", start=date(2015, 8, 10), trainers=("ana",))
    goes, returns = planned("goes", trainers=("ana",)), planned("returns", trainers=("ana",))
    a_published_plan(stays, moves, goes, returns)
    a_published_plan(stays, moved, goes)
    a_published_plan(planned("stays", trainers=("eva",)), moved, returns)
    third, second, first = (line.published_at for line in versions(COORDINATOR, "rso"))
    found = as_published(COORDINATOR)
    assert found.runs == {"stays": first, "moves": second, "goes": third, "returns": third}
    assert found.duties == {
        ("stays", "eva"): third,  # the first to be named now
        ("stays", "ana"): third,
        ("moves", "ana"): first,
        ("goes", "ana"): third,
        ("returns", "ana"): third,
    }
