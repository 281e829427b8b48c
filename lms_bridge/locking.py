"""With which keys secrets in the database are locked: of the settings, or of the data folder."""

from __future__ import annotations

from typing import Final

from catalogue.locked import fresh_key, use_keys
from lms_bridge.own_files import kept
from lms_bridge.settings import Settings

FILE: Final = "secrets-key"


def use_keys_of(settings: Settings) -> None:
    """Lock with the first key and unlock with any; the first start makes one. Raises BadKey."""
    text = settings.secrets_key or kept(settings.data / FILE, fresh_key)
    use_keys(text.split())
