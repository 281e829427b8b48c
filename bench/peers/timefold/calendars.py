"""What is wrong with the days of one person: counted whole, whenever one of their days changes."""

from dataclasses import dataclass

from bench.peers.timefold.domain import NO_WAY, City, Official, Run, Span, Trainer


@dataclass(eq=False)
class Stay:
    """Days that somebody spends in a run."""

    run: Run
    city: City
    first: int
    last: int


def is_free(spans: list[Span], first: int, last: int) -> bool:
    """Say whether none of the spans has one of these days."""
    for span in spans:
        if span.first <= last and first <= span.last:
            return False
    return True


def transfer_days(home: City, a: City, b: City) -> int:
    """Give the free days needed between two cities, directly or by way of home; or NO_WAY."""
    direct = a.days_to[b.index]
    out = a.days_to[home.index]
    back = home.days_to[b.index]
    if out == NO_WAY or back == NO_WAY:
        return direct
    if direct == NO_WAY or out + back < direct:
        return out + back
    return direct


def teaching_faults(trainer: Trainer, stays: list[Stay]) -> int:
    """Count what H3 forbids in a trainer's days; a stay is one block's."""
    faults = excess_days(stays, trainer.max_days)
    presences = presences_of(stays)
    for a in stays:
        for b in stays:
            if a is not b and a.run is b.run and a.first <= b.last and b.first <= a.last:
                faults += 1  # either way round
    for a in presences:
        if not is_free(trainer.unavailable, a.first, a.last):
            faults += 1
        for b in presences:
            if comes_before(a, b) and not can_follow(trainer.home, a, b, presences):
                faults += 1
    return faults


def excess_days(stays: list[Stay], most: int) -> int:
    """Count the days beyond the most that somebody gives."""
    days = 0
    for stay in stays:
        days += stay.last - stay.first + 1
    return max(0, days - most)


def presences_of(stays: list[Stay]) -> list[Stay]:
    """Give one stay a run, from the first of its days to the last."""
    presences: list[Stay] = []
    for stay in stays:
        is_new = True
        for presence in presences:
            if presence.run is stay.run:
                presence.first = min(presence.first, stay.first)
                presence.last = max(presence.last, stay.last)
                is_new = False
        if is_new:
            presences.append(Stay(stay.run, stay.city, stay.first, stay.last))
    return presences


def comes_before(a: Stay, b: Stay) -> bool:
    """Say whether the first of two begins sooner, or is the first of two that begin together."""
    return a.first < b.first or (a.first == b.first and a.run.index < b.run.index)


def can_follow(home: City, a: Stay, b: Stay, presences: list[Stay]) -> bool:
    """Say whether a trainer can be at the second presence after the first."""
    if b.first <= a.last:
        return False
    if a.city is b.city or not is_next(a, b, presences):
        return True
    needed = transfer_days(home, a.city, b.city)
    return needed != NO_WAY and b.first - a.last - 1 >= needed


def is_next(a: Stay, b: Stay, presences: list[Stay]) -> bool:
    """Say whether no presence begins between two of them."""
    for c in presences:
        if a.last < c.first and c.first < b.first:
            return False
    return True


def learning_faults(official: Official, stays: list[Stay]) -> int:
    """Count what H4 forbids in an official's days."""
    faults = excess_days(stays, official.max_days)
    for stay in stays:
        if not is_free(official.unavailable, stay.first, stay.last):
            faults += 1
        for other in stays:
            if comes_before(stay, other) and other.first - stay.last - 1 < official.rest_days:
                faults += 1
        for course in stay.run.prerequisites:
            if course not in official.completed and not has_passed(course, stay, stays):
                faults += 1
    return faults


def has_passed(course: str, stay: Stay, stays: list[Stay]) -> bool:
    """Say whether a seat in a run of a course ends before this one begins."""
    for other in stays:
        if other.run.course == course and other.last < stay.first:
            return True
    return False


def is_shared(seat_first: int, seat_last: int, stays: list[Stay]) -> bool:
    """Say whether a seat shares a day with a presence, given by its blocks."""
    first = stays[0].first
    last = stays[0].last
    for stay in stays:
        first = min(first, stay.first)
        last = max(last, stay.last)
    return first <= seat_last and seat_first <= last
