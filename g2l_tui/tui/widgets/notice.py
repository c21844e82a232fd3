"""A page in place of a diff that cannot be shown."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static


class Notice(VerticalScroll):
    """A page in place of the diff: nothing to review, a file that cannot be read, everything decided."""

    DEFAULT_CSS = """
    Notice { display: none; padding: 1 2; }
    Notice.-open { display: block; }
    Notice Static { height: auto; }
    """

    def __init__(self) -> None:
        super().__init__(id="notice")
        self.content = Content("")

    def compose(self) -> ComposeResult:
        yield Static(id="notice-text")

    def show(self, content: Content) -> None:
        """Show the page."""
        self.content = content
        self.query_one("#notice-text", Static).update(content)
