"""What the demonstration tells: chapters, lines, figures, and whether what was read back holds."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Story:
    """A story as it is told; with `as_json` only its figures are printed, at the end."""

    as_json: bool
    figures: dict[str, Any] = field(default_factory=dict)
    differs: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def chapter(self, title: str) -> None:
        """Begin a chapter."""
        self._print(f"\n{title}")

    def line(self, text: str) -> None:
        """Tell a line."""
        self._print(f"  {text}")

    def live(self, text: str) -> None:
        """Tell how something goes on: in place on a terminal, not at all elsewhere."""
        if sys.stdout.isatty() and not self.as_json:
            sys.stdout.write(f"\r\033[K  {text}")
            sys.stdout.flush()

    def live_end(self) -> None:
        """Clear the line that went on."""
        self.live("")
        if sys.stdout.isatty() and not self.as_json:
            sys.stdout.write("\r")

    def figure(self, name: str, value: Any) -> None:
        """Keep a figure."""
        self.figures[name] = value

    def check(self, what: str, *, expected: object, found: object) -> None:
        """Compare what was read back with what should be there."""
        if expected == found:
            self.line(f"ok: {what}")
        else:
            self.differs.append(what)
            self.line(f"DIFFERS: {what}: {expected} expected, {found} found")

    def end(self) -> int:
        """Tell how it went, and give the exit code."""
        seconds = round(time.monotonic() - self.began, 1)
        if self.as_json:
            told = {"figures": self.figures, "differs": self.differs, "seconds": seconds}
            sys.stdout.write(json.dumps(told, indent=2) + "\n")
        elif self.differs:
            self._print(f"\n{len(self.differs)} things differ, after {seconds} s.")
        else:
            self._print(f"\nEverything is as it should be, after {seconds} s.")
        return 1 if self.differs else 0

    def _print(self, text: str) -> None:
        if not self.as_json:
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()
