"""Which tables an archive holds, and which not, and why: every table is here once."""

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

ARCHIVED: tuple[type[Row], ...] = (
    *(Member, Agency, Funder, City, Travel, Venue, Closure, Holiday),
    *(Person, Unavailability, Official, Trainer, TrainerSkill, UserRole),
    *(Programme, Course, CourseLanguage, CourseSession, CourseMaterial, Block, Prerequisite),
    *(Participant, Edition, Call, Run, RunVenue, PinnedTrainer, RunLink, Assignment, Nomination),
    *(Proposal, Expense, Version, VersionRun, VersionTrainer, VersionSeat),
    *(Attendance, LessonCompletion, Completion, DropOut, LmsFact, Revocation),
)
"""What comes back from an archive; of versions the newest, with today's seats, as the first."""

_HISTORY = "history: it is in backups"
_PRIVATE = "a secret of people or programs here, who get new ones where the archive goes"
_HERE = "speaks of what this installation does with others, which another one does not repeat"

LEFT_OUT: dict[type[Row], str] = {
    **dict.fromkeys((VersionOrigin, Scenario, PlanStep, Audit, Touched, Change), _HISTORY),
    **dict.fromkeys((SignInLink, Session, BearerToken, Client, UsedAssertion, BadgeKey), _PRIVATE),
    **dict.fromkeys((Feed, FeedEvent, Receiver, HintSender, Hint), _PRIVATE),
    **dict.fromkeys(
        (Bridge, Delivery, LmsRecord, LmsLease, LmsItem, SyncRun, Outbox, StoredAnswer), _HERE
    ),
    LtiKey: _PRIVATE,
    Message: _HERE,
    **dict.fromkeys(
        (
            LtiAccount,
            LtiDeployment,
            LtiLaunch,
            LtiPlacement,
            LtiPlatform,
            LtiRole,
            LtiScore,
            LtiState,
        ),
        _HERE,
    ),
    **dict.fromkeys((Account, GradeRecord), "what a client here wrote: it writes it again there"),
    Searchable: "an index, made anew",
}
"""What an archive has not, and why."""
