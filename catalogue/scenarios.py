"""Scenarios: plans that are tried, each with what it was made from and how good it is."""

from __future__ import annotations

from enum import StrEnum

from peewee import (
    AutoField,
    BigIntegerField,
    BooleanField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from catalogue.db import Row
from catalogue.errors import WrongState
from catalogue.fields import DocumentField, MomentField, TermField, now
from catalogue.people import Person
from catalogue.programmes import Programme
from catalogue.versions import Version


class ScenarioState(StrEnum):
    """Where a scenario stands. `solved` may be without a plan, where none is possible."""

    DRAFT = "draft"
    SOLVING = "solving"
    SOLVED = "solved"
    FAILED = "failed"


class Scenario(Row):
    """A plan that is tried; one of a programme's is its work in progress.

    `problem` is the whole input as the planner got it, `schedule` the plan (`plan.plan_to_rows`),
    `based_on` the version that was published when it was made, `revision` the audit trail's then.
    Score and bounds are in thousandths. `taken` is what a repair takes (`plan.Taken`). `step`
    counts the changes by hand that its plan has. Of `people_forgotten` who were erased since, the
    problem says less than what `problem_digest` is the digest of (`problems.forget_in_problems`).
    """

    id = TextField(primary_key=True)
    programme = ForeignKeyField(Programme)
    programme_id: str
    name = TextField()
    state = TermField(ScenarioState, default=ScenarioState.DRAFT)
    work_in_progress = BooleanField(default=False)
    based_on = ForeignKeyField(Version, null=True)
    based_on_id: str | None
    made_at = MomentField(default=now)
    made_by = ForeignKeyField(Person, null=True)
    made_by_id: str | None
    problem = TextField(default="")
    problem_digest = TextField(default="")
    objective = TextField(default="")
    limits = DocumentField()
    revision = IntegerField(default=0)
    started_at = MomentField(null=True)
    schedule = DocumentField(null=True, default=None)
    score = DocumentField(null=True, default=None)
    bound = BigIntegerField(null=True)
    floor = BigIntegerField(null=True)
    outcome = TextField(default="")
    seed = BigIntegerField(null=True)
    unheld = DocumentField(default=list)
    unseated = DocumentField(default=list)
    conflict = DocumentField(default=list)
    taken = DocumentField(default=list)
    failure = TextField(default="")
    finished_at = MomentField(null=True)
    step = IntegerField(default=0)
    people_forgotten = IntegerField(default=0)

    def must_be(self, wanted: str, *states: ScenarioState) -> None:
        """Go on only from one of these states. Raises WrongState."""
        if self.state not in states:
            raise self.cannot_be(wanted)

    def cannot_be(self, wanted: str) -> WrongState:
        """Make the error that says so."""
        return WrongState("scenario", self.id, state=self.state, wanted=wanted)


Scenario.add_index(
    Scenario.programme,
    unique=True,
    where=Scenario.work_in_progress,
    name="scenario_work_in_progress",
)


class PlanStep(Row):
    """A scenario's result (`finish_scenario.result_to_columns`) after so many changes by hand."""

    id = AutoField()
    scenario = ForeignKeyField(Scenario, index=False)
    scenario_id: str
    number = IntegerField()
    result = DocumentField()


PlanStep.add_index(PlanStep.scenario, PlanStep.number, unique=True)
