"""What the diff pane is given to show, and what it looks up while drawing. No Textual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from g2l_tui.model.change import Decision
from g2l_tui.model.finding import Severity
from g2l_tui.tui.comparison import Comparison
from g2l_tui.tui.rows import Row, RowKind

NO_DECISIONS: Mapping[str, Decision] = {}
NO_FINDINGS: Mapping[int, Severity] = {}

DECISION_SIGNS = {
    Decision.PENDING: ("○", "sign-open"),
    Decision.ACCEPTED: ("✓", "sign-accepted"),
    Decision.REJECTED: ("✗", "sign-rejected"),
}


@dataclass(frozen=True, slots=True)
class DiffView:
    """Two sides, what was decided about each change, and the worst finding of each 0-based source line."""

    comparison: Comparison = field(default_factory=Comparison)
    decisions: Mapping[str, Decision] = field(default_factory=lambda: NO_DECISIONS)
    findings: Mapping[int, Severity] = field(default_factory=lambda: NO_FINDINGS)


@dataclass(frozen=True, slots=True)
class Start:
    """Where the cursor begins: at the first row of one of `changes`, else on a 0-based source line."""

    line: int = 0
    changes: frozenset[str] = frozenset()


def is_of_change(row: Row) -> bool:
    """Whether a row differs or belongs to a change, decided or not."""
    return row.kind not in (RowKind.EQUAL, RowKind.FOLD) or bool(row.changes)


def change_starts(rows: Sequence[Row]) -> tuple[int, ...]:
    """Return the index of the first row of every change, in order."""
    starts = []
    for index, row in enumerate(rows):
        before = rows[index - 1] if index else None
        if is_of_change(row) and (before is None or not is_of_change(before) or before.changes != row.changes):
            starts.append(index)
    return tuple(starts)


def overview(rows: Sequence[Row], height: int) -> tuple[str, ...]:
    """Return the signs of the ruler beside the diff: `▖` removed, `▘` added, `▌` both; one per screen row."""
    signs = []
    for y in range(height):
        first = y * len(rows) // height
        last = max((y + 1) * len(rows) // height, first + 1)
        kinds = {row.kind for row in rows[first:last]}
        both = RowKind.CHANGED in kinds or {RowKind.REMOVED, RowKind.ADDED} <= kinds
        signs.append("▌" if both else "▖" if RowKind.REMOVED in kinds else "▘" if RowKind.ADDED in kinds else " ")
    return tuple(signs)
