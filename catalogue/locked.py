"""Secrets that must be read again: kept in the database under keys that are not in it.

The first key locks, any of them unlocks (Fernet: AES-128-CBC with HMAC-SHA-256). What was stored
before there were keys is read as it is, and locked when bridges start (`actions.lock_again`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from catalogue.errors import BadKey

_MARK: Final = "locked:"
_held: list[Fernet] = []


def fresh_key() -> str:
    """Make a key."""
    return Fernet.generate_key().decode()


def use_keys(keys: Sequence[str]) -> None:
    """Lock with the first of some keys, and unlock with any. Raises BadKey."""
    try:
        found = [Fernet(key) for key in keys]
    except ValueError as error:
        raise BadKey("a key for secrets is 32 bytes in URL-safe base64") from error
    _held[:] = found


def is_locked_by_first(stored: str) -> bool:
    """Say whether what is stored is locked by the key that locks now."""
    try:
        _held[0].decrypt(stored.removeprefix(_MARK))
    except InvalidToken:
        return False
    return stored.startswith(_MARK)


def locked(secret: str) -> str:
    """Lock a secret. Raises BadKey."""
    return _MARK + _keys().encrypt(secret.encode()).decode()


def unlocked(stored: str) -> str:
    """Unlock what is stored; what is not locked is as it is. Raises BadKey."""
    if not stored.startswith(_MARK):
        return stored
    try:
        return _keys().decrypt(stored.removeprefix(_MARK)).decode()
    except InvalidToken:
        raise BadKey("a secret in the database was locked with another key") from None


def _keys() -> MultiFernet:
    if not _held:
        raise BadKey("no key for the secrets in the database was given")
    return MultiFernet(_held)
