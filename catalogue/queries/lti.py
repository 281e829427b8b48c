"""LMSes that show our pages: what is known of each, and who comes from it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalogue import sight
from catalogue.access import digest_of
from catalogue.db import reading
from catalogue.errors import NotSignedIn
from catalogue.fields import now
from catalogue.life import State
from catalogue.lti import (
    USUAL_ROLES,
    LtiAccount,
    LtiDeployment,
    LtiKey,
    LtiLaunch,
    LtiPlacement,
    LtiPlatform,
    LtiRole,
    LtiScore,
    LtiState,
    Mark,
    PlatformState,
)
from catalogue.member_rule import ALL
from catalogue.nominations import Nomination
from catalogue.people import Official, Person, Trainer
from catalogue.queries.learning import learners
from catalogue.viewer import Role, Viewer

_ENDED = {State.COMPLETED: True, State.NOT_COMPLETED: False}


@dataclass(frozen=True, slots=True)
class Platform:
    """An LMS; `programme` is what it shows, `member` whose people alone, if not everybody."""

    id: str
    issuer: str
    client_id: str
    name: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_audience: str
    state: PlatformState
    programme: str | None
    member: str | None
    trusts_email: bool
    made_at: datetime
    deployments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Expected:
    """A launch that was begun and has not come back; of its secrets the digests."""

    platform: Platform
    nonce: str
    target: str
    storage: str


@dataclass(frozen=True, slots=True)
class KeptLaunch:
    """A launch that waits for somebody to confirm or to choose."""

    platform: Platform
    person: str | None
    document: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Placement:
    """A link in a course of an LMS that is of a run, or shows everybody's own pages (`run` "")."""

    id: int
    context: str
    run: str
    mark: Mark
    line_items: str
    memberships: str


