"""Messages: one's own, and for those who run the programme what was sent to whom, when, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from catalogue.actions import keep_messages
from catalogue.errors import NotFound
from catalogue.messages import MessageState
from catalogue.queries import messages
from catalogue.queries.messages import Draft, MessageLine
from catalogue.queries.own import reading_language
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.listing import Listing, Slice, Sorted, listing, sliced
from lms_bridge.api.operation import Body
from lms_bridge.doors import COORDINATORS, EVERYBODY, MACHINES

TAG = "messages"


@dataclass(frozen=True, slots=True)
class MessagesWanted(Sorted):
    """Which messages."""

    state: MessageState | None = None


class ReadingLanguage(Body):
    """In which language somebody reads; null where they have not said."""

    language: Literal["en", "fr", "id", "ar"] | None


def list_messages(viewer: Viewer, wanted: MessagesWanted) -> Listing[MessageLine]:
    """List the caller's messages, or all for those who run the programme, the newest first."""
    return listing(messages.messages(viewer, wanted.state, wanted.paging("-id")))


def list_message_drafts(viewer: Viewer, scenario: str, wanted: Slice) -> Listing[Draft]:
    """List who would be told what if a scenario were published now."""
    return sliced(messages.drafts(viewer, scenario), wanted)


def send_message_again(viewer: Viewer, message: str) -> None:
    """Try once more to mail a message that was given up."""
    if not message.isdecimal():
        raise NotFound("message", message)
    keep_messages.send_again(viewer, int(message))


def get_reading_language(viewer: Viewer) -> ReadingLanguage:
    """Give in which language the caller wants messages."""
    return ReadingLanguage.model_validate({"language": reading_language(viewer) or None})


def set_reading_language(viewer: Viewer, wanted: ReadingLanguage) -> None:
    """Set in which language the caller wants messages."""
    keep_messages.read_in(viewer, wanted.language or "")


DOORS = (
    operation("GET", "/messages", list_messages, EVERYBODY - MACHINES, tag=TAG),
    operation("GET", "/scenarios/{scenario}/messages", list_message_drafts, COORDINATORS, tag=TAG),
    operation(
        "POST",
        "/messages/{message}:send-again",
        send_message_again,
        COORDINATORS,
        tag=TAG,
        status=204,
    ),
    operation(
        "GET", "/reading-language", get_reading_language, EVERYBODY - MACHINES, tag=TAG, tagged=True
    ),
    operation(
        "PUT",
        "/reading-language",
        set_reading_language,
        EVERYBODY - MACHINES,
        tag=TAG,
        status=204,
        guarded_by=get_reading_language,
    ),
)
