"""Jinja2 as the pages and the mail use it."""

from __future__ import annotations

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


def environment() -> jinja2.Environment:
    """Give an environment of its own, for what is no page."""
    made = jinja2.Environment(autoescape=jinja2.select_autoescape(("html",)), **OPTIONS)
    speak(made)
    return made
