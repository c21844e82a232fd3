"""Where the panes of the review stand, by the width of the terminal and the person's choice."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from g2l_tui.tui.widgets.file_tree import FileTree

if TYPE_CHECKING:
    from g2l_tui.tui.app import Workbench

Result = TypeVar("Result")
LEAST_WIDTH, LEAST_HEIGHT = 60, 15
_TREE_FROM = 120
_RAIL_FROM = 100
_WIDE_FROM = 200
LOW = 30


class TreePlace(str, Enum):
    """How the file tree is shown; the value is the class of the screen."""

    FULL = "-tree-full"
    RAIL = "-tree-rail"
    HIDDEN = "-tree-hidden"
    OVER = "-tree-over"


class RoomyScreen(Screen[Result]):
    """A screen with the class `-low` or `-narrow` in a small terminal, `-wide` in a large one; it may be too small."""

    PLACE: ClassVar[str] = ""
    """Where the key table has its keys, if the screen is not one of the modes."""

    @property
    def bench(self) -> Workbench:
        """The application, as what it is."""
        return cast("Workbench", self.app)

    @staticmethod
    def too_small_notice() -> Static:
        """Return the widget that stands in place of everything in a terminal that is too small."""
        return Static("", id="too-small", markup=False)

    def on_resize(self, event: events.Resize) -> None:
        width, height = event.size
        too_small = width < LEAST_WIDTH or height < LEAST_HEIGHT
        self.set_class(too_small, "-too-small")
        self.set_class(height < LOW, "-low")
        self.set_class(width < _RAIL_FROM, "-narrow")
        self.set_class(width >= _WIDE_FROM, "-wide")
        if too_small:
            needs = f"g2l-tui needs {LEAST_WIDTH} columns and {LEAST_HEIGHT} rows"
            self.query_one("#too-small", Static).update(f"{needs}\nnow {width} x {height}\n\nq quits")


class TreeLayout(RoomyScreen[None]):
    """A screen with a file tree that is a pane, a rail of signs, hidden, or laid over the rest."""

    def __init__(self) -> None:
        super().__init__()
        self._chosen: TreePlace | None = None

    @property
    def tree_place(self) -> TreePlace:
        """Where the tree is: as chosen while that fits the width, else by the width."""
        width = self.size.width or self.app.size.width
        wide, medium = width >= _TREE_FROM, width >= _RAIL_FROM
        if self._chosen is TreePlace.OVER and not wide:
            return TreePlace.OVER
        if self._chosen in (TreePlace.FULL, TreePlace.RAIL, TreePlace.HIDDEN) and (wide or medium):
            return self._chosen
        return TreePlace.FULL if wide else TreePlace.RAIL if medium else TreePlace.HIDDEN

    def compose(self) -> ComposeResult:
        """Place the tree before there is anything that its place could look different for."""
        self._place_tree()
        yield from ()

    def next_tree_place(self) -> None:
        """Tree, rail, hidden in turn where there is room; shown over the rest and hidden again elsewhere."""
        turns = (
            (TreePlace.FULL, TreePlace.RAIL, TreePlace.HIDDEN)
            if self.size.width >= _RAIL_FROM
            else (TreePlace.HIDDEN, TreePlace.OVER)
        )
        self._chosen = turns[(turns.index(self.tree_place) + 1) % len(turns)]
        self._place_tree()
        if self._chosen in (TreePlace.OVER, TreePlace.FULL):
            self.query_one(FileTree).focus()
        elif isinstance(self.focused, FileTree):
            self.focus_next()

    def hide_overlay(self) -> bool:
        """Hide the tree if it lies over the rest; False when it does not."""
        if self.tree_place is not TreePlace.OVER:
            return False
        self._chosen = TreePlace.HIDDEN
        self._place_tree()
        return True

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        self._place_tree()

    def _place_tree(self) -> None:
        for place in TreePlace:
            self.set_class(place is self.tree_place, place.value)
