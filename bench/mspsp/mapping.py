"""A project as a training programme whose total is the project's makespan.

Carried over, each as it is meant: an activity is a required run of a course of its own; a skill
that it needs is a block over the whole run, and since a trainer teaches one of the blocks that
overlap, each resource contributes one skill; precedences are BEFORE links; a resource that masters
a skill is a trainer who has it, busy with one run at a time. A unit of time is a week, so that the
makespan can be priced: the run `end`, of one day, comes after all others, was promised for the
first Monday, and costs `moved_date_per_week` for each week that it is held later. Nothing else has
a price, so the total is the makespan in thousandths and the planner's bound is a bound on it.

Left idle: languages, travel, money, calendars, levels, venues (one, with room for all) and who
learns: each run has a single official, nominated for nothing else. So it calibrates dates, crews,
links and the proof of them, and not the seats that most of the planner's search is about.
"""

from __future__ import annotations

from datetime import date

from bench.mspsp.instance import Instance
from scheduler.problem import (
    Block,
    City,
    Course,
    CourseLanguage,
    Horizon,
    Link,
    LinkKind,
    Member,
    Nomination,
    Official,
    Pinned,
    Policy,
    Problem,
    Run,
    Skill,
    Trainer,
    Venue,
    Weights,
)
from scheduler.schedule import Schedule, ScheduledRun

MONDAY = date(2024, 1, 1).toordinal()
WEEK = 7
END = "end"
HERE, LANGUAGE = "here", "en"


def problem_of(instance: Instance) -> Problem:
    """Write the project as a problem. Raises ValueError where an activity takes no time but hands.

    Activities without duration and needs only pass precedences on.
    """
    timeless = {a for a, duration in enumerate(instance.durations) if duration == 0}
    for a in timeless:
        if any(instance.needs[a]):
            raise ValueError(f"activity {a + 1} takes no time but needs resources")
    kept = [a for a in range(len(instance.durations)) if a not in timeless]
    days = {_id(a): WEEK * instance.durations[a] for a in kept} | {END: 1}
    last_day = MONDAY + sum(days.values()) - 1
    return Problem(
        horizon=Horizon(MONDAY, last_day),
        members=(Member("all"),),
        cities=(City(HERE),),
        venues=(Venue(HERE, HERE, capacity=1, parallel_runs=len(days)),),
        courses=tuple(
            Course(
                id=course,
                days=length,
                languages=(CourseLanguage(LANGUAGE),),
                min_seats=1,
                max_seats=1,
                start_weekdays=(1,),
                blocks=()
                if course == END
                else _blocks(instance.needs[int(course[1:]) - 1], length),
            )
            for course, length in days.items()
        ),
        runs=tuple(Run(course, course, required=True, pinned=Pinned(held=True)) for course in days),
        trainers=tuple(
            Trainer(
                id=f"r{r + 1}",
                city=HERE,
                languages=(LANGUAGE,),
                skills=tuple(Skill(_skill(s)) for s, can in enumerate(row) if can),
            )
            for r, row in enumerate(instance.masters)
        ),
        officials=tuple(Official(course, "all", HERE, languages=(LANGUAGE,)) for course in days),
        nominations=tuple(Nomination(course, course, course, 1) for course in days),
        links=tuple(
            Link(LinkKind.BEFORE, first, second) for first, second in _links(instance, timeless)
        ),
        policy=Policy(Weights(moved_date_per_week=1)),
        baseline=Schedule((ScheduledRun(END, MONDAY, HERE, LANGUAGE),)),
    )


def _id(activity: int) -> str:
    return f"a{activity + 1}"


def _skill(skill: int) -> str:
    return f"s{skill + 1}"


def _blocks(needs: tuple[int, ...], days: int) -> tuple[Block, ...]:
    return tuple(
        Block(_skill(s), 0, days - 1, _skill(s), trainer_count=count)
        for s, count in enumerate(needs)
        if count
    )


def _links(instance: Instance, timeless: set[int]) -> list[tuple[str, str]]:
    """Give the precedences without what takes no time, and the end after what nothing follows."""
    after: dict[int, set[int]] = {a: set() for a in range(len(instance.durations))}
    for first, second in instance.precedences:
        after[first].add(second)
    for a in timeless:
        for followers in after.values():
            if a in followers:
                followers.remove(a)
                followers.update(after[a])
    kept = sorted(after.keys() - timeless)
    return [(_id(a), _id(b)) for a in kept for b in sorted(after[a])] + [
        (_id(a), END) for a in kept if not after[a]
    ]
