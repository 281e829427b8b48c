"""Jinja2 as the pages use it."""

from __future__ import annotations

import aiohttp_jinja2
from aiohttp import web

from catalogue.versions import version_number
from lms_bridge.web import fitting, language, standing, terms
from lms_bridge.web.assets import address, assets
from lms_bridge.web.deeds import say_deed, say_thing
from lms_bridge.web.faults_in_words import say_fault, say_placed_fault
from lms_bridge.web.guides import guide_for
from lms_bridge.web.lms_failures import say_again, say_failure, say_kind, say_line
from lms_bridge.web.remedies import say_failed_search
from lms_bridge.web.templating import OPTIONS, speak


def set_up(app: web.Application) -> None:
    """Make an application able to show pages."""
    assets()
    app.middlewares.append(language.speak)
    environment = aiohttp_jinja2.setup(app, autoescape=True, **OPTIONS)
    speak(environment)
    environment.globals |= {
        "asset": address,
        "languages": language.LANGUAGES,
        "terms": terms,
        "translate": language._,
        "comma": language.say_comma,
        "guide_for": guide_for,
    }
    environment.filters |= {
        "day": language.say_day,
        "days": language.say_days,
        "moment": language.say_moment,
        "time": language.say_time,
        "zone": language.say_zone,
        "number": language.say_number,
        "language": language.say_language,
        "listed": language.say_list_of_html,
        "country": language.say_country,
        "term": terms.say,
        "failure": say_failure,
        "sync_kind": say_kind,
        "sync_line": say_line,
        "sync_words": say_again,
        "deed": say_deed,
        "thing": say_thing,
        "fault": say_fault,
        "placed_fault": say_placed_fault,
        "remedied": say_failed_search,
        "missing": fitting.say_missing,
        "standing": standing.say_standing,
        "points": terms.say_points,
        "version": version_number,
    }
