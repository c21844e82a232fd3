"""Two sides of a file and how their lines belong together. No Textual: what is drawn is decided here.

For a migration the blocks come from the edits of its changes, so each row knows whose change it is; for two
contents without changes (history) they come from the line diff.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

from g2l_tui.model.change import Change, Edit, compose
from g2l_tui.model.diff import Block, BlockKind, line_blocks
from g2l_tui.model.source import decode
from g2l_tui.tui.escape import visible_code

Texts = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Span:
    """Lines of both sides that stand against each other. `equal` lines pair one to one.

    `changes` are the ids of the changes the lines belong to; a rejected change has equal lines that are its.
    """

    equal: bool
    left_start: int
    left_end: int
    right_start: int
    right_end: int
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides as lines for the screen, as raw lines for the clipboard, and the spans that cover them."""

    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    raw_left: tuple[str, ...] = field(default=(), repr=False)
    raw_right: tuple[str, ...] = field(default=(), repr=False)

    @property
    def changed(self) -> bool:
        """Whether any line differs or belongs to a change."""
        return any(not span.equal or span.changes for span in self.spans)


def compare_migration(content: bytes, changes: Sequence[Change], rejected: frozenset[str]) -> Comparison:
    """Compare a source with what it becomes when every change but the `rejected` is made."""
    active = [change for change in changes if change.id not in rejected]
    result = compose(content, active)
    left, right = content.splitlines(keepends=True), result.splitlines(keepends=True)
    spans = tuple(_spans_of_changes(content, left, changes, rejected))
    if not _covers(spans, left, right):
        spans = tuple(_spans_of_lines(left, right))
    return _comparison(spans, _texts(content, left), _texts(result, right))


def compare_contents(before: bytes, after: bytes) -> Comparison:
    """Compare two contents of which nothing is known but their lines."""
    left, right = before.splitlines(keepends=True), after.splitlines(keepends=True)
    spans = tuple(_spans_of_lines(left, right))
    return _comparison(spans, _texts(before, left), _texts(after, right))


def _comparison(spans: tuple[Span, ...], left: Texts, right: Texts) -> Comparison:
    return Comparison(left[0], right[0], spans, left[1], right[1])


def _texts(content: bytes, lines: Sequence[bytes]) -> Texts:
    """Return the lines of a content for the screen, and raw; undecodable bytes become `\ufffd`, never an exception."""
    try:
        text, encoding = decode(content)
    except (SyntaxError, UnicodeDecodeError, LookupError):
        text, encoding = "", "utf-8"
    shown = text.splitlines()
    if len(shown) == len(lines) and "".join(shown).isprintable():
        return tuple(shown), tuple(text.splitlines(keepends=True))
    raw = tuple(line.decode(encoding, errors="replace") for line in lines)
    return tuple(visible_code(line.rstrip("\r\n")) for line in raw), raw


def _covers(spans: Sequence[Span], left: Sequence[bytes], right: Sequence[bytes]) -> bool:
    """Whether the spans fit both sides; edits that cut a CRLF in two, say, can make them miss."""
    ends = (spans[-1].left_end, spans[-1].right_end) if spans else (0, 0)
    return ends == (len(left), len(right)) and all(
        left[span.left_start : span.left_end] == right[span.right_start : span.right_end]
        for span in spans
        if span.equal
    )


def _spans_of_lines(left: Sequence[bytes], right: Sequence[bytes]) -> Iterator[Span]:
    texts = [[line.decode("latin-1") for line in side] for side in (left, right)]
    for block in line_blocks(texts[0], texts[1]):
        yield Span(
            block.kind is BlockKind.EQUAL,
            block.left_start,
            block.left_end,
            block.right_start,
            block.right_end,
        )


@dataclass(slots=True)
class _Region:
    """Source lines `start:end` with the edits that touch them."""

    start: int
    end: int
    changes: list[str]
    edits: list[Edit]


