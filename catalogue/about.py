"""What hangs on a person: the rows by which they are known, those merged into them included.

It asks for no viewer: whoever calls has found the person as one (`sight.person`).
"""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.attendance import DropOut
from catalogue.nominations import Nomination
from catalogue.people import Official, Person, Trainer
from catalogue.runs import Assignment


@dataclass(frozen=True, slots=True)
class About:
    """Ids of a person's rows, by what they are."""

    people: tuple[str, ...]
    officials: tuple[str, ...]
    trainers: tuple[str, ...]
    nominations: tuple[str, ...]
    drop_outs: tuple[str, ...]
    assignments: tuple[int, ...]

    @property
    def names(self) -> frozenset[str]:
        """Every id by which a row, a document or a line may name the person."""
        named = (self.people, self.officials, self.trainers, self.nominations, self.drop_outs)
        return frozenset(id for ids in named for id in ids)


def about(person: str) -> About:
    """Find what hangs on a person."""
    people = _ids(
        Person.select(Person.id).where((Person.id == person) | (Person.merged_into == person))
    )
    officials = _ids(Official.select(Official.id).where(Official.person.in_(people)))
    trainers = _ids(Trainer.select(Trainer.id).where(Trainer.person.in_(people)))
    nominations = _ids(Nomination.select(Nomination.id).where(Nomination.official.in_(officials)))
    drop_outs = _ids(DropOut.select(DropOut.id).where(DropOut.nomination.in_(nominations)))
    duties = Assignment.select(Assignment.id).where(Assignment.trainer.in_(trainers))
    return About(
        people, officials, trainers, nominations, drop_outs, tuple(duty.id for duty in duties)
    )


def _ids(query: object) -> tuple[str, ...]:
    return tuple(sorted(row.id for row in query))  # type: ignore[attr-defined]
