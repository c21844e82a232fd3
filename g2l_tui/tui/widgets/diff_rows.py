"""How a diff is drawn: gutter, numbers, code of one or both sides, folds, and the ruler at the right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.segment import Segment
from rich.style import Style
from textual.cache import FIFOCache
from textual.strip import Strip

from g2l_tui.model.change import Decision
from g2l_tui.tui.diff_view import DECISION_SIGNS, DiffView
from g2l_tui.tui.rows import Row, RowKind, scope_of
from g2l_tui.tui.selection import Selection
from g2l_tui.tui.theme import SEVERITY_CLASSES, SEVERITY_SIGNS
from g2l_tui.tui.widgets.code_painter import CodePainter
from g2l_tui.tui.widgets.line_list import LineList, Piece
from g2l_tui.tui.wrapping import breaks

GUTTER = 2
_REMEMBERED = 1_000
_FILLER = "\u2571"  # a diagonal: a line that is missing must not look like one that is empty


class DiffRows(LineList):
    """Draws the rows of a `DiffView`. A row is drawn once and then remembered until something changes it."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.view = DiffView()
        self.rows: tuple[Row, ...] = ()
        self.selection: Selection | None = None
        self.wraps = False
        self.code_and_numbers = self.number_width = self.code_width = 1
        self._painter = CodePainter(self._style)
        self._styles: dict[tuple[str, ...], Style] = {}
        self._drawn: FIFOCache[tuple[object, ...], Strip] = FIFOCache(_REMEMBERED)
        self._starts: frozenset[int] = frozenset()
        self._ruler: tuple[str, ...] = ()

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

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.call_after_refresh(self._draw_ahead)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles.clear()
        self._drawn.clear()
        self._painter.forget()

    def line_at(self, y: int) -> Strip:
        return self._line(self.scroll_offset.y + y, y)

    def draw(self, index: int) -> Strip:
        row = self.rows[index]
        if row.kind is RowKind.FOLD:
            return self._fold_strip(row, index)
        cursor = self.base_style(index) if index == self.cursor else None
        segments = [Segment(text, self._over(cursor, name)) for text, name in self.pieces(index)]
        if self.split:
            segments += (*self._number(row, 0, cursor), *self._code(row, 0, cursor))
            segments.append(Segment("│", self._style(("row-divider",))))
            segments += (*self._number(row, 1, cursor), *self._code(row, 1, cursor))
        else:
            segments += (*self._numbers(row, cursor), *self._code(row, int(row.kind is RowKind.ADDED), cursor))
        return Strip(segments).adjust_cell_length(self.code_and_numbers, self._style(()))

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

    def _draw_ahead(self) -> None:
        """Draw the page below the visible one while nobody waits for it."""
        height = self.scrollable_content_region.height
        for y in range(height):
            self._line(self.scroll_offset.y + height + y, y)

    def _line(self, index: int, y: int) -> Strip:
        """Return a row, or what is below the last one, with the ruler's sign of a line of the viewport."""
        index = min(index, len(self.rows))
        sign = self._ruler[y] if y < len(self._ruler) else " "
        if index == self.cursor:
            return self._with_ruler(index, sign)
        is_active = index < len(self.rows) and self._is_active(self.rows[index])
        key = (index, self.scroll_offset.x, is_active, sign)
        strip = self._drawn.get(key)
        if strip is None:
            strip = self._drawn[key] = self._with_ruler(index, sign)
        return strip

    def _with_ruler(self, index: int, sign: str) -> Strip:
        strip = self.draw(index) if index < len(self.rows) else Strip.blank(self.code_and_numbers, self._style(()))
        name = "row-removed-sign" if sign == "▖" else "row-added-sign" if sign == "▘" else "row-bar"
        return Strip([*strip, Segment(sign, self._style((name,)))], strip.cell_length + 1)

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

    def _code(self, row: Row, side: int, cursor: Style | None) -> Iterable[Segment]:
        line = row.right if side else row.left
        width = self.code_width
        if line < 0:
            return [Segment(_FILLER * width, self._style(("row-filler",)))]
        row_class = ("", "row-removed", "row-added")[0 if row.kind is RowKind.EQUAL else side + 1]
        partner = (row.left if side else row.right) if self.split else row.partner
        strip = self._painter.line(side, line, partner, row_class)
        strip = self._with_selection(strip, side, line)
        start, end = self._columns(row, side, line)
        base = self._style((row_class,)) if row_class else self._style(())
        cropped = strip.crop(start, end)
        segments = [*cropped]
        if room := width - cropped.cell_length:
            segments.append(Segment(" " * room, base))
        if cursor is not None and not row_class:
            return Segment.apply_style(segments, Style(bgcolor=cursor.bgcolor))
        return segments

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

    def _number(self, row: Row, side: int, cursor: Style | None) -> Iterator[Segment]:
        line = row.right if side else row.left
        if line < 0:
            yield Segment(_FILLER * (self.number_width + 2), self._style(("row-filler",)))
            return
        sign = " " if row.kind is RowKind.EQUAL else "-+"[side]
        sign_class = "" if sign == " " else ("row-removed-sign", "row-added-sign")[side]
        number = "↪" if row.part else str(line + 1)
        yield Segment(f"{number:>{self.number_width}}", self._over(cursor, "row-number"))
        yield Segment(f"{sign} ", self._over(cursor, sign_class))

    def _numbers(self, row: Row, cursor: Style | None) -> Iterator[Segment]:
        digits = self.number_width
        numbers = "".join(
            f"{'↪' if row.part else str(line + 1):>{digits}} " if line >= 0 else " " * (digits + 1)
            for line in (row.left, row.right)
        )
        sign, name = {
            RowKind.REMOVED: ("-", "row-removed-sign"),
            RowKind.ADDED: ("+", "row-added-sign"),
        }.get(row.kind, (" ", ""))
        yield Segment(numbers[:-1], self._over(cursor, "row-number"))
        yield Segment(f"{sign} ", self._over(cursor, name))

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
