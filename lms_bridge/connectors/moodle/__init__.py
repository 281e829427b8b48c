"""Moodle 4.5 to 5.1 through its core web services: courses, enrolments, events, completions.

Three of its ways decide how everything here is written:

- Every refusal comes as HTTP 200 (`answers`), and the commonest of them says nothing about why: a
  batch is looked into by reading, or halved until the bad item stands alone.
- PHP drops form variables beyond a limit and Moodle answers success (`client`): calls stay below
  the lowest limit, and reconciliation reads back what it wrote.
- Nothing keeps two courses, accounts, groups or cohorts from bearing one ID number: a key is looked
  for before a creation and again when an answer was lost.
"""

from lms_bridge.connectors.moodle.connector import Moodle, Options, connect
from lms_bridge.connectors.moodle.hints import Hints

__all__ = ["Hints", "Moodle", "Options", "connect"]
