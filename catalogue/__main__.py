"""The catalogue's command line: `python -m catalogue VERB`.

Every verb takes `--database URL` (or LOKAKARYA_DATABASE) and `--json`. Exit code 0: done; 1: it
could not be done, for instance since rows have faults; 2: the command itself was wrong; 130: it was
stopped by Ctrl-C, and nothing is half done.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from catalogue import verbs
from catalogue.db import close_database, open_database
from catalogue.errors import CatalogueError, NoStorage, Refused
from catalogue.exchange.export import TABLES
from catalogue.exchange.import_table import KINDS
from catalogue.migrate import require_migrated
from catalogue.queries.report import BY

_DATABASE = "sqlite:///lokakarya.db"


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    usual = os.environ.get("LOKAKARYA_DATABASE", _DATABASE)
    common.add_argument("--database", metavar="URL", default=usual, help=f"default: {usual}")
    common.add_argument("--json", action="store_true", help="answer in JSON")
    of_one = argparse.ArgumentParser(add_help=False)
    of_one.add_argument("--programme", metavar="CODE", help="where there are several")
    parser = argparse.ArgumentParser(prog="python -m catalogue", description="The catalogue.")
    named = parser.add_subparsers(metavar="VERB", required=True)

    def verb(
        do: verbs.Verb, name: str, *words: str, of: Any = named, with_programme: bool = False
    ) -> argparse.ArgumentParser:
        parents = [common, of_one] if with_programme else [common]
        made: argparse.ArgumentParser = of.add_parser(name, parents=parents, help=do.__doc__)
        for word in words:
            made.add_argument(word, metavar=word.upper(), type=Path if word == "file" else str)
        made.set_defaults(do=do)
        return made

    verb(verbs.migrate_, "migrate")
    verb(verbs.load_, "load").add_argument("folder", type=Path, metavar="DIR_OR_ZIP")
    one = verb(verbs.import_, "import", with_programme=True)
    one.add_argument("kind", metavar="KIND", choices=KINDS, help=", ".join(KINDS))
    one.add_argument("file", type=Path, metavar="FILE", help="CSV or XLSX")
    one.add_argument("--check-only", action="store_true", help="change nothing")
    one = verb(verbs.export_, "export", with_programme=True)
    one.add_argument("kind", metavar="KIND", choices=tuple(TABLES), help=", ".join(TABLES))
    one.add_argument("file", type=Path, metavar="FILE", help="CSV or XLSX, by its name")
    one.add_argument("--template", action="store_true", help="the header alone")
    verb(verbs.archive_, "archive", "file", with_programme=True)
    verb(verbs.backup_, "backup", "file")
    verb(verbs.restore_, "restore", "file")
    verb(verbs.move_, "move", "source", "target")
    verb(verbs.verify_history_, "verify-history")
    verb(verbs.search_, "search", "text")
    one = verb(verbs.report_, "report", with_programme=True)
    one.add_argument("--by", choices=tuple(BY), default="member", help="default: member")
    one.add_argument("--file", type=Path, metavar="FILE", help="CSV or XLSX, by its name")
    person = named.add_parser("person", help="export, erase, merge people; find duplicates")
    whom = person.add_subparsers(metavar="WHAT", required=True)
    one = verb(verbs.export_person_, "export", "person", of=whom)
    one.add_argument("--file", type=Path, metavar="FILE")
    one = verb(verbs.erase_person_, "erase", "person", of=whom)
    one.add_argument("--reason", default="")
    one.add_argument("--withdraw", action="store_true", help="end open nominations, seats included")
    one = verb(verbs.merge_people_, "merge", "person", "other", of=whom)
    one.add_argument("--reason", default="")
    verb(verbs.duplicates_, "duplicates", of=whom)
    verb(verbs.erase_due_, "erase-due", of=whom, with_programme=True)
    return parser


def main(words: list[str] | None = None) -> int:
    """Do what the command line says, and give the exit code."""
    arguments = _parser().parse_args(words)
    do: verbs.Verb = arguments.do
    try:
        if do is not verbs.move_:  # it opens its two itself
            open_database(arguments.database, is_there=do not in verbs.MIGRATING)
        try:
            if do not in verbs.MIGRATING:
                require_migrated()
            answer = do(arguments)
        finally:
            close_database()
    except CatalogueError as error:
        _complain(error, as_json=arguments.json)
        return 1
    except MemoryError:
        _complain(NoStorage("there is not enough memory"), as_json=arguments.json)
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("stopped before it was done; what was begun is undone\n")
        return 130
    sys.stdout.write(json.dumps(answer, indent=2) + "\n" if arguments.json else _words(answer))
    return 0 if answer.get("whole", True) else 1


def _complain(error: CatalogueError, *, as_json: bool) -> None:
    if as_json:
        faults = [asdict(fault) for fault in error.faults] if isinstance(error, Refused) else []
        answer = {"reason": error.reason, "message": str(error), "faults": faults}
        sys.stdout.write(json.dumps(answer, indent=2) + "\n")
    else:
        sys.stderr.write(f"{error}\n")


def _words(answer: dict[str, Any]) -> str:
    """Tell an answer line by line; what it holds of rows is told a row a line."""
    lines = []
    for name, value in answer.items():
        if isinstance(value, dict):
            told = [f"  {key}: {_row(row)}" for key, row in value.items() if _counts(row)]
            lines += [f"{name}:", *told]
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            lines += [f"{name}:", *(f"  {_row(row)}" for row in value)]
        else:
            shown = ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
            lines.append(f"{name}: {_said(shown)}")
    return "\n".join(lines) + "\n"


def _counts(row: Any) -> bool:
    return any(row.values()) if isinstance(row, dict) else True


def _row(row: Any) -> str:
    if not isinstance(row, dict):
        return _said(row)
    if all(isinstance(value, int) for value in row.values()):
        return ", ".join(f"{value} {name}" for name, value in row.items() if value)
    return ", ".join(f"{name} {_said(value)}" for name, value in row.items())


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value in {None, ""} else str(value)


if __name__ == "__main__":
    sys.exit(main())
