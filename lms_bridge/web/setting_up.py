"""Jinja2 as the pages use it."""

from __future__ import annotations

from pathlib import Path

import aiohttp_jinja2
import jinja2
from aiohttp import web

from lms_bridge.lti.desk import DESK, Desk
from lms_bridge.parts import PARTS
from lms_bridge.web import fitting, language, standing, terms
from lms_bridge.web.assets import address, assets

TEMPLATES = Path(__file__).parent / "templates"


def set_up(app: web.Application) -> None:
    """Make an application able to show pages."""
    assets()
    app[DESK] = Desk(app[PARTS].settings)
    app.middlewares.append(language.speak)
    environment = aiohttp_jinja2.setup(
        app,
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        language._, language.ngettext, newstyle=True, pgettext=language.pgettext
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.globals |= {
        "asset": address,
        "languages": language.LANGUAGES,
        "terms": terms,
        "translate": language._,
    }
    environment.filters |= {
        "day": language.say_day,
        "days": language.say_days,
        "moment": language.say_moment,
        "time": language.say_time,
        "zone": language.say_zone,
        "number": language.say_number,
        "language": language.say_language,
        "term": terms.say,
        "missing": fitting.say_missing,
        "standing": standing.say_standing,
        "points": terms.say_points,
    }
