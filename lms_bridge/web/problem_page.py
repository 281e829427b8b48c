"""The page that says what went wrong and what to do."""

from __future__ import annotations

from aiohttp import web

from lms_bridge.problems import Problem


def problem_page(request: web.Request, problem: Problem) -> web.Response:
    """Make it."""
    return web.Response(text=f"{problem.title}\n\n{problem.detail}\n", status=problem.status)
