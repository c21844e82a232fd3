"""Hand edits in the output that are in the way, as findings of their source. No Textual."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from g2l_tui.model.conflict import Conflict
from g2l_tui.model.finding import Finding, Severity
from g2l_tui.tui.comparison import Comparison

if TYPE_CHECKING:
    from g2l_tui.workspace.twin import Standing

CODE = "output"
"""Stands where findings of the engine have their code."""


def findings_of(standing: Standing | None, comparison: Comparison) -> Sequence[Finding]:
    """Return a finding for each conflict, at the line of the source that becomes the line there."""
    return [_finding(each, comparison) for each in (standing.conflicts if standing else ())]


def sentence(conflict: Conflict) -> str:
    """Return where a conflict is and what it is about."""
    from g2l_tui.workspace.report import conflict_lines  # noqa: PLC0415 - loads after the first paint

    return next(conflict_lines(conflict))


def _finding(conflict: Conflict, comparison: Comparison) -> Finding:
    line = _source_line(comparison, (conflict.line or 1) - 1) + 1
    return Finding(CODE, Severity.ERROR, line, 1, sentence(conflict), "o compares both and settles it")


def _source_line(comparison: Comparison, line: int) -> int:
    """Return the 0-based source line for a line of the result, or of a text that is much like it."""
    for span in comparison.spans:
        if span.right_start <= line < span.right_end:
            return min(span.left_start + line - span.right_start, max(span.left_end - 1, span.left_start))
    return max(len(comparison.left) - 1, 0)
