"""How two kinds of work share the time: whichever gains more by as much work gets more of it."""

from __future__ import annotations

_SHIFT = 1.25


class Turns:
    """Gives `share`, how much of the first kind is done for each of the second."""

    def __init__(self, share: float, least: float, most: float) -> None:
        """Begin with a share; it stays between the least and the most."""
        self.share, self._least, self._most = share, least, most

    def judge(self, first: tuple[float, float], second: tuple[float, float]) -> None:
        """Compare what each kind gained by how much work; where neither gained, less of the first.

        The work may be of any unit, and the gain too, but the same for both.
        """
        is_better = first[0] * second[1] > second[0] * first[1]
        share = self.share * (_SHIFT if is_better else 1.0 / _SHIFT)
        self.share = min(max(share, self._least), self._most)
