"""Chance that repeats itself: the same words always give the same number.

A draw depends on its own words only, so that one more official changes nothing for the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")

SEED = "rso-2015-17"


def chance(*words: object) -> float:
    """Give a number from 0 to 1 (excluded) for some words."""
    text = "/".join(map(str, (SEED, *words)))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48


def whole(least: int, most: int, *words: object) -> int:
    """Give a whole number, both ends included."""
    return least + int(chance(*words) * (most - least + 1))


def one_of(choices: Sequence[T], *words: object) -> T:
    """Give one of some things."""
    return choices[int(chance(*words) * len(choices))]


def shared_out(shares: Mapping[T, float], *words: object) -> T:
    """Give one of some things, each as often as its share of the sum."""
    left = chance(*words) * sum(shares.values())
    for thing, share in shares.items():
        left -= share
        if left < 0:
            return thing
    return list(shares)[-1]


def shuffled(things: Iterable[T], *words: object) -> list[T]:
    """Give things in a drawn order; their own words tell them apart."""
    return sorted(things, key=lambda thing: (chance(*words, thing), str(thing)))
