"""What held runs cost, as streams: the hall, each presence of a trainer, each official."""

from timefold.solver.score import (
    BiConstraintStream,
    ConstraintCollectors,
    ConstraintFactory,
    Joiners,
    QuadConstraintStream,
)

from bench.peers.timefold.domain import NO_WAY, City, Duty, Funder, Seat, Session, Trainer


def way_and_stay_usd(home: City, place: City, days: int) -> int:
    """Give the price of the way both ways and of the days there; nothing in the home city."""
    if home is place or home.usd_to[place.index] == NO_WAY:
        return 0
    return 2 * home.usd_to[place.index] + place.per_diem_usd * days


def hall_usd(session: Session) -> int:
    """Give what a run's hall costs."""
    return session.venue.day_rate_usd * session.run.days


def taught(factory: ConstraintFactory) -> BiConstraintStream[Duty, Session]:
    """Pair the places in crews that are taken with their sessions that are held."""
    return factory.for_each(Duty).join(
        Session, Joiners.equal(lambda duty: duty.run, lambda session: session.run)
    )


def seated(factory: ConstraintFactory) -> BiConstraintStream[Seat, Session]:
    """Pair the seats with their sessions that are held."""
    return factory.for_each(Seat).join(
        Session, Joiners.equal(lambda seat: seat.run, lambda session: session.run)
    )


def present(factory: ConstraintFactory) -> QuadConstraintStream[Session, Trainer, int, int]:
    """Give each trainer's presence in a session by its first and last day, from the start."""
    return taught(factory).group_by(
        lambda duty, s: s,
        lambda duty, s: duty.trainer,
        ConstraintCollectors.min(lambda duty, s: duty.first_day),
        ConstraintCollectors.max(lambda duty, s: duty.last_day),
    )


def fee_usd(duty: Duty, _session: Session) -> int:
    """Give a trainer's fee for a block."""
    return duty.trainer.day_fee_usd * (duty.last_day - duty.first_day + 1)


def attendance_usd(seat: Seat, session: Session) -> int:
    """Give what an official costs in a run."""
    return way_and_stay_usd(seat.official.home, session.venue.city, session.run.days)


def spending(factory: ConstraintFactory) -> BiConstraintStream[Funder, int]:
    """Give (funder, usd) for all of it where the funder has a budget."""
    halls = (
        factory.for_each(Session)
        .filter(lambda s: s.run.funder is not None)
        .map(lambda s: s.run.funder, hall_usd)
    )
    fees = (
        taught(factory)
        .filter(lambda duty, s: s.run.funder is not None)
        .map(lambda duty, s: s.run.funder, fee_usd)
    )
    presences = (
        present(factory)
        .filter(lambda s, trainer, first, last: s.run.funder is not None)
        .map(
            lambda s, trainer, first, last: s.run.funder,
            lambda s, trainer, first, last: way_and_stay_usd(
                trainer.home, s.venue.city, last - first + 1
            ),
        )
    )
    officials = (
        seated(factory)
        .filter(lambda seat, s: s.run.funder is not None)
        .map(lambda seat, s: s.run.funder, attendance_usd)
    )
    return halls.concat(fees).concat(presences).concat(officials)
