"""The one rule that makes generated code from `proto/`.

`python hatch_build.py` makes it in place; the same happens when a wheel is built.
"""

from __future__ import annotations

import sys
from importlib import resources
from pathlib import Path
from typing import Any

from grpc_tools import protoc
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
PROTO = ROOT / "proto"


def generate() -> None:
    """Make the Python modules of every message and service."""
    google = resources.files("grpc_tools") / "_proto"
    sources = sorted(map(str, (PROTO / "planning").rglob("*.proto")))
    arguments = ["protoc", f"-I{PROTO}", f"-I{google}"]
    arguments += [f"--{kind}_out={PROTO}" for kind in ("python", "pyi", "grpc_python")]
    if protoc.main(arguments + sources) != 0:
        sys.exit("The contract in proto/ could not be compiled.")
    for folder in (PROTO / "planning", PROTO / "planning" / "v1"):
        (folder / "__init__.py").write_text('"""Generated from the contract in proto/."""\n')


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Makes the generated code before a wheel is put together."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run the rule."""
        generate()


if __name__ == "__main__":
    generate()
