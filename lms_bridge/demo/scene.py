"""What every chapter needs: a running bridge, its coordinator, and the ways they go again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from catalogue.actions.adopt import adopt
from catalogue.actions.draft_scenario import draft_scenario
from catalogue.actions.publish import Published, publish
from catalogue.queries.desired import DesiredRun, desired
from catalogue.queries.overview import overview, programmes
from catalogue.queries.syncs import SyncLine
from catalogue.queries.users import users
from catalogue.signed_in import viewer_of
from catalogue.viewer import Role, Viewer
from lms_bridge import synchronising
from lms_bridge.app import Running
from lms_bridge.demo import in_kolibri
from lms_bridge.demo.telling import Story
from lms_bridge.demo.waiting import percent, shown, until_in_step, until_solved
from lms_bridge.errors import NotReady
from lms_bridge.local_kolibri import LocalKolibri
from lms_bridge.planner.client import Limits
from lms_bridge.planner.problem import posed_of
from lms_bridge.starting import start_planning
from lms_bridge.synced import removals
from lms_bridge.threads import in_thread


@dataclass(frozen=True, slots=True)
class Scene:
    """A running bridge, acted on as a coordinator."""

    bridge: Running
    kolibri: LocalKolibri
    story: Story
    programme: str
    viewer: Viewer

    @classmethod
    async def of(cls, bridge: Running, story: Story) -> Scene:
        """Find the programme, and a coordinator to act as."""
        if bridge.kolibri is None:
            raise NotReady("the demonstration needs a Kolibri of its own")
        system = Viewer.system("demo")
        programme = (await in_thread(programmes, system))[0].id
        people = await in_thread(users, system)
        coordinator = next(user.person for user in people if Role.COORDINATOR in user.roles)
        viewer = await in_thread(viewer_of, coordinator, "demo")
        return cls(bridge, bridge.kolibri, story, programme, viewer)

    async def today(self) -> date:
        """Give the planning date."""
        return (await in_thread(overview, self.viewer, self.programme)).programme.planning_date

    async def runs(self) -> tuple[DesiredRun, ...]:
        """Give the published runs with everybody who belongs to them."""
        return await in_thread(desired, self.viewer, self.programme)

    async def focal_point(self, member: str) -> Viewer | None:
        """Give the focal point of a member; not every member of the sample has one."""
        for user in await in_thread(users, self.viewer):
            if user.member == member and Role.FOCAL_POINT in user.roles:
                return await in_thread(viewer_of, user.person, "demo")
        return None

    async def solve(self, name: str, figure: str, limits: Limits) -> None:
        """Plan a scenario, have it checked, and adopt it."""
        # seats that were left go to others by themselves; the plan is to know of that
        await until_in_step(self.bridge.parts, self.viewer, self.programme)
        id = await in_thread(draft_scenario, self.viewer, self.programme, name)
        await start_planning(self.bridge.parts, self.viewer, id, limits)
        self.bridge.parts.jobs.nudge()
        found = await until_solved(self.bridge.parts, self.viewer, id, self.story)
        if found.plan is None or found.score is None or found.line.failure:
            raise NotReady(f"no plan: {found.line.outcome or found.line.failure}")
        total, bound, floor = found.score.total, found.line.bound or 0, found.line.floor or 0
        gap = (total - bound) / total if total else 0.0
        seats = sum(len(held.seats) for held in found.plan)
        self.story.line(
            f"{found.line.outcome}: total {shown(total)}, bound {shown(bound)}, "
            f"gap {percent(gap)}; {shown(floor)} of it nobody could avoid."
        )
        self.story.line(
            f"{len(found.plan)} runs held, {len(found.unheld)} not; {seats} seats; "
            f"{len(found.unseated)} nominations without one, each with its reasons."
        )
        checked = await self.bridge.parts.planner.check(posed_of(found.problem), found.plan)
        self.story.check(
            "checked anew: no rule is broken", expected=0, found=len(checked.violations)
        )
        self.story.check(
            "the score recomputed is the score reported",
            expected=total,
            found=checked.score.total if checked.score else None,
        )
        self.story.figure(
            figure,
            {
                "outcome": found.line.outcome,
                "total": total / 1000,
                "bound": bound / 1000,
                "floor": floor / 1000,
                "gap": round(gap, 5),
                "runs": len(found.plan),
                "seats": seats,
                "unseated": len(found.unseated),
            },
        )
        await in_thread(adopt, self.viewer, id)

    async def publish(self, note: str) -> Published:
        """Look at what would leave the LMS, and publish the work in progress."""
        await until_in_step(self.bridge.parts, self.viewer, self.programme)
        seen = await in_thread(overview, self.viewer, self.programme)
        assert self.bridge.parts.lms
        foreseen = await synchronising.preview(
            self.viewer,
            self.bridge.parts.lms,
            programme=self.programme,
            scenario=seen.work_in_progress,
        )
        difference = foreseen.difference
        leaving = removals(difference)
        self.story.line(
            f"Kolibri will see {len(difference.changes)} changes, "
            f"{len(leaving)} enrolments among them end."
        )
        published = await in_thread(publish, self.viewer, self.programme, note, leaving)
        self.story.line(
            f"Published as version {published.number}: {len(published.offered)} people are "
            f"offered a seat, {len(published.moved)} are moved, "
            f"{len(published.waitlisted)} wait."
        )
        return published

    async def in_step(self, figure: str) -> SyncLine:
        """Wait for the LMS to be in step, and tell what the last synchronisation did."""
        found = await until_in_step(self.bridge.parts, self.viewer, self.programme)
        last = found[0]
        if last.failure:
            raise NotReady(f"the synchronisation failed: {last.failure}")
        done = {name: n for name, n in last.figures.items() if n}
        self.story.line(
            "Synchronised: " + (", ".join(f"{n} {_word(name)}" for name, n in done.items()) or "0")
        )
        self.story.figure(figure, last.figures)
        return last

    async def read_back(self) -> in_kolibri.Held:
        """Ask Kolibri what it holds, and compare it with what is published."""
        held, wanted = (
            await in_kolibri.read_back(self.kolibri),
            in_kolibri.expected(await self.runs()),
        )
        for what, here, there in (
            ("classes", set(wanted.classes), set(held.classes)),
            ("learners", set(wanted.learners), set(held.learners)),
            ("coaches", set(wanted.coaches), set(held.coaches)),
        ):
            told = f"Kolibri holds the {len(there)} {what} of the plan"
            self.story.check(told, expected=sorted(here - there), found=sorted(there - here))
        self.story.figure(
            "kolibri",
            {
                "classes": len(held.classes),
                "learners": len(held.learners),
                "coaches": len(held.coaches),
            },
        )
        return held


def _word(figure: str) -> str:
    return figure.replace("_", " ")
