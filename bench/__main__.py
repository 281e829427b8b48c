"""The planner beside its peers at the sizes of its users: `make bench`."""

from __future__ import annotations

import sys

from bench.compare import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["--size", "S", "--size", "M", "--size", "L"]))
