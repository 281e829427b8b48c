"""Whether the chain of the audit trail is whole: it is computed again from its beginning."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.audit import Audit, Change, link
from catalogue.db import reading
from catalogue.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found: counts, the digest of the last line, and what is wrong.

    `unchained` are lines from before there was a chain, `erased` are changes and lines whose
    payload is erased, `loose` are changes that no line answers for. Whoever kept an earlier `head`
    can see that nothing was cut off since: it is still the digest of a line.
    """

    lines: int
    unchained: int
    changes: int
    erased: int
    loose: int
    head: str
    broken: tuple[int, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every line follows from the one before it, and answers for every change."""
        return not self.broken and not self.loose


@reading
def verify_history(viewer: Viewer) -> Verified:
    """Compute the chain anew and name the lines that do not follow. Raises Forbidden."""
    viewer.allow(Role.ADMINISTRATOR, Role.COORDINATOR, Role.OVERSEER)
    before, lines, unchained, broken = None, 0, 0, []
    for line in Audit.select().order_by(Audit.number):
        lines += 1
        if line.digest is None and (before is None or before.digest is None):
            unchained += 1
        elif line.digest != link(before, line):
            broken.append(line.number)
        before = line
    answered = before.last_change if before else 0
    loose = Change.select().where(Change.number > answered).count()
    erased = Change.select().where(Change.digest != "").count()
    erased += Audit.select().where(Audit.payload_digest != "").count()
    return Verified(
        lines=lines,
        unchained=unchained,
        changes=Change.select().count(),
        erased=erased,
        loose=loose,
        head=(before.digest if before else None) or "",
        broken=tuple(broken),
    )
