"""Both sides of a file in one widget, so that they cannot get out of step."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.actions import SkipAction
from textual.binding import BindingType
from textual.message import Message

from g2l_tui.tui import clipboard
from g2l_tui.tui.bindings import bindings
from g2l_tui.tui.diff_view import DiffView, Start, change_starts, overview
from g2l_tui.tui.rows import Row, RowKind, RowOptions, moved_line, row_at, rows_of
from g2l_tui.tui.selection import Point, Selection
from g2l_tui.tui.widgets.diff_rows import GUTTER, DiffRows
from g2l_tui.tui.wrapping import breaks, index_at, wrapped

SPLIT_WIDTH = 88
_SIDEWAYS = 8
_MOST_CONTEXT = 50


class DiffPane(DiffRows):
    """The lines of a `DiffView`, aligned, folded and coloured; side by side where there is room."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("diff")]
    DEFAULT_CSS = "DiffPane { overflow-x: auto; overflow-y: scroll; }"
    MARGIN: ClassVar[int] = 3

    class LayoutChanged(Message):
        """The rows are others now: layout, folds or width."""

    class DecisionClicked(Message):
        """The sign of a change's decision was clicked; the cursor stands on it."""

    def __init__(self, *, id: str = "diff") -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._options = RowOptions()
        self._forced: bool | None = None
        self._change_starts: tuple[int, ...] = ()
        self._longest = 0
        self._start: Start | None = None  # shown before there was any room: placed when there is

    @property
    def split(self) -> bool:
        """Whether both sides stand side by side: as forced, else by the width of the pane."""
        return self._forced if self._forced is not None else self.code_and_numbers >= SPLIT_WIDTH

    @property
    def starts(self) -> tuple[int, ...]:
        """The first row of every change."""
        return self._change_starts

    @property
    def source_line(self) -> int:
        """The 0-based source line at the cursor, or the nearest one above it."""
        lines = (row.left for row in reversed(self.rows[: self.cursor + 1]) if row.left >= 0)
        return next(lines, 0)

    @property
    def selected_text(self) -> str:
        """What is selected, as it stands in the file; empty when nothing is."""
        return self.selection.text(self.view.comparison) if self.selection else ""

    def show(self, view: DiffView, *, start: Start | None = None) -> None:
        """Show something else, with the cursor at `start`, or on the line where it was."""
        same_sides = view.comparison == self.view.comparison
        keep = self.row if same_sides else self._carried(view.comparison.left)
        self.view = view
        if not same_sides:
            self._painter.compare(view.comparison)
            self._longest = max(map(len, view.comparison.left + view.comparison.right), default=0)
            self.selection = None
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
        starts = self._change_starts
        at = bisect_right(starts, self.cursor) if direction > 0 else bisect_left(starts, self.cursor) - 1
        if not 0 <= at < len(starts):
            return False
        self.go_to(starts[at])
        return True

    def go_to(self, index: int) -> None:
        """Put the cursor on a row; one that was out of view comes to the upper third."""
        height = self.scrollable_content_region.height
        in_view = self.scroll_offset.y <= index < self.scroll_offset.y + height - self.MARGIN
        self.move_to(index, row=None if in_view else min(index, height // 3))

    @property
    def forced(self) -> bool | None:
        """Whether both sides stand side by side by the person's choice; None while the width decides."""
        return self._forced

    def force_layout(self, *, split: bool | None) -> None:
        """Have both sides side by side or not, whatever the width; None leaves it to the width."""
        self._forced = split
        self._rebuild(self.row)

    def toggle_layout(self) -> None:
        """Side by side becomes one column, and back; the choice outlives a resize."""
        self.force_layout(split=not self.split)

    def toggle_fold(self) -> bool:
        """Open the fold under the cursor, or close the one that the cursor stands in; False when there is none."""
        row = self.row
        inside = [line for line in self._options.opened if row is not None and line <= row.left]
        if row is None:
            return False
        if row.kind is RowKind.FOLD:
            self._open(row)
        elif row.kind is RowKind.EQUAL and not row.changes and inside:
            self._options = replace(self._options, opened=self._options.opened - {max(inside)})
            self._rebuild(row)
        else:
            return False
        return True

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
        self.redraw()
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

    def width_needed(self) -> int:
        return self.code_and_numbers + (0 if self.wraps else max(self._longest - self.code_width, 0))

    def on_resize(self) -> None:
        self._rebuild(self.row)
        if self._start is not None and self.scrollable_content_region.height:
            self._begin(self._start)
            self._start = None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        point = self._point(event)
        if event.button == 1 and point is not None:
            self.capture_mouse()
            self._select(Selection(point[0], point[1], point[1]))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self.app.mouse_captured is not self or self.selection is None:
            return
        if not 0 <= event.y < self.scrollable_content_region.height:
            self.scroll_to(y=self.scroll_offset.y + (1 if event.y > 0 else -1), animate=False)
        point = self._point(event, self.selection.side)
        if point is not None:
            self._select(self.selection.to(point[1]))

    def on_mouse_up(self) -> None:
        self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        if not self.selected_text:
            super().on_click(event)
            if event.x < GUTTER and self.row is not None and self.row.changes:
                self.post_message(self.DecisionClicked())

    def action_choose(self) -> None:
        if self.row is not None and self.row.kind is RowKind.FOLD:
            self.toggle_fold()
        else:
            super().action_choose()

    def clicked(self) -> None:
        if self.row is not None and self.row.kind is RowKind.FOLD:
            self.toggle_fold()

    def action_scroll_left(self) -> None:
        self.scroll_to(x=self.scroll_offset.x - _SIDEWAYS, animate=False, force=True)

    def action_scroll_right(self) -> None:
        self.scroll_to(x=self.scroll_offset.x + _SIDEWAYS, animate=False, force=True)

    def action_wrap(self) -> None:
        """Break long lines where the pane ends, or let them run on."""
        self.wraps = not self.wraps
        self.scroll_to(x=0, animate=False, force=True)
        self._rebuild(self.row)

    def action_context(self, more: int) -> None:
        """Show more unchanged lines around each change, or fewer."""
        context = max(0, min(self._options.context + more, _MOST_CONTEXT))
        self._options = replace(self._options, context=context)
        self._rebuild(self.row)

    def action_select_lines(self, direction: int) -> None:
        """Select the line under the cursor, and on; on the side that it stands on."""
        row = self.row
        if row is None or row.kind is RowKind.FOLD:
            return
        if self.selection is None:
            side = 1 if row.kind is RowKind.ADDED else 0
            point = (row.right if side else row.left), 0
            self.selection = Selection(side, point, point)
        side, first = self.selection.side, self.selection.anchor[0]
        self.move_to(self.cursor + direction)
        line = self.rows[self.cursor].right if side else self.rows[self.cursor].left
        if line >= 0:
            lines = self.view.comparison.right if side else self.view.comparison.left
            forward = line >= first
            anchor = first, 0 if forward else len(lines[first])
            self._select(Selection(side, anchor, (line, len(lines[line]) if forward else 0)))

    def action_copy_selection(self) -> None:
        """Copy what is selected; without a selection the key means what it means elsewhere."""
        if not self.selected_text:
            raise SkipAction
        self.notify(clipboard.copy(self.app, self.selected_text), title="Copied the selection", timeout=4, markup=False)

    def action_clear_selection(self) -> None:
        """Select nothing any more; without a selection the key means what it means elsewhere."""
        if not self.selected_text:
            raise SkipAction
        self.selection = None
        self.redraw()

    def _select(self, selection: Selection) -> None:
        if selection != self.selection:
            self.selection = selection
            self.redraw()

    def _point(self, event: events.MouseEvent, side: int | None = None) -> tuple[int, Point] | None:
        """Return the side, and the line and character there, under the mouse; of `side` the nearest one."""
        offset = event.get_content_offset(self)
        x, y = (offset.x, offset.y) if offset is not None else (event.x, event.y)
        index = max(0, min(self.scroll_offset.y + y, len(self.rows) - 1))
        starts = self.code_starts()
        if not self.rows or (side is None and x < starts[0]):
            return None
        row = self.rows[index]
        if not self.split:
            at, column = (1 if row.kind is RowKind.ADDED else 0), x - starts[0]
            at = side if side is not None else at
        else:
            at = side if side is not None else int(x >= starts[1] - self.number_width - 2)
            column = x - starts[at]
        line = row.right if at else row.left
        if line < 0 or row.kind is RowKind.FOLD:
            return None
        text = (self.view.comparison.right if at else self.view.comparison.left)[line]
        return at, (line, index_at(text, max(column, 0) + self._first_cell(row, text)))

    def _first_cell(self, row: Row, text: str) -> int:
        if not self.wraps:
            return self.scroll_offset.x
        starts = breaks(text, self.code_width)
        return starts[min(row.part, len(starts) - 1)]

    def _open(self, row: Row) -> None:
        self._options = replace(self._options, opened=self._options.opened | {row.left})
        self._rebuild(row)

    def _begin(self, start: Start) -> None:
        of_changes = (index for index in self._change_starts if start.changes & set(self.rows[index].changes))
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
        self.measure()
        kept = frozenset(self.view.findings)
        self._options = replace(self._options, split=self.split, kept=kept)
        rows = rows_of(self.view.comparison, self._options)
        self.rows = wrapped(rows, self.view.comparison, self.code_width) if self.wraps else rows
        self._change_starts = change_starts(self.rows)
        self._starts = frozenset(self._change_starts)
        height = self.scrollable_content_region.height
        self._ruler = overview(self.rows, height) if self._change_starts and height else ()
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
