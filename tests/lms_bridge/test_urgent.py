"""What concerns few people is looked at alone; the rest with everything."""

from __future__ import annotations

from dataclasses import replace

from lms_bridge.sync.made import Account, Made, Standing
from lms_bridge.sync.state import Desired, Enrolment
from lms_bridge.urgent import concerned_by
from tests.lms_bridge.sync.builders import a_class, coach, learner, wanted


def seen(plan: Desired, *, but: frozenset[Enrolment] = frozenset()) -> Made:
    """Record that the LMS holds a plan."""
    return Made(
        classes={c.key: f"id-{c.key}" for c in plan.classes},
        people={p.key: Account(f"id-{p.key}", ours=True) for p in plan.people},
        enrolments=dict.fromkeys(plan.enrolments - but, Standing.SEEN),
        told={c.key: c.digest for c in plan.classes},
    )


A, B, T = learner("R1", "A"), learner("R2", "B"), coach("R2", "T")
PLAN = wanted(A, B, T, classes=tuple(replace(a_class(k), digest=k) for k in ("R1", "R2")))


def test_nothing_is_concerned_where_the_lms_holds_the_plan() -> None:
    assert concerned_by(PLAN, seen(PLAN)) == {}


def test_who_joins_leaves_and_moves_is_concerned_with_their_runs() -> None:
    assert concerned_by(PLAN, seen(PLAN, but=frozenset({B}))) == {"R2": {"B"}}
    moved = replace(PLAN, enrolments=PLAN.enrolments - {A} | {learner("R2", "A")})
    assert concerned_by(moved, seen(PLAN)) == {"R1": {"A"}, "R2": {"A"}}


def test_what_was_sent_and_not_seen_is_concerned_still() -> None:
    sent = replace(seen(PLAN), enrolments={**seen(PLAN).enrolments, A: Standing.SENT})
    assert concerned_by(PLAN, sent) == {"R1": {"A"}}


def test_a_run_that_tells_something_else_or_is_cancelled_is_concerned() -> None:
    retold = replace(PLAN, classes=(replace(PLAN.classes[0], digest="new"), PLAN.classes[1]))
    assert concerned_by(retold, seen(PLAN)) == {"R1": set()}
    cancelled = wanted(B, T, classes=PLAN.classes[1:])
    assert concerned_by(cancelled, seen(PLAN)) == {"R1": {"A"}}
