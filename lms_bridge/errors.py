"""What can go wrong in the bridge; what goes wrong below it keeps its own class and reason.

BridgeError              has a stable `reason`, and says what to do
├── BadSetting           BAD_SETTING: a variable or option cannot be meant
├── NotReady             NOT_READY: a part that is needed did not start
├── PlannerRefused       the planner's own reason: MALFORMED, SERVER_FULL, SOLVER_CRASHED ...
├── PlannerUnreachable   PLANNER_UNREACHABLE: no planner answers; it is tried again
├── NotPlannable         NOT_PLANNABLE: the catalogue lacks what a problem needs
├── NoLongerHolds        NO_LONGER_HOLDS: an older version breaks rules today; says which
├── BreaksRules          BREAKS_RULES: a plan would break rules; says which
├── NoLms                NO_LMS: no LMS is set up
├── TwoWays              TWO_WAYS: an LMS would get rosters by a connector and as a client
├── BadRequest           BAD_REQUEST: what was sent cannot be read; carries every fault
├── SignInRefused        SIGN_IN_REFUSED: the provider's word about who signs in is not good
├── ProviderUnreachable  PROVIDER_UNREACHABLE: the provider of sign-ins does not answer as it should
├── TooManyAttempts      TOO_MANY_ATTEMPTS: too many that failed came from one address; wait
├── TooSoon              TOO_SOON: an event was heard just now; send this one again later
├── Forged               FORGED: a form that this site did not make
└── NotAllowed           FORBIDDEN: the viewer's roles do not open this door
"""

from __future__ import annotations

from collections.abc import Sequence

from catalogue.faults import Fault


class BridgeError(Exception):
    """An error that its reader can act on."""

    reason = "BRIDGE"


class BadSetting(BridgeError):
    """A variable or option cannot be meant."""

    reason = "BAD_SETTING"

    def __init__(self, name: str, text: str) -> None:
        """Name the setting."""
        super().__init__(f"{name}: {text}")


class NotReady(BridgeError):
    """A part that is needed did not start."""

    reason = "NOT_READY"


class PlannerRefused(BridgeError):
    """The planner refused; its own reason is kept."""

    def __init__(self, reason: str, text: str, retry_seconds: float | None = None) -> None:
        """Keep the planner's reason, and when to try again if that helps."""
        super().__init__(text)
        self.reason, self.retry_seconds = reason, retry_seconds


class PlannerUnreachable(BridgeError):
    """No planner answers."""

    reason = "PLANNER_UNREACHABLE"


class NotPlannable(BridgeError):
    """The catalogue lacks what a problem needs."""

    reason = "NOT_PLANNABLE"


class NoLongerHolds(BridgeError):
    """An older version cannot be gone back to; `reasons` are the rules that it breaks, in words."""

    reason = "NO_LONGER_HOLDS"

    def __init__(self, version: str, reasons: Sequence[str]) -> None:
        """Name the version and every rule that it breaks today."""
        said = "\n".join(reasons)
        super().__init__(f"version {version} no longer holds:\n{said}")
        self.reasons = tuple(reasons)


class BreaksRules(BridgeError):
    """A plan cannot be had; `reasons` are the rules that it breaks, in words."""

    reason = "BREAKS_RULES"

    def __init__(self, reasons: Sequence[str]) -> None:
        """Name every rule that is broken."""
        said = "\n".join(reasons)
        super().__init__(f"the plan breaks rules; change or repair it first:\n{said}")
        self.reasons = tuple(reasons)


class NoLms(BridgeError):
    """No LMS is set up."""

    reason = "NO_LMS"


class TwoWays(BridgeError):
    """An LMS would learn in two ways who learns where."""

    reason = "TWO_WAYS"


class BadRequest(BridgeError):
    """What was sent cannot be read."""

    reason = "BAD_REQUEST"

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Carry every fault."""
        super().__init__("; ".join(map(str, faults)))
        self.faults = tuple(faults)


class SignInRefused(BridgeError):
    """Who signs in is not shown, or is nobody of ours."""

    reason = "SIGN_IN_REFUSED"


class ProviderUnreachable(BridgeError):
    """The provider of sign-ins does not answer as OpenID Connect wants it to."""

    reason = "PROVIDER_UNREACHABLE"


class TooManyAttempts(BridgeError):
    """Too many attempts that failed came from one address."""

    reason = "TOO_MANY_ATTEMPTS"

    def __init__(self, retry_seconds: int) -> None:
        """Say when to try again, in seconds."""
        super().__init__(f"too many attempts failed; try again in {retry_seconds} seconds")
        self.retry_seconds = retry_seconds


class TooSoon(BridgeError):
    """An event came so soon after another that it is not heard yet."""

    reason = "TOO_SOON"

    def __init__(self, retry_seconds: int) -> None:
        """Say when to send it again, in seconds."""
        super().__init__(f"another was heard just now; send it again in {retry_seconds} seconds")
        self.retry_seconds = retry_seconds


class Forged(BridgeError):
    """A form that this site did not make, or that is too old."""

    reason = "FORGED"


class NotAllowed(BridgeError):
    """The viewer's roles do not open this door."""

    reason = "FORBIDDEN"
