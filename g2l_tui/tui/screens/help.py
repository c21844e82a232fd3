"""Help: the key table, filtered while one types; enter runs the marked line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from g2l_tui.tui.bindings import PLACES, PLACES_OF, Key
from g2l_tui.tui.widgets.bars import TextLine
from g2l_tui.tui.widgets.line_list import LineList, Piece

if TYPE_CHECKING:
    from g2l_tui.tui.app import Workbench


class HelpList(LineList):
    """The keys that match, below the names of their places."""

    def __init__(self, mode: str) -> None:
        super().__init__(id="help-list")
        self._places = PLACES_OF[mode]
        self.lines: list[Key | str] = []
        self.can_focus = False

    def filter(self, words: str) -> None:
        """Show the keys whose key, name or description hold every word."""
        wanted = words.lower().split()
        keys = cast("Workbench", self.app).keys
        self.lines = []
        for place in self._places:
            found = [key for key in keys if key.place == place and _matches(key, wanted, words.strip())]
            if found:
                self.lines += [PLACES[place], *found]
        self.lines_changed()
        self.step(0)

    def step(self, direction: int) -> None:
        """Move to the next line that is a key; from a title always down."""
        index = self.cursor + direction
        while 0 <= index < len(self.lines) and isinstance(self.lines[index], str):
            index += direction or 1
        if 0 <= index < len(self.lines):
            self.move_to(index)

    @property
    def chosen(self) -> Key | None:
        """The key under the cursor."""
        line = self.lines[self.cursor] if self.lines else None
        return line if isinstance(line, Key) else None

    def count(self) -> int:
        return max(len(self.lines), 1)

    def pieces(self, index: int) -> Iterable[Piece]:
        if not self.lines:
            return [(" no key matches", "sign-quiet")]
        line = self.lines[index]
        if isinstance(line, str):
            return [(line, "sign-title")]
        return [(f"  {line.shown:<12}", "sign-key"), (line.help, "text"), (f"   {line.id}", "sign-quiet")]


class HelpScreen(ModalScreen[str | None]):
    """The keys of this screen. Gives the action to run, or None."""

    CSS_PATH = "help.tcss"
    AUTO_FOCUS = "#help-filter"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "close", show=False),
        Binding("down", "step(1)", "next", show=False, priority=True),
        Binding("up", "step(-1)", "previous", show=False, priority=True),
        Binding("pagedown", "step(10)", "page", show=False, priority=True),
        Binding("pageup", "step(-10)", "page", show=False, priority=True),
    ]

    def __init__(self, mode: str) -> None:
        super().__init__()
        self._mode = mode

    def compose(self) -> ComposeResult:
        with Vertical(id="help-card") as card:
            card.border_title = "keys and commands"
            yield Input(placeholder="type to find a key or a command", id="help-filter")
            yield HelpList(self._mode)
            yield TextLine(id="help-hint")

    def on_mount(self) -> None:
        self.query_one("#help-hint", TextLine).show(
            ("enter", "bold $accent"), " runs the marked line   ", ("esc", "bold $accent"), " closes"
        )
        self.call_after_refresh(self.query_one(HelpList).filter, "")

    @on(Input.Changed)
    def filter_keys(self, event: Input.Changed) -> None:
        """Show what matches the words."""
        self.query_one(HelpList).filter(event.value)

    @on(Input.Submitted)
    def run_chosen(self) -> None:
        """Close and run the marked line."""
        chosen = self.query_one(HelpList).chosen
        self.dismiss(chosen.action if chosen else None)

    @on(LineList.Chosen)
    def run_clicked(self) -> None:
        """Run the line that was clicked."""
        self.run_chosen()

    def action_step(self, direction: int) -> None:
        keys = self.query_one(HelpList)
        for _ in range(abs(direction)):
            keys.step(1 if direction > 0 else -1)


def _matches(key: Key, words: list[str], typed: str) -> bool:
    text = f"{key.help} {key.label} {key.id}".lower()
    return typed in key.shown.split() or all(word in text for word in words)
