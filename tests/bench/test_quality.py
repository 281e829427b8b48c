from pathlib import Path

from bench import quality


def test_a_tiny_problem_is_measured(tmp_path: Path) -> None:
    out = tmp_path / "quality.md"
    asked = ["--sizes", "TINY", "--seeds", "1", "--seconds", "20", "--workers", "1"]
    assert quality.main([*asked, "--out", str(out)]) == 0
    head, _, row = out.read_text().splitlines()
    cells = dict(zip(head.split(" | "), row.split(" | "), strict=True))
    assert cells["outcome"] == "OPTIMAL"
    assert cells["gap"] == "0.00%"


def test_what_never_was_is_said() -> None:
    assert "never" in quality.Run("S", "plain", 1, 60).cells
