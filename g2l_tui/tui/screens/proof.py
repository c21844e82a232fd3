"""The proof of one file: what would run, then the verdict with the rows of both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen

from g2l_tui.errors import Glue2DatabricksError
from g2l_tui.prove.prover import Prover, Wishes
from g2l_tui.tui.escape import visible
from g2l_tui.tui.proving import Line, plan_lines, proof_lines
from g2l_tui.tui.widgets.bars import TextLine
from g2l_tui.tui.widgets.line_list import LineList, Piece
from g2l_tui.workspace.workspace import Workspace


class ProofLines(LineList):
    """Lines that were made elsewhere."""

    def __init__(self) -> None:
        super().__init__(id="proof-lines")
        self._lines: tuple[Line, ...] = ()

    def show(self, lines: Iterable[Line]) -> None:
        """Show other lines."""
        self._lines = tuple(lines)
        self.styles.height = max(len(self._lines), 1)
        self.lines_changed()

    def count(self) -> int:
        return len(self._lines)

    def pieces(self, index: int) -> Sequence[Piece]:
        return self._lines[index]


class ProofScreen(ModalScreen[None]):
    """Runs nothing before enter. The worker stays warm while the screen is open, so that enter again is quick."""

    CSS_PATH = "proof.tcss"
    AUTO_FOCUS = "#proof-lines"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "prove", "prove", show=False, priority=True),
        Binding("escape,q", "dismiss(None)", "close", show=False),
    ]

    class Ready(Message):
        """There is something to show."""

        def __init__(self, lines: Sequence[Line]) -> None:
            super().__init__()
            self.lines = lines

    def __init__(self, workspace: Workspace, path: str) -> None:
        super().__init__()
        self._workspace = workspace
        self._path = path
        self._stack = ExitStack()
        self._prover: Prover | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="proof") as sheet:
            sheet.border_title = f"proof of {visible(self._path)}"
            yield ProofLines()
            yield TextLine(id="proof-keys")

    def on_mount(self) -> None:
        keys = (("enter", "bold $accent"), " run both sides   ", ("esc", "bold $accent"), " close")
        self.query_one("#proof-keys", TextLine).show(" ", *keys)
        self._work(lambda prover: tuple(plan_lines(prover.intents(self._path))))

    def on_unmount(self) -> None:
        self._stack.close()

    def on_proof_screen_ready(self, message: Ready) -> None:
        self.query_one(ProofLines).show(message.lines)

    def action_prove(self) -> None:
        self.query_one(ProofLines).show([(("running both sides …", "sign-quiet"),)])
        self._work(lambda prover: tuple(proof_lines(prover.prove(self._path))))

    def _work(self, lines: Callable[[Prover], Sequence[Line]]) -> None:
        self.run_worker(lambda: self._show(lines), thread=True, exclusive=True, group="proof")

    def _show(self, lines: Callable[[Prover], Sequence[Line]]) -> None:
        """Runs in a thread: opens the prover when it is first needed, and says what is missing for it."""
        from g2l_tui.prove.opened import opened  # noqa: PLC0415 - needs the extra only when it is asked for

        try:
            if self._prover is None:
                self._prover = self._stack.enter_context(opened(self._workspace, Wishes()))
            self.post_message(self.Ready(lines(self._prover)))
        except OSError as error:  # the screen was closed meanwhile, and took the worker's folder along
            self.post_message(self.Ready([((visible(f"The proof was stopped: {error}."), "sign-error"),)]))
        except Glue2DatabricksError as error:
            self.post_message(self.Ready([((visible(error.message), "sign-error"),)]))