def _spans_of_changes(
    content: bytes, left: Sequence[bytes], changes: Sequence[Change], rejected: frozenset[str]
) -> Iterator[Span]:
    offsets = [0, *accumulate(map(len, left))]
    position = shift = 0
    for region in _widened(list(_regions(content, offsets, changes, rejected)), len(left)):
        if position < region.start:
            yield Span(True, position, region.start, position + shift, region.start + shift)
        before = content[offsets[region.start] : offsets[region.end]]
        blocks = _blocks(before, _replaced(before, region, offsets[region.start]))
        right_start = region.start + shift
        yield from _inside(region, blocks, right_start)
        right_end = right_start + (blocks[-1].right_end if blocks else 0)
        position, shift = region.end, right_end - region.end
    if position < len(left):
        yield Span(True, position, len(left), position + shift, len(left) + shift)


def _replaced(before: bytes, region: _Region, start: int) -> bytes:
    """Return what becomes of the lines of a region, which begin at byte `start`."""
    pieces: list[bytes] = []
    position = 0
    for edit in sorted(set(region.edits)):
        pieces += (before[position : edit.start - start], edit.replacement)
        position = edit.end - start
    return b"".join((*pieces, before[position:]))


@lru_cache(maxsize=4_096)
def _blocks(before: bytes, after: bytes) -> tuple[Block, ...]:
    """Compare the lines of a region. Remembered: after a save, few regions are other ones."""
    left, right = ([line.decode("latin-1") for line in side.splitlines(keepends=True)] for side in (before, after))
    return line_blocks(left, right)


def _inside(region: _Region, blocks: Sequence[Block], right_start: int) -> Iterator[Span]:
    names = tuple(dict.fromkeys(region.changes))
    for block in blocks:
        yield Span(
            block.kind is BlockKind.EQUAL,
            region.start + block.left_start,
            region.start + block.left_end,
            right_start + block.right_start,
            right_start + block.right_end,
            names,
        )


def _regions(
    content: bytes, offsets: Sequence[int], changes: Sequence[Change], rejected: frozenset[str]
) -> Iterator[_Region]:
    edits = sorted(((edit, change.id) for change in changes for edit in change.edits), key=lambda pair: pair[0])
    open_region: _Region | None = None
    last: Edit | None = None
    for edit, name in edits:
        start, end = _touched(content, offsets, edit)
        kept = [] if name in rejected else [edit]
        is_shared, last = edit == last, edit
        if open_region is not None and (start < open_region.end or is_shared):
            open_region.end = max(open_region.end, end)
            open_region.changes.append(name)
            open_region.edits += kept
            continue
        if open_region is not None:
            yield open_region
        open_region = _Region(start, end, [name], kept)
    if open_region is not None:
        yield open_region


def _widened(regions: list[_Region], lines: int) -> list[_Region]:
    """Give a rejected insertion, which has no line of its own, a line beside it that nobody else has."""
    for index, region in enumerate(regions):
        if region.edits or region.start != region.end:
            continue
        before = regions[index - 1].end if index else 0
        after = regions[index + 1].start if index + 1 < len(regions) else lines
        if region.end < after:
            region.end += 1
        elif before < region.start:
            region.start -= 1
    return regions


def _touched(content: bytes, offsets: Sequence[int], edit: Edit) -> tuple[int, int]:
    """Return the lines that an edit touches; none when it only puts whole lines between two."""
    lines = len(offsets) - 1
    first = min(bisect_right(offsets, edit.start) - 1, lines)
    joins_last = edit.start == len(content) and not content.endswith((b"\n", b"\r"))
    at_line_start = edit.start == offsets[first] and not joins_last
    ends_line = edit.replacement.endswith(b"\n") or (not edit.replacement and at_line_start)
    last = min(bisect_right(offsets, edit.end) - 1, lines)
    if edit.end == offsets[last] and ends_line and (at_line_start or last > first):
        return first, last
    return min(first, max(lines - 1, 0)), min(last + 1, lines)
