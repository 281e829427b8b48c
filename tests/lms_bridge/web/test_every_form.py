"""Every form that a reader finds, with something odd in each field: never a failure of ours, and
what is wrong is said beside its field, where what was written stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from yarl import URL

from lms_bridge.doors import Kind
from lms_bridge.web.routes import DOORS
from tests.lms_bridge.bridge import PEOPLE, Bridge
from tests.lms_bridge.web.page_forms import Field, PageForm, read_page

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.long, pytest.mark.timeout(900)]

READERS = [person for person in PEOPLE.values() if person != "machine"]
PATTERNS = {
    (door.method, door.path): re.compile(re.sub(r"\{\w+\}", "[^/]+", door.path))
    for door in DOORS
    if door.kind == Kind.PAGE
}
SHORT = {"seconds": "1"}
"""A search that is begun is none that lasts."""

NOT_OURS = {"/sign-out", "/language"}
"""Forms of the frame, which have no fields."""

FINE, UNREADABLE = (200, 303, 409, 412), 422
"""Done, or not as things stand; or something is wrong in what was written."""
TOO_LONG = "x" * 6000
WORDS = ("-1", "9" * 40, "no such, thing | \"'<>", "a\x00\x07b", "\u202eb")
ODD = {
    "text": ("", TOO_LONG, *WORDS),
    "number": ("", "0x1f", *WORDS),
    "url": ("", "javascript:alert(1)", *WORDS),
    "textarea": ("", TOO_LONG * 30, *WORDS),
    "date": ("", "9999-12-31", "0001-01-01"),  # what a browser lets through
}
"""What is written into a field of each type; a browser sends nothing else than offered in others."""


@dataclass(frozen=True)
class Found:
    """A form, where it was found and where it is sent."""

    page: str
    action: str
    form: PageForm


def door_of(method: str, path: str) -> str:
    """Name the door that an address is of; nothing for none of the pages."""
    bare = path.partition("?")[0]
    doors = [path for (m, path), shape in PATTERNS.items() if m == method and shape.fullmatch(bare)]
    return min(doors, key=lambda door: door.count("{"), default="")


async def forms_of(bridge: Bridge, who: str) -> list[Found]:
    """Follow all links from the first page, and give each form that differs from the others."""
    found: dict[object, Found] = {}
    seen, waiting = set(), ["/"]
    for path in waiting:  # it grows
        door = door_of("GET", path)
        page = door, frozenset(URL(path).query)
        if not door or door.startswith("/static") or page in seen:
            continue
        seen.add(page)
        response = await bridge.ask(who, "GET", path)
        if response.content_type != "text/html":
            continue
        forms, links = read_page(await response.text())
        base = URL("http://ours" + path)
        waiting += [url.path_qs for url in map(base.join, map(URL, links)) if url.host == "ours"]
        for form in forms:
            action = base.join(URL(form.action)).path_qs
            for each in form.fields:
                each.value = SHORT.get(each.name, each.value)
            if form.method == "post" and action not in NOT_OURS:
                names = frozenset(re.sub(r"-[A-Z].*", "", each.name) for each in form.fields)
                found.setdefault((door_of("POST", action), names), Found(path, action, form))
    return list(found.values())


def oddities(form: PageForm) -> Iterator[tuple[Field, str]]:
    """Give each field of a name with what is written into it."""
    first = {each.name: each for each in reversed(form.fields)}
    for one in first.values():
        for text in ODD.get(one.type, ()):
            if len(text) <= one.longest and (text or not one.is_required):
                yield one, text


@dataclass(frozen=True)
class Answer:
    """What comes of a form: the status, the fields of the page, and whether it says what is wrong."""

    status: int
    fields: list[Field]
    is_told: bool

    def lacks(self, one: Field, text: str) -> str:
        """Say what is missing for somebody who wrote a text into a field; nothing where all is well."""
        if self.status != UNREADABLE:
            return "" if self.status in FINE else f"{self.status}"
        same = [each for each in self.fields if each.name == one.name]
        if not same:
            return "another page"
        if text.isprintable() and text.strip() not in [each.value for each in same]:
            return "it is lost"
        if not self.is_told and not any(each.is_wrong for each in self.fields):
            return "not told"
        is_marked = any(each.is_wrong for each in same)
        return "" if is_marked or len(text) < len(TOO_LONG) else "not told beside it"


async def answer(bridge: Bridge, who: str, found: Found, sent: list[tuple[str, str]]) -> Answer:
    """Send a form as from its page, and undo what it did."""
    from_page = {"Referer": str(bridge.client.make_url(found.page))}
    response = await bridge.ask(who, "POST", found.action, data=sent, headers=from_page)
    bridge.restore()
    if response.content_type != "text/html":
        return Answer(response.status, [], is_told=False)
    page = await response.text()
    forms, _links = read_page(page)
    fields = [each for form in forms for each in form.fields]
    return Answer(response.status, fields, 'role="alert"' in page)


@pytest.mark.parametrize("who", READERS)
async def test_what_is_odd_is_said_beside_its_field_and_stays_there(
    bridge: Bridge, who: str
) -> None:
    wrong = []
    for found in await forms_of(bridge, who):
        for button in found.form.buttons or [None]:
            for one, text in oddities(found.form):
                sent = found.form.filled(one.name, text) + ([button] if button else [])
                lacks = (await answer(bridge, who, found, sent)).lacks(one, text)
                if lacks:
                    wrong.append(f"{found.action} {button} {one.name}={text[:12]!r}: {lacks}")
    assert "\n".join(wrong) == ""