@dataclass(frozen=True, slots=True)
class ToldScore:
    """What an LMS was told last of somebody in a line item, and what it said if not yes."""

    line_item: str
    item: str
    subject: str
    given: str
    told_at: datetime
    said: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody in a run: days there of those of the run, and whether they have completed it."""

    person: str
    present_days: int
    noted_days: int
    days: int
    completed: bool | None


@reading
def standings_in_run(viewer: Viewer, run: str) -> tuple[Standing, ...]:
    """Say how those stand who sit in a run, as far as the viewer may know. Raises NotFound."""
    days = sight.run(viewer, run).course.days
    rows = sight.seats(viewer).select(Nomination, Official).where(Nomination.run == run)
    person_of = {row.id: row.official.person_id for row in rows}
    return tuple(
        Standing(
            person=person_of[line.nomination],
            present_days=len(line.present),
            noted_days=len(line.present) + len(line.missed),
            days=days,
            completed=_ENDED.get(line.state),
        )
        for line in learners(viewer, run)
    )


@reading
def lti_placements(platform: str) -> tuple[Placement, ...]:
    """List where an LMS shows us, the newest last."""
    rows = LtiPlacement.select().where(LtiPlacement.platform == platform)
    return tuple(
        Placement(row.id, row.context, row.run_id or "", row.mark, row.line_items, row.memberships)
        for row in rows.order_by(LtiPlacement.seen_at, LtiPlacement.id)
    )


@reading
def told_scores(placement: int) -> tuple[ToldScore, ...]:
    """List what an LMS was told last, by the subjects that it gives people."""
    rows = LtiScore.select().where(LtiScore.placement == placement)
    return tuple(
        ToldScore(row.line_item, row.item, row.subject, row.given, row.told_at, row.said)
        for row in rows.order_by(LtiScore.item, LtiScore.subject)
    )


@reading
def lti_platforms(viewer: Viewer) -> tuple[Platform, ...]:
    """List the LMSes, the newest first. Raises Forbidden."""
    viewer.allow(Role.ADMINISTRATOR)
    rows = LtiPlatform.select().order_by(LtiPlatform.made_at.desc(), LtiPlatform.id)
    return tuple(_platform(row) for row in rows)


@reading
def lti_roles(viewer: Viewer) -> dict[str, tuple[Role, ...]]:
    """Say what each role in an LMS may be here. Raises Forbidden."""
    viewer.allow(Role.ADMINISTRATOR)
    return _roles()


@reading
def lti_accounts(viewer: Viewer, platform: str) -> dict[str, str]:
    """Say whose the accounts in an LMS are, by the subject that it gives them.

    Of the LMS of a member those of that member's people alone.
    """
    seen = sight.people(viewer).select(Person.id).where(_shown_by(platform))
    rows = LtiAccount.select().where(LtiAccount.platform == platform, LtiAccount.person.in_(seen))
    return {row.subject: row.person_id for row in rows}


@reading
def people_by_key(viewer: Viewer, key: str) -> tuple[str, ...]:
    """Find people by the id that an LMS knows them by: their own, or that of a row of theirs."""
    found = {row.person_id for row in sight.officials(viewer).where(Official.id == key)}
    found |= {row.person_id for row in sight.trainers(viewer).where(Trainer.id == key)}
    is_known = (Person.id == key) | Person.id.in_(sorted(found))
    known = sight.people(viewer).where(is_known, Person.erased_at.is_null())
    return tuple(sorted(row.id for row in known))


@reading
def people_by_keys(viewer: Viewer, platform: str, keys: Collection[str]) -> dict[str, str]:
    """Say whom each key in an LMS names, of those whom that LMS shows; no key that names several.

    This is `people_by_key` for many at once.
    """
    people = sight.people(viewer).where(_shown_by(platform), Person.erased_at.is_null())
    shown = {row.id for row in people.select(Person.id)}
    found: dict[str, set[str]] = {id: {id} for id in shown}
    for row in (*sight.officials(viewer), *sight.trainers(viewer)):
        if row.person_id in shown:
            found.setdefault(row.id, set()).add(row.person_id)
    named = {key: found.get(key, set()) for key in keys}
    return {key: next(iter(people)) for key, people in named.items() if len(people) == 1}


def _shown_by(platform: str) -> Any:
    """Whom an LMS shows, as a condition on Person."""
    row = LtiPlatform.get_or_none(LtiPlatform.id == platform)
    return Person.member == row.member_id if row and row.member_id else ALL


@reading
def people_by_email(viewer: Viewer, email: str) -> tuple[str, ...]:
    """Find people by their e-mail address, in whatever case it is written."""
    known = sight.people(viewer).select(Person.id, Person.email)
    wanted = email.strip().casefold()
    rows = known.where(Person.email**wanted, Person.erased_at.is_null()) if wanted else ()
    return tuple(sorted(row.id for row in rows if row.email.casefold() == wanted))


@reading
def platforms_of_issuer(issuer: str) -> tuple[Platform, ...]:
    """Find the LMSes that call themselves so."""
    return tuple(_platform(row) for row in LtiPlatform.select().where(LtiPlatform.issuer == issuer))


@reading
def expected_launch(state: str) -> Expected:
    """Find a launch that was begun. Raises NotSignedIn where it is unknown, used or over."""
    row = LtiState.get_or_none(LtiState.digest == digest_of(state))
    if row is None or row.used_at or row.expires_at <= now():
        raise NotSignedIn
    return Expected(_platform(row.platform), row.nonce, row.target, row.storage)


@reading
def kept_launch(secret: str) -> KeptLaunch:
    """Find a launch that is not through. Raises NotSignedIn where it is unknown, used or over."""
    row = LtiLaunch.get_or_none(LtiLaunch.digest == digest_of(secret))
    if row is None or row.used_at or row.expires_at <= now():
        raise NotSignedIn
    return KeptLaunch(_platform(row.platform), row.person_id, row.document)


@reading
def account_of(platform: str, subject: str) -> str | None:
    """Say whose an account is, if that is known."""
    row = LtiAccount.get_or_none(LtiAccount.platform == platform, LtiAccount.subject == subject)
    return row.person_id if row else None


@reading
def roles_in_lms(terms: tuple[str, ...]) -> frozenset[Role]:
    """Say what those with these roles in an LMS may be here."""
    known = _roles()
    return frozenset(role for term in terms for role in known.get(term, ()))


@reading
def lti_keys() -> tuple[tuple[str, bool], ...]:
    """Give our private keys, the newest first, each with whether it may sign already."""
    rows = LtiKey.select().order_by(LtiKey.signs_from.desc(), LtiKey.id)
    return tuple((row.jwk, row.signs_from <= now()) for row in rows)


def _roles() -> dict[str, tuple[Role, ...]]:
    said = {row.term: tuple(Role(word) for word in row.roles) for row in LtiRole.select()}
    return USUAL_ROLES | said


def _platform(row: LtiPlatform) -> Platform:
    deployments = LtiDeployment.select().where(LtiDeployment.platform == row.id)
    return Platform(
        id=row.id,
        issuer=row.issuer,
        client_id=row.client_id,
        name=row.name,
        authorization_endpoint=row.authorization_endpoint,
        token_endpoint=row.token_endpoint,
        jwks_uri=row.jwks_uri,
        token_audience=row.token_audience,
        state=row.state,
        programme=row.programme_id,
        member=row.member_id,
        trusts_email=row.trusts_email,
        made_at=row.made_at,
        deployments=tuple(sorted(each.deployment for each in deployments)),
    )
