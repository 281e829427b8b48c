"""Requests that come again: what was answered to a key is answered again, without doing it twice.

The first answer to a key is stored in the transaction of what it reports; a failure stores nothing,
so that the same key may try again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import NamedTuple

from peewee import IntegerField, TextField

from catalogue.db import Row, changing
from catalogue.errors import KeyReused
from catalogue.fields import MomentField, now
from catalogue.viewer import Viewer


class StoredAnswer(Row):
    """What was answered to a key of a caller, and the digest of what had been asked."""

    caller = TextField()
    key = TextField()
    request_digest = TextField()
    status = IntegerField()
    body = TextField()
    made_at = MomentField()


StoredAnswer.add_index(StoredAnswer.caller, StoredAnswer.key, unique=True)


class Answer(NamedTuple):
    """An answer as it went out: an HTTP status and a body."""

    status: int
    body: str


@changing
def once(viewer: Viewer, key: str, request: bytes, act: Callable[[], Answer]) -> Answer:
    """Do what is asked and store the answer; the same key again gets the stored one.

    `request` is all that was asked, in a form that is the same when it is asked again. Raises
    KeyReused where it differs from what the key came with before, and whatever `act` raises.
    """
    caller = viewer.person or ""
    digest = hashlib.sha256(request).hexdigest()
    stored = StoredAnswer.get_or_none(StoredAnswer.caller == caller, StoredAnswer.key == key)
    if stored:
        if stored.request_digest != digest:
            raise KeyReused(key)
        return Answer(stored.status, stored.body)
    answer = act()
    StoredAnswer.create(
        caller=caller,
        key=key,
        request_digest=digest,
        status=answer.status,
        body=answer.body,
        made_at=now(),
    )
    return answer
