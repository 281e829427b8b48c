"""Reading a programme as planning sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from peewee import SQL, fn

from catalogue import audit, sight
from catalogue.attendance import Completion
from catalogue.bookings import Booking, booked_elsewhere
from catalogue.courses import Block, Course, CourseLanguage, Prerequisite
from catalogue.db import reading
from catalogue.grouping import grouped
from catalogue.life import PLANNED
from catalogue.members import Agency, Funder, Member
from catalogue.nominations import Nomination, latest
from catalogue.people import Official, Person, Trainer, TrainerSkill, Unavailability
from catalogue.places import City, Travel, Venue
from catalogue.plan import BlockTrainer, Plan
from catalogue.planning_input import (
    BlockInput,
    CityInput,
    CourseInput,
    Days,
    Ended,
    FunderInput,
    LanguageInput,
    LinkInput,
    MemberInput,
    NominationInput,
    OfficialInput,
    PlanningInput,
    RunInput,
    SkillInput,
    TrainerInput,
    TravelInput,
    VenueInput,
)
from catalogue.programmes import DAY_RULES, TERMS, WEIGHTS, Programme
from catalogue.published import newest_version, programme_of, standing_plan
from catalogue.queries.closures import closed_days
from catalogue.runs import Assignment, AssignmentState, PinnedTrainer, Run, RunLink, RunVenue
from catalogue.viewer import Viewer


@reading
def planning_input(viewer: Viewer, programme: str) -> PlanningInput:
    """Give everything that planning a programme needs. Raises Forbidden, NotFound."""
    viewer.allow_coordinators()
    row = programme_of(programme)
    version = newest_version(programme)
    nominations = _nominations(viewer, programme)
    booked = booked_elsewhere(viewer, programme)
    away = _away(viewer, booked)
    return PlanningInput(
        programme=programme,
        start=row.start,
        end=row.end,
        planning_date=row.planning_date,
        cooling_off_days=row.cooling_off_days,
        weights=_values(row, WEIGHTS),
        day_rules=_values(row, DAY_RULES),
        members=tuple(
            MemberInput(m.id, m.seat_target, m.host_target)
            for m in Member.select().order_by(Member.id)
        ),
        cities=tuple(CityInput(c.id, c.per_diem_usd) for c in City.select().order_by(City.id)),
        travel=tuple(
            TravelInput(t.origin_id, t.destination_id, t.days, t.cost_usd)
            for t in Travel.select().order_by(Travel.origin, Travel.destination)
        ),
        venues=_venues(booked),
        courses=_courses(viewer),
        runs=_runs(viewer, programme),
        trainers=_trainers(viewer, away),
        officials=_officials(viewer, nominations, away),
        nominations=nominations,
        funders=tuple(FunderInput(f.id, f.budget_usd) for f in Funder.select().order_by(Funder.id)),
        links=_links(viewer, programme),
        version=version.id if version else None,
        revision=audit.revision(),
        standing=_standing(viewer, programme, nominations),
    )


@reading
def terms(viewer: Viewer, programme: str) -> dict[str, int]:
    """Give a programme's `TERMS`: its rules about days, and what matters how much, in points.

    Raises Forbidden, NotFound.
    """
    viewer.allow_coordinators()
    return _values(programme_of(programme), TERMS)


def _values(row: Programme, names: Sequence[str]) -> dict[str, int]:
    return {name: getattr(row, name) for name in names}


def _standing(viewer: Viewer, programme: str, nominations: tuple[NominationInput, ...]) -> Plan:
    """Give the standing plan with the seats of those nominations that count."""
    known = {nomination.id for nomination in nominations}
    return tuple(
        replace(held, seats=tuple(seat for seat in held.seats if seat in known))
        for held in standing_plan(viewer, programme)
    )


def _venues(booked: list[Booking]) -> tuple[VenueInput, ...]:
    closed = closed_days()
    taken = grouped((b for b in booked if b.venue), lambda b: b.venue, _booked)
    return tuple(
        VenueInput(
            id=v.id,
            city=v.city_id,
            member=v.member_id,
            capacity=v.capacity,
            parallel_runs=v.parallel_runs,
            facilities=v.facilities,
            day_rate_usd=v.day_rate_usd,
            closed=(
                *(Days(c.start, c.end, c.reason) for c in closed.get(v.id, ())),
                *taken.get(v.id, ()),
            ),
        )
        for v in Venue.select().order_by(Venue.id)
    )


def _courses(viewer: Viewer) -> tuple[CourseInput, ...]:
    languages = grouped(
        CourseLanguage.select().order_by(CourseLanguage.language),
        lambda offered: offered.course_id,
        lambda offered: LanguageInput(offered.language, offered.available_from),
    )
    blocks = grouped(
        Block.select().order_by(Block.first_day, Block.code),
        lambda block: block.course_id,
        lambda b: BlockInput(b.code, b.first_day, b.last_day, b.skill, b.level, b.trainer_count),
    )
    before = grouped(
        Prerequisite.select().order_by(Prerequisite.required),
        lambda prerequisite: prerequisite.course_id,
        lambda prerequisite: prerequisite.required_id,
    )
    return tuple(
        CourseInput(
            id=c.id,
            days=c.days,
            start_weekdays=c.start_weekdays,
            languages=languages.get(c.id, ()),
            facilities=c.facilities,
            audience=c.audience,
            min_seats=c.min_seats,
            max_seats=c.max_seats,
            max_seats_per_member=c.max_seats_per_member,
            min_members=c.min_members,
            prerequisites=before.get(c.id, ()),
            funder=c.funder_id,
            blocks=blocks.get(c.id, ()),
        )
        for c in sight.courses(viewer).order_by(Course.id)
    )


_is_block_of_pin = (Block.course == Run.course, Block.code == PinnedTrainer.block)


def _runs(viewer: Viewer, programme: str) -> tuple[RunInput, ...]:
    venues = grouped(
        RunVenue.select().order_by(RunVenue.venue), lambda v: v.run_id, lambda v: v.venue_id
    )
    there = fn.EXISTS(Block.select(SQL("1")).where(*_is_block_of_pin))
    pins = PinnedTrainer.select().join(Run).where(there)  # a course may lose a block meanwhile
    trainers = grouped(
        pins.order_by(PinnedTrainer.block, PinnedTrainer.trainer),
        lambda pin: pin.run_id,
        lambda pin: BlockTrainer(pin.block, pin.trainer_id),
    )
    return tuple(
        RunInput(
            id=r.id,
            course=r.course_id,
            required=r.required,
            earliest=r.earliest,
            latest=r.latest,
            venues=venues.get(r.id, ()),
            pinned_held=r.pinned_held,
            pinned_start=r.pinned_start,
            pinned_venue=r.pinned_venue_id,
            pinned_language=r.pinned_language,
            pinned_trainers=trainers.get(r.id, ()),
        )
        for r in sight.runs(viewer).where(Run.programme == programme).order_by(Run.id)
    )


def _booked(booking: Booking) -> Days:
    return Days(booking.start, booking.end, booking.run)


def _away(viewer: Viewer, booked: list[Booking]) -> dict[str, tuple[Days, ...]]:
    rows = sight.unavailabilities(viewer).order_by(Unavailability.start, Unavailability.end)
    days = [(u.person_id, Days(u.start, u.end, u.reason)) for u in rows]
    days += [(b.person, _booked(b)) for b in booked if b.person]
    return grouped(days, lambda pair: pair[0], lambda pair: pair[1])


def _trainers(viewer: Viewer, away: dict[str, tuple[Days, ...]]) -> tuple[TrainerInput, ...]:
    skills = grouped(
        TrainerSkill.select().order_by(TrainerSkill.skill),
        lambda skill: skill.trainer_id,
        lambda skill: SkillInput(skill.skill, skill.level, skill.expires_on),
    )
    said_no = sight.assignments(viewer).where(Assignment.state == AssignmentState.REFUSED)
    refused = grouped(said_no.order_by(Assignment.run), lambda a: a.trainer_id, lambda a: a.run_id)
    rows = sight.trainers(viewer).select(Trainer, Person).order_by(Trainer.id)
    return tuple(
        TrainerInput(
            id=t.id,
            person=t.person_id,
            city=t.person.city_id,
            member=t.person.member_id,
            languages=t.person.languages,
            skills=skills.get(t.id, ()),
            away=away.get(t.person_id, ()),
            refused=tuple(dict.fromkeys(refused.get(t.id, ()))),
            max_days=t.max_days,
            day_fee_usd=t.day_fee_usd,
        )
        for t in rows
    )


def _officials(
    viewer: Viewer,
    nominations: tuple[NominationInput, ...],
    away: dict[str, tuple[Days, ...]],
) -> tuple[OfficialInput, ...]:
    planned = {nomination.id for nomination in nominations}
    wanted = {nomination.official for nomination in nominations}
    completions = sight.completions(viewer).where(Completion.completed).order_by(Completion.course)
    ended = grouped(
        completions,
        lambda row: row.official_id,
        lambda row: Ended(row.course_id, row.completed_on),
    )
    completed = grouped(
        (row for row in completions if row.nomination_id not in planned),
        lambda row: row.official_id,
        lambda row: row.course_id,
    )
    rows = sight.officials(viewer).select(Official, Person, Agency).order_by(Official.id)
    return tuple(
        OfficialInput(
            id=o.id,
            person=o.person_id,
            member=o.agency.member_id,
            city=o.person.city_id,
            agency_kind=o.agency.kind,
            languages=o.person.languages,
            away=away.get(o.person_id, ()),
            completed=tuple(dict.fromkeys(completed.get(o.id, ()))),
            ended=ended.get(o.id, ()),
            max_days=o.max_days,
        )
        for o in rows
        if o.id in wanted
    )


def _nominations(viewer: Viewer, programme: str) -> tuple[NominationInput, ...]:
    rows = sight.nominations(viewer).where(
        Nomination.programme == programme, Nomination.state.in_(sorted(PLANNED))
    )
    return tuple(
        NominationInput(
            id=n.id,
            official=n.official_id,
            course=n.course_id,
            state=n.state,
            priority=n.priority,
            rank=n.rank,
            pinned_run=n.pinned_run_id,
            run=n.run_id,
        )
        for n in sorted(latest(rows), key=lambda nomination: nomination.id)
    )


def _links(viewer: Viewer, programme: str) -> tuple[LinkInput, ...]:
    runs = sight.runs(viewer).where(Run.programme == programme).select(Run.id)
    rows = RunLink.select().where(RunLink.first.in_(runs))
    return tuple(
        LinkInput(
            kind=link.kind,
            first=link.first_id,
            second=link.second_id,
            min_gap_days=link.min_gap_days,
            max_gap_days=link.max_gap_days,
        )
        for link in rows.order_by(RunLink.kind, RunLink.first, RunLink.second)
    )
