"""Long lines as several rows, broken where the pane ends. No Textual."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from rich.cells import cell_len

from g2l_tui.tui.comparison import Comparison
from g2l_tui.tui.rows import Row, RowKind


@lru_cache(maxsize=4_096)
def breaks(text: str, width: int) -> tuple[int, ...]:
    """Return the cells at which the pieces of a line begin; none is wider than `width`, no wide sign is cut."""
    if text.isascii():
        return tuple(range(0, max(len(text), 1), width))
    starts, position = [0], 0
    for sign in text:
        cells = cell_len(sign)
        if position + cells > starts[-1] + width and position > starts[-1]:
            starts.append(position)
        position += cells
    return tuple(starts)


def wrapped(rows: Sequence[Row], comparison: Comparison, width: int) -> tuple[Row, ...]:
    """Return the rows with each long one repeated as its `part` 0, 1, …; `width` is the room for the code."""
    return tuple(part for row in rows for part in _parts(row, comparison, width))


def _parts(row: Row, comparison: Comparison, width: int) -> Iterator[Row]:
    yield row
    if row.kind is RowKind.FOLD:
        return
    sides = ((comparison.left, row.left), (comparison.right, row.right))
    for part in range(1, max(len(breaks(lines[line], width)) if line >= 0 else 1 for lines, line in sides)):
        yield replace(row, part=part)


def index_at(text: str, cell: int) -> int:
    """Return the index of the character at a cell, or the length of the text beyond its end."""
    if text.isascii():
        return min(cell, len(text))
    position = 0
    for index, sign in enumerate(text):
        position += cell_len(sign)
        if position > cell:
            return index
    return len(text)
