"""The lines in which one types what to search for, or what a list is narrowed to; they exist only while used."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input


class SearchBox(Input):
    """Searches while one types. Small letters match capitals too."""

    class Searched(Message):
        """The text to search for changed; `finished` when enter was pressed."""

        def __init__(self, pattern: re.Pattern[str] | None, *, finished: bool) -> None:
            super().__init__()
            self.pattern = pattern
            self.finished = finished

    def __init__(self) -> None:
        super().__init__(placeholder="search", id="search")

    def on_mount(self) -> None:
        self.screen.set_focus(self)  # at once: keys may be waiting

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Searched(pattern_of(self.value), finished=False))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Searched(pattern_of(self.value), finished=True))
        self.remove()


class GoBox(Input):
    """Takes the number of a line, or a command of one letter as vi has it."""

    class Typed(Message):
        """Enter was pressed on this text."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        super().__init__(placeholder="line number · w write · q quit", id="go")

    def on_mount(self) -> None:
        self.screen.set_focus(self)  # at once: keys may be waiting

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Typed(self.value.strip()))
        self.remove()


class FilterBox(Input):
    """Narrows a list while one types; enter keeps what is narrowed, escape shows everything again."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", "show all", show=False)]
    DEFAULT_CSS = """
    FilterBox { height: 1; border: none; padding: 0 1; background: $panel; }
    FilterBox:focus { border: none; }
    """

    def __init__(self, pane: Widget, narrow: Callable[[re.Pattern[str] | None], None]) -> None:
        super().__init__(placeholder="filter", id="filter")
        self._pane = pane
        self._narrow = narrow

    def on_mount(self) -> None:
        self.screen.set_focus(self)  # at once: keys may be waiting

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._narrow(pattern_of(self.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._leave()

    def action_give_up(self) -> None:
        self._narrow(None)
        self._leave()

    def _leave(self) -> None:
        self._pane.focus()
        self.remove()


def pattern_of(text: str) -> re.Pattern[str] | None:
    """Return what finds `text` literally, without regard to case unless it has a capital; None when empty."""
    if not text:
        return None
    return re.compile(re.escape(text), 0 if text != text.lower() else re.IGNORECASE)
