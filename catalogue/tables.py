"""Every table, in an order in which each stands after those that it refers to."""

from __future__ import annotations

from catalogue.access import BearerToken, Session, SignInLink, UserRole
from catalogue.attendance import Attendance, Completion, DropOut, LessonCompletion
from catalogue.audit import Audit, Change, Touched
from catalogue.courses import (
    Block,
    Course,
    CourseLanguage,
    CourseMaterial,
    Participant,
    Prerequisite,
)
from catalogue.db import Row
from catalogue.facts import LmsFact
from catalogue.idempotency import StoredAnswer
from catalogue.lms import LmsItem, LmsLease, LmsRecord, SyncRun
from catalogue.members import Agency, Funder, Member
from catalogue.nominations import Nomination
from catalogue.outbox import Outbox
from catalogue.people import Official, Person, Trainer, TrainerSkill, Unavailability
from catalogue.places import City, Closure, Holiday, Travel, Venue
from catalogue.programmes import Programme
from catalogue.runs import Assignment, PinnedTrainer, Run, RunLink, RunVenue
from catalogue.scenarios import Scenario
from catalogue.searchable import Searchable
from catalogue.versions import Version, VersionRun, VersionSeat, VersionTrainer

TABLES: tuple[type[Row], ...] = (
    *(Member, Agency, Funder, City, Travel, Venue, Closure, Holiday),
    *(Person, Unavailability, Official, Trainer, TrainerSkill),
    *(UserRole, SignInLink, Session, BearerToken),
    *(Programme, Course, CourseLanguage, CourseMaterial, Block, Prerequisite, Participant),
    *(Run, RunVenue, PinnedTrainer, RunLink, Assignment, Nomination),
    *(Version, VersionRun, VersionTrainer, VersionSeat, Scenario),
    *(Attendance, LessonCompletion, Completion, DropOut),
    *(LmsRecord, LmsLease, LmsItem, LmsFact, SyncRun),
    *(Outbox, Audit, Touched, Change, StoredAnswer, Searchable),
)
