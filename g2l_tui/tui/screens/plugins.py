"""Plugins: which take part in every migration, where they come from, and what kept others out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen

from g2l_tui.plugins.registry import Loaded
from g2l_tui.tui.escape import visible
from g2l_tui.tui.widgets.bars import TextLine
from g2l_tui.tui.widgets.line_list import LineList, Piece
from g2l_tui.workspace.workspace import Workspace

Line = tuple[Piece, ...]

_WHAT = {
    "transform": "changes results",
    "validator": "adds findings",
    "post_process": "works on what was written",
    "hook": "hears what happens",
}


class PluginList(LineList):
    """One plugin per line, then one line for each that could not be loaded."""

    def __init__(self) -> None:
        super().__init__(id="plugin-list")
        self._lines: Sequence[Line] = [((" asking the plugins …", "sign-quiet"),)]

    def on_mount(self) -> None:
        self.show(self._lines)

    def show(self, lines: Sequence[Line]) -> None:
        """Show other lines."""
        self._lines = lines
        self.styles.height = len(lines)
        self.lines_changed()

    def count(self) -> int:
        return len(self._lines)

    def pieces(self, index: int) -> Iterable[Piece]:
        return self._lines[index]


class PluginsScreen(ModalScreen[None]):
    """Lists them. Asking is work: each has a process of its own."""

    CSS_PATH = "sheets.tcss"
    AUTO_FOCUS = "#plugin-list"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,p", "dismiss(None)", "close", show=False)]

    class Asked(Message):
        """Every plugin has said what it is."""

        def __init__(self, lines: Sequence[Line]) -> None:
            super().__init__()
            self.lines = lines

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace

    def compose(self) -> ComposeResult:
        with Vertical(id="sheet", classes="-wide") as sheet:
            sheet.border_title = "plugins"
            yield PluginList()
            yield TextLine(id="scope-hint")
            yield TextLine(id="scope-keys")

    def on_mount(self) -> None:
        self.query_one("#scope-hint", TextLine).show((" Nothing in a repository can be a plugin.", "dim"))
        self.query_one("#scope-keys", TextLine).show((" esc", "bold $accent"), " close")
        self.run_worker(self._ask, thread=True, exit_on_error=False)

    def on_plugins_screen_asked(self, message: Asked) -> None:
        self.query_one(PluginList).show(message.lines)

    def _ask(self) -> None:
        registry = self._workspace.plugins
        problems = (*registry.problems(), *self._workspace.plugin_problems)
        lines = [line for each in registry.plugins() for line in _plugin(each)]
        lines += [((" ! ", "sign-error"), (visible(problem), "text")) for problem in dict.fromkeys(problems)]
        self.post_message(self.Asked(lines or _NONE))


def _plugin(plugin: Loaded) -> tuple[Line, Line]:
    does = ", ".join(_WHAT.get(kind, visible(kind)) for kind in plugin.kinds)
    named = ((visible(plugin.name), "sign-title"), (f" {visible(plugin.version)}  ", "sign-quiet"), (does, "text"))
    return (((" ✓ ", "sign-accepted"), *named), ((f"   from {visible(plugin.origin)}", "sign-quiet"),))


_NONE: Sequence[Line] = (
    ((" No plugin takes part.", "text"),),
    ((" An installed package brings one by its entry point g2l_tui.plugins;", "sign-quiet"),),
    ((" `g2l-tui migrate --plugin FILE` takes one along for a run.", "sign-quiet"),),
)
