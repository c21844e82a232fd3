"""The proof of one file: what would run, then the verdict with the rows of both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen

from g2l_tui.errors import Glue2DatabricksError
from g2l_tui.tui.escape import visible
from g2l_tui.tui.proofs import Proofs
from g2l_tui.tui.proving import Line, plan_lines, proof_lines
from g2l_tui.tui.widgets.bars import TextLine
from g2l_tui.tui.widgets.line_list import LineList, Piece


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
        Binding("r", "want", "prove again on each accept", show=False),
        Binding("escape,q", "dismiss(None)", "close", show=False),
    ]

    class Ready(Message):
        """There is something to show: lines, or only whether the file is proven again on each accept."""

        def __init__(self, lines: Sequence[Line] | None) -> None:
            super().__init__()
            self.lines = lines

    def __init__(self, proofs: Proofs, path: str) -> None:
        super().__init__()
        self._proofs = proofs
        self._path = path
        self._is_proven = proofs.is_wanted(path)

    def compose(self) -> ComposeResult:
        with Vertical(id="proof") as sheet:
            sheet.border_title = f"proof of {visible(self._path)}"
            yield ProofLines()
            yield TextLine(id="proof-keys")

    def on_mount(self) -> None:
        self._show_keys()
        self._work(lambda: tuple(plan_lines(self._proofs.prover().intents(self._path))))

    def on_unmount(self) -> None:
        self._proofs.rest()

    def on_proof_screen_ready(self, message: Ready) -> None:
        if message.lines is not None:
            self.query_one(ProofLines).show(message.lines)
        self._show_keys()

    def action_prove(self) -> None:
        self._is_proven = True
        self.query_one(ProofLines).show([(("running both sides …", "sign-quiet"),)])
        self._work(lambda: tuple(proof_lines(self._proofs.prover().prove(self._path))))

    def action_want(self) -> None:
        if self._is_proven:
            self._work(self._want)

    def _want(self) -> None:
        self._proofs.want(self._path)

    def _show_keys(self) -> None:
        words: list[str | tuple[str, str]] = [("enter", "bold $accent"), " run both sides   "]
        if self._is_proven:
            is_wanted = self._proofs.is_wanted(self._path)
            words += [("r", "bold $accent"), f" {'do not run' if is_wanted else 'run'} them again on each accept   "]
        self.query_one("#proof-keys", TextLine).show(" ", *words, ("esc", "bold $accent"), " close")

    def _work(self, lines: Callable[[], Sequence[Line] | None]) -> None:
        self.run_worker(lambda: self._show(lines), thread=True, exclusive=True, group="proof")

    def _show(self, lines: Callable[[], Sequence[Line] | None]) -> None:
        """Runs in a thread, and says what is missing for it."""
        try:
            self.post_message(self.Ready(lines()))
        except OSError as error:  # the screen was closed meanwhile, and took the worker's folder along
            self.post_message(self.Ready([((visible(f"The proof was stopped: {error}."), "sign-error"),)]))
        except Glue2DatabricksError as error:
            self.post_message(self.Ready([((visible(error.message), "sign-error"),)]))
