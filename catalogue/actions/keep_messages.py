"""Messages are made of what happened, mailed, tried again, and given up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta

from catalogue import audit, sight
from catalogue.db import changing
from catalogue.errors import WrongState
from catalogue.fields import now
from catalogue.messages import NO_ADDRESS, NO_MAIL, Line, Message, MessageState, News
from catalogue.outbox import Letter
from catalogue.people import Person
from catalogue.rows import narrowed
from catalogue.viewer import Viewer

TRIES = 8
"""How often a message is tried before it is given up."""
_GROWTH = 4
_LEASE = timedelta(minutes=10)
_AT_ONCE = 20
_LONGEST_ANSWER = 500
_SYSTEM = Viewer.system()


@changing
def add_news(
    letter: Letter, programme: str, news: Collection[News], wait_seconds: float | None
) -> int:
    """Tell people of a letter, once; give how many messages that makes or adds to.

    A message that is not due yet takes the lines, so that nobody gets many mails at once; it is due
    `wait_seconds` after its first line. None: no mail is sent.
    """
    lines: dict[str, list[Line]] = defaultdict(list)
    for each in news:
        if each.line not in lines[each.person]:
            lines[each.person].append(each.line)
    people = narrowed(sight.people(_SYSTEM), Person.id, lines.keys())
    addresses = {row.id: row.email for row in people}
    told = 0
    for person, mine in sorted(lines.items()):
        theirs = sight.messages(_SYSTEM).where(Message.person == person)
        since = theirs.where(Message.made_at >= letter.made_at)
        if any(line["letter"] == letter.id for row in since for line in row.lines):
            continue
        written = [line.document() | {"letter": letter.id} for line in mine]
        told += 1
        is_mailed = wait_seconds is not None and bool(addresses.get(person))
        open_one = _open_message(person, programme) if is_mailed else None
        if open_one:
            open_one.lines = [*open_one.lines, *written]
            open_one.save()
            continue
        due = now() + timedelta(seconds=wait_seconds or 0)
        Message.create(
            person=person,
            programme=programme,
            lines=written,
            made_at=now(),
            state=MessageState.WAITING if is_mailed else MessageState.KEPT,
            due_at=due if is_mailed else None,
            said="" if is_mailed else NO_MAIL if wait_seconds is None else NO_ADDRESS,
        )
    return told


def _open_message(person: str, programme: str) -> Message | None:
    query = sight.messages(_SYSTEM).where(
        Message.person == person,
        Message.programme == programme,
        Message.state == MessageState.WAITING,
        Message.due_at > now(),
        Message.tried_at.is_null(),
    )
    return query.get_or_none()


@changing
def take_due() -> list[int]:
    """Take some messages that are due, for ten minutes: who dies over them leaves them due again.

    A mail server may have taken a message whose sender died before that was noted: it is sent once
    more then, under the same Message-ID.
    """
    waiting = sight.messages(_SYSTEM).where(Message.state == MessageState.WAITING)
    due = waiting.where(Message.due_at <= now())
    ids = [row.id for row in due.order_by(Message.due_at, Message.id).limit(_AT_ONCE)]
    taken = Message.update(due_at=now() + _LEASE, tried_at=now())
    taken.where(Message.id.in_(ids)).execute()
    return ids


@changing
def note_mailed(message: int, language: str) -> None:
    """Note that the mail server has taken a message."""
    row = sight.message(_SYSTEM, message)
    row.state, row.due_at, row.said, row.language = MessageState.SENT, None, "", language
    row.tries, row.tried_at = row.tries + 1, now()
    row.save()


@changing
def note_not_mailed(message: int, said: str, *, is_final: bool, wait_seconds: float) -> None:
    """Note why a message was not taken; it is tried again, each time four times as late."""
    row = sight.message(_SYSTEM, message)
    row.tries, row.tried_at, row.said = row.tries + 1, now(), said[:_LONGEST_ANSWER]
    if is_final or row.tries >= TRIES:
        row.state, row.due_at = MessageState.FAILED, None
    else:
        row.due_at = now() + timedelta(seconds=wait_seconds * _GROWTH ** (row.tries - 1))
    row.save()


@changing
def send_again(viewer: Viewer, message: int) -> None:
    """Try a message once more that was given up. Raises Forbidden, NotFound, WrongState."""
    viewer.allow_coordinators()
    row = sight.message(viewer, message)
    if row.state != MessageState.FAILED:
        raise WrongState("message", str(message), state=row.state, wanted=MessageState.WAITING)
    row.state, row.due_at, row.tries = MessageState.WAITING, now(), 0
    row.save()
    audit.record(viewer, "message.sent_again", "message", str(message))


@changing
def read_in(viewer: Viewer, language: str) -> None:
    """Note in which language somebody reads pages, and so wants messages."""
    Person.update(reads=language).where(Person.id == viewer.person).execute()
