"""The bridge's command line.

`serve` runs everything, `link PERSON` and `token PERSON` let somebody in, `clients` programs of
others, `oneroster` writes CSV files, `sync` brings the LMS up to date, `doctor` says what is to be
mended, `moodle` helps to set up a Moodle, `demo` shows the main job on data of its own. Exit code
0: done; 1: it could not be done, or is to be mended; 2: the command itself was wrong; 130: somebody
stopped it.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from catalogue.actions.make_link import make_link
from catalogue.actions.make_token import make_token
from catalogue.errors import CatalogueError
from catalogue.viewer import Viewer
from lms_bridge import (
    doctor,
    first_run,
    letting_in,
    setting_up_moodle,
    settings_page,
    syncing,
)
from lms_bridge.demo.chapters import tell_story
from lms_bridge.errors import BadSetting, BridgeError
from lms_bridge.logs import configure
from lms_bridge.oneroster.gradebook import gradebook
from lms_bridge.oneroster.sheets import write_zip
from lms_bridge.serving import serve, tell
from lms_bridge.settings import LMSES, MEANINGS, PREFIX, Settings, settings_of
from lms_bridge.storage import no_storage
from lms_bridge.sync.errors import LmsError
from lms_bridge.syncing import opened
from lms_bridge.traces import traced

Verb = Callable[[argparse.Namespace, Settings], Coroutine[Any, Any, int]]


async def _serve(asked: argparse.Namespace, settings: Settings) -> int:
    await serve(settings, sample=asked.sample)
    return 0


async def _link(asked: argparse.Namespace, settings: Settings) -> int:
    with opened(settings):
        secret = make_link(Viewer.system("command line"), asked.person)
    url = first_run.read(settings.data).get("bridge", settings.url)
    tell(first_run.link_url(url, secret))
    return 0


async def _token(asked: argparse.Namespace, settings: Settings) -> int:
    with opened(settings):
        _, secret = make_token(Viewer.system("command line"), asked.person, "command line")
    tell(secret)
    return 0


async def _sync(asked: argparse.Namespace, settings: Settings) -> int:
    return await (syncing.show if asked.dry_run else syncing.carry_out)(settings)


async def _demo(asked: argparse.Namespace, settings: Settings) -> int:
    return await tell_story(settings, as_json=asked.json)


async def _moodle(asked: argparse.Namespace, settings: Settings) -> int:
    if asked.what == "setup-notes":
        tell(setting_up_moodle.notes(settings))
        return 0
    return await setting_up_moodle.examine(settings)


async def _doctor(_: argparse.Namespace, settings: Settings) -> int:
    return await doctor.run(settings)


async def _oneroster(asked: argparse.Namespace, settings: Settings) -> int:
    url = first_run.read(settings.data).get("bridge", settings.url)
    with opened(settings), asked.file.open("wb") as out:
        write_zip(gradebook(Viewer.system("command line"), url), out)
    tell(f"Written: {asked.file}")
    return 0


async def _settings(_: argparse.Namespace, __: Settings) -> int:
    tell(settings_page.page())
    return 0


async def _clients(asked: argparse.Namespace, settings: Settings) -> int:
    return int(asked.act(asked, settings))


def _variables() -> str:
    usual = Settings()
    lines = ["variables of the environment (an option comes before its variable):"]
    for name, meaning in MEANINGS.items():
        value = getattr(usual, name)
        lines.append(f"  {PREFIX}{name.upper()}\n      {meaning}{f' ({value})' if value else ''}")
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    where = argparse.ArgumentParser(add_help=False)
    where.add_argument("--data", type=Path, metavar="DIR", help=f"{MEANINGS['data']} (data)")
    lms = argparse.ArgumentParser(add_help=False)
    lms.add_argument("--lms", choices=LMSES, help="the LMS to keep in step")
    parser = argparse.ArgumentParser(
        prog="python -m lms_bridge", description="The bridge: pages, REST, and the LMS in step."
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True)

    def verb(name: str, do: Verb, *parents: argparse.ArgumentParser, **words: Any) -> Any:
        made = verbs.add_parser(
            name,
            parents=parents,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            epilog=_variables(),
            description=words["help"],
            **words,
        )
        made.set_defaults(do=do)
        return made

    made = verb("serve", _serve, where, lms, help="run the bridge until Ctrl-C")
    made.add_argument("--listen", metavar="HOST:PORT", help=f"{MEANINGS['listen']}")
    made.add_argument("--scheduler", metavar="ADDRESS", help=MEANINGS["scheduler"])
    made.add_argument("--sample", action="store_true", help="load the sample programme at first")
    for name, do, what in (
        ("link", _link, "make a link that signs somebody in, once"),
        ("token", _token, "make a bearer token with which a program acts as somebody"),
    ):
        made = verb(name, do, where, help=what)
        made.add_argument("person", metavar="PERSON", help="a person's id")
    made = verb("sync", _sync, where, lms, help="bring the LMS up to date, once")
    made.add_argument("--dry-run", action="store_true", help="only say what would be done")
    _add_clients(verb("clients", _clients, help="let programs of others in"), where, lms)
    verb("doctor", _doctor, where, lms, help="try all that the bridge needs, and say what to mend")
    made = verb("oneroster", _oneroster, where, help="write everything as OneRoster's CSV files")
    made.add_argument("file", type=Path, metavar="FILE", help="the ZIP file to write")
    verb("settings", _settings, help="list all that can be set, as Markdown")
    made = verb("moodle", _moodle, help="set up a Moodle for the bridge")
    made.add_argument(
        "what",
        choices=("setup-notes", "doctor"),
        help="print what an administrator must set there, or try it",
    )
    made = verb("demo", _demo, help="show the main job on data of its own")
    made.add_argument("--json", action="store_true", help="print the figures only, as JSON")
    return parser


def _add_clients(made: argparse.ArgumentParser, *parents: argparse.ArgumentParser) -> None:
    as_json = argparse.ArgumentParser(add_help=False)
    as_json.add_argument("--json", action="store_true", help="print JSON")
    acts = made.add_subparsers(metavar="ACT", required=True)

    def act(name: str, do: Callable[..., int], what: str) -> argparse.ArgumentParser:
        added = acts.add_parser(name, parents=[*parents, as_json], help=what, description=what)
        added.set_defaults(act=do)
        return added

    adding = act("add", letting_in.add, "make a client; its secret is shown once")
    adding.add_argument("name", metavar="NAME", help="what it is called")
    adding.add_argument(
        "--scope", nargs="+", action="extend", required=True, help="what it may ask for"
    )
    adding.add_argument("--member", metavar="M", help="it sees only this member's people")
    adding.add_argument("--url", help="where its system is")
    adding.add_argument("--keys", type=Path, metavar="FILE", help="JWK set to sign with instead")
    act("list", letting_in.show, "list the clients")
    for name, do, what in (
        ("rotate", letting_in.rotate, "give a client another secret; it is shown once"),
        ("revoke", letting_in.revoke, "let a client in no longer"),
    ):
        act(name, do, what).add_argument("id", metavar="ID", help="the client's id")


def main(words: list[str] | None = None) -> int:
    """Do what the command line says, and give the exit code."""
    asked = _parser().parse_args(words)
    chosen: dict[str, Any] = {
        name: getattr(asked, name, None) for name in ("data", "lms", "listen", "scheduler")
    }
    try:
        settings = settings_of(**chosen)
        configure(settings)
        do: Verb = asked.do
        with traced():
            return asyncio.run(do(asked, settings))
    except BadSetting as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except (BridgeError, CatalogueError, LmsError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except (OSError, MemoryError) as error:
        want = no_storage(error)
        if want is None:
            raise
        sys.stderr.write(f"{want}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def _leave(code: int) -> None:
    """End at once: all is closed, and Python takes seconds to tidy up on a busy machine."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    _leave(main())
