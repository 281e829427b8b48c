"""Secrets are locked by the first key: after that was changed, and where there was none before."""

from __future__ import annotations

from typing import Any, Final

from peewee import SQL

from catalogue.badges import BadgeKey
from catalogue.db import changing, reading
from catalogue.hints import HintSender
from catalogue.locked import is_locked_by_first
from catalogue.lti import LtiKey
from catalogue.webhooks import Receiver

_SECRETS: Final[tuple[tuple[Any, Any], ...]] = (
    (Receiver, Receiver.secret),
    (Receiver, Receiver.previous_secret),
    (HintSender, HintSender.secret),
    (HintSender, HintSender.previous_secret),
    (BadgeKey, BadgeKey.jwk),
    (LtiKey, LtiKey.jwk),
)
"""Tables, each with a column of secrets; their keys are all called `id`."""


@changing
def lock_again() -> int:
    """Lock every secret that the first key does not lock yet; give how many. Raises BadKey."""
    return sum(_lock(table, field) for table, field in _SECRETS)


@reading
def unlocked() -> int:
    """Read every secret, and count them. Raises BadKey."""
    return sum(len(list(table.select(field).tuples())) for table, field in _SECRETS)


def _lock(table: Any, field: Any) -> int:
    stored = SQL(f'"{field.column_name}"').alias("stored")
    query = table.select(table.id, field, stored).tuples()
    rows = [(id, secret) for id, secret, raw in query if raw and not is_locked_by_first(raw)]
    for id, secret in rows:
        table.update({field: secret}).where(table.id == id).execute()
    return len(rows)
