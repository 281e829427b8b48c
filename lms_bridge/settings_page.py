"""Every setting as a page of the documentation; `docs/settings.md` is what this gives."""

from __future__ import annotations

from lms_bridge.settings import CHOICES, MEANINGS, PREFIX, SECRETS, Settings

_HEAD = """# Settings

Made by `python -m lms_bridge settings > docs/settings.md`; a test holds the two together.

A setting is a variable of the environment. Some are options of the command line, too, which come
before their variables: `--data`, `--lms`, `--listen`, `--scheduler`. A variable that begins with
`LOKAKARYA_` and is not known here is refused, so that a slip of the pen is told at once. Those that
are secret may come from a file instead, such as one that systemd or a container has put there:
`NAME_FILE` names the file, and its text counts without the white space around it.

Two that are not ours are read, too: `OTEL_EXPORTER_OTLP_ENDPOINT`, to which a bridge and a planner
send traces, and `XDG_CACHE_HOME`, below which a planner of its own keeps what it compiled. What
else is set of such a planner are options: `python -m scheduler serve --help`.

| variable | meaning | if it is not set |
| --- | --- | --- |
"""


def page() -> str:
    """Give the page, as Markdown."""
    usual = Settings()
    return _HEAD + "\n".join(_line(name, getattr(usual, name)) for name in MEANINGS)


def _line(name: str, usual: object) -> str:
    words = MEANINGS[name].replace("|", "\\|")
    if name in CHOICES and "none" not in words:
        words += f" ({', '.join(CHOICES[name])})"
    secret = f"; secret, or `{PREFIX}{name.upper()}_FILE`" if name in SECRETS else ""
    shown = f"`{usual}`" if str(usual) else ""
    return f"| `{PREFIX}{name.upper()}` | {words}{secret} | {shown} |"
