"""Wanted states, in few words."""

from __future__ import annotations

from lms_bridge.sync.state import Class, Desired, Enrolment, Person, Role


def learner(class_key: str, person_key: str) -> Enrolment:
    return Enrolment(class_key, person_key, Role.LEARNER)


def coach(class_key: str, person_key: str) -> Enrolment:
    return Enrolment(class_key, person_key, Role.COACH)


def a_class(key: str = "INDUCTION-1", title: str = "", about: str = "", zone: str = "UTC") -> Class:
    return Class(key, title or f"Title of {key}", about, zone)


def a_person(key: str = "IDN-1", name: str = "") -> Person:
    return Person(key, name or f"Name of {key}", f"user.{key}")


def wanted(*enrolments: Enrolment, classes: tuple[Class, ...] = ()) -> Desired:
    """Want these enrolments, with a class and a person for each key that they name."""
    given = {c.key for c in classes}
    named = sorted({e.class_key for e in enrolments} - given)
    people = sorted({e.person_key for e in enrolments})
    return Desired(
        classes=(*classes, *map(a_class, named)),
        people=tuple(map(a_person, people)),
        enrolments=frozenset(enrolments),
    )
