"""More: decide at once what has something in common with the change under the cursor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from g2l_tui.model.change import Decision
from g2l_tui.tui.escape import visible
from g2l_tui.tui.scopes import Scope
from g2l_tui.tui.widgets.bars import TextLine
from g2l_tui.tui.widgets.line_list import LineList, Piece
from g2l_tui.tui.words import counted


class ScopeList(LineList):
    """One scope per line: how many changes, in how many files, and how many of them cannot go together."""

    def __init__(self, scopes: Sequence[Scope]) -> None:
        super().__init__(id="scopes")
        self.scopes = scopes

    def on_mount(self) -> None:
        self.styles.height = max(len(self.scopes), 1)
        self.lines_changed()

    @property
    def chosen(self) -> Scope:
        """The scope under the cursor."""
        return self.scopes[self.cursor]

    def count(self) -> int:
        return len(self.scopes)

    def pieces(self, index: int) -> Iterable[Piece]:
        scope = self.scopes[index]
        held = f"  {scope.held} only one by one" if scope.held else ""
        return [
            (f" {scope.count:>6} ", "sign-title"),
            (f"{visible(scope.label):<38.38}", "text"),
            (f" in {counted(len(scope.chosen), 'file')}", "sign-quiet"),
            (held, "sign-warning"),
        ]


class MoreScreen(ModalScreen["tuple[Scope, Decision] | None"]):
    """Gives the scope and what was decided about it, or None."""

    CSS_PATH = "sheets.tcss"
    AUTO_FOCUS = "#scopes"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "decide('accepted')", "accept", show=False),
        Binding("x", "decide('rejected')", "reject", show=False),
        Binding("escape,q", "dismiss(None)", "close", show=False),
    ]

    def __init__(self, scopes: Sequence[Scope]) -> None:
        super().__init__()
        self._scopes = scopes

    def compose(self) -> ComposeResult:
        with Vertical(id="sheet") as sheet:
            sheet.border_title = "decide more at once"
            yield ScopeList(self._scopes)
            yield TextLine(id="scope-hint")
            yield TextLine(id="scope-keys")

    def on_mount(self) -> None:
        self.query_one("#scope-hint", TextLine).show(
            (" What may differ, or writes or reads more, is never accepted unseen.", "dim")
        )
        self.query_one("#scope-keys", TextLine).show(
            *((" a", "bold $accent"), " accept   ", ("x", "bold $accent"), " reject   "),
            *(("esc", "bold $accent"), " close   u undoes it in one step"),
        )

    def action_decide(self, decision: str) -> None:
        self.dismiss((self.query_one(ScopeList).chosen, Decision(decision)))
