"""Changes: what a reviewer decides, as edits on bytes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from itertools import accumulate
from operator import attrgetter


class Fidelity(str, Enum):
    """How far the translation means the same as the source, from safest to refused."""

    EXACT = "exact"
    EQUIVALENT = "equivalent"
    APPROXIMATE = "approximate"
    MANUAL = "manual"

    @property
    def rank(self) -> int:
        """0 for `exact` up to 3 for `manual`."""
        return _RANKS[self]


_RANKS = {fidelity: rank for rank, fidelity in enumerate(Fidelity)}


class Decision(str, Enum):
    """What the reviewer said about a change."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Bytes `start:end` of the source become `replacement`; of two at the same place the lower `order` is first."""

    start: int
    end: int
    order: int = field(default=0, kw_only=True)
    replacement: bytes


_PLACE = attrgetter("start", "end", "order", "replacement")
"""What edits are sorted by, which takes a tenth of the time that comparing them does."""


@dataclass(frozen=True, slots=True)
class Change:
    """What the rules do to one statement, or to one run of boilerplate statements.

    `id` follows the construct, not its line: it stays the same while the text around it is edited. `line` and
    `end_line` are 1-based in the source. `needs` holds the ids of the changes without which this one would
    leave the file wrong. `assumptions` are the sentences under which `equivalent` holds, or the traps of
    `approximate`. `ties` names what the change shares with other files, `path:name` of a function, an attribute or a
    variable that takes or gives something else afterwards: changes with a tie in common belong together, in whatever
    files they are. `edited` says that a person wrote the text in place of what the rules gave.
    """

    id: str
    edits: tuple[Edit, ...]
    rules: tuple[str, ...]
    fidelity: Fidelity
    line: int
    end_line: int
    assumptions: tuple[str, ...] = ()
    needs: frozenset[str] = frozenset()
    edited: bool = False
    ties: frozenset[str] = frozenset()


def edits_of(changes: Iterable[Change]) -> tuple[Edit, ...]:
    """Return the edits of all changes in their order, each once: changes may share some."""
    return tuple(sorted({edit for change in changes for edit in change.edits}, key=_PLACE))


def compose(content: bytes, changes: Iterable[Change]) -> bytes:
    """Return `content` with the edits of `changes` made, and every other byte as it was."""
    pieces: list[bytes] = []
    position = 0
    for edit in edits_of(changes):
        if edit.start < position:
            raise ValueError(f"edits overlap at byte {edit.start}")
        pieces += (content[position : edit.start], edit.replacement)
        position = edit.end
    pieces.append(content[position:])
    return b"".join(pieces)


def origins_of(changes: Iterable[Change]) -> Callable[[int], int]:
    """Return what tells the byte of the source behind a byte of the result; for new text, where its edit starts."""
    edits = edits_of(changes)
    moved = [0, *accumulate(len(edit.replacement) - (edit.end - edit.start) for edit in edits)]
    starts = [edit.start + by for edit, by in zip(edits, moved, strict=False)]

    def origin(position: int) -> int:
        count = bisect_right(starts, position)
        if count and position < starts[count - 1] + len(edits[count - 1].replacement):
            return edits[count - 1].start
        return position - moved[count]

    return origin


def with_needed(chosen: Iterable[Change], offered: Iterable[Change]) -> tuple[Change, ...]:
    """Return `chosen` and all changes that they need, directly or not, in the order of `offered`."""
    offered = tuple(offered)
    by_id = {change.id: change for change in offered}
    wanted: set[str] = set()
    waiting = [change.id for change in chosen]
    while waiting:
        name = waiting.pop()
        if name not in wanted and name in by_id:
            wanted.add(name)
            waiting.extend(by_id[name].needs)
    return tuple(change for change in offered if change.id in wanted)


def without_rejected(offered: Iterable[Change], rejected: Iterable[str]) -> tuple[Change, ...]:
    """Return `offered` without the rejected ids and without every change that needs one of them."""
    left = tuple(offered)
    gone = set(rejected)
    while True:
        kept = tuple(change for change in left if change.id not in gone and not change.needs & gone)
        if len(kept) == len(left):
            return kept
        gone |= {change.id for change in left} - {change.id for change in kept}
        left = kept
