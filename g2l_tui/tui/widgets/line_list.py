"""The ground of every pane that draws its own lines: a cursor, scrolling, keys and clicks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.color import Color
from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from g2l_tui.tui.bindings import bindings

Piece = tuple[str, str]


class LineList(ScrollView, can_focus=True):
    """Lines that cost only what is visible of them, and of that only what looks different.

    Their styles are component classes of the application.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("lines")]
    DEFAULT_CSS = "LineList { scrollbar-size-vertical: 1; scrollbar-size-horizontal: 0; overflow-x: hidden; }"
    MARGIN: ClassVar[int] = 2
    ALLOW_SELECT = False  # a drag would take both sides of a diff, and their numbers

    cursor = reactive(0, repaint=False)
    """The line that the keys act on, counted from 0."""

    class Moved(Message):
        """The cursor stands on another line; `by_user` is false when the program put it there."""

        def __init__(self, lines: LineList) -> None:
            super().__init__()
            self.lines = lines

        @property
        def control(self) -> LineList:
            return self.lines

    class Chosen(Message):
        """Enter or a click on a line."""

        def __init__(self, lines: LineList) -> None:
            super().__init__()
            self.lines = lines

        @property
        def control(self) -> LineList:
            return self.lines

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._painted: dict[int, Strip] = {}
        self._ground: Style | None = None
        self._styles_by_name: dict[str, Style] = {}
        self._will_compare = False

    def count(self) -> int:
        """Return how many lines there are."""
        raise NotImplementedError

    def pieces(self, index: int) -> Iterable[Piece]:
        """Return the parts of a line as text and component class."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        strip = self._painted[y] = self.line_at(y)
        return strip

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return the filters but for that which gives the terminal's colours a true value: here they have one."""
        return [each for each in super().get_line_filters() if not isinstance(each, ANSIToTruecolor)]

    def line_at(self, y: int) -> Strip:
        """Draw one line of the viewport."""
        index = self.scroll_offset.y + y
        width = self.scrollable_content_region.width
        if index >= self.count():
            return Strip.blank(width, self.ground)
        strip = self.draw(index)
        return strip.adjust_cell_length(width, self.base_style(index))

    def draw(self, index: int) -> Strip:
        """Draw a whole line; what does not fit is cut off later."""
        base = self.base_style(index)
        return Strip([Segment(text, base + self.style_of(name)) for text, name in self.pieces(index)])

    def base_style(self, index: int) -> Style:
        """Return the style below everything on a line: the cursor's, or none."""
        if index != self.cursor:
            return self.ground
        return self.ground + self.style_of("row-cursor" if self.has_focus else "row-cursor-blurred")

    @property
    def ground(self) -> Style:
        """The widget's own style."""
        if self._ground is None:
            self._ground = self.rich_style
        return self._ground

    def style_of(self, name: str) -> Style:
        """Return what a component class adds; it is looked up once, for that takes longer than to draw with it."""
        style = self._styles_by_name.get(name)
        if style is None:
            style = self._styles_by_name[name] = self._added_by(name)
        return style

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._ground = None
        self._styles_by_name.clear()

    def _added_by(self, name: str) -> Style:
        """See-through colours are mixed with the widget's own ground."""
        if not name:
            return Style.null()
        styles = self.app.get_component_styles(name)
        colour = styles.color if styles.has_rule("color") else None
        back = styles.background if styles.has_rule("background") else None
        if self.app.native_ansi_color:
            return styles.text_style + _ansi_style(colour, back)
        ground = self.background_colors[1]
        return styles.text_style + Style(
            color=(ground + colour).rich_color if colour else None,
            bgcolor=(ground + back).rich_color if back else None,
        )

    def lines_changed(self) -> None:
        """Take note that the lines are others now; the cursor stays inside them."""
        self.virtual_size = Size(self.width_needed(), self.count())
        self.set_reactive(LineList.cursor, max(0, min(self.cursor, self.count() - 1)))
        self.refresh_changed()

    def refresh_changed(self) -> None:
        """Draw those lines again that look different once all that happens now has happened."""
        if not self._will_compare:
            self._will_compare = True
            self.call_next(self.compare)

    def width_needed(self) -> int:
        """Return the width of the longest line, when lines scroll sideways; 0 when they are cut."""
        return 0

    def move_to(self, index: int, *, row: int | None = None) -> None:
        """Put the cursor on a line and bring it into view, at screen row `row` if given."""
        index = max(0, min(index, self.count() - 1))
        moved = index != self.cursor
        self.cursor = index
        height = max(self.scrollable_content_region.height, 1)
        top = self.scroll_offset.y
        margin = min(self.MARGIN, (height - 1) // 2)
        if row is not None:
            row = max(min(row, height - 1 - margin), 0)
        wanted = index - row if row is not None else min(top, index - margin)
        if row is None and index + margin >= top + height:
            wanted = index + margin - height + 1
        if wanted != top:
            self.scroll_to(y=max(wanted, 0), animate=False, force=True)
        self.refresh_changed()
        if moved:
            self.post_message(self.Moved(self))

    @property
    def cursor_row(self) -> int:
        """The screen row on which the cursor stands."""
        return self.cursor - self.scroll_offset.y

    def validate_cursor(self, cursor: int) -> int:
        return max(0, min(cursor, self.count() - 1))

    def on_focus(self) -> None:
        self.refresh_changed()

    def on_blur(self) -> None:
        self.refresh_changed()

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or self.scroll_offset.y + offset.y >= self.count():
            return
        self.move_to(self.scroll_offset.y + offset.y, row=offset.y)
        self.clicked()

    def clicked(self) -> None:
        """React to a click on the line under the cursor; choosing it is the default."""
        self.action_choose()

    def action_cursor_down(self) -> None:
        self.move_to(self.cursor + 1)

    def action_cursor_up(self) -> None:
        self.move_to(self.cursor - 1)

    def action_page_down(self) -> None:
        self._page(self.scrollable_content_region.height)

    def action_page_up(self) -> None:
        self._page(-self.scrollable_content_region.height)

    def action_half_down(self) -> None:
        self._page(self.scrollable_content_region.height // 2)

    def action_half_up(self) -> None:
        self._page(-(self.scrollable_content_region.height // 2))

    def action_first(self) -> None:
        self.move_to(0)

    def action_last(self) -> None:
        self.move_to(self.count() - 1)

    def action_choose(self) -> None:
        if self.count():
            self.post_message(self.Chosen(self))

    def compare(self) -> None:
        """Have those lines painted that are not as they were painted last."""
        self._will_compare = False
        lines = range(self.scrollable_content_region.height)
        changed = [y for y in lines if self._painted.get(y) != self.line_at(y)]
        if len(changed) == len(lines):
            self.refresh()
        elif changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def _page(self, lines: int) -> None:
        row = self.cursor_row
        self.move_to(self.cursor + lines, row=max(row, 0))


def _ansi_style(colour: Color | None, back: Color | None) -> Style:
    """Return the style for a terminal's own colours, which cannot be mixed: a see-through ground is none."""
    return Style(
        color=colour.rich_color if colour else None,
        bgcolor=back.rich_color if back and back.a == 1 else None,
    )
