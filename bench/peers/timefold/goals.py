"""The goals as rewards: what each held run and each seat takes off the total of holding nothing."""

from timefold.solver.score import (
    Constraint,
    ConstraintCollectors,
    ConstraintFactory,
    HardSoftScore,
)

from bench.peers.timefold.costs import (
    attendance_usd,
    fee_usd,
    hall_usd,
    present,
    seated,
    taught,
    way_and_stay_usd,
)
from bench.peers.timefold.domain import Session, Weights


def goals(factory: ConstraintFactory, weights: Weights) -> list[Constraint]:
    """Give all of them, in thousandths."""
    usd = HardSoftScore.of_soft(weights.cost_per_thousand_usd)
    return [
        factory.for_each(Session)
        .filter(lambda s: s.run.required)
        .reward(HardSoftScore.of_soft(1000 * weights.required_unheld))
        .as_constraint("required runs"),
        seated(factory)
        .reward(HardSoftScore.of_soft(1000 * weights.unseated), lambda seat, s: seat.priority)
        .as_constraint("seats"),
        seated(factory)
        .group_by(lambda seat, s: seat.official.member, ConstraintCollectors.count_bi())
        .reward(
            HardSoftScore.of_soft(1000 * weights.member_shortfall),
            lambda member, seats: min(seats, member.seat_target),
        )
        .as_constraint("members' seats"),
        factory.for_each(Session)
        .filter(lambda s: s.venue.host is not None)
        .group_by(lambda s: s.venue.host, ConstraintCollectors.count())
        .reward(
            HardSoftScore.of_soft(1000 * weights.host_shortfall),
            lambda member, runs: min(runs, member.host_target),
        )
        .as_constraint("hosts"),
        factory.for_each(Session).penalize(usd, hall_usd).as_constraint("cost of halls"),
        taught(factory).penalize(usd, fee_usd).as_constraint("cost of fees"),
        present(factory)
        .penalize(
            usd,
            lambda s, trainer, first, last: way_and_stay_usd(
                trainer.home, s.venue.city, last - first + 1
            ),
        )
        .as_constraint("cost of trainers' ways"),
        seated(factory).penalize(usd, attendance_usd).as_constraint("cost of officials"),
    ]
