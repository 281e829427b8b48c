"""Whether what must come before something comes, in the end, after it: then it can never be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter


def circle(pairs: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Find a circle among pairs of an earlier and a later thing, if there is one.

    It is given from one of its things back to the same, an earlier one first. A thing that comes
    before itself alone is no circle; whoever reads such a pair refuses it as it stands.
    """
    earlier: dict[str, set[str]] = defaultdict(set)
    for first, second in pairs:
        if first != second:
            earlier[second].add(first)
    try:
        TopologicalSorter(earlier).prepare()
    except CycleError as error:
        return tuple(error.args[1])
    return ()
