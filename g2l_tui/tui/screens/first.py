"""What stands on the screen first: the frame of the review, with the names of the files as soon as there are any."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content

from g2l_tui.tui import pages
from g2l_tui.tui.escape import visible
from g2l_tui.tui.file_state import NothingRead
from g2l_tui.tui.screens.layout import TreeLayout
from g2l_tui.tui.widgets.bars import KeyBar, TextLine, TitleBar
from g2l_tui.tui.widgets.file_tree import FileTree
from g2l_tui.tui.widgets.findings_table import FindingsTable
from g2l_tui.tui.widgets.notice import Notice
from g2l_tui.tui.widgets.panes import Across, Down

if TYPE_CHECKING:
    from g2l_tui.tui.session import Session


class FirstScreen(TreeLayout):
    """Needs nothing but names, so that nobody waits for the rest; the review takes its place and looks the same."""

    AUTO_FOCUS = ""

    def __init__(self, known: Session | NothingRead, root: Path, *, demo: bool) -> None:
        super().__init__()
        self._known = known
        self._root = root
        self._demo = demo
        self._watch = "not watching"
        self._said = "a demo: this copy is thrown away when you quit" if demo else ""

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield TitleBar(visible(self._root.name) + (" (demo)" if self._demo else ""), "review")
        yield TextLine(id="banner")
        with Across(id="panes"):
            yield FileTree(self._known)
            with Down(id="middle", classes="-notice"):
                yield TextLine(id="file")
                yield from self.compose_sides()
                yield FindingsTable()
        yield TextLine(id="status")
        yield KeyBar("review")
        yield self.too_small_notice()

    def compose_sides(self) -> ComposeResult:
        """Place what there is to see of a file."""
        yield Notice()

    @property
    def files(self) -> FileTree:
        return self.query_one(FileTree)

    def on_mount(self) -> None:
        self._show_notice(pages.reading(self._root.name))
        self._show_status_line()
        self.go_on()

    def go_on(self) -> None:
        """Have the application do what comes next, now that all panes stand."""
        self.bench.find_names()

    def show_names(self, paths: Sequence[str]) -> None:
        """Show what the files of the workspace are called."""
        self.files.replace(paths)

    def _show_notice(self, content: Content) -> None:
        self.query_one(Notice).show(content)
        self.query_one("#middle").add_class("-notice")

    def _show_status_line(self, rest: str = "nothing to write yet") -> None:
        parts = [part for part in (visible(self._said), rest) if part]
        self.query_one("#status", TextLine).show(
            (" ● " if self._watch == "watching" else " ○ ", "$success"),
            f"{self._watch} · {' · '.join(parts)}",
        )
