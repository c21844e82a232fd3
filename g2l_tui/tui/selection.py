"""Text that was selected on one side of a diff. No Textual."""

from __future__ import annotations

from dataclasses import dataclass, replace

from g2l_tui.tui.comparison import Comparison

Point = tuple[int, int]
"""A 0-based line of one side, and a character in it."""


@dataclass(frozen=True, slots=True)
class Selection:
    """From where the drag began, `anchor`, to where it is, `head`; always on the side where it began.

    `side` is 0 for the left and 1 for the right.
    """

    side: int
    anchor: Point
    head: Point

    def to(self, head: Point) -> Selection:
        """Return the selection that reaches to `head`."""
        return replace(self, head=head)

    @property
    def ends(self) -> tuple[Point, Point]:
        """The first and the last point; the character at the last one is not part of it."""
        return min(self.anchor, self.head), max(self.anchor, self.head)

    def span(self, side: int, line: int, length: int) -> tuple[int, int] | None:
        """Return the selected characters of a line that is `length` long, or None."""
        (first, start), (last, end) = self.ends
        if side != self.side or not first <= line <= last or self.anchor == self.head:
            return None
        return (start if line == first else 0, min(end, length) if line == last else length)

    def text(self, comparison: Comparison) -> str:
        """Return what is selected as it stands in the file: without numbers and signs, with its tabs."""
        shown = comparison.right if self.side else comparison.left
        raw = comparison.raw_right if self.side else comparison.raw_left
        (first, _), (last, _) = self.ends
        pieces = []
        for line in range(first, min(last + 1, len(shown))):
            span = self.span(self.side, line, len(shown[line]))
            if span == (0, len(shown[line])):
                pieces.append(raw[line] if line < last else raw[line].rstrip("\r\n"))
            elif span is not None:
                ending = raw[line][len(raw[line].rstrip("\r\n")) :] if line < last else ""
                pieces.append(shown[line][slice(*span)] + ending)
        return "".join(pieces)
