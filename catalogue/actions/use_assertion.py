"""A signed assertion is used up, so that nobody who overheard it can come with it again."""

from __future__ import annotations

from datetime import datetime

from catalogue.access import digest_of
from catalogue.clients import UsedAssertion
from catalogue.db import changing
from catalogue.errors import NotSignedIn
from catalogue.fields import now


@changing
def use_assertion(client: str, name: str, expires_at: datetime) -> None:
    """Use up a client's assertion of a name until it expires. Raises NotSignedIn where it was."""
    UsedAssertion.delete().where(UsedAssertion.expires_at < now()).execute()
    digest = digest_of(f"{client} {name}")
    if UsedAssertion.get_or_none(UsedAssertion.digest == digest):
        raise NotSignedIn
    UsedAssertion.create(digest=digest, expires_at=expires_at)
