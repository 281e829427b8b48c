"""Does the contract still speak to the programs that know it? `buf breaking` against the merge base.

Run by `make check`. Without a history to compare with it says so and passes.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUF = Path(sys.executable).parent / "buf"
TRUNKS = ("origin/main", "origin/master", "main", "master")


def git(*words: str) -> str | None:
    """Ask git; None where it does not know."""
    asked = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return asked.stdout.strip() if asked.returncode == 0 else None


def merge_base() -> str | None:
    """Find the last landed commit that this work is built on."""
    for trunk in TRUNKS:
        base = git("merge-base", "HEAD", trunk)
        if base and git("ls-tree", "-r", "--name-only", base, "proto/planning/v1"):
            return base
    return None


def main() -> int:
    """Compare; the exit code is buf's."""
    base = merge_base()
    if base is None:
        print("buf breaking: there is no earlier contract to compare with")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        archive = subprocess.run(
            ["git", "archive", base, "proto"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
        subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
        against = Path(folder) / "proto"
        compared = subprocess.run(
            [BUF, "breaking", "--against", against], cwd=ROOT / "proto", check=False
        )
    return compared.returncode


if __name__ == "__main__":
    sys.exit(main())
