"""Both sides of a file in one widget, so that they cannot get out of step."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer

from g2l_tui.model.change import Decision
from g2l_tui.tui.bindings import bindings
from g2l_tui.tui.diff_view import DECISION_SIGNS, DiffView, Start, change_starts, overview
from g2l_tui.tui.rows import Row, RowKind, RowOptions, moved_line, row_at, rows_of, scope_of
from g2l_tui.tui.theme import DIFF_ROWS, SEVERITY_CLASSES, SEVERITY_SIGNS, SIGNS, SYNTAX_CLASSES
from g2l_tui.tui.widgets.code_painter import CodePainter
from g2l_tui.tui.widgets.line_list import LineList, Piece

SPLIT_WIDTH = 88
_SLICE_SECONDS = 0.005
_FILLER = "\u2571"  # a diagonal: a line that is missing must not look like one that is empty


class DiffPane(LineList):
    """The lines of a `DiffView`, aligned, folded and coloured; side by side where there is room."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("diff")]
    COMPONENT_CLASSES: ClassVar[set[str]] = SIGNS | DIFF_ROWS | SYNTAX_CLASSES
    DEFAULT_CSS = "DiffPane { overflow-x: auto; overflow-y: scroll; }"
    MARGIN: ClassVar[int] = 3
    PATIENCE: ClassVar[float] = 0.004
    """Seconds a frame may spend on finding syntax; the rest follows in slices."""

    class LayoutChanged(Message):
        """The rows are others now: layout, folds or width."""

    def __init__(self, *, id: str = "diff") -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.view = DiffView()
        self.rows: tuple[Row, ...] = ()
        self._options = RowOptions()
        self._forced: bool | None = None
        self._painter = CodePainter(self.view.comparison, self._style)
        self._styles: dict[tuple[str, ...], Style] = {}
        self._starts: tuple[int, ...] = ()
        self._starts_set: frozenset[int] = frozenset()
        self._ruler: tuple[str, ...] = ()
        self._longest = 0
        self._start: Start | None = None  # shown before there was any room: placed when there is
        self._lexing: Timer | None = None

    @property
    def split(self) -> bool:
        """Whether both sides stand side by side: as forced, else by the width of the pane."""
        return self._forced if self._forced is not None else self._width >= SPLIT_WIDTH

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    @property
    def starts(self) -> tuple[int, ...]:
        """The first row of every change."""
        return self._starts

    @property
    def source_line(self) -> int:
        """The 0-based source line at the cursor, or the nearest one above it."""
        lines = (row.left for row in reversed(self.rows[: self.cursor + 1]) if row.left >= 0)
        return next(lines, 0)

    def show(self, view: DiffView, *, start: Start | None = None) -> None:
        """Show something else, with the cursor at `start`, or on the line where it was."""
        same_sides = view.comparison == self.view.comparison
        keep = self.row if same_sides else self._carried(view.comparison.left)
        self.view = view
        if not same_sides:
            search = self._painter.search
            self._painter = CodePainter(view.comparison, self._style, self._painter)
            self._painter.search = search
            self._longest = max(map(len, view.comparison.left + view.comparison.right), default=0)
        if start is not None:
            self._options = replace(self._options, opened=frozenset())
            self._rebuild(None)
            self.scroll_to(x=0, animate=False, force=True)
            self._begin(start)
            self._start = start if not self.scrollable_content_region.height else None
        else:
            self._rebuild(keep)

    def reveal(self, line: int, *, middle: bool = False) -> None:
        """Put the cursor on a source line; a fold that hides it opens."""
        row = self.rows[row_at(self.rows, left=line)] if self.rows else None
        if row is not None and row.kind is RowKind.FOLD and row.left <= line < row.left + row.hidden:
            self._open(row)
        height = self.scrollable_content_region.height
        index = row_at(self.rows, left=line)
        in_view = self.scroll_offset.y <= index < self.scroll_offset.y + height
        self.move_to(index, row=min(index, height // 3) if middle or not in_view else None)

    def step(self, direction: int) -> bool:
        """Move to the next (1) or previous (-1) change; False at the ends."""
        starts = self._starts if direction > 0 else self._starts[::-1]
        index = next((start for start in starts if (start - self.cursor) * direction > 0), None)
        if index is None:
            return False
        self.go_to(index)
        return True

    def go_to(self, index: int) -> None:
        """Put the cursor on a row; one that was out of view comes to the upper third."""
        height = self.scrollable_content_region.height
        in_view = self.scroll_offset.y <= index < self.scroll_offset.y + height - self.MARGIN
        self.move_to(index, row=None if in_view else min(index, height // 3))

    def toggle_layout(self) -> None:
        """Side by side becomes one column, and back; the choice outlives a resize."""
        self._forced = not self.split
        self._rebuild(self.row)

    def toggle_fold(self) -> None:
        """Open the fold under the cursor, or close the one that the cursor stands in."""
        row = self.row
        if row is None:
            return
        if row.kind is RowKind.FOLD:
            self._open(row)
            return
        inside = [line for line in self._options.opened if line <= row.left]
        if row.kind is RowKind.EQUAL and not row.changes and inside:
            self._options = replace(self._options, opened=self._options.opened - {max(inside)})
            self._rebuild(row)

    def toggle_all_folds(self) -> None:
        """Show only the changes with their context, or the whole file."""
        self._options = replace(self._options, fold=not self._options.fold, opened=frozenset())
        self._rebuild(self.row)

    @property
    def is_searching(self) -> bool:
        """Whether matches of a search are marked."""
        return self._painter.search is not None

    def search(self, pattern: re.Pattern[str] | None) -> int:
        """Mark what matches, and return how many lines do."""
        self._painter.search = pattern
        self._painter.forget()
        self.refresh()
        return len(self._matches())

    def step_match(self, direction: int, *, here: bool = False) -> bool:
        """Move to the next or previous line that matches, round the ends; folds open."""
        matches = self._matches()
        row = self.row
        if not matches or row is None:
            return False
        place = (row.left if row.left >= 0 else self.source_line, row.right)
        later = [m for m in matches if (m[0] >= place[0] if here else m[0] > place[0])]
        earlier = [m for m in matches if m[0] < place[0]]
        found = (later or matches)[0] if direction > 0 else (earlier or matches)[-1]
        self.reveal(found[0])
        if found[1] >= 0:
            self.move_to(row_at(self.rows, right=found[1]))
        return True

    def count(self) -> int:
        return len(self.rows)

    def width_needed(self) -> int:
        return self._width + max(self._longest - self._code_width, 0)

    def on_resize(self) -> None:
        self._rebuild(self.row)
        if self._start is not None and self.scrollable_content_region.height:
            self._begin(self._start)
            self._start = None

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles.clear()
        self._painter.forget()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the viewport, after finding its syntax as far as there is time."""
        if self.rows and not self._painter.ensure(self._last_visible(), self.PATIENCE) and self._lexing is None:
            self._lexing = self.set_interval(1 / 60, self._lex_more)
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        width = self._width
        strip = super().render_line(y)
        sign = self._ruler[y] if y < len(self._ruler) else " "
        name = "row-removed-sign" if sign == "▖" else "row-added-sign" if sign == "▘" else "row-bar"
        return Strip.join([strip.crop(0, width), Strip([Segment(sign, self.rich_style + self.style_of(name))], 1)])

    def draw(self, index: int) -> Strip:
        row = self.rows[index]
        if row.kind is RowKind.FOLD:
            return self._fold_strip(row, index)
        cursor = self.base_style(index)
        gutter = Strip([Segment(text, cursor + self.style_of(name)) for text, name in self.pieces(index)])
        if not self.split:
            side = 1 if row.kind is RowKind.ADDED else 0
            unified = Strip.join([gutter, *self._number_strips(row, cursor), self._code(row, side, index)])
            return unified.adjust_cell_length(self._width, self.rich_style)
        divider = Strip([Segment("│", self.rich_style + self.style_of("row-divider"))], 1)
        left, right = (Strip.join([self._number(row, side, cursor), self._code(row, side, index)]) for side in (0, 1))
        both = Strip.join([gutter, left, divider, right])
        return both.adjust_cell_length(self._width, self.rich_style)

    def pieces(self, index: int) -> Iterable[Piece]:
        """The two gutter columns: the decision on a change's first row, then a finding or the active bar."""
        row = self.rows[index]
        first = index in self._starts_set
        decision = self.view.decisions.get(row.changes[0], Decision.PENDING) if row.changes else None
        yield DECISION_SIGNS[decision] if first and decision is not None else (" ", "")
        severity = self.view.findings.get(row.left)
        current = self.row
        if severity is not None:
            yield SEVERITY_SIGNS[severity], SEVERITY_CLASSES[severity]
        elif row.changes and current is not None and current.changes == row.changes:
            yield "▌", "row-bar"
        else:
            yield " ", ""

    def action_choose(self) -> None:
        if self.row is not None and self.row.kind is RowKind.FOLD:
            self.toggle_fold()
        else:
            super().action_choose()

    def clicked(self) -> None:
        if self.row is not None and self.row.kind is RowKind.FOLD:
            self.toggle_fold()

    def action_scroll_left(self) -> None:
        self.scroll_to(x=self.scroll_offset.x - 8, animate=False, force=True)

    def action_scroll_right(self) -> None:
        self.scroll_to(x=self.scroll_offset.x + 8, animate=False, force=True)

    @property
    def _width(self) -> int:
        """The columns for both sides: without the ruler, and without the scrollbar."""
        return max(self.scrollable_content_region.width - 1, 1)

    @property
    def _digits(self) -> int:
        comparison = self.view.comparison
        return max(len(str(max(len(comparison.left), len(comparison.right)))), 3)

    @property
    def _code_width(self) -> int:
        if self.split:
            return max((self._width - 3) // 2 - self._digits - 2, 1)
        return max(self._width - 2 - 2 * self._digits - 3, 1)

    def _code(self, row: Row, side: int, index: int) -> Strip:
        line = row.right if side else row.left
        width = self._code_width
        if line < 0:
            return Strip([Segment(_FILLER * width, self.rich_style + self.style_of("row-filler"))], width)
        row_class = ("", "row-removed", "row-added")[0 if row.kind is RowKind.EQUAL else side + 1]
        partner = (row.left if side else row.right) if self.split else row.partner
        strip = self._painter.line(side, line, partner, row_class)
        base = self._style((row_class,)) if row_class else self.rich_style
        cropped = strip.crop_extend(self.scroll_offset.x, self.scroll_offset.x + width, base)
        if index == self.cursor and not row_class:
            return cropped.apply_style(Style(bgcolor=self.base_style(index).bgcolor))
        return cropped

    def _number(self, row: Row, side: int, cursor: Style) -> Strip:
        line = row.right if side else row.left
        width = self._digits + 2
        if line < 0:
            return Strip([Segment(_FILLER * width, self.rich_style + self.style_of("row-filler"))], width)
        sign = " " if row.kind is RowKind.EQUAL else "-+"[side]
        sign_class = "" if sign == " " else ("row-removed-sign", "row-added-sign")[side]
        number = Segment(f"{line + 1:>{self._digits}}", cursor + self.style_of("row-number"))
        return Strip([number, Segment(f"{sign} ", cursor + self.style_of(sign_class))], width)

    def _number_strips(self, row: Row, cursor: Style) -> Iterator[Strip]:
        numbers = "".join(
            f"{line + 1:>{self._digits}} " if line >= 0 else " " * (self._digits + 1) for line in (row.left, row.right)
        )
        sign, name = {
            RowKind.REMOVED: ("-", "row-removed-sign"),
            RowKind.ADDED: ("+", "row-added-sign"),
        }.get(row.kind, (" ", ""))
        yield Strip([Segment(numbers[:-1], cursor + self.style_of("row-number"))])
        yield Strip([Segment(f"{sign} ", cursor + self.style_of(name))], 2)

    def _fold_strip(self, row: Row, index: int) -> Strip:
        scope = scope_of(self.view.comparison.left, row.left, row.left + row.hidden)
        text = f"   ⋯ {row.hidden} unchanged lines" + (f" · {scope}" if scope else "")
        style = self._style(("row-fold",))
        if index == self.cursor:
            style = self.base_style(index) + Style(bold=True)
        hint = "z opens " if self._width > 60 else ""
        return Strip([Segment(text.ljust(self._width - len(hint)) + hint, style)]).adjust_cell_length(
            self._width, style
        )

    def _style(self, names: tuple[str, ...]) -> Style:
        style = self._styles.get(names)
        if style is None:
            style = self.rich_style
            for name in names:
                style += self.style_of(name)
            self._styles[names] = style
        return style

    def _open(self, row: Row) -> None:
        self._options = replace(self._options, opened=self._options.opened | {row.left})
        self._rebuild(row)

    def _begin(self, start: Start) -> None:
        of_changes = (index for index in self._starts if start.changes & set(self.rows[index].changes))
        index = next(of_changes, None)
        if index is None:
            self.reveal(start.line, middle=True)
        else:
            self.move_to(index, row=min(index, self.scrollable_content_region.height // 3))

    def _carried(self, after: tuple[str, ...]) -> Row | None:
        """Return a row for where the source line under the eye stands in another text; folds go along."""
        before = self.view.comparison.left
        if not self.rows or before == after:
            on_source = self.row is not None and self.row.left >= 0
            return self.row if on_source else self._source_row(self.source_line)
        opened = frozenset(moved_line(before, after, line) for line in self._options.opened)
        self._options = replace(self._options, opened=opened)
        return self._source_row(moved_line(before, after, self.source_line))

    @staticmethod
    def _source_row(line: int) -> Row:
        return Row(RowKind.EQUAL, line, -1)

    def _rebuild(self, keep: Row | None) -> None:
        """Make the rows again; the line of `keep` stays under the cursor, on the same screen row."""
        screen_row = self.cursor_row
        kept = frozenset(self.view.findings)
        self._options = replace(self._options, split=self.split, kept=kept)
        self.rows = rows_of(self.view.comparison, self._options)
        self._starts = change_starts(self.rows)
        self._starts_set = frozenset(self._starts)
        height = self.scrollable_content_region.height
        self._ruler = overview(self.rows, height) if self._starts and height else ()
        self.lines_changed()
        if keep is not None:
            with self.prevent(self.Moved):
                self.move_to(row_at(self.rows, keep.left, keep.right), row=max(screen_row, 0))
        self.post_message(self.LayoutChanged())

    def _matches(self) -> list[tuple[int, int]]:
        """Return the lines that match as (source line, result line or -1), from top to bottom."""
        pattern = self._painter.search
        if pattern is None:
            return []
        left, right = self.view.comparison.left, self.view.comparison.right
        found: list[tuple[int, int]] = []
        for span in self.view.comparison.spans:
            lefts = range(span.left_start, span.left_end)
            found += [(line, -1) for line in lefts if pattern.search(left[line])]
            if not span.equal:
                rights = range(span.right_start, span.right_end)
                at = max(span.left_end - 1, 0)
                found += [(at, line) for line in rights if pattern.search(right[line])]
        return found

    def _last_visible(self) -> tuple[int, int]:
        bottom = self.scroll_offset.y + self.size.height
        visible = self.rows[self.scroll_offset.y : bottom]
        return max((row.left for row in visible), default=0), max((row.right for row in visible), default=0)

    def _lex_more(self) -> None:
        if self._painter.ensure(self._last_visible(), _SLICE_SECONDS) and self._lexing is not None:
            self._lexing.stop()
            self._lexing = None
            self.refresh()
