"""The hard rules H1 to H7 as constraint streams; what value ranges rule out is not tested again."""

from timefold.solver.score import (
    Constraint,
    ConstraintCollectors,
    ConstraintFactory,
    HardSoftScore,
    Joiners,
)

from bench.peers.timefold.calendars import (
    Stay,
    is_free,
    is_shared,
    learning_faults,
    teaching_faults,
)
from bench.peers.timefold.costs import seated, spending, taught
from bench.peers.timefold.domain import NO_WAY, Duty, Link, Seat, Session
from bench.peers.timefold.reading import NEVER, ONLY_IF

HARD = HardSoftScore.ONE_HARD
USD_A_FAULT = 1_000
"""So much above a budget weighs like another broken rule."""


def rules(factory: ConstraintFactory) -> list[Constraint]:
    """Give all of them."""
    return [
        *_when_and_where(factory),
        *_who_teaches(factory),
        *_who_learns(factory),
        *_cohort(factory),
        *_links(factory),
        _budget(factory),
    ]


def _when_and_where(factory: ConstraintFactory) -> list[Constraint]:
    return [
        factory.for_each_including_unassigned(Session)
        .filter(lambda s: s.run.must_be_held and s.start is None)
        .penalize(HARD)
        .as_constraint("PIN_HELD"),
        factory.for_each(Session)
        .filter(lambda s: s.start < s.tongue.available_from)
        .penalize(HARD)
        .as_constraint("LANGUAGE_NOT_OFFERED"),
        factory.for_each(Session)
        .filter(lambda s: not is_free(s.venue.closed, s.start, s.start + s.run.days - 1))
        .penalize(HARD)
        .as_constraint("VENUE_CLOSED"),
        factory.for_each(Session)
        .map(lambda s: s.venue, lambda s: list(range(s.start, s.start + s.run.days)))
        .flatten_last(lambda days: days)
        .group_by(lambda venue, day: venue, lambda venue, day: day, ConstraintCollectors.count_bi())
        .filter(lambda venue, day, count: count > venue.parallel_runs)
        .penalize(HARD, lambda venue, day, count: count - venue.parallel_runs)
        .as_constraint("VENUE_FULL"),
    ]


def _who_teaches(factory: ConstraintFactory) -> list[Constraint]:
    return [
        factory.for_each_including_unassigned(Duty)
        .filter(lambda duty: duty.trainer is None)
        .join(Session, Joiners.equal(lambda duty: duty.run, lambda session: session.run))
        .penalize(HARD)
        .as_constraint("TRAINER_COUNT"),
        taught(factory)
        .filter(lambda duty, s: s.tongue.language not in duty.trainer.languages)
        .penalize(HARD)
        .as_constraint("TRAINER_LANGUAGE"),
        taught(factory)
        .filter(lambda duty, s: duty.trainer.home.days_to[s.venue.city.index] == NO_WAY)
        .penalize(HARD)
        .as_constraint("TRAINER_UNREACHABLE"),
        taught(factory)
        .group_by(
            lambda duty, s: duty.trainer,
            ConstraintCollectors.to_list(
                lambda duty, s: Stay(
                    s.run, s.venue.city, s.start + duty.first_day, s.start + duty.last_day
                )
            ),
        )
        .penalize(HARD, teaching_faults)
        .as_constraint("a trainer's calendar"),
    ]


def _who_learns(factory: ConstraintFactory) -> list[Constraint]:
    return [
        factory.for_each_including_unassigned(Seat)
        .filter(lambda seat: seat.is_pinned and seat.run is None)
        .penalize(HARD)
        .as_constraint("SEAT_PINNED"),
        seated(factory)
        .filter(lambda seat, s: s.tongue.language not in seat.official.languages)
        .penalize(HARD)
        .as_constraint("SEAT_LANGUAGE"),
        seated(factory)
        .filter(lambda seat, s: seat.official.home.days_to[s.venue.city.index] == NO_WAY)
        .penalize(HARD)
        .as_constraint("SEAT_UNREACHABLE"),
        seated(factory)
        .group_by(
            lambda seat, s: seat.official,
            ConstraintCollectors.to_list(
                lambda seat, s: Stay(s.run, s.venue.city, s.start, s.start + s.run.days - 1)
            ),
        )
        .penalize(HARD, learning_faults)
        .as_constraint("an official's calendar"),
        seated(factory)
        .filter(lambda seat, s: seat.official.as_trainer is not None)
        .join(Duty, Joiners.equal(lambda seat, s: seat.official.as_trainer, lambda d: d.trainer))
        .join(Session, Joiners.equal(lambda seat, s, duty: duty.run, lambda other: other.run))
        .group_by(
            lambda seat, s, duty, other: seat,
            lambda seat, s, duty, other: s,
            lambda seat, s, duty, other: other,
            ConstraintCollectors.to_list(
                lambda seat, s, duty, other: Stay(
                    other.run,
                    other.venue.city,
                    other.start + duty.first_day,
                    other.start + duty.last_day,
                )
            ),
        )
        .filter(lambda seat, s, other, stays: is_shared(s.start, s.start + s.run.days - 1, stays))
        .penalize(HARD)
        .as_constraint("PERSON_DOUBLE"),
    ]


