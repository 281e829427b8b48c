"""What the trail says was done, as a reader reads it: of what, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping

from lms_bridge.web import terms
from lms_bridge.web.language import _, later

_THINGS: Mapping[str, str] = {
    "account": later("account"),
    "agenda": later("agenda"),
    "assignment": later("assignment"),
    "attendance": later("attendance"),
    "call": later("call for nominations"),
    "certificate": later("certificate"),
    "client": later("program of others"),
    "completion": later("completion"),
    "completions": later("completions"),
    "course": later("course"),
    "drop_out": later("drop-out"),
    "expense": later("payment"),
    "feed": later("calendar"),
    "grade": later("grade"),
    "lesson": later("lesson"),
    "link": later("sign-in link"),
    "login": later("login"),
    "message": later("message"),
    "nomination": later("nomination"),
    "nominations": later("nominations"),
    "officials": later("officials"),
    "person": later("person"),
    "plan": later("plan"),
    "proposal": later("free seat"),
    "proposals": later("free seats"),
    "receiver": later("receiver of events"),
    "run": later("run"),
    "runs": later("runs"),
    "scenario": later("scenario"),
    "seat": later("seat"),
    "session": later("session"),
    "sessions": later("sessions"),
    "sync": later("synchronisation"),
    "table": later("table"),
    "token": later("token"),
    "version": later("version"),
}

_DEEDS: Mapping[str, str] = {
    "added": later("added"),
    "adopted": later("adopted"),
    "archived": later("archived"),
    "available": later("can come"),
    "begun": later("begun"),
    "busy": later("busy"),
    "affirmed": later("said again"),
    "changed": later("changed"),
    "decided": later("decided"),
    "denied": later("said no longer"),
    "drafted": later("drafted"),
    "ended": later("ended"),
    "erased": later("erased"),
    "exported": later("taken away"),
    "imported": later("taken in"),
    "improved": later("improved"),
    "kept": later("stands"),
    "linked": later("linked"),
    "loaded": later("loaded"),
    "made": later("made"),
    "merged": later("merged"),
    "opened": later("opened"),
    "pinned": later("pinned"),
    "planning_date_set": later("planning date set"),
    "promoted": later("given a free seat"),
    "proposed": later("proposed"),
    "published": later("published"),
    "ranked": later("ranked"),
    "recorded": later("noted"),
    "registered": later("registered"),
    "reminded": later("reminded"),
    "removed": later("removed"),
    "renewed": later("renewed"),
    "reopened": later("open again"),
    "requested": later("asked for"),
    "retired": later("left"),
    "revived": later("gone back to"),
    "revoked": later("revoked"),
    "sent_again": later("sent again"),
    "sent_back": later("sent back"),
    "started": later("begun"),
    "struck_out": later("struck out"),
    "substituted": later("substituted"),
    "taken_back": later("back"),
    "unavailable": later("cannot come"),
    "unlinked": later("unlinked"),
    "written": later("written"),
}


def say_thing(kind: str) -> str:
    """Name a kind of thing."""
    return _(_THINGS[kind]) if kind in _THINGS else terms.say(kind)


def say_deed(verb: str) -> str:
    """Say what was done, such as `nomination.sent_back`."""
    thing, _dot, deed = verb.rpartition(".")
    said = _(_DEEDS[deed]) if deed in _DEEDS else terms.say(deed)
    return f"{say_thing(thing)}: {said}" if thing else said
