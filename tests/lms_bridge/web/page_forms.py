"""The forms of a page as a browser would fill them in, read from its HTML."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Field:
    """A field of a form: what it is, what stands in it, and whether it is marked as wrong."""

    name: str
    type: str
    value: str = ""
    is_sent: bool = True  # a box that is not ticked is not
    is_wrong: bool = False
    is_required: bool = False
    longest: int = 1_000_000


@dataclass
class PageForm:
    """A form: where it is sent, with what."""

    method: str
    action: str
    fields: list[Field] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def filled(self, name: str = "", text: str = "") -> list[tuple[str, str]]:
        """Give what it sends, of boxes without a tick the first, with a text in a field of a name."""
        written = next((each for each in self.fields if each.name == name), None)
        sent = {each.name for each in self.fields if each.is_sent}
        filled = []
        for each in self.fields:
            if each is written:
                filled.append((name, text))
            elif each.is_sent or each.name not in sent:
                filled.append((each.name, each.value))
                sent.add(each.name)
        return filled


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.links: list[str] = []
        self.open: PageForm | None = None
        self.filling: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in known:
            self.links.append(known["href"])
        if tag == "form":
            self.open = PageForm(known.get("method", "get").lower(), known.get("action", ""))
            self.forms.append(self.open)
        if self.open is None:
            return
        if tag == "option":
            self._choose(known)
        elif name := known.get("name"):
            self._put(tag, name, known)

    def _put(self, tag: str, name: str, known: dict[str, str]) -> None:
        assert self.open
        kind = known.get("type", "text") if tag == "input" else tag
        if kind in ("button", "submit"):
            self.open.buttons.append((name, known.get("value", "")))
            return
        one = Field(
            name,
            kind,
            known.get("value", ""),
            is_wrong="aria-invalid" in known,
            is_required="required" in known,
            longest=int(known.get("maxlength", 1_000_000)),
        )
        if kind in ("checkbox", "radio"):
            one.is_sent = "checked" in known
        self.open.fields.append(one)
        self.filling = one if tag in ("textarea", "select") else None

    def _choose(self, known: dict[str, str]) -> None:
        chosen = self.filling
        if chosen and chosen.type == "select" and ("selected" in known or not chosen.value):
            chosen.value = known.get("value", chosen.value)

    def handle_data(self, data: str) -> None:
        if self.filling and self.filling.type == "textarea":
            self.filling.value += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        if tag in ("textarea", "select"):
            self.filling = None


def read_page(text: str) -> tuple[list[PageForm], list[str]]:
    """Read the forms and the links of a page."""
    reader = _Reader()
    reader.feed(text)
    return reader.forms, reader.links
