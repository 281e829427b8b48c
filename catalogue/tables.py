"""Every table, in an order in which each stands after those that it refers to."""

from __future__ import annotations

from catalogue.access import BearerToken, Session, SignInLink, UserRole
from catalogue.accounts import Account
from catalogue.attendance import Attendance, Completion, DropOut, LessonCompletion
from catalogue.audit import Audit, Change, Touched
from catalogue.badges import BadgeKey, Revocation
from catalogue.bridges import Bridge
from catalogue.calls import Call
from catalogue.clients import Client, UsedAssertion
from catalogue.courses import (
    Block,
    Course,
    CourseLanguage,
    CourseMaterial,
    CourseSession,
    Participant,
    Prerequisite,
)
from catalogue.db import Row
from catalogue.editions import Edition
from catalogue.expenses import Expense
from catalogue.facts import LmsFact
from catalogue.feeds import Feed, FeedEvent
from catalogue.gradebook import GradeRecord
from catalogue.hints import Hint, HintSender
from catalogue.idempotency import StoredAnswer
from catalogue.lms import LmsItem, LmsLease, LmsRecord, SyncRun
from catalogue.lti import (
    LtiAccount,
    LtiDeployment,
    LtiKey,
    LtiLaunch,
    LtiPlacement,
    LtiPlatform,
    LtiRole,
    LtiScore,
    LtiState,
)
from catalogue.members import Agency, Funder, Member
from catalogue.messages import Message
from catalogue.nominations import Nomination
from catalogue.outbox import Outbox
from catalogue.people import Official, Person, Trainer, TrainerSkill, Unavailability
from catalogue.places import City, Closure, Holiday, Travel, Venue
from catalogue.programmes import Programme
from catalogue.proposals import Proposal
from catalogue.runs import Assignment, PinnedTrainer, Run, RunLink, RunVenue
from catalogue.scenarios import PlanStep, Scenario
from catalogue.searchable import Searchable
from catalogue.versions import Version, VersionOrigin, VersionRun, VersionSeat, VersionTrainer
from catalogue.webhooks import Delivery, Receiver

TABLES: tuple[type[Row], ...] = (
    *(Member, Agency, Funder, City, Travel, Venue, Closure, Holiday),
    *(Person, Unavailability, Official, Account, Trainer, TrainerSkill),
    *(UserRole, SignInLink, Session, BearerToken, Client, UsedAssertion, Feed, FeedEvent),
    *(Programme, Course, CourseLanguage, CourseSession, CourseMaterial, Block, Prerequisite),
    *(Participant, Edition, Call),
    *(Run, RunVenue, PinnedTrainer, RunLink, Assignment, Nomination, Proposal, Expense),
    *(Version, VersionOrigin, VersionRun, VersionTrainer, VersionSeat, Scenario),
    PlanStep,
    *(Attendance, LessonCompletion, Completion, DropOut),
    *(Bridge, LmsRecord, LmsLease, LmsItem, LmsFact, GradeRecord, SyncRun),
    *(LtiPlatform, LtiDeployment, LtiRole, LtiKey, LtiState, LtiLaunch, LtiAccount),
    *(LtiPlacement, LtiScore),
    *(Message, Receiver, Delivery, HintSender, Hint, BadgeKey, Revocation),
    *(Outbox, Audit, Touched, Change, StoredAnswer, Searchable),
)
