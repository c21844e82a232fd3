"""Review: what the keys do to the open file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from g2l_tui.tui import clipboard, copied, editor
from g2l_tui.tui.bindings import bindings
from g2l_tui.tui.escape import visible
from g2l_tui.tui.screens.clash import Answer, ClashScreen
from g2l_tui.tui.screens.review_wording import ReviewWording
from g2l_tui.tui.widgets.cards import WhyCard
from g2l_tui.tui.widgets.search_box import GoBox, SearchBox

_TYPED = {"w": "write", "wq": "write", "x": "write", "q": "app.quit", "q!": "app.quit", "qa": "app.quit"}


class ReviewScreen(ReviewWording):
    """The workbench proper. Keys act on the open file, whichever pane has the focus."""

    AUTO_FOCUS = "#diff"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("review")]

    # Places

    def action_next_change(self) -> None:
        self._step(1)

    def action_previous_change(self) -> None:
        self._step(-1)

    def action_next_file(self) -> None:
        self._open_other(1)

    def action_previous_file(self) -> None:
        self._open_other(-1)

    def action_next_finding(self) -> None:
        self._step_finding(1)

    def action_previous_finding(self) -> None:
        self._step_finding(-1)

    # Panes

    def action_layout(self) -> None:
        self.diff.toggle_layout()

    def action_fold(self) -> None:
        if not self.diff.toggle_fold():
            self.show_status("no fold here: Z shows only changes or the whole file · u undoes")

    def action_fold_all(self) -> None:
        self.diff.toggle_all_folds()

    def action_why(self) -> None:
        card = self.query_one(WhyCard)
        card.toggle_class("-open")
        self._cursor_moved()

    def action_toggle_tree(self) -> None:
        self.next_tree_place()

    async def action_search(self) -> None:
        if not self.query(SearchBox):
            self._search_from = self.diff.source_line
            await self.mount(SearchBox(), before="#status")

    async def action_go_to(self) -> None:
        if not self.query(GoBox):
            await self.mount(GoBox(), before="#status")

    async def on_go_box_typed(self, message: GoBox.Typed) -> None:
        """Go to the line, or do what the letter stands for."""
        self.diff.focus()
        if message.text.isdecimal():
            self.diff.reveal(max(int(message.text) - 1, 0), middle=True)
        elif message.text in _TYPED:
            await self.bench.run_for_person(_TYPED[message.text])
        elif message.text:
            self.show_status(f"{message.text} is no line number and no command: ? shows the keys")

    def action_output(self) -> None:
        """Compare the hand edits of the output that are in the way, here or in the next file that has some."""
        clashes = self.session.clashes
        if not clashes:
            self.show_status("no hand edits in an output are in the way")
            return
        if self.path not in clashes:
            self.open_file(min((path for path in clashes if path > self.path), default=min(clashes)))
        output = self.bench.workspace.root / self.bench.workspace.settings.output
        self.app.push_screen(ClashScreen(self.path, clashes[self.path], output), self._settle)

    def _settle(self, answer: Answer | None) -> None:
        if answer == "look":
            self.bench.look_beside()
        elif answer is not None:
            self.bench.settle(self.path, force=answer == "take")

    def action_close(self) -> None:
        if boxes := self.query("SearchBox, GoBox"):
            boxes.remove()
            self.diff.focus()
        if self.query_one(WhyCard).is_open:
            self.query_one(WhyCard).remove_class("-open")
        elif self.diff.is_searching:
            self.diff.search(None)
            self.show_status("")
        elif self.hide_overlay():
            self.diff.focus()
        elif self.hide_page() or self.back_to_findings():
            self.show_status("")
        elif self.bench.stop():
            self.show_status("stopped: what was read stays; R reads every file again")
        else:
            self.query_one("#banner").remove_class("-open")

    # The world outside

    def action_edit(self) -> None:
        if not self.path:
            return
        line = self.findings.findings[0].line if self.has_notice and self.findings.findings else None
        problem = editor.edit(self.app, self.bench.workspace.root / self.path, line or self.diff.source_line + 1)
        if problem:
            self.notify(visible(problem), title="Not edited", severity="error", markup=False)
        else:
            self.bench.migrate(self.session.touched([self.path]))

    def action_copy(self) -> None:
        """Copy the page, what the change becomes, or the line."""
        row = self.diff.row
        if self.has_notice:
            self._copy(self.notice_text, "the message")
        elif row is not None:
            self._copy(*copied.of_row(self.diff.view.comparison, row))

    def action_copy_markdown(self) -> None:
        """Copy both sides of the change, with where it is and by which rule."""
        names = self.names_here()
        if names and self.migration is not None:
            text = copied.as_markdown(self.migration, self.diff.view.comparison, names)
            self._copy(text, "the change as Markdown")

    def _copy(self, text: str, what: str) -> None:
        here = self.diff.row.changes if self.diff.row else ()
        is_open = any(change.id in here for change in self.session.pending(self.path))
        if text:
            said = clipboard.copy(self.app, text) + ("\na accepts the change" if is_open else "")
            self.notify(said, title=f"Copied {what}", timeout=4, markup=False)

    def _step(self, direction: int) -> None:
        if self.diff.is_searching:
            self.diff.step_match(direction)
        elif not self.diff.step(direction):
            there = self._go_beyond("change", direction, [p for p, m in self.session.migrations.items() if m.changes])
            if there and direction < 0 and self.diff.starts:
                self.diff.go_to(self.diff.starts[-1])

    def _open_other(self, direction: int) -> None:
        paths = [path for path in self.session.paths if path == self.path or self.session.of_interest(path)]
        index = paths.index(self.path) + direction if self.path in paths else 0
        if 0 <= index < len(paths):
            self.open_file(paths[index])
        else:
            self.show_status("no file further " + ("down" if direction > 0 else "up"))
            self.app.bell()

    def _step_finding(self, direction: int) -> None:
        findings = self.findings.findings
        line = self.diff.source_line + 1
        ahead = [found for found in findings if (found.line > line if direction > 0 else found.line < line)]
        if not ahead:
            having = [path for path, migration in self.session.migrations.items() if migration.findings]
            if not self._go_beyond("finding", direction, having):
                return
            ahead = list(self.findings.findings)
        self._jump(ahead[0 if direction > 0 else -1])

    def _go_beyond(self, what: str, direction: int, paths: Sequence[str]) -> bool:
        """Open the next of `paths` when that was asked for twice: the first time only say where it would lead."""
        beyond = sorted(path for path in paths if (path > self.path if direction > 0 else path < self.path))
        way = "down" if direction > 0 else "up"
        if not beyond:
            self.show_status(f"no {what} further {way}")
            self.app.bell()
            return False
        following = beyond[0 if direction > 0 else -1]
        sentence = f"no {what} further {way} in this file: once more goes to {visible(following)}"
        if self.said == sentence:
            self.open_file(following)
            return True
        self.show_status(sentence)
        self.app.bell()
        return False