def _cohort(factory: ConstraintFactory) -> list[Constraint]:
    return [
        factory.for_each(Session)
        .if_not_exists(Seat, Joiners.equal(lambda s: s.run, lambda seat: seat.run))
        .penalize(HARD, lambda s: s.run.min_seats)
        .as_constraint("nobody"),
        seated(factory)
        .group_by(lambda seat, s: s, ConstraintCollectors.count_bi())
        .filter(lambda s, seats: seats < s.run.min_seats)
        .penalize(HARD, lambda s, seats: s.run.min_seats - seats)
        .as_constraint("SEATS_MIN"),
        seated(factory)
        .group_by(lambda seat, s: s, ConstraintCollectors.count_bi())
        .filter(lambda s, seats: seats > min(s.run.max_seats, s.venue.capacity))
        .penalize(HARD, lambda s, seats: seats - min(s.run.max_seats, s.venue.capacity))
        .as_constraint("SEATS_MAX and VENUE_CAPACITY"),
        seated(factory)
        .group_by(
            lambda seat, s: s,
            lambda seat, s: seat.official.member,
            ConstraintCollectors.count_bi(),
        )
        .filter(lambda s, member, seats: seats > s.run.max_seats_per_member)
        .penalize(HARD, lambda s, member, seats: seats - s.run.max_seats_per_member)
        .as_constraint("MEMBER_LIMIT"),
        seated(factory)
        .group_by(
            lambda seat, s: s,
            ConstraintCollectors.count_distinct(lambda seat, s: seat.official.member),
        )
        .filter(lambda s, members: members < s.run.min_members)
        .penalize(HARD, lambda s, members: s.run.min_members - members)
        .as_constraint("MEMBERS_MIN"),
    ]


def _links(factory: ConstraintFactory) -> list[Constraint]:
    held = (
        factory.for_each(Link)
        .join(Session, Joiners.equal(lambda link: link.first, lambda s: s.run))
        .join(Session, Joiners.equal(lambda link, a: link.second, lambda s: s.run))
    )
    return [
        held.filter(
            lambda link, a, b: (
                link.kind == "LINK_KIND_BEFORE"
                and (
                    b.start - a.start - a.run.days < link.min_gap_days
                    or b.start - a.start - a.run.days > link.max_gap_days
                )
            )
        )
        .penalize(HARD)
        .as_constraint("BEFORE"),
        held.filter(lambda link, a, b: link.kind == "LINK_KIND_SAME_START" and a.start != b.start)
        .penalize(HARD)
        .as_constraint("SAME_START"),
        held.filter(
            lambda link, a, b: (
                link.kind == "LINK_KIND_APART"
                and b.start - a.start - a.run.days < link.min_gap_days
                and a.start - b.start - b.run.days < link.min_gap_days
            )
        )
        .penalize(HARD)
        .as_constraint("APART"),
        factory.for_each(Link)
        .filter(lambda link: link.kind == ONLY_IF)
        .join(Session, Joiners.equal(lambda link: link.first, lambda s: s.run))
        .if_not_exists(Session, Joiners.equal(lambda link, a: link.second, lambda s: s.run))
        .penalize(HARD)
        .as_constraint("ONLY_IF"),
        factory.for_each(Link)
        .filter(lambda link: link.kind == NEVER)
        .join(Session, Joiners.equal(lambda link: link.first, lambda s: s.run))
        .penalize(HARD)
        .as_constraint("ONLY_IF what is never held"),
        factory.for_each(Seat)
        .join(Link, Joiners.equal(lambda seat: seat.run, lambda link: link.first))
        .filter(lambda seat, link: link.kind == "LINK_KIND_SAME_COHORT")
        .if_exists(Session, Joiners.equal(lambda seat, link: link.first, lambda s: s.run))
        .if_exists(Session, Joiners.equal(lambda seat, link: link.second, lambda s: s.run))
        .if_not_exists(
            Seat,
            Joiners.equal(lambda seat, link: seat.official, lambda other: other.official),
            Joiners.equal(lambda seat, link: link.second, lambda other: other.run),
        )
        .penalize(HARD)
        .as_constraint("SAME_COHORT"),
    ]


def _budget(factory: ConstraintFactory) -> Constraint:
    return (
        spending(factory)
        .group_by(lambda funder, usd: funder, ConstraintCollectors.sum(lambda funder, usd: usd))
        .filter(lambda funder, usd: usd > funder.budget_usd)
        .penalize(HARD, lambda funder, usd: 1 + (usd - funder.budget_usd) // USD_A_FAULT)
        .as_constraint("BUDGET")
    )
