"""How a diff is drawn: gutter, numbers, code of one or both sides, folds, and the ruler at the right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.geometry import Region
from textual.strip import Strip
from textual.timer import Timer

from g2l_tui.model.change import Decision
from g2l_tui.tui.diff_view import DECISION_SIGNS, DiffView
from g2l_tui.tui.rows import Row, RowKind, scope_of
from g2l_tui.tui.selection import Selection
from g2l_tui.tui.theme import DIFF_ROWS, SEVERITY_CLASSES, SEVERITY_SIGNS, SIGNS, SYNTAX_CLASSES
from g2l_tui.tui.widgets.code_painter import CodePainter
from g2l_tui.tui.widgets.line_list import LineList, Piece
from g2l_tui.tui.wrapping import breaks

GUTTER = 2
_SLICE_SECONDS = 0.005
_REMEMBERED = 1_000
_FILLER = "\u2571"  # a diagonal: a line that is missing must not look like one that is empty


class DiffRows(LineList):
    """Draws the rows of a `DiffView`. A row is drawn once and then remembered until something changes it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = SIGNS | DIFF_ROWS | SYNTAX_CLASSES
    PATIENCE: ClassVar[float] = 0.004
    """Seconds a frame may spend on finding syntax; the rest follows in slices."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.view = DiffView()
        self.rows: tuple[Row, ...] = ()
        self.selection: Selection | None = None
        self.wraps = False
        self.code_and_numbers = self.number_width = self.code_width = 1
        self._painter = CodePainter(self.view.comparison, self._style)
        self._styles: dict[tuple[str, ...], Style] = {}
        self._drawn: LRUCache[tuple[object, ...], Strip] = LRUCache(_REMEMBERED)
        self._starts: frozenset[int] = frozenset()
        self._ruler: tuple[str, ...] = ()
        self._lexing: Timer | None = None

    @property
    def split(self) -> bool:
        """Whether both sides stand side by side."""
        raise NotImplementedError

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    def count(self) -> int:
        return len(self.rows)

    def redraw(self) -> None:
        """Draw every row anew: something that all of them depend on is different."""
        self._drawn.clear()
        self.refresh_changed()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles.clear()
        self._drawn.clear()
        self._painter.forget()

    def render_lines(self, crop: Region) -> list[Strip]:
        self._find_syntax()
        return super().render_lines(crop)

    def compare(self) -> None:
        self._find_syntax()
        super().compare()

    def line_at(self, y: int) -> Strip:
        index = self.scroll_offset.y + y
        width = self.code_and_numbers
        strip = self._remembered(index) if index < len(self.rows) else Strip.blank(width, self._style(()))
        sign = self._ruler[y] if y < len(self._ruler) else " "
        name = "row-removed-sign" if sign == "▖" else "row-added-sign" if sign == "▘" else "row-bar"
        return Strip.join([strip, Strip([Segment(sign, self._style((name,)))], 1)])

    def draw(self, index: int) -> Strip:
        row = self.rows[index]
        if row.kind is RowKind.FOLD:
            return self._fold_strip(row, index)
        cursor = self.base_style(index) if index == self.cursor else None
        gutter = Strip([Segment(text, self._over(cursor, name)) for text, name in self.pieces(index)])
        if not self.split:
            side = 1 if row.kind is RowKind.ADDED else 0
            unified = Strip.join([gutter, *self._number_strips(row, cursor), self._code(row, side, cursor)])
            return unified.adjust_cell_length(self.code_and_numbers, self._style(()))
        divider = Strip([Segment("│", self._style(("row-divider",)))], 1)
        left, right = (Strip.join([self._number(row, side, cursor), self._code(row, side, cursor)]) for side in (0, 1))
        both = Strip.join([gutter, left, divider, right])
        return both.adjust_cell_length(self.code_and_numbers, self._style(()))

    def pieces(self, index: int) -> Iterable[Piece]:
        """The two gutter columns: the decision on a change's first row, then a finding or the active bar."""
        row = self.rows[index]
        first = index in self._starts
        decision = self.view.decisions.get(row.changes[0], Decision.PENDING) if row.changes else None
        yield DECISION_SIGNS[decision] if first and decision is not None else (" ", "")
        severity = None if row.part else self.view.findings.get(row.left)
        if severity is not None:
            yield SEVERITY_SIGNS[severity], SEVERITY_CLASSES[severity]
        elif self._is_active(row):
            yield "▌", "row-bar"
        else:
            yield " ", ""

    def measure(self) -> None:
        """Divide the width of the pane; to be called when it, the layout or the number of lines is another one.

        `code_and_numbers` is all but the ruler and the scrollbar, `code_width` the room for one side's code.
        """
        comparison = self.view.comparison
        self.code_and_numbers = max(self.scrollable_content_region.width - 1, 1)
        self.number_width = max(len(str(max(len(comparison.left), len(comparison.right)))), 3)
        if self.split:
            self.code_width = max((self.code_and_numbers - GUTTER - 1) // 2 - self.number_width - 2, 1)
        else:
            self.code_width = max(self.code_and_numbers - GUTTER - 2 * self.number_width - 3, 1)
        self._drawn.clear()

    def code_starts(self) -> tuple[int, ...]:
        """Return the columns at which the code of each side begins."""
        if not self.split:
            return (GUTTER + 2 * self.number_width + 3,)
        left = GUTTER + self.number_width + 2
        return left, left + self.code_width + 1 + self.number_width + 2

    def _remembered(self, index: int) -> Strip:
        if index == self.cursor:
            return self.draw(index)
        row = self.rows[index]
        key = (index, self.scroll_offset.x, self._is_active(row), *self._painter.syntax(row.left, row.right))
        strip = self._drawn.get(key)
        if strip is None:
            strip = self._drawn[key] = self.draw(index)
        return strip

    def _is_active(self, row: Row) -> bool:
        current = self.row
        return bool(row.changes) and current is not None and current.changes == row.changes

    def _over(self, cursor: Style | None, *names: str) -> Style:
        """Return the style of component classes: over the cursor's, or over the pane's own ground."""
        if cursor is None:
            return self._style(names)
        for name in names:
            cursor += self.style_of(name)
        return cursor

    def _code(self, row: Row, side: int, cursor: Style | None) -> Strip:
        line = row.right if side else row.left
        width = self.code_width
        if line < 0:
            return Strip([Segment(_FILLER * width, self._style(("row-filler",)))], width)
        row_class = ("", "row-removed", "row-added")[0 if row.kind is RowKind.EQUAL else side + 1]
        partner = (row.left if side else row.right) if self.split else row.partner
        strip = self._painter.line(side, line, partner, row_class)
        strip = self._with_selection(strip, side, line)
        start, end = self._columns(row, side, line)
        base = self._style((row_class,)) if row_class else self._style(())
        cropped = strip.crop(start, end).extend_cell_length(width, base)
        if cursor is not None and not row_class:
            return cropped.apply_style(Style(bgcolor=cursor.bgcolor))
        return cropped

    def _columns(self, row: Row, side: int, line: int) -> tuple[int, int]:
        """Return the cells of a line that this row shows: all that fit, or its part of a wrapped line."""
        width = self.code_width
        if not self.wraps:
            return self.scroll_offset.x, self.scroll_offset.x + width
        comparison = self.view.comparison
        starts = breaks((comparison.right if side else comparison.left)[line], width)
        if row.part >= len(starts):
            return 0, 0
        end = starts[row.part + 1] if row.part + 1 < len(starts) else starts[row.part] + width
        return starts[row.part], end

    def _with_selection(self, strip: Strip, side: int, line: int) -> Strip:
        comparison = self.view.comparison
        text = (comparison.right if side else comparison.left)[line]
        span = self.selection.span(side, line, len(text)) if self.selection else None
        if span is None:
            return strip
        start, end = (Segment(text[:index]).cell_length for index in span)
        marked = strip.crop(start, end).apply_style(Style(reverse=True))
        return Strip.join([strip.crop(0, start), marked, strip.crop(end, strip.cell_length)])

    def _number(self, row: Row, side: int, cursor: Style | None) -> Strip:
        line = row.right if side else row.left
        width = self.number_width + 2
        if line < 0:
            return Strip([Segment(_FILLER * width, self._style(("row-filler",)))], width)
        sign = " " if row.kind is RowKind.EQUAL else "-+"[side]
        sign_class = "" if sign == " " else ("row-removed-sign", "row-added-sign")[side]
        number = "↪" if row.part else str(line + 1)
        segment = Segment(f"{number:>{self.number_width}}", self._over(cursor, "row-number"))
        return Strip([segment, Segment(f"{sign} ", self._over(cursor, sign_class))], width)

    def _number_strips(self, row: Row, cursor: Style | None) -> Iterator[Strip]:
        digits = self.number_width
        numbers = "".join(
            f"{'↪' if row.part else str(line + 1):>{digits}} " if line >= 0 else " " * (digits + 1)
            for line in (row.left, row.right)
        )
        sign, name = {
            RowKind.REMOVED: ("-", "row-removed-sign"),
            RowKind.ADDED: ("+", "row-added-sign"),
        }.get(row.kind, (" ", ""))
        yield Strip([Segment(numbers[:-1], self._over(cursor, "row-number"))])
        yield Strip([Segment(f"{sign} ", self._over(cursor, name))], 2)

    def _fold_strip(self, row: Row, index: int) -> Strip:
        scope = scope_of(self.view.comparison.left, row.left, row.left + row.hidden)
        text = f"   ⋯ {row.hidden} unchanged lines" + (f" · {scope}" if scope else "")
        style = self._style(("row-fold",))
        if index == self.cursor:
            style = self.base_style(index) + Style(bold=True)
        width = self.code_and_numbers
        hint = "z opens " if width > 60 else ""
        return Strip([Segment(text.ljust(width - len(hint)) + hint, style)]).adjust_cell_length(width, style)

    def _style(self, names: tuple[str, ...]) -> Style:
        style = self._styles.get(names)
        if style is None:
            style = self.ground
            for name in names:
                style += self.style_of(name)
            self._styles[names] = style
        return style

    def _visible(self) -> tuple[Row, ...]:
        top = self.scroll_offset.y
        return self.rows[top : top + self.size.height]

    def _last_visible(self) -> tuple[int, int]:
        visible = self._visible()
        return max((row.left for row in visible), default=0), max((row.right for row in visible), default=0)

    def _find_syntax(self) -> None:
        """Find the syntax of what is visible as far as there is time; at once where there is none to show yet."""
        if not self.rows:
            return
        is_shown = all(self._painter.knows(row.left, row.right) for row in self._visible())
        if not self._painter.ensure(self._last_visible(), 0 if is_shown else self.PATIENCE) and self._lexing is None:
            self._lexing = self.set_interval(1 / 60, self._lex_more)

    def _lex_more(self) -> None:
        if self._painter.ensure(self._last_visible(), _SLICE_SECONDS) and self._lexing is not None:
            self._lexing.stop()
            self._lexing = None
            self.refresh_changed()
