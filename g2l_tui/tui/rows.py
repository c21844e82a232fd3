"""The rows of a diff: what stands on each line of the pane, folded or not, in two columns or one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from g2l_tui.model.diff import BlockKind, line_blocks
from g2l_tui.tui.comparison import Comparison, Span

_WORD = re.compile(r"\w+|[^\w\s]")
_MOST_CELLS = 2_500
_LEAST_ALIKE = 0.45
_SHORTEST_FOLD = 3
_SCOPE = re.compile(r"\s*(?:async\s+)?((?:def|class)\s+\w+)")


class RowKind(str, Enum):
    """What a row shows."""

    EQUAL = "equal"
    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"
    FOLD = "fold"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the pane. `left` and `right` are 0-based line numbers, -1 where that side has none.

    `partner` is the line of the other side with which the words are compared when the row itself shows only
    one of a pair. A fold hides `hidden` equal lines from `left` and `right` on. A line that is too long for the
    pane has several rows when lines are wrapped, of which this is number `part`.
    """

    kind: RowKind
    left: int
    right: int
    changes: tuple[str, ...] = ()
    partner: int = -1
    hidden: int = 0
    part: int = 0


@dataclass(frozen=True, slots=True)
class RowOptions:
    """How the rows are laid out. `opened` are the source lines at which opened folds begin."""

    split: bool = True
    fold: bool = True
    context: int = 3
    opened: frozenset[int] = frozenset()
    kept: frozenset[int] = frozenset()


def rows_of(comparison: Comparison, options: RowOptions) -> tuple[Row, ...]:
    """Return the rows of a comparison. Source lines in `options.kept` are never folded away."""
    folding = options.fold and (comparison.changed or bool(options.kept))
    rows: list[Row] = []
    last = len(comparison.spans) - 1
    for index, span in enumerate(comparison.spans):
        if not span.equal:
            rows += _changed_rows(comparison, span, split=options.split)
        elif folding and not span.changes:
            edges = (options.context if index else 0, options.context if index < last else 0)
            rows += _folded_rows(span, edges, options)
        else:
            rows += _equal_rows(span, 0, span.left_end - span.left_start)
    return tuple(rows)


def scope_of(lines: Sequence[str], start: int, end: int) -> str:
    """Return the last `def` or `class` that begins within the folded lines, or nothing."""
    for line in range(min(end, len(lines)) - 1, start - 1, -1):
        if found := _SCOPE.match(lines[line]):
            return found.group(1)
    return ""


def moved_line(before: Sequence[str], after: Sequence[str], line: int) -> int:
    """Return where a line of `before` stands in `after`, or where the text around it is."""
    for block in line_blocks(before, after):
        if block.left_start <= line < block.left_end:
            if block.kind is BlockKind.EQUAL:
                return line - block.left_start + block.right_start
            return min(line - block.left_start + block.right_start, max(block.right_end - 1, 0))
    return max(len(after) - 1, 0)


def row_at(rows: Sequence[Row], left: int = -1, right: int = -1) -> int:
    """Return the index of the row that shows (or hides) the line, or of the nearest one before it."""
    best = 0
    for index, row in enumerate(rows):
        size = row.hidden or 1
        if left >= 0 and 0 <= row.left <= left < row.left + size:
            return index
        if right >= 0 and 0 <= row.right <= right < row.right + size:
            return index
        if 0 <= row.left <= left or 0 <= row.right <= right:
            best = index
    return best


def _equal_rows(span: Span, start: int, end: int) -> Iterator[Row]:
    for offset in range(start, end):
        yield Row(RowKind.EQUAL, span.left_start + offset, span.right_start + offset, span.changes)


def _folded_rows(span: Span, edges: tuple[int, int], options: RowOptions) -> Iterator[Row]:
    size = span.left_end - span.left_start
    shown = [*range(min(edges[0], size)), *range(max(size - edges[1], 0), size)]
    for line in options.kept:
        if span.left_start <= line < span.left_end:
            offset = line - span.left_start
            shown += range(max(offset - options.context, 0), min(offset + options.context + 1, size))
    position = 0
    for offset in [*sorted(set(shown)), size]:
        yield from _hidden(span, position, offset, options.opened)
        if offset < size:
            yield from _equal_rows(span, offset, offset + 1)
        position = offset + 1


