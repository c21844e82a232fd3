"""Three versions become one: what was generated before, what a person made of it, and what is generated now.

No line that a person wrote is ever lost: where both sides changed the same lines, the person's stay. Lines between
the marks `# g2l: keep` and `# g2l: end` are the person's whether they were changed or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from g2l_tui.model.diff import BlockKind, line_blocks

_KEEP = re.compile(rb"[ \t]*#[ \t]*g2l:[ \t]*keep\b")
_END = re.compile(rb"[ \t]*#[ \t]*g2l:[ \t]*end\b")

Lines = tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """Lines that stayed as the person made them although others were generated. `line` is where, 1-based, in the
    merged text; `protected` when they lie between marks.
    """  # noqa: D205

    line: int
    mine: Lines
    generated: Lines
    protected: bool


@dataclass(frozen=True, slots=True)
class Merge:
    """The merged text, what clashed, and the base of the next merge: what is generated, but for what clashed."""

    content: bytes
    base: bytes
    clashes: tuple[Clash, ...]

    @property
    def conflicts(self) -> tuple[Clash, ...]:
        """The clashes that a person has to look at: lines between marks were kept as it was asked for."""
        return tuple(clash for clash in self.clashes if not clash.protected)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """The same place in the three versions; `at` and `end` are lines of the person's version."""

    base: Lines
    mine: Lines
    generated: Lines
    at: int
    end: int


def merge3(base: bytes, mine: bytes, generated: bytes, *, overrule: bool = False) -> Merge:
    """Return `mine` with what changed from `base` to `generated`. `overrule` ends conflicts for what is generated."""
    content: list[bytes] = []
    next_base: list[bytes] = []
    clashes: list[Clash] = []
    kept = tuple(_protected(mine.splitlines(keepends=True)))
    for chunk in _chunks(*(tuple(text.splitlines(keepends=True)) for text in (base, mine, generated))):
        if chunk.generated in {chunk.base, chunk.mine}:
            content += chunk.mine
            next_base += chunk.generated
            continue
        protected = any(_touches(chunk, start, end) for start, end in kept)
        if not protected and (overrule or chunk.mine == chunk.base):
            content += chunk.generated
            next_base += chunk.generated
            continue
        clashes.append(Clash(len(content) + 1, chunk.mine, chunk.generated, protected))
        content += chunk.mine
        next_base += chunk.generated if protected else chunk.base
    return Merge(b"".join(content), b"".join(next_base), tuple(clashes))


def _chunks(base: Lines, mine: Lines, generated: Lines) -> Iterator[_Chunk]:
    """Yield the whole of the three versions, cut where all of them agree."""
    in_mine, in_generated = _partners(base, mine), _partners(base, generated)
    left = middle = right = 0
    for at in range(len(base) + 1):
        if at == len(base):
            middle_end, right_end = len(mine), len(generated)
        elif in_mine[at] < 0 or in_generated[at] < 0:
            continue
        else:
            middle_end, right_end = in_mine[at], in_generated[at]
        if left < at or middle < middle_end or right < right_end:
            yield _Chunk(base[left:at], mine[middle:middle_end], generated[right:right_end], middle, middle_end)
        if at < len(base):
            yield _Chunk(*((base[at],),) * 3, middle_end, middle_end + 1)
        left, middle, right = at + 1, middle_end + 1, right_end + 1


def _partners(base: Lines, other: Lines) -> list[int]:
    """Return for each line of `base` the line of `other` that it is, or -1."""
    partners = [-1] * len(base)
    for block in line_blocks([line.decode("latin-1") for line in base], [line.decode("latin-1") for line in other]):
        if block.kind is BlockKind.EQUAL:
            for offset in range(block.left_end - block.left_start):
                partners[block.left_start + offset] = block.right_start + offset
    return partners


def _protected(lines: Sequence[bytes]) -> Iterator[tuple[int, int]]:
    """Yield the lines between marks, marks included; without an end they reach to that of the file."""
    start = -1
    for number, line in enumerate(lines):
        if start < 0 and _KEEP.match(line):
            start = number
        elif start >= 0 and _END.match(line):
            yield start, number + 1
            start = -1
    if start >= 0:
        yield start, len(lines)


def _touches(chunk: _Chunk, start: int, end: int) -> bool:
    if chunk.at == chunk.end:
        return start < chunk.at < end
    return chunk.at < end and chunk.end > start
