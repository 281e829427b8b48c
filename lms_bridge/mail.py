"""Mail by SMTP: one letter to one person, plain text, and what the mail server says of it."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime, parseaddr

import aiosmtplib

from lms_bridge.settings import Settings

_TIMEOUT_SECONDS = 30
_PERMANENT = 500


@dataclass(frozen=True, slots=True)
class Written:
    """A letter: to whom, in which language, and its words."""

    id: str
    address: str
    name: str
    language: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of it; `is_final` where the server will never take it."""

    is_sent: bool
    said: str = ""
    is_final: bool = False


def letter(written: Written, sender: str) -> EmailMessage:
    """Make the mail. Raises ValueError where an address is none."""
    mail = EmailMessage(policy=SMTP)
    name, address = parseaddr(sender)
    mail["From"] = Address(name, addr_spec=address)
    mail["To"] = Address(written.name, addr_spec=written.address)
    mail["Subject"] = written.subject
    mail["Date"] = localtime()
    mail["Message-ID"] = f"<{written.id}@{address.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence is to answer it
    mail.set_content(written.text)
    mail["Content-Language"] = written.language
    return mail


async def post(written: Written, settings: Settings) -> Posted:
    """Hand a letter to the mail server, and say what came of it, whatever that is."""
    host, _, port = settings.mail_server.rpartition(":")
    try:
        mail = letter(written, settings.mail_from)
    except ValueError as error:
        return Posted(is_sent=False, said=f"the address cannot be written: {error}", is_final=True)
    try:
        _, said = await aiosmtplib.send(
            mail,
            hostname=host,
            port=int(port),
            username=settings.mail_user or None,
            password=settings.mail_password or None,
            use_tls=settings.mail_security == "tls",
            start_tls=settings.mail_security == "starttls",
            timeout=_TIMEOUT_SECONDS,
        )
    except aiosmtplib.SMTPRecipientsRefused as refused:
        answer = refused.recipients[0]
        is_final = answer.code >= _PERMANENT
        return Posted(is_sent=False, said=f"{answer.code} {answer.message}", is_final=is_final)
    except aiosmtplib.SMTPResponseException as refused:
        is_about_us = isinstance(refused, aiosmtplib.SMTPAuthenticationError)
        is_final = refused.code >= _PERMANENT and not is_about_us
        return Posted(is_sent=False, said=f"{refused.code} {refused.message}", is_final=is_final)
    except (TimeoutError, aiosmtplib.SMTPException, OSError) as error:
        return Posted(is_sent=False, said=str(error) or type(error).__name__)
    return Posted(is_sent=True, said=said)
