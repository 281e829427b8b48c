"""The catalogue's programme as the contract's problem.

What the contract does not carry is translated so:

=======================================  ==========================================================
in the catalogue                         in the problem
=======================================  ==========================================================
planning date                            `horizon.frozen_until`
published plan with today's seats        `baseline`
closure, public holiday of the country   `venues.closed` (a member's holidays close its venues)
somebody's leave, illness                `unavailable`
published run of another programme       `venues.closed` of its hall, `unavailable` of its trainers
                                         and of who sits there, on its days
refused assignment                       `unavailable` on the days of that run as it is published
cooling-off between courses              `unavailable` for those days after a completed course, up
                                         to a seat that the official holds already; none after a
                                         course that is a prerequisite of one they are nominated for
skill that expires                       left out where it does so before the `latest` of a run
                                         that needs it; but kept by who teaches with it in a
                                         published run, all of whose runs end by then: they are
                                         `unavailable` afterwards
agency's kind                            `officials.agency`, `courses.audience`
rank                                     `nominations.priority`, by the table of `catalogue.life`
attended, absent, completed              `pinned_run` to the run where that was
pin to a run that nothing can hold       nominations pinned to it are left out of a solve, and the
any more: too late, too few left, or     pin that it is to be held
in need of such a run
somebody without a city                  left out; their nominations too; a pin to such a
                                         trainer cannot be planned
=======================================  ==========================================================
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from google.protobuf import json_format
from planning.v1 import problem_pb2, schedule_pb2

from catalogue.plan import Plan
from catalogue.planning_input import (
    CourseInput,
    Days,
    NominationInput,
    OfficialInput,
    PlanningInput,
    RunInput,
    SkillInput,
    TrainerInput,
)
from lms_bridge.errors import NotPlannable
from lms_bridge.planner.cooling_off import cooling_offs
from lms_bridge.planner.hopeless import pin_of


@dataclass(frozen=True, slots=True)
class Posed:
    """A problem as it goes to the planner and into the scenario: its message, file and digest."""

    message: problem_pb2.Problem
    text: str
    digest: str


def pose(given: PlanningInput) -> Posed:
    """Translate a programme. Raises NotPlannable."""
    _refuse_lost_pins(given)
    latest = _latest_of_skills(given)
    officials = [o for o in given.officials if o.city is not None]
    known = {o.id for o in officials}
    cooling_off = cooling_offs(given)
    message = problem_pb2.Problem(
        horizon=problem_pb2.Horizon(
            start=given.start.isoformat(),
            end=given.end.isoformat(),
            frozen_until=given.planning_date.isoformat(),
        ),
        members=[
            problem_pb2.Member(id=m.id, seat_target=m.seat_target, host_target=m.host_target)
            for m in given.members
        ],
        cities=[problem_pb2.City(id=c.id, per_diem_usd=c.per_diem_usd) for c in given.cities],
        travel=[
            problem_pb2.Travel(
                origin=t.origin, destination=t.destination, days=t.days, cost_usd=t.cost_usd
            )
            for t in given.travel
        ],
        venues=[
            problem_pb2.Venue(
                id=v.id,
                city=v.city,
                member=v.member,
                capacity=v.capacity,
                parallel_runs=v.parallel_runs,
                facilities=v.facilities,
                closed=_intervals(v.closed),
                day_rate_usd=v.day_rate_usd,
            )
            for v in given.venues
        ],
        courses=[_course(c) for c in given.courses],
        runs=[_run(r) for r in given.runs],
        trainers=[_trainer(t, given, latest) for t in given.trainers if t.city is not None],
        officials=[_official(o, cooling_off.get(o.id, ())) for o in officials],
        nominations=[_nomination(n) for n in given.nominations if n.official in known],
        funders=[problem_pb2.Funder(id=f.id, budget_usd=f.budget_usd) for f in given.funders],
        links=[
            problem_pb2.Link(
                kind=f"LINK_KIND_{link.kind.upper()}",
                first=link.first,
                second=link.second,
                min_gap_days=link.min_gap_days,
                max_gap_days=link.max_gap_days,
            )
            for link in given.links
        ],
        policy=problem_pb2.Policy(weights=problem_pb2.Weights(**given.weights), **given.day_rules),
    )
    if given.standing:
        message.baseline.CopyFrom(schedule_message(given.standing))
    return posed(message)


def _refuse_lost_pins(given: PlanningInput) -> None:
    known = {trainer.id for trainer in given.trainers if trainer.city is not None}
    lost = [
        f'run "{run.id}" is pinned to trainer "{pair.trainer}", who has no city'
        for run in given.runs
        for pair in run.pinned_trainers
        if pair.trainer not in known
    ]
    if lost:
        raise NotPlannable("; ".join(lost))


def posed(message: problem_pb2.Problem) -> Posed:
    """Give a problem's file and digest."""
    text = json_format.MessageToJson(
        message,
        preserving_proto_field_name=True,
        always_print_fields_with_no_presence=True,
        indent=None,
    )
    digest = hashlib.sha256(message.SerializeToString(deterministic=True)).hexdigest()
    return Posed(message, text, digest)


def posed_of(text: str) -> Posed:
    """Read a problem's file as it was stored."""
    return posed(json_format.Parse(text, problem_pb2.Problem()))


def schedule_message(plan: Plan) -> schedule_pb2.Schedule:
    """Translate a plan."""
    return schedule_pb2.Schedule(
        runs=[
            schedule_pb2.ScheduledRun(
                id=held.run,
                start=held.start.isoformat(),
                venue=held.venue,
                language=held.language,
                trainers=[
                    schedule_pb2.BlockTrainer(block=pair.block, trainer=pair.trainer)
                    for pair in held.trainers
                ],
                seats=held.seats,
            )
            for held in plan
        ]
    )


