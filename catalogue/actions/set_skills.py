"""A coordinator says what a trainer can teach, how well, and until when that is certified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from catalogue import audit, outbox, sight
from catalogue.db import changing
from catalogue.errors import Refused
from catalogue.faults import Fault, Where
from catalogue.ids import CODE
from catalogue.people import TrainerSkill
from catalogue.viewer import Viewer

_HIGHEST_LEVEL = 100


@dataclass(frozen=True, slots=True)
class SkillEntry:
    """A skill with its level, 0 to 100; without a day it does not expire."""

    skill: str
    level: int = 0
    expires_on: date | None = None


@changing
def set_skills(viewer: Viewer, trainer: str, skills: Sequence[SkillEntry]) -> None:
    """Give a trainer these skills, and no others; the same as there are change nothing.

    Raises Forbidden, NotFound, Refused.
    """
    viewer.allow_coordinators()
    row = sight.trainer(viewer, trainer)
    faults = _faults(skills)
    if faults:
        raise Refused(faults)
    known = TrainerSkill.select().where(TrainerSkill.trainer == trainer)
    if set(skills) == {SkillEntry(each.skill, each.level, each.expires_on) for each in known}:
        return
    TrainerSkill.delete().where(TrainerSkill.trainer == trainer).execute()
    for entry in skills:
        TrainerSkill.create(trainer=trainer, **asdict(entry))
    names = sorted(entry.skill for entry in skills)
    audit.record(
        viewer,
        "trainer.skills_set",
        "trainer",
        trainer,
        member=row.person.member_id,
        skills=names,
    )
    outbox.put("trainer.skills_set", trainer=trainer)


def _faults(skills: Sequence[SkillEntry]) -> list[Fault]:
    faults = []
    seen: set[str] = set()
    for number, entry in enumerate(skills, start=1):
        where = Where(None, number, "skill")
        if not CODE.fullmatch(entry.skill):
            faults.append(Fault(where, "NOT_A_CODE", entry.skill))
        if entry.skill in seen:
            faults.append(Fault(where, "TWICE", entry.skill))
        if not 0 <= entry.level <= _HIGHEST_LEVEL:
            level = Where(None, number, "level")
            faults.append(Fault(level, "OUT_OF_RANGE", str(entry.level), ("0 to 100",)))
        seen.add(entry.skill)
    return faults
