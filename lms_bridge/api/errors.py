"""What can go wrong in REST besides what goes wrong below it.

BridgeError
└── EtagDiffers    ETAG_DIFFERS: a resource is no longer as the sender saw it
Exception
└── OnlyTried      no error: what an operation would have done, with which its transaction is undone
"""

from __future__ import annotations

from typing import Any

from lms_bridge.errors import BridgeError


class EtagDiffers(BridgeError):
    """A resource is no longer as the sender saw it."""

    reason = "ETAG_DIFFERS"


class OnlyTried(Exception):
    """What an operation would have done; raising it undoes the transaction."""

    def __init__(self, answer: Any) -> None:
        """Carry what is answered."""
        super().__init__()
        self.answer = answer
