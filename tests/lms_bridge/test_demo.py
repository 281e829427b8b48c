"""The demonstration: the main job on data of its own, read back from Kolibri."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence

import pytest

from lms_bridge.demo.telling import Story
from lms_bridge.demo.waiting import percent, shown
from tests.lms_bridge.conftest import ROOT
from tests.lms_bridge.process import environment

SHORTENED = """
import sys
from lms_bridge.__main__ import main
from lms_bridge.demo import chapters

chapters.PLAN_SECONDS, chapters.REPAIR_SECONDS = 4.0, 4.0
sys.exit(main(["demo", "--json"]))
"""


def _told(words: Sequence[str], seconds: float) -> None:
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=environment(lms="none"),
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    told = json.loads(done.stdout)
    assert told["differs"] == []
    figures = told["figures"]
    for name in ("plan", "repair"):
        assert figures[name]["bound"] <= figures[name]["total"]
        assert figures[name]["floor"] <= figures[name]["total"]
    held = figures["kolibri"]
    assert held["classes"] == figures["repair"]["runs"]
    assert held["learners"] > 0
    assert held["coaches"] > 0
    assert (figures["last_sync"]["changes"], figures["last_sync"]["failed"]) == (0, 0)
    assert figures["reported_drop_outs"] == 1
    assert figures["completed"] > 0


@pytest.mark.long
@pytest.mark.kolibri
@pytest.mark.timeout(600)
def test_the_story_is_told_with_short_searches() -> None:
    _told(["-c", SHORTENED], 600)


@pytest.mark.long
@pytest.mark.kolibri
@pytest.mark.timeout(900)
def test_the_story_is_told() -> None:
    _told(["-m", "lms_bridge", "demo", "--json"], 900)


def test_a_story_that_differs_ends_so(capsys: pytest.CaptureFixture[str]) -> None:
    story = Story(as_json=False)
    story.chapter("1. Beginning")
    story.check("as it should be", expected=1, found=1)
    story.check("not as it should be", expected=1, found=2)
    assert story.end() == 1
    said = capsys.readouterr().out.splitlines()
    assert said[:5] == [
        "",
        "1. Beginning",
        "  ok: as it should be",
        "  DIFFERS: not as it should be: 1 expected, 2 found",
        "",
    ]
    assert said[5].startswith("1 things differ, after ")


def test_a_story_as_json_tells_its_figures_only(capsys: pytest.CaptureFixture[str]) -> None:
    story = Story(as_json=True)
    story.chapter("1. Beginning")
    story.line("once upon a time")
    story.live("going on")
    story.live_end()
    story.figure("seats", {"taken": 3})
    assert story.end() == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"figures": {"seats": {"taken": 3}}, "differs": [], "seconds": told["seconds"]}


def test_totals_are_shown_in_the_weights_unit() -> None:
    assert [shown(n) for n in (None, 0, 1_234_567)] == ["-", "0.0", "1,234.6"]
    assert [percent(s) for s in (None, 0.0, 0.01234)] == ["-", "0.00%", "1.23%"]
