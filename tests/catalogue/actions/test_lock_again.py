"""Secrets in the database are locked, and other keys come without losing any."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from catalogue.actions.lock_again import lock_again, unlocked
from catalogue.actions.webhook_receivers import add_receiver
from catalogue.badges import BadgeKey
from catalogue.db import changing, reading
from catalogue.db import database as opened
from catalogue.errors import BadKey
from catalogue.fields import now
from catalogue.locked import fresh_key, use_keys
from catalogue.signed_in import viewer_of
from catalogue.viewer import Role
from catalogue.webhooks import Receiver
from tests.catalogue.builders import a_user


@pytest.fixture(autouse=True)
def keys() -> Iterator[tuple[str, str]]:
    """An old key, which is in use, and a new one."""
    old, new = fresh_key(), fresh_key()
    use_keys([old])
    yield old, new
    use_keys([fresh_key()])


@reading
def stored() -> list[str]:
    """What the database holds of secrets, as it is there."""
    return [
        row[0]
        for table, column in (("receiver", "secret"), ("badge_key", "jwk"))
        for row in opened.execute_sql(f"SELECT {column} FROM {table}").fetchall()
    ]


@reading
def read() -> list[str]:
    return [row.secret for row in Receiver.select()] + [row.jwk for row in BadgeKey.select()]


@changing
def _keep() -> None:
    BadgeKey.create(id="k", jwk='{"d": "private"}', made_at=now())


@pytest.mark.usefixtures("database")
def test_no_secret_is_stored_as_it_is_and_another_key_takes_over(keys: tuple[str, str]) -> None:
    old, new = keys
    a_user("admin", Role.ADMINISTRATOR)
    _, secret = add_receiver(viewer_of("admin"), "https://example.org/hook")
    _keep()
    assert read() == [secret, '{"d": "private"}']
    assert not any(secret in held or "private" in held for held in stored())
    use_keys([new, old])
    assert (lock_again(), lock_again()) == (2, 0)
    use_keys([new])
    assert read() == [secret, '{"d": "private"}']
    use_keys([old])
    with pytest.raises(BadKey):
        unlocked()


@pytest.mark.usefixtures("database")
def test_what_was_stored_before_there_were_keys_is_read_and_locked() -> None:
    _keep()
    _store_as_it_is()
    assert read() == ["whsec_plain"]
    assert lock_again() == 1
    assert read() == ["whsec_plain"]
    assert "plain" not in stored()[0]


@changing
def _store_as_it_is() -> None:
    opened.execute_sql("UPDATE badge_key SET jwk = 'whsec_plain'")
