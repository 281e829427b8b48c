"""The goals of planning in words, and sliders that say how much each of them matters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lms_bridge.fairness import weighted
from lms_bridge.web.forms import Form
from lms_bridge.web.language import _, later, ngettext, say_number

GOALS: Mapping[str, tuple[str, str]] = {
    "required_unheld": (
        later("Required runs"),
        later("for each required run that is not held"),
    ),
    "unseated": (
        later("Seats for those who are nominated"),
        later("for each nomination without a seat, times its priority from 1 to 5"),
    ),
    "member_shortfall": (
        later("Fairness among members"),
        later("for each seat that a member lacks of its target"),
    ),
    "host_shortfall": (
        later("Fairness among hosts"),
        later("for each run that a member lacks of its hosting target"),
    ),
    "cost_per_thousand_usd": (
        later("Cost"),
        later("for each thousand US dollars of travel, venues, trainers and daily allowances"),
    ),
}
"""What a plan is to be like: the goal, and for what there are points; lower is better."""

CHANGES: Mapping[str, tuple[str, str]] = {
    "run_cancelled": (
        later("Runs stay"),
        later("for each published run that is no longer held"),
    ),
    "moved_date": (
        later("Days stay"),
        later("for each published run that begins on another day"),
    ),
    "moved_date_per_week": (
        later("Days stay near"),
        later("besides, for each week by which it is moved"),
    ),
    "moved_venue": (
        later("Venues stay"),
        later("for each published run at another venue"),
    ),
    "moved_language": (
        later("Languages stay"),
        later("for each published run in another language"),
    ),
    "swapped_trainer": (
        later("Trainers stay"),
        later("for each trainer who is taken from a block"),
    ),
    "moved_official": (
        later("Officials keep their seats"),
        later("for each seat that is lost, or in another run"),
    ),
}
"""What is to stay as it is published."""

STEPS: tuple[tuple[float, str], ...] = (
    (0.0, later("does not count")),
    (0.1, later("a tenth")),
    (0.5, later("half")),
    (1.0, later("as usual")),
    (2.0, later("twice")),
    (5.0, later("five times")),
    (20.0, later("twenty times")),
)
"""What a slider stands for, from left to right: the factor of the usual weight, and its words."""

AS_USUAL = 3


@dataclass(frozen=True, slots=True)
class Slider:
    """A weight's slider: `words` say each step, `step` is where it stands."""

    name: str
    title: str
    meaning: str
    words: tuple[str, ...]
    step: int

    @property
    def said(self) -> str:
        """What the slider stands for now."""
        return self.words[self.step]


def at_step(usual: int, step: int) -> int:
    """Give the weight of a step."""
    return weighted(usual, STEPS[step][0])


def sliders(
    goals: Mapping[str, tuple[str, str]], usual: Mapping[str, int], texts: Mapping[str, str]
) -> Iterator[Slider]:
    """Give the sliders of a form whose fields have these texts."""
    for name, (title, meaning) in goals.items():
        said = texts.get(field_of(name), "")
        step = int(said) if said.isascii() and said.isdigit() else AS_USUAL
        yield Slider(
            name=field_of(name),
            title=_(title),
            meaning=_(meaning),
            words=tuple(_words(usual[name], each) for each in range(len(STEPS))),
            step=min(step, len(STEPS) - 1),
        )


def field_of(name: str) -> str:
    """Give the field of a weight."""
    return f"weight-{name}"


def _words(usual: int, step: int) -> str:
    count = at_step(usual, step)
    text = ngettext("%(words)s: %(points)s point", "%(words)s: %(points)s points", count)
    return text % {"words": _(STEPS[step][1]), "points": say_number(count)}


def read_weights(form: Form, usual: Mapping[str, int]) -> dict[str, int]:
    """Read the weights that a form changes; what is wrong stays in the form's faults."""
    found = {}
    for name in (*GOALS, *CHANGES):
        if form.has(field_of(name)):
            step = form.whole(field_of(name), 0, len(STEPS) - 1, default=AS_USUAL)
            if step != AS_USUAL and step < len(STEPS):
                found[name] = at_step(usual[name], step)
    return found
