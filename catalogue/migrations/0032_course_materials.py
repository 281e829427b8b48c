"""Materials of the LMS that belong to the lessons of a course."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_TABLES = """
CREATE TABLE course_material (
    id AUTO,
    course_id TEXT NOT NULL REFERENCES course,
    lesson TEXT NOT NULL,
    material TEXT NOT NULL
);
CREATE UNIQUE INDEX course_material_course_id_lesson_material
    ON course_material (course_id, lesson, material);
"""


def up(_: object, database: Database) -> None:
    """Make the table."""
    run_script(database, _TABLES)
