"""What a link in an LMS is marked by; what was told is known for each of its line items.

What was told before is told once more.
"""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_SCRIPT = """
ALTER TABLE lti_placement ADD COLUMN mark TEXT NOT NULL DEFAULT '';
DELETE FROM lti_score;
ALTER TABLE lti_score ADD COLUMN line_item TEXT NOT NULL DEFAULT '';
DROP INDEX lti_score_placement_id_item_subject;
CREATE UNIQUE INDEX lti_score_placement_id_line_item_item_subject
    ON lti_score (placement_id, line_item, item, subject);
"""


def up(_: object, database: Database) -> None:
    """Add the columns."""
    run_script(database, _SCRIPT)
