"""A peer that is not there is left out, with a word on how to get it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import compare
from bench.peers import elsewhere


def test_a_peer_that_is_not_installed_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "TIMEFOLD", tmp_path / "python")
    assert elsewhere.timefold() == ([], "it is not installed here: make .venv-timefold/.ready")
    assert list(compare.programs(1.0)) == ["lokakarya", "greedy", "cp-sat", "highs"]


def test_a_peer_without_java_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = tmp_path / "python"
    python.write_text(
        "#!/bin/sh\necho 'No JVM shared library file (libjvm.so) found.' >&2\nexit 1\n"
    )
    python.chmod(0o755)
    monkeypatch.setattr(elsewhere, "TIMEFOLD", python)
    command, why = elsewhere.timefold()
    assert command == []
    assert "openjdk-17-jre-headless" in why