def _intervals(days: Iterable[Days]) -> list[problem_pb2.Interval]:
    return [problem_pb2.Interval(start=d.start.isoformat(), end=d.end.isoformat()) for d in days]


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _course(course: CourseInput) -> problem_pb2.Course:
    return problem_pb2.Course(
        id=course.id,
        days=course.days,
        start_weekdays=course.start_weekdays,
        languages=[
            problem_pb2.CourseLanguage(
                language=offered.language, available_from=_iso(offered.available_from)
            )
            for offered in course.languages
        ],
        facilities=course.facilities,
        audience=course.audience,
        min_seats=course.min_seats,
        max_seats=course.max_seats,
        max_seats_per_member=course.max_seats_per_member,
        min_members=course.min_members,
        prerequisites=course.prerequisites,
        funder=course.funder,
        blocks=[
            problem_pb2.Block(
                id=block.code,
                first_day=block.first_day,
                last_day=block.last_day,
                skill=block.skill,
                level=block.level,
                trainer_count=block.trainer_count,
            )
            for block in course.blocks
        ],
    )


def _run(run: RunInput) -> problem_pb2.Run:
    message = problem_pb2.Run(
        id=run.id,
        course=run.course,
        required=run.required,
        earliest=_iso(run.earliest),
        latest=_iso(run.latest),
        venues=run.venues,
    )
    pinned = problem_pb2.Pinned(
        held=run.pinned_held,
        start=_iso(run.pinned_start),
        venue=run.pinned_venue,
        language=run.pinned_language,
        trainers=[
            schedule_pb2.BlockTrainer(block=pair.block, trainer=pair.trainer)
            for pair in run.pinned_trainers
        ],
    )
    if pinned.ByteSize():
        message.pinned.CopyFrom(pinned)
    return message


def _latest_of_skills(given: PlanningInput) -> dict[str, date]:
    """Give the last day on which a run may start that needs a skill."""
    courses = {course.id: course for course in given.courses}
    latest: dict[str, date] = {}
    for run in given.runs:
        day = run.latest or given.end
        for block in courses[run.course].blocks:
            if block.skill:
                latest[block.skill] = max(day, latest.get(block.skill, day))
    return latest


def _trainer(
    trainer: TrainerInput, given: PlanningInput, latest: dict[str, date]
) -> problem_pb2.Trainer:
    ends = _ends_of_use(trainer, given)
    lasting = [
        s
        for s in trainer.skills
        if s.expires_on is None
        or s.expires_on >= latest.get(s.skill, s.expires_on)
        or (s.skill in ends and s.expires_on >= max(ends.values()))
    ]
    return problem_pb2.Trainer(
        id=trainer.id,
        person=trainer.person,
        city=trainer.city,
        member=trainer.member,
        languages=trainer.languages,
        skills=[problem_pb2.TrainerSkill(skill=s.skill, level=s.level) for s in lasting],
        unavailable=[
            *_intervals(trainer.away),
            *_refused(trainer, given),
            *_expired(lasting, latest, given),
        ],
        max_days=trainer.max_days,
        day_fee_usd=trainer.day_fee_usd,
    )


def _ends_of_use(trainer: TrainerInput, given: PlanningInput) -> dict[str, date]:
    """Give the last day that a trainer has still to teach as published, by the skill needed."""
    course_of = {run.id: run.course for run in given.runs}
    courses = {course.id: course for course in given.courses}
    ends: dict[str, date] = {}
    for held in given.standing:
        if held.run not in course_of or held.run in trainer.refused:
            continue
        course = courses[course_of[held.run]]
        blocks = {block.code: block for block in course.blocks}
        last = held.start + timedelta(days=course.days - 1)
        if last <= given.planning_date:
            continue
        for pair in held.trainers:
            if pair.trainer == trainer.id and pair.block in blocks:
                skill = blocks[pair.block].skill
                ends[skill] = max(last, ends.get(skill, last))
    return ends


def _expired(
    lasting: list[SkillInput], latest: dict[str, date], given: PlanningInput
) -> list[problem_pb2.Interval]:
    """Give the days after a skill expires that is kept for what is published alone."""
    days = [
        s.expires_on
        for s in lasting
        if s.expires_on and s.expires_on < latest.get(s.skill, date.min)
    ]
    if not days or min(days) >= given.end:
        return []
    return _intervals([Days(min(days) + timedelta(days=1), given.end, "expired")])


def _refused(trainer: TrainerInput, given: PlanningInput) -> list[problem_pb2.Interval]:
    days = {course.id: course.days for course in given.courses}
    course = {run.id: run.course for run in given.runs}
    return _intervals(
        Days(held.start, held.start + timedelta(days=days[course[held.run]] - 1), "refused")
        for held in given.standing
        if held.run in trainer.refused and held.run in course
    )


def _official(official: OfficialInput, cooling_off: tuple[Days, ...]) -> problem_pb2.Official:
    return problem_pb2.Official(
        id=official.id,
        person=official.person,
        member=official.member,
        city=official.city,
        agency=official.agency_kind,
        languages=official.languages,
        unavailable=_intervals((*official.away, *cooling_off)),
        completed=official.completed,
        max_days=official.max_days,
    )


def _nomination(nomination: NominationInput) -> problem_pb2.Nomination:
    return problem_pb2.Nomination(
        id=nomination.id,
        official=nomination.official,
        course=nomination.course,
        priority=nomination.priority,
        pinned_run=pin_of(nomination),
    )
