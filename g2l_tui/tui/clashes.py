"""Hand edits in the output that are in the way, as findings of their source. No Textual."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from g2l_tui.model.finding import Finding, Severity
from g2l_tui.store.safe_paths import shown
from g2l_tui.tui.comparison import Comparison
from g2l_tui.workspace.twin import Standing

CODE = "output"
"""Stands where findings of the engine have their code."""
_LINE = re.compile(r":(\d+): ")


class Head(NamedTuple):
    """What is in the way, and at which 1-based line of the file in the output."""

    line: int
    sentence: str


def heads_of(path: str, standing: Standing) -> tuple[Head, ...]:
    """Return the conflicts of a file without the lines that are told below each."""
    name = shown(path)
    sentences = [sentence for sentence in standing.conflicts if sentence.startswith(name)]
    found = [(sentence, _LINE.match(sentence, len(name))) for sentence in sentences or standing.conflicts]
    return tuple(Head(int(line[1]) if line else 1, sentence) for sentence, line in found)


def findings_of(path: str, standing: Standing | None, comparison: Comparison) -> Sequence[Finding]:
    """Return a finding for each conflict, at the line of the source that becomes the line there."""
    if standing is None:
        return ()
    hint = "o compares both and settles it"
    return [
        Finding(CODE, Severity.ERROR, _source_line(comparison, head.line - 1) + 1, 1, head.sentence, hint)
        for head in heads_of(path, standing)
    ]


def _source_line(comparison: Comparison, line: int) -> int:
    """Return the 0-based source line for a line of the result, or of a text that is much like it."""
    for span in comparison.spans:
        if span.right_start <= line < span.right_end:
            return min(span.left_start + line - span.right_start, max(span.left_end - 1, span.left_start))
    return max(len(comparison.left) - 1, 0)
