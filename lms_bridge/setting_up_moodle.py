"""`moodle setup-notes` and `moodle doctor`: what must be set in a Moodle, and whether it is."""

from __future__ import annotations

from lms_bridge.connectors.moodle.client import Client
from lms_bridge.connectors.moodle.doctor import examine as examined
from lms_bridge.connectors.moodle.notes import setup_notes
from lms_bridge.lms import moodle_of
from lms_bridge.serving import tell
from lms_bridge.settings import Settings, require_moodle


def notes(settings: Settings) -> str:
    """Say what an administrator must set."""
    return setup_notes(moodle_of(settings).options)


async def examine(settings: Settings) -> int:
    """Try it, and say what was found; 1 if something is to be mended.

    Raises BadSetting, Unreachable, SignInRefused.
    """
    require_moodle(settings)
    lms = moodle_of(settings)
    faults = 0
    async with Client(lms.url, lms.token) as client:
        async for finding in examined(client, lms.options):
            tell(f"{'lacking' if finding.fault else 'ok':8} {finding.tried}")
            if finding.fault:
                faults += 1
                tell(f"{'':8} {finding.fault}")
    tell(f"{faults} to mend: see moodle setup-notes." if faults else "All is set up.")
    return 1 if faults else 0
