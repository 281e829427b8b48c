"""Whatever file is handed in, it is taken or refused in words."""

from __future__ import annotations

from tests.faults.fuzz_files import fuzz

COUNT, SEED = 150, 20150907


def test_no_file_is_an_error_of_ours(catalogue: str) -> None:
    found, unforeseen = fuzz(COUNT, SEED)
    assert unforeseen == []
    assert {said for _, said in found} >= {"taken", "NOT_POSSIBLE", "MALFORMED"}
