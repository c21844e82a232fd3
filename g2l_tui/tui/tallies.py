"""Sums over all files that are asked for after every save: only what changed since is counted again. No Textual."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter

from g2l_tui.model.change import Change
from g2l_tui.model.finding import Severity


@dataclass(frozen=True, slots=True)
class Tally:
    """What one file adds. `accepted` are its accepted changes, with those that they need."""

    changes: int = 0
    pending: int = 0
    accepted: tuple[Change, ...] = ()
    severities: tuple[tuple[Severity, int], ...] = ()


NOTHING = Tally()


class Tallies:
    """What `count` makes of each file, and the sums."""

    def __init__(self, count: Callable[[str], Tally]) -> None:
        self._count = count
        self._known: dict[str, Tally] = {}
        self._forgotten: set[str] = set()
        self._changes = self._pending = 0
        self._severities: Counter[Severity] = Counter()
        self._accepted: dict[str, tuple[Change, ...]] = {}

    def forget(self, path: str) -> None:
        """Take note that a file may add something else now."""
        self._forgotten.add(path)

    def of(self, path: str) -> Tally:
        """Return what a file adds."""
        self._count_again()
        return self._known.get(path, NOTHING)

    def progress(self) -> tuple[int, int]:
        """Return how many changes are decided, and how many there are."""
        self._count_again()
        return self._changes - self._pending, self._changes

    def severities(self) -> Counter[Severity]:
        """Count the findings by severity."""
        self._count_again()
        return +self._severities

    def accepted(self) -> list[tuple[str, tuple[Change, ...]]]:
        """Return the accepted changes by path, in the order of these, where there are any."""
        self._count_again()
        return sorted(self._accepted.items(), key=itemgetter(0))

    def _count_again(self) -> None:
        while self._forgotten:
            path = self._forgotten.pop()
            self._add(self._known.pop(path, NOTHING), -1)
            self._accepted.pop(path, None)
            tally = self._count(path)
            self._add(tally, 1)
            if tally != NOTHING:
                self._known[path] = tally
            if tally.accepted:
                self._accepted[path] = tally.accepted

    def _add(self, tally: Tally, sign: int) -> None:
        self._changes += sign * tally.changes
        self._pending += sign * tally.pending
        for severity, count in tally.severities:
            self._severities[severity] += sign * count
