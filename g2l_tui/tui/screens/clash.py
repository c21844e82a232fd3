"""Hand edits in the output that are in the way of what is generated: both compared, and what ends it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import BindingType

from g2l_tui.tui import editor
from g2l_tui.tui.bindings import bindings
from g2l_tui.tui.clashes import sentence
from g2l_tui.tui.comparison import compare_contents
from g2l_tui.tui.diff_view import DiffView, Start
from g2l_tui.tui.escape import visible
from g2l_tui.tui.screens.layout import RoomyScreen
from g2l_tui.tui.screens.sheets import Plan, Sheet
from g2l_tui.tui.widgets.bars import KeyBar, TextLine
from g2l_tui.tui.widgets.diff_pane import DiffPane

if TYPE_CHECKING:
    from g2l_tui.workspace.twin import Standing

Answer = Literal["keep", "take", "look"]


class ClashScreen(RoomyScreen[Answer]):
    """Gives `keep` for the hand edits, `take` for what is generated, `look` when they were edited, else nothing."""

    PLACE = "clash"
    CSS_PATH = "clash.tcss"
    AUTO_FOCUS = "#clash-diff"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("clash")]

    def __init__(self, path: str, standing: Standing, output: Path) -> None:
        super().__init__()
        self._path = path
        self._standing = standing
        self._output = output

    def compose(self) -> ComposeResult:
        yield TextLine(id="clash-title")
        yield TextLine(id="clash-why")
        yield DiffPane(id="clash-diff")
        yield TextLine(id="clash-status")
        yield KeyBar("clash")
        yield self.too_small_notice()

    @property
    def diff(self) -> DiffPane:
        return self.query_one(DiffPane)

    def on_mount(self) -> None:
        first, *others = self._standing.conflicts
        more = f"  (+{len(others)} more)" if others else ""
        self.query_one("#clash-title", TextLine).show(
            (" ≠ ", "bold $error"),
            (visible(self._path), "bold"),
            ("   as edited by hand │ as generated", "$foreground 70%"),
        )
        self.query_one("#clash-why", TextLine).show(" ", visible(sentence(first)), more)
        self.query_one("#clash-status", TextLine).show(" nothing is lost: both stay in the backups of the output")
        self.call_after_refresh(self._compare)

    def action_keep(self) -> None:
        self.dismiss("keep")

    def action_take(self) -> None:
        def answered(confirmed: bool | None) -> None:  # noqa: FBT001 - Textual's contract
            if confirmed:
                self.dismiss("take")

        self.app.push_screen(Sheet(_take_plan(self._path)), answered)

    def action_edit(self) -> None:
        problem = editor.edit(self.app, self._output / self._path, self._standing.conflicts[0].line or 1)
        if problem:
            self.notify(visible(problem), title="Not edited", severity="error", markup=False)
        else:
            self.dismiss("look")

    def action_next_change(self) -> None:
        self.diff.step(1)

    def action_previous_change(self) -> None:
        self.diff.step(-1)

    def action_layout(self) -> None:
        self.diff.toggle_layout()

    def action_back(self) -> None:
        self.dismiss(None)

    def _compare(self) -> None:
        self.diff.show(DiffView(compare_contents(self._standing.mine or b"", self._standing.generated)), start=Start())
        self.diff.step(1)


def _take_plan(path: str) -> Plan:
    return Plan(
        "Take what is generated",
        "Replace 1 hand edit",
        (
            "Where hand edits are in the way, what is generated takes their place. Lines between the marks",
            "`# g2l: keep` and `# g2l: end` stay, and so does every edit that is not in the way.",
            "The file is copied to .g2l/backups of the output first, so this can be rolled back there.",
            "",
        ),
        ((path, "is replaced"),),
        is_grave=True,
    )
