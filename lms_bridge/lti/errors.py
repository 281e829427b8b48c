"""What can go wrong between an LMS and us; each is a page with its own words.

LtiRefused       a launch or registration is not taken; `reason` says which page
Unfetchable      an LMS's address gave nothing that can be used; says what came instead
"""

from __future__ import annotations

from enum import StrEnum

from lms_bridge.errors import BridgeError


class Refusal(StrEnum):
    """Why something from an LMS is not taken."""

    LMS_SAID_NO = "LTI_LMS_SAID_NO"
    INCOMPLETE = "LTI_INCOMPLETE"
    UNKNOWN_LMS = "LTI_UNKNOWN_LMS"
    AMBIGUOUS_LMS = "LTI_AMBIGUOUS_LMS"
    PENDING = "LTI_PENDING"
    RETIRED = "LTI_RETIRED"
    FOREIGN_TARGET = "LTI_FOREIGN_TARGET"
    STATE = "LTI_STATE"
    OTHER_BROWSER = "LTI_OTHER_BROWSER"
    NOT_A_TOKEN = "LTI_NOT_A_TOKEN"  # noqa: S105 - a reason
    ALGORITHM = "LTI_ALGORITHM"
    KEYS = "LTI_KEYS"
    UNKNOWN_KEY = "LTI_UNKNOWN_KEY"
    SIGNATURE = "LTI_SIGNATURE"
    ISSUER = "LTI_ISSUER"
    AUDIENCE = "LTI_AUDIENCE"
    TIME = "LTI_TIME"
    NONCE = "LTI_NONCE"
    DEPLOYMENT = "LTI_DEPLOYMENT"
    VERSION = "LTI_VERSION"
    MESSAGE = "LTI_MESSAGE"
    CLAIM = "LTI_CLAIM"
    NOBODY = "LTI_NOBODY"
    SEVERAL = "LTI_SEVERAL"
    OTHER_MEMBER = "LTI_OTHER_MEMBER"
    NO_ROLE = "LTI_NO_ROLE"
    OVER = "LTI_OVER"
    REGISTRATION = "LTI_REGISTRATION"


_TELL = "Tell your LMS's administrator what is written below."
_AGAIN = (
    "Open the link in your course again. If it happens again, tell your LMS's administrator what "
    "is written below."
)
_IN_A_MINUTE = (
    "Try again in a minute. If it happens again, tell your LMS's administrator what is written "
    "below."
)

TEXTS: dict[str, tuple[str, str]] = {
    Refusal.LMS_SAID_NO: (
        "The LMS did not let you through.",
        "Sign in to your LMS, and open the link in your course again.",
    ),
    Refusal.INCOMPLETE: (
        "Something is missing in what the LMS sent.",
        _AGAIN,
    ),
    Refusal.UNKNOWN_LMS: (
        "This LMS is not registered here.",
        "Your LMS's administrator registers it: the address to paste ends in /lti/register.",
    ),
    Refusal.AMBIGUOUS_LMS: (
        "Several registrations of this LMS are known here, and it did not say which it means.",
        "Your LMS's administrator sends the client id along.",
    ),
    Refusal.PENDING: (
        "This LMS has registered, and waits for an administrator of Lokakarya.",
        (
            "An administrator ties it to a programme on the page “LMSes that show our pages”; "
            "then open the link again."
        ),
    ),
    Refusal.RETIRED: (
        "This LMS may show these pages no longer.",
        "Ask the training coordinators if you think that it should.",
    ),
    Refusal.FOREIGN_TARGET: (
        "The link leads to an address that is not of this site.",
        "Your LMS's administrator sets the tool's address to the one that ends in /lti/launch.",
    ),
    Refusal.STATE: (
        "This launch was used before, or it took too long.",
        "Go back to your course and open the link again; do not reload this page.",
    ),
    Refusal.OTHER_BROWSER: (
        "This launch was not begun in this browser, or the browser keeps nothing for us.",
        "Open the link in your course again, in a new window if your LMS offers that.",
    ),
    Refusal.NOT_A_TOKEN: (
        "What the LMS sent is not a signed message.",
        _AGAIN,
    ),
    Refusal.ALGORITHM: (
        "The LMS signed its message in a way that is not taken here; only RS256 is.",
        _TELL,
    ),
    Refusal.KEYS: (
        "The keys of the LMS could not be fetched, so that its message cannot be checked.",
        _IN_A_MINUTE,
    ),
    Refusal.UNKNOWN_KEY: (
        "The LMS signed with a key that it does not publish.",
        _IN_A_MINUTE,
    ),
    Refusal.SIGNATURE: (
        "The signature of the LMS's message is wrong.",
        _AGAIN,
    ),
    Refusal.ISSUER: (
        "The message comes from another LMS than the one that the launch began with.",
        _AGAIN,
    ),
    Refusal.AUDIENCE: (
        "The message is not for us: the client id in it is another than the registered one.",
        "Your LMS's administrator compares the client id of the activity with the registered one.",
    ),
    Refusal.TIME: (
        "The message is too old, or from the future.",
        "Open the link again. If it happens again, the clock of your LMS or ours is wrong.",
    ),
    Refusal.NONCE: (
        "The message belongs to another launch, or was used before.",
        "Go back to your course and open the link again.",
    ),
    Refusal.DEPLOYMENT: (
        "The LMS shows us in a place that nobody here knows of.",
        "An administrator of Lokakarya adds the deployment id that stands below, if it is meant.",
    ),
    Refusal.VERSION: (
        "The LMS speaks another version of LTI; only 1.3.0 is spoken here.",
        "Your LMS's administrator registers us as an LTI 1.3 tool.",
    ),
    Refusal.MESSAGE: (
        "The LMS asks for something that is not done here.",
        "Resource links and deep links are. Tell your LMS's administrator what is written below.",
    ),
    Refusal.CLAIM: (
        "Something that must be said in the message is missing, or is not as it should be.",
        _TELL,
    ),
    Refusal.NOBODY: (
        "We do not know who you are here.",
        (
            "The training coordinators tell you your id; your LMS's administrator writes it into "
            "the ID number of your account, as it is written here."
        ),
    ),
    Refusal.SEVERAL: (
        "Several people here have your e-mail address, so that it does not tell who you are.",
        "Your LMS's administrator writes your id of Lokakarya into the ID number of your account.",
    ),
    Refusal.OTHER_MEMBER: (
        "This LMS shows the people of one member alone, and you belong to another.",
        "Ask the training coordinators for a sign-in link.",
    ),
    Refusal.NO_ROLE: (
        "What you are in this course of the LMS opens nothing of what you are here.",
        (
            "An administrator of Lokakarya says on the page “LMSes that show our pages” what each "
            "role in an LMS may be here."
        ),
    ),
    Refusal.OVER: (
        "This took too long, or was done already.",
        "Go back to your course and open the link again.",
    ),
    Refusal.REGISTRATION: (
        "The registration did not succeed; nothing was registered.",
        "Begin it in your LMS again. If it happens again, tell us what is written below.",
    ),
}
"""What a page says: what is wrong, and how to mend it."""


class LtiRefused(BridgeError):
    """Something from an LMS is not taken. `detail` holds names and values, never a token."""

    def __init__(self, refusal: Refusal, detail: str = "") -> None:
        """Say why; `detail` is for whoever administers the LMS."""
        super().__init__(f"{refusal}: {detail}" if detail else str(refusal))
        self.reason = refusal.value
        self.detail = detail[:300]


class Unfetchable(BridgeError):
    """An address of an LMS gave nothing that can be used."""

    reason = "LTI_UNFETCHABLE"
