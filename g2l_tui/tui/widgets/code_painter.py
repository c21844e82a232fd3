"""Paints single lines of code: syntax, changed words and search matches over the colour of the row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.strip import Strip

from g2l_tui.model.diff import Spans, word_marks
from g2l_tui.tui.comparison import Comparison
from g2l_tui.tui.highlight import Highlighter, Syntax

StyleOf = Callable[[tuple[str, ...]], Style]
_REMEMBERED = 2_000
_LONGEST_PAINTED = 5_000


class CodePainter:
    """The lines of both sides of a comparison as strips; a line is painted once and then remembered.

    The syntax of a source that was shown `before` is taken over.
    """

    def __init__(self, comparison: Comparison, style_of: StyleOf, before: CodePainter | None = None) -> None:
        self.comparison = comparison
        self.search: re.Pattern[str] | None = None
        self._style_of = style_of
        known = before.highlighters if before else (None, None)
        same_left = before is not None and before.comparison.left == comparison.left
        left = known[0] if known[0] and same_left else Highlighter(comparison.left, known[0])
        self.highlighters: tuple[Highlighter, Highlighter] = (left, Highlighter(comparison.right, known[1]))
        self._strips: LRUCache[tuple[object, ...], Strip] = LRUCache(_REMEMBERED)
        self._marks: LRUCache[tuple[int, int], tuple[Spans, Spans]] = LRUCache(_REMEMBERED)

    def forget(self) -> None:
        """Paint everything again: the colours or the search are others now."""
        self._strips.clear()

    def ensure(self, lines: tuple[int, int], seconds: float) -> bool:
        """Find the syntax down to the left and right line, for at most `seconds`; True when it is known."""
        known = [lexer.ensure(line, seconds / 2) for lexer, line in zip(self.highlighters, lines, strict=True)]
        return all(known)

    def syntax(self, left: int, right: int) -> tuple[Syntax | None, Syntax | None]:
        """Return the syntax of a line of each side, as far as it is known; a side without one has the line -1."""
        return self.highlighters[0].pieces(left), self.highlighters[1].pieces(right)

    def knows(self, left: int, right: int) -> bool:
        """Whether there is syntax to show for a line of each side, if only from what was shown before."""
        known = self.syntax(left, right)
        return (left < 0 or known[0] is not None) and (right < 0 or known[1] is not None)

    def line(self, side: int, line: int, partner: int, row_class: str) -> Strip:
        """Paint a line of the left (0) or right (1) side; its words are compared with `partner`'s."""
        pieces = self.highlighters[side].pieces(line)
        key = (side, line, partner, row_class, pieces, self.search)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._painted(side, line, partner, row_class, pieces or ())
            self._strips[key] = strip
        return strip

    def _painted(self, side: int, line: int, partner: int, row_class: str, syntax: Syntax) -> Strip:
        text = (self.comparison.right if side else self.comparison.left)[line][:_LONGEST_PAINTED]
        layers = [(start, end, f"code-{name}") for start, end, name in syntax if start < len(text)]
        if partner >= 0 and row_class:
            layers += [(start, end, f"{row_class}-word") for start, end in self._words(side, line, partner)]
        if self.search is not None:
            layers += [(*match.span(), "row-match") for match in self.search.finditer(text) if match.group()]
        return Strip(list(self._segments(text, layers, row_class)))

    def _segments(self, text: str, layers: Sequence[tuple[int, int, str]], row_class: str) -> Iterable[Segment]:
        cuts = sorted({0, len(text), *(min(cut, len(text)) for layer in layers for cut in layer[:2])})
        base = (row_class,) if row_class else ()
        starting = sorted(layers, key=lambda layer: layer[0])
        active: list[tuple[int, int, str]] = []
        position = 0
        for start, end in pairwise(cuts):
            while position < len(starting) and starting[position][0] <= start:
                active.append(starting[position])
                position += 1
            active = [layer for layer in active if layer[1] > start]
            names = sorted((name for _, _, name in active), key=_depth)
            yield Segment(text[start:end], self._style_of((*base, *names)))

    def _words(self, side: int, line: int, partner: int) -> Spans:
        pair = (partner, line) if side else (line, partner)
        marks = self._marks.get(pair)
        if marks is None:
            marks = word_marks(self.comparison.left[pair[0]], self.comparison.right[pair[1]])
            self._marks[pair] = marks
        return marks[side]


def _depth(name: str) -> int:
    return 2 if name == "row-match" else 1 if name.startswith("row-") else 0
