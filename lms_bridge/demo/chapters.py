"""The story, chapter by chapter; each does what a user would do."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from catalogue.actions.accept import accept
from catalogue.actions.mark_unavailable import mark_unavailable
from catalogue.actions.request_sync import request_sync
from catalogue.actions.set_planning_date import set_planning_date
from catalogue.actions.withdraw import withdraw
from catalogue.db import changing
from catalogue.life import State
from catalogue.queries.desired import DesiredPerson, DesiredRun
from catalogue.queries.differences import between_versions
from catalogue.queries.learning import drop_outs, learners
from catalogue.queries.nominations import nomination
from catalogue.queries.overview import overview
from catalogue.queries.trainers import trainers
from catalogue.signed_in import viewer_of
from catalogue.viewer import Viewer
from lms_bridge.app import running
from lms_bridge.demo import in_kolibri
from lms_bridge.demo.scene import Scene
from lms_bridge.demo.telling import Story
from lms_bridge.errors import NotReady
from lms_bridge.planner.client import Limits
from lms_bridge.roster import name_of, person_key
from lms_bridge.serving import load_sample
from lms_bridge.settings import Settings
from lms_bridge.threads import in_thread

PLAN_SECONDS = 30.0
REPAIR_SECONDS = 15.0


async def tell_story(settings: Settings, *, as_json: bool) -> int:
    """Tell it on temporary data, and give the exit code: 1 where what is read back differs."""
    story = Story(as_json)
    with tempfile.TemporaryDirectory(prefix="lokakarya-demo-") as folder:
        own = replace(
            settings,
            data=Path(folder),
            listen="127.0.0.1:0",
            database="",
            jobs_database="",
            lms="kolibri",
            kolibri_url="",
            sync_minutes=0,
        )
        async with running(own, load_sample) as bridge:
            scene = await Scene.of(bridge, story)
            await begin(scene)
            await plan(scene)
            await repair(scene)
            await learn(scene)
    return story.end()


async def begin(scene: Scene) -> None:
    """Say what there is."""
    scene.story.chapter("1. The sample programme")
    seen = await in_thread(overview, scene.viewer, scene.programme)
    counts = Counter({str(state): n for state, n in seen.nominations.items()})
    scene.story.line(f"{seen.programme.name}; today is {seen.programme.planning_date}.")
    scene.story.line(f"{seen.runs} runs, {seen.officials} officials.")
    scene.story.line(
        f"{sum(counts.values())} nominations: "
        + ", ".join(f"{n} {state.replace('_', ' ')}" for state, n in counts.most_common())
    )
    scene.story.figure("nominations", dict(counts))


async def plan(scene: Scene) -> None:
    """Solve, check, publish, read back."""
    scene.story.chapter("2. A plan")
    await scene.solve("Work plan", "plan", Limits(seconds=PLAN_SECONDS, gap=0.001, workers=2))
    await scene.publish("The work plan")
    scene.story.chapter("3. What Kolibri holds now")
    await scene.in_step("publication")
    await scene.read_back()


async def repair(scene: Scene) -> None:
    """Somebody withdraws, a trainer falls ill; as few people as possible are moved."""
    scene.story.chapter("4. An official withdraws, a trainer falls ill, the plan is repaired")
    runs, today = await scene.runs(), await scene.today()
    run, person = await _withdraw_one(scene, runs, today)
    ill_run, ill = await _make_ill(scene, runs, today)
    limits = Limits(seconds=REPAIR_SECONDS, workers=2, changes_first=True)
    await scene.solve("Repair", "repair", limits)
    published = await scene.publish("Repair")
    before = f"{scene.programme}-v{published.number - 1}"
    found = await in_thread(between_versions, scene.viewer, before, published.version)
    kinds = Counter(type(c).__name__ for changed in found.runs for c in changed.changes)
    scene.story.line(
        f"{len(found.people)} people are told; "
        + ", ".join(f"{n} {_words(kind)}" for kind, n in kinds.most_common())
    )
    scene.story.figure("told", len(found.people))
    scene.story.chapter("5. The difference in Kolibri")
    await scene.in_step("repair_sync")
    held = await scene.read_back()
    for what, expected, is_so in (
        (
            "the ill trainer no longer coaches that class",
            False,
            (ill_run.run, person_key(ill.person)) in held.coaches,
        ),
        (
            "who withdrew is out of the class",
            False,
            (run.run, person_key(person.person)) in held.learners,
        ),
        ("the account stays", True, person_key(person.person) in held.people),
    ):
        scene.story.check(what, expected=expected, found=is_so)


async def learn(scene: Scene) -> None:
    """Hold a run: attendance is marked in Kolibri, somebody removed by hand; it comes back."""
    scene.story.chapter("6. A run is held: attendance in Kolibri, and somebody removed by hand")
    today = await scene.today()
    coming = [run for run in await scene.runs() if today < run.start < run.end and not run.lessons]
    run = max(coming, key=lambda r: (len(_accepted(r)), r.run))
    people = [p.person for p in _accepted(run)]
    if len(people) < 3:
        raise NotReady("no run of the sample has three accepted seats")
    removed, half = people[0], people[1]
    answered = await in_thread(_accept_offers, await scene.runs())
    scene.story.line(f"{answered} officials accept the seats that they were offered.")
    await in_thread(set_planning_date, scene.viewer, scene.programme, run.end, knowingly=True)
    scene.story.line(f"It is {run.end} now; {run.title} ({run.run}) ends.")
    days = [run.start + timedelta(days=i) for i in range((run.end - run.start).days + 1)]
    present = {
        day: {p: not (p == half and day != days[0]) for p in people if p != removed} for day in days
    }
    held = await in_kolibri.read_back(scene.kolibri)
    await in_kolibri.mark(scene.kolibri, held, run, present)
    await in_kolibri.remove(scene.kolibri, held, run.run, removed)
    scene.story.line(
        f"A coach marks {len(people) - 1} people on {len(days)} days; "
        "an administrator takes one out of the class."
    )
    await in_thread(request_sync, scene.viewer, scene.programme)
    await scene.in_step("attendance_sync")
    lines = await in_thread(learners, scene.viewer, run.run)
    states = {line.nomination: line.state for line in lines}
    nominations = {p.person: p.nomination or "" for p in _accepted(run)}
    completed = sorted(n for p, n in nominations.items() if p not in {removed, half})
    scene.story.check(
        f"{len(completed)} people have completed",
        expected=completed,
        found=sorted(n for n in completed if states.get(n) is State.COMPLETED),
    )
    scene.story.check(
        "one was there on one day only and has not",
        expected=State.NOT_COMPLETED,
        found=states.get(nominations[half]),
    )
    reports = await in_thread(drop_outs, scene.viewer, scene.programme)
    scene.story.check(
        "the one removed by hand is a reported drop-out, no more",
        expected=([nominations[removed]], State.ACCEPTED),
        found=([report.nomination for report in reports], states.get(nominations[removed])),
    )
    scene.story.figure("completed", len(completed))
    scene.story.figure("reported_drop_outs", len(reports))
    scene.story.chapter("7. Once more")
    await in_thread(request_sync, scene.viewer, scene.programme)
    last = await scene.in_step("last_sync")
    scene.story.check("nothing was left to change", expected=0, found=last.figures["changes"])
    fresh = {"attendance", "lessons", "completed", "not_completed"}
    scene.story.check(
        "nothing new came back",
        expected=0,
        found=sum(n for name, n in last.figures.items() if name in fresh),
    )


@changing
def _accept_offers(runs: tuple[DesiredRun, ...]) -> int:
    """Let everybody answer in time, each for themselves: offers lapse when their day has passed."""
    offered = [p for run in runs for p in run.officials if p.state is State.OFFERED]
    for person in offered:
        accept(viewer_of(person.person), person.nomination or "")
    return len(offered)


async def _withdraw_one(
    scene: Scene, runs: tuple[DesiredRun, ...], today: date
) -> tuple[DesiredRun, DesiredPerson]:
    for run in runs:
        for person in _accepted(run) if run.start > today else ():
            line = await in_thread(nomination, scene.viewer, person.nomination or "")
            focal_point: Viewer | None = await scene.focal_point(line.member)
            if focal_point:
                await in_thread(withdraw, focal_point, line.id, "visa refused")
                scene.story.line(f"{name_of(person)} withdraws from {run.title} ({run.run}).")
                return run, person
    raise NotReady("nobody in the sample can withdraw")


async def _make_ill(
    scene: Scene, runs: tuple[DesiredRun, ...], today: date
) -> tuple[DesiredRun, DesiredPerson]:
    coming = [run for run in runs if run.trainers and run.start > today + timedelta(days=21)]
    if not coming:
        raise NotReady("no trainer in the sample can fall ill")
    run = min(coming, key=lambda r: (r.start, r.run))
    ill = run.trainers[0]
    page = await in_thread(trainers, scene.viewer)
    trainer = next(line.id for line in page.items if line.person == ill.person)
    first, last = run.start - timedelta(days=3), run.end + timedelta(days=3)
    await in_thread(mark_unavailable, scene.viewer, trainer, first, last, "illness")
    scene.story.line(f"{name_of(ill)}, who teaches {run.run}, is ill from {first} to {last}.")
    return run, ill


def _accepted(run: DesiredRun) -> list[DesiredPerson]:
    return [person for person in run.officials if person.state is State.ACCEPTED]


def _words(name: str) -> str:
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()
