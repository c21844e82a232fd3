"""Taking one change back out of a file that was written: an older piece in place of what stands there now. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from g2l_tui.engine.text.module import parses
from g2l_tui.model.source import Source
from g2l_tui.tui.comparison import Comparison, Span
from g2l_tui.tui.rows import Row


@dataclass(frozen=True, slots=True)
class Piece:
    """A file with one piece as it was: `first` to `last` are 1-based lines of the file now, `content` what it becomes.

    `last` is `first - 1` where nothing of the piece is left. `breaks` says that it would parse no more.
    """

    path: str
    now: bytes
    content: bytes
    first: int
    last: int
    breaks: bool


def piece_at(path: str, sides: tuple[bytes, bytes], comparison: Comparison, row: Row) -> Piece | None:
    """Return the file with the piece of a row as it was; `sides` are before and now. None where nothing differs."""
    span = next((span for span in comparison.spans if not span.equal and _holds(span, row)), None)
    if span is None:
        return None
    before, now = (side.splitlines(keepends=True) for side in sides)
    lines = [*now[: span.right_start], *before[span.left_start : span.left_end], *now[span.right_end :]]
    content = b"".join(lines)
    breaks = parses(Source(path, sides[1])) and not parses(Source(path, content))
    return Piece(path, sides[1], content, span.right_start + 1, span.right_end, breaks)


def _holds(span: Span, row: Row) -> bool:
    left = span.left_start <= row.left < span.left_end
    return left or span.right_start <= row.right < span.right_end
