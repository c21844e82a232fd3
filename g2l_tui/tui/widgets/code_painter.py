"""Paints single lines of code: syntax, changed words and search matches over the colour of the row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from rich.segment import Segment
from rich.style import Style
from textual.cache import FIFOCache
from textual.strip import Strip

from g2l_tui.model.diff import Spans, word_marks
from g2l_tui.tui.comparison import Comparison
from g2l_tui.tui.highlight import Highlighter, Syntax

StyleOf = Callable[[tuple[str, ...]], Style]
_REMEMBERED = 500
_LONGEST_PAINTED = 5_000


class CodePainter:
    """The lines of both sides of a comparison as strips; what looks the same in the next one is not painted again."""

    def __init__(self, style_of: StyleOf) -> None:
        self.search: re.Pattern[str] | None = None
        self._style_of = style_of
        self._strips: FIFOCache[tuple[object, ...], Strip] = FIFOCache(_REMEMBERED)
        self.compare(Comparison())

    def compare(self, comparison: Comparison) -> None:
        """Paint the lines of another comparison from now on."""
        self._sides = comparison.left, comparison.right
        self._highlighters = Highlighter(comparison.left), Highlighter(comparison.right)

    def forget(self) -> None:
        """Paint everything again: the colours are others now."""
        self._strips.clear()

    def line(self, side: int, line: int, partner: int, row_class: str) -> Strip:
        """Paint a line of the left (0) or right (1) side; its words are compared with `partner`'s."""
        text = self._sides[side][line][:_LONGEST_PAINTED]
        syntax = self._highlighters[side].pieces(line)
        words = self._words(side, line, partner) if partner >= 0 and row_class else ()
        key = (text, syntax, words, row_class, self.search)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = self._painted(text, syntax, words, row_class)
        return strip

    def _painted(self, text: str, syntax: Syntax, words: Spans, row_class: str) -> Strip:
        layers = [(start, end, f"code-{name}") for start, end, name in syntax if start < len(text)]
        layers += [(start, end, f"{row_class}-word") for start, end in words]
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
        left, right = (partner, line) if side else (line, partner)
        return _marks(self._sides[0][left], self._sides[1][right])[side]


_marks = lru_cache(_REMEMBERED)(word_marks)


def _depth(name: str) -> int:
    return 2 if name == "row-match" else 1 if name.startswith("row-") else 0
