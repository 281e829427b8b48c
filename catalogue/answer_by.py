"""By when an offer is to be answered."""

from __future__ import annotations

from datetime import date, timedelta

from catalogue.programmes import Programme

LEAST_DAYS_TO_ANSWER = 7
"""Days that a member has for its answer at least, however soon the run starts."""


def answer_by(programme: Programme, start: date) -> date:
    """Give the last day for the answer to an offer made today, for a run that starts on a day.

    That is `answer_by_days` before the start, but at least a week from today, and never later
    than the day before the start.
    """
    usual = date.fromordinal(max(1, start.toordinal() - programme.answer_by_days))
    soonest = programme.planning_date + timedelta(days=LEAST_DAYS_TO_ANSWER)
    return min(max(usual, soonest), date.fromordinal(max(1, start.toordinal() - 1)))
