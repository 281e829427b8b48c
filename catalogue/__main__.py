"""The catalogue's command line.

`python -m catalogue migrate` brings the tables up to date, `load DIR` reads a programme's folder;
every verb takes `--database URL` (or LOKAKARYA_DATABASE) and `--json`. Exit code 0: done; 1: it
could not be done, for instance since rows have faults; 2: the command itself was wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from catalogue.db import close_database, open_database
from catalogue.errors import CatalogueError, Refused
from catalogue.exchange.load import load
from catalogue.migrate import migrate
from catalogue.viewer import Viewer

_DATABASE = "sqlite:///lokakarya.db"
_EVERYONE = Viewer.system("command line")


def _migrate(_: argparse.Namespace) -> dict[str, Any]:
    return {"applied": migrate()}


def _load(arguments: argparse.Namespace) -> dict[str, Any]:
    migrate()
    return asdict(load(_EVERYONE, arguments.folder))


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    usual = os.environ.get("LOKAKARYA_DATABASE", _DATABASE)
    common.add_argument("--database", metavar="URL", default=usual, help=f"default: {usual}")
    common.add_argument("--json", action="store_true", help="answer in JSON")
    parser = argparse.ArgumentParser(prog="python -m catalogue", description="The catalogue.")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    verb = verbs.add_parser("migrate", parents=[common], help="bring the tables up to date")
    verb.set_defaults(do=_migrate)
    verb = verbs.add_parser("load", parents=[common], help="read a programme's folder")
    verb.add_argument("folder", type=Path, metavar="DIR")
    verb.set_defaults(do=_load)
    return parser


def main(words: list[str] | None = None) -> int:
    """Do what the command line says, and give the exit code."""
    arguments = _parser().parse_args(words)
    do: Callable[[argparse.Namespace], dict[str, Any]] = arguments.do
    try:
        open_database(arguments.database)
        try:
            answer = do(arguments)
        finally:
            close_database()
    except CatalogueError as error:
        _complain(error, as_json=arguments.json)
        return 1
    sys.stdout.write(json.dumps(answer, indent=2) + "\n" if arguments.json else _words(answer))
    return 0


def _complain(error: CatalogueError, *, as_json: bool) -> None:
    if as_json:
        faults = [asdict(fault) for fault in error.faults] if isinstance(error, Refused) else []
        answer = {"reason": error.reason, "message": str(error), "faults": faults}
        sys.stdout.write(json.dumps(answer, indent=2) + "\n")
    else:
        sys.stderr.write(f"{error}\n")


def _words(answer: dict[str, Any]) -> str:
    lines = []
    for name, value in answer.items():
        if name == "tables":
            counts = [
                f"  {table}: {_counts(put)}" for table, put in value.items() if any(put.values())
            ]
            lines += ["tables:", *counts]
        else:
            shown = ", ".join(value) if isinstance(value, list) else value
            lines.append(f"{name}: {shown or 'none'}")
    return "\n".join(lines) + "\n"


def _counts(put: dict[str, int]) -> str:
    return ", ".join(f"{count} {what}" for what, count in put.items() if count)


if __name__ == "__main__":
    sys.exit(main())
