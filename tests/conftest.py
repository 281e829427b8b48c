"""What all tests share: property tests are not timed, and secrets are locked with a key."""

from __future__ import annotations

from hypothesis import settings

from catalogue.locked import fresh_key, use_keys

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

use_keys([fresh_key()])
