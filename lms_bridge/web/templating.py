"""Jinja2 as the pages and the mail use it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2

from lms_bridge.web import language

TEMPLATES = Path(__file__).parent / "templates"

OPTIONS: dict[str, Any] = {
    "loader": jinja2.FileSystemLoader(TEMPLATES),
    "undefined": jinja2.StrictUndefined,
    "extensions": ["jinja2.ext.i18n"],
    "trim_blocks": True,
    "lstrip_blocks": True,
    "auto_reload": False,
    "optimized": False,  # else a filter of a constant speaks the first reader's language for ever
}


def speak(environment: jinja2.Environment) -> None:
    """Have templates speak the reader's language."""
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        language._, language.ngettext, newstyle=True, pgettext=language.pgettext
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.globals["ngettext"] = _with_numbers(environment.globals["ngettext"])


def _with_numbers(ngettext: Any) -> Callable[..., str]:
    """Have a text about so many things write them as numbers of the reader's language."""

    @jinja2.pass_context
    def said(
        context: jinja2.runtime.Context, one: str, many: str, count: int, /, **values: Any
    ) -> str:
        written = {
            name: language.say_number(value) if type(value) is int else value
            for name, value in values.items()
        }
        return str(ngettext(context, one, many, count, **written))

    return said


def environment() -> jinja2.Environment:
    """Give an environment of its own, for what is no page."""
    made = jinja2.Environment(autoescape=jinja2.select_autoescape(("html",)), **OPTIONS)
    speak(made)
    return made
