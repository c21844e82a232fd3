"""Reword: what a change becomes is written by hand, checked, and then accepted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import TextArea

from g2l_tui.tui.escape import visible
from g2l_tui.tui.widgets.bars import TextLine

Check = Callable[[str], Sequence[str]]
"""Takes a text, and gives what speaks against it, a sentence each. Called off the screen's thread."""


class RewordScreen(ModalScreen["str | None"]):
    """Gives the text that a person wrote, once nothing speaks against it, or None."""

    CSS_PATH = "sheets.tcss"
    AUTO_FOCUS = "#reword-text"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "take", "accept", show=False, priority=True),
        Binding("escape", "leave", "cancel", show=False, priority=True),
    ]

    class Checked(Message):
        """The text was looked at."""

        def __init__(self, text: str, problems: Sequence[str]) -> None:
            super().__init__()
            self.text = text
            self.problems = problems

    def __init__(self, title: str, text: str, check: Check, problems: Sequence[str] = ()) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._check = check
        self._problems = problems
        self._leaving = False

    def compose(self) -> ComposeResult:
        with Vertical(id="sheet", classes="reword") as sheet:
            sheet.border_title = visible(self._title)
            yield TextArea(self._text, id="reword-text", show_line_numbers=True, soft_wrap=False, tab_behavior="indent")
            yield TextLine(id="reword-problem")
            yield TextLine(id="reword-keys")

    def on_mount(self) -> None:
        self.query_one("#reword-keys", TextLine).show(
            *((" ctrl+s", "bold $accent"), " accept this text   ", ("esc", "bold $accent"), " leave it as it was"),
        )
        self._say(self._problems)

    @property
    def text(self) -> str:
        """What stands there now."""
        return self.query_one(TextArea).text

    @on(TextArea.Changed)
    def stay(self) -> None:
        """Go on writing: what was said of the text before is old."""
        self._leaving = False
        if self.text != self._text:
            self._say(())

    def action_take(self) -> None:
        text = self.text
        self.query_one("#reword-problem", TextLine).show(" looking at it …")
        work = lambda: self.post_message(self.Checked(text, self._check(text)))  # noqa: E731
        self.run_worker(work, thread=True, group="reword", exclusive=True, exit_on_error=False)

    def action_leave(self) -> None:
        if self.text == self._text or self._leaving:
            self.dismiss(None)
            return
        self._leaving = True
        self._say(("esc again throws away what you wrote; ctrl+s accepts it",))

    def on_reword_screen_checked(self, message: Checked) -> None:
        if message.problems:
            self._say(message.problems)
            self.app.bell()
        else:
            self.dismiss(message.text)

    def _say(self, problems: Sequence[str]) -> None:
        parts = [(" ▲ ", "bold $warning"), visible("; ".join(problems))] if problems else [""]
        self.query_one("#reword-problem", TextLine).show(*parts)
