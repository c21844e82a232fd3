"""What the copy keys put on the clipboard. No Textual."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from g2l_tui.model.migration import Migration
from g2l_tui.tui.comparison import Comparison
from g2l_tui.tui.rows import Row

_FENCES = re.compile(r"`{3,}")


def of_row(comparison: Comparison, row: Row) -> tuple[str, str]:
    """Return what the changes of a row become, else what they take away, else its line; and a word for it."""
    if not row.changes:
        return comparison.raw_left[row.left], f"line {row.left + 1}"
    before, after = _sides(comparison, row.changes)
    return "".join(after) or "".join(before), "the change"


def as_markdown(migration: Migration, comparison: Comparison, names: Collection[str]) -> str:
    """Return changes as a quotation: where they are, by which rules, how faithful, and both sides."""
    changes = [change for change in migration.changes if change.id in names]
    lines = f"{min(change.line for change in changes)}-{max(change.end_line for change in changes)}"
    rules = ", ".join(dict.fromkeys(rule for change in changes for rule in change.rules)) or "no rule"
    fidelities = ", ".join(dict.fromkeys(change.fidelity.value for change in changes))
    before, after = _sides(comparison, names)
    code = [sign + line.rstrip("\r\n") for sign, side in (("-", before), ("+", after)) for line in side]
    fence = "`" * max([3, *(len(found) + 1 for line in code for found in _FENCES.findall(line))])
    return "\n".join([f"{migration.source.path}:{lines} ({rules}; {fidelities})", "", f"{fence}diff", *code, fence, ""])


def _sides(comparison: Comparison, names: Collection[str]) -> tuple[Sequence[str], Sequence[str]]:
    spans = [span for span in comparison.spans if set(span.changes) & set(names)]
    before = [line for span in spans for line in comparison.raw_left[span.left_start : span.left_end]]
    after = [line for span in spans for line in comparison.raw_right[span.right_start : span.right_end]]
    return before, after
