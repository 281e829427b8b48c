"""OAuth 2.0 for programs of others: who they are, and tokens with which they ask for a while."""

from __future__ import annotations
