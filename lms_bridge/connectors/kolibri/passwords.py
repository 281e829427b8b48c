"""First passwords of the accounts that we make. They are stored nowhere here.

By default nobody knows them: whoever runs Kolibri sets one for each person there. With a secret
they can be worked out again from it and the person's key, for a list that trainers hand out. People
change them themselves where Kolibri's settings let them.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from typing import TypeAlias

from lms_bridge.sync.state import Person

FirstPassword: TypeAlias = Callable[[Person], str]

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are mistaken for one another
_GROUPS, _GROUP = 3, 4


def random_password(person: Person) -> str:
    """Give a password that nobody can know."""
    return secrets.token_urlsafe(24)


def derived_passwords(secret: str) -> FirstPassword:
    """Give each person a password of their own that whoever has the secret can work out.

    Twelve characters in three groups, about 59 bits.
    """

    def password(person: Person) -> str:
        digest = hmac.digest(secret.encode(), person.key.encode(), "sha256")
        letters = "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[: _GROUPS * _GROUP])
        return "-".join(letters[i : i + _GROUP] for i in range(0, len(letters), _GROUP))

    return password
