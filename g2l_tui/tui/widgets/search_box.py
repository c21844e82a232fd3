"""The line in which one types what to search for; it exists only while it is used."""

from __future__ import annotations

import re

from textual.message import Message
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
        self.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Searched(pattern_of(self.value), finished=False))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Searched(pattern_of(self.value), finished=True))
        self.remove()


def pattern_of(text: str) -> re.Pattern[str] | None:
    """Return what finds `text` literally, without regard to case unless it has a capital; None when empty."""
    if not text:
        return None
    return re.compile(re.escape(text), 0 if text != text.lower() else re.IGNORECASE)
