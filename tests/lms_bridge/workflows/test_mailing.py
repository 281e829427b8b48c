"""People are told by mail, by a real SMTP server, in their language; what fails says why."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from catalogue.actions.keep_messages import add_news, read_in, send_again
from catalogue.db import changing
from catalogue.outbox import waiting
from catalogue.people import Person
from catalogue.queries.messages import MessageLine, drafts, messages
from catalogue.queries.news import news_of
from lms_bridge.parts import Parts
from lms_bridge.threads import in_thread
from tests.catalogue.builders import (
    COORDINATOR,
    SYSTEM,
    a_nomination,
    a_published_plan,
    a_solved_scenario,
    a_world,
    an_official,
    as_official,
    focal_point,
    planned,
)
from tests.lms_bridge.workflows.conftest import Running

SEAT, OTHER = "IDN-001.induction", "MYS-001.induction"


@dataclass
class Inbox:
    """A mail server; `answers` are those to the next recipients, then it takes all."""

    answers: list[str] = field(default_factory=list)
    taken: list[EmailMessage] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        if self.answers and (answer := self.answers.pop(0)):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        mail: Any = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        self.taken.append(mail)
        return "250 taken"

    def to(self, address: str) -> EmailMessage:
        (found,) = [mail for mail in self.taken if address in mail["To"]]
        return found


@asynccontextmanager
async def serving(inbox: Inbox) -> AsyncIterator[Inbox]:
    """Take mail for a while; the same inbox again has the same address."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(inbox), "127.0.0.1", inbox.port)
    inbox.port = server.sockets[0].getsockname()[1]
    async with server:
        yield inbox


@pytest.fixture
async def inbox() -> AsyncIterator[Inbox]:
    async with serving(Inbox()) as made:
        yield made


def mailing(inbox: Inbox) -> dict[str, Any]:
    return {
        "mail_server": f"127.0.0.1:{inbox.port}",
        "mail_security": "none",
        "mail_from": "Training <training@example.org>",
        "mail_wait_seconds": 0,
        "mail_retry_seconds": 0,
        "public_url": "https://training.example.org",
    }


@pytest.fixture
def world(catalogue: str) -> None:
    a_world(officials=1)
    an_official(1, "MYS-IMM")
    for official in ("IDN-001", "MYS-001"):
        a_nomination(official)
    address()


@changing
def address() -> None:
    """Give people addresses, but not the focal point of MYS."""
    for id in ("IDN-001", "MYS-001", "ana", "IDN-fp"):
        Person.update(email=f"{id}@example.org").where(Person.id == id).execute()
    Person.update(languages=("id", "en")).where(Person.id == "IDN-001").execute()


async def told(parts: Parts, *states: str) -> list[MessageLine]:
    """Wait until all messages have got into states."""
    parts.jobs.nudge()
    async with asyncio.timeout(60):
        while True:
            found = (await in_thread(messages, SYSTEM)).items
            rests = not (await in_thread(waiting) or await parts.jobs.is_busy())
            if rests and found and {line.state for line in found} <= set(states):
                return list(found)
            await asyncio.sleep(0.01)


async def test_each_reader_gets_one_mail_in_their_language_about_their_own(
    world: None, at_work: Running, planner_address: str, inbox: Inbox
) -> None:
    await in_thread(read_in, as_official("MYS-001"), "fr")
    scenario = await in_thread(a_solved_scenario, planned(seats=[SEAT, OTHER]))
    shown = {each.person: each for each in await in_thread(drafts, COORDINATOR, scenario)}
    async with at_work(planner_address, **mailing(inbox)) as parts:
        await in_thread(a_published_plan, planned(seats=[SEAT, OTHER]))
        found = {line.person: line for line in await told(parts, "sent", "kept")}

    assert sorted(mail["To"] for mail in inbox.taken) == [
        *("Ana <ana@example.org>", "Idn Family001 <IDN-001@example.org>"),
        *("Idn-Fp <IDN-fp@example.org>", "Mys Family001 <MYS-001@example.org>"),
    ]
    own = inbox.to("IDN-001")
    assert (own["Content-Language"], own["From"]) == ("id", "Training <training@example.org>")
    assert own["Subject"] == "Kabar tentang Course induction"
    text = own.get_content()
    assert "Course induction (induction-1); 7\N{EN DASH}11 Sep 2015; Venue hall, Jakarta" in text
    assert "https://training.example.org/messages" in text
    assert inbox.to("MYS-001")["Content-Language"] == "fr"
    assert "You are asked to teach." in inbox.to("ana").get_content()
    point = inbox.to("IDN-fp").get_content()
    assert "Idn Family001: A seat is offered." in point
    assert "Mys" not in point
    assert {id: (line.state, line.language) for id, line in found.items()} == {
        "IDN-001": ("sent", "id"),
        "MYS-001": ("sent", "fr"),
        "ana": ("sent", "en"),
        "IDN-fp": ("sent", "en"),
        "MYS-fp": ("kept", ""),
    }
    assert {id: line.lines for id, line in found.items()} == {
        id: draft.lines for id, draft in shown.items()
    }
    (theirs,) = (await in_thread(messages, focal_point("IDN"))).items
    assert theirs.person == "IDN-fp"


async def test_refused_mail_says_why_and_is_sent_again_when_asked(
    world: None, at_work: Running, planner_address: str, inbox: Inbox
) -> None:
    inbox.answers = ["550 no such mailbox", "451 later, please"]
    async with at_work(planner_address, **mailing(inbox)) as parts:
        await in_thread(a_published_plan, planned(seats=[SEAT, OTHER]))
        found = await told(parts, "sent", "failed", "kept")
        (failed,) = [line for line in found if line.state == "failed"]
        assert (failed.said, failed.tries) == ("550 no such mailbox", 1)
        assert sorted(line.tries for line in found if line.state == "sent") == [1, 1, 2]
        await in_thread(send_again, COORDINATOR, failed.id)
        await told(parts, "sent", "kept")
    assert len(inbox.taken) == 4
    assert len({mail["Message-ID"] for mail in inbox.taken}) == 4


async def test_mail_waits_for_a_server_that_is_away(
    world: None, at_work: Running, planner_address: str
) -> None:
    away = Inbox()
    async with serving(away):
        pass
    async with at_work(planner_address, **mailing(away)) as parts:
        await in_thread(a_published_plan, planned(seats=[SEAT]))
        async with asyncio.timeout(30):
            while not any(line.tries for line in await told(parts, "waiting", "kept")):
                await asyncio.sleep(0.01)
        async with serving(away):
            found = await told(parts, "sent", "kept")
    assert {line.person for line in found if line.state == "sent"} == {"IDN-001", "ana", "IDN-fp"}


async def test_without_mail_messages_stand_on_the_pages_and_no_letter_tells_twice(
    world: None, at_work: Running, planner_address: str
) -> None:
    await in_thread(a_published_plan, planned(seats=[SEAT]))
    letters = await in_thread(waiting)
    async with at_work(planner_address) as parts:
        found = await told(parts, "kept")
    assert {line.person: line.said for line in found} == dict.fromkeys(
        ("IDN-001", "ana", "IDN-fp"), "NO_MAIL"
    )
    (published,) = [letter for letter in letters if letter.topic == "plan.published"]
    programme, news = await in_thread(news_of, SYSTEM, published)
    assert await in_thread(add_news, published, programme, news, None) == 0