def _hidden(span: Span, start: int, end: int, opened: frozenset[int]) -> Iterator[Row]:
    first = span.left_start + start
    if end - start < _SHORTEST_FOLD or any(first <= line < span.left_start + end for line in opened):
        yield from _equal_rows(span, start, end)
    else:
        yield Row(RowKind.FOLD, first, span.right_start + start, hidden=end - start)


def _changed_rows(comparison: Comparison, span: Span, *, split: bool) -> list[Row]:
    lefts, rights = (
        comparison.left[span.left_start : span.left_end],
        comparison.right[span.right_start : span.right_end],
    )
    pairs = _paired(lefts, rights, split=split)
    placed = [(span.left_start + i if i >= 0 else -1, span.right_start + j if j >= 0 else -1) for i, j in pairs]
    if split:
        return [_row(left, right, span.changes) for left, right in placed]
    removed = [Row(RowKind.REMOVED, i, -1, span.changes, partner=j) for i, j in placed if i >= 0]
    added = [Row(RowKind.ADDED, -1, j, span.changes, partner=i) for i, j in placed if j >= 0]
    return removed + added


def _row(left: int, right: int, changes: tuple[str, ...]) -> Row:
    if left >= 0 and right >= 0:
        return Row(RowKind.CHANGED, left, right, changes)
    return Row(RowKind.REMOVED if left >= 0 else RowKind.ADDED, left, right, changes)


@lru_cache(maxsize=4_096)
def _paired(left: tuple[str, ...], right: tuple[str, ...], *, split: bool) -> list[tuple[int, int]]:
    """Return which lines stand together, -1 for none. Remembered: rows are made anew often, and few are other ones."""
    pairs = _aligned(left, right)
    return _compacted(pairs) if split else pairs


def _compacted(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Put unpaired lines of both sides that follow each other on the same rows."""
    rows: list[tuple[int, int]] = []
    lefts: list[int] = []
    rights: list[int] = []

    def flush() -> None:
        count = max(len(lefts), len(rights))
        padded = ([*side, *[-1] * (count - len(side))] for side in (lefts, rights))
        rows.extend(zip(*padded, strict=True))
        lefts.clear()
        rights.clear()

    for left, right in pairs:
        if left >= 0 and right >= 0:
            flush()
            rows.append((left, right))
        elif left >= 0:
            lefts.append(left)
        else:
            rights.append(right)
    flush()
    return rows


def _aligned(left: tuple[str, ...], right: tuple[str, ...]) -> list[tuple[int, int]]:
    """Pair the lines that are alike, in order; -1 where a line has no partner."""
    if len(left) * len(right) > _MOST_CELLS:
        common = min(len(left), len(right))
        pairs = [(i, i) for i in range(common)]
        return [
            *pairs,
            *((i, -1) for i in range(common, len(left))),
            *((-1, j) for j in range(common, len(right))),
        ]
    return _traced(_best_scores(left, right), [_bag(line) for line in left], [_bag(line) for line in right])


def _bag(line: str) -> Counter[str]:
    return Counter(_WORD.findall(line))


def _alike(left: Counter[str], right: Counter[str]) -> float:
    total = left.total() + right.total()
    share = 2 * (left & right).total() / total if total else 1.0
    return share if share >= _LEAST_ALIKE else 0.0


def _best_scores(left: Sequence[str], right: Sequence[str]) -> list[list[float]]:
    bags = [_bag(line) for line in left], [_bag(line) for line in right]
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in range(len(left) - 1, -1, -1):
        for j in range(len(right) - 1, -1, -1):
            paired = best[i + 1][j + 1] + _alike(bags[0][i], bags[1][j])
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    return best


def _traced(
    best: list[list[float]], left: Sequence[Counter[str]], right: Sequence[Counter[str]]
) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < len(left) and j < len(right):
        alike = _alike(left[i], right[j])
        if alike and best[i][j] == best[i + 1][j + 1] + alike:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((i, -1))
            i += 1
        else:
            pairs.append((-1, j))
            j += 1
    return [*pairs, *((k, -1) for k in range(i, len(left))), *((-1, k) for k in range(j, len(right)))]
