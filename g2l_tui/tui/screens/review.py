"""Review: what the keys do to the open file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.binding import BindingType

from g2l_tui.model.change import Decision
from g2l_tui.tui import clipboard, editor
from g2l_tui.tui.bindings import bindings
from g2l_tui.tui.escape import visible
from g2l_tui.tui.screens.review_view import ReviewView
from g2l_tui.tui.screens.sheets import Sheet, counted, write_plan
from g2l_tui.tui.widgets.cards import WhyCard
from g2l_tui.tui.widgets.search_box import SearchBox

_ROUND = (Decision.PENDING, Decision.ACCEPTED, Decision.REJECTED)


class ReviewScreen(ReviewView):
    """The workbench proper. Keys act on the open file, whichever pane has the focus."""

    CSS_PATH = "review.tcss"
    AUTO_FOCUS = "#diff"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("review")]

    # Decisions

    def action_accept_change(self) -> None:
        self._decide_here(Decision.ACCEPTED)

    def action_reject_change(self) -> None:
        self._decide_here(Decision.REJECTED)

    def action_toggle_change(self) -> None:
        names = self._names_here()
        if names:
            now = _ROUND.index(self.session.decision(self.path, names[0]))
            self._decide(names, _ROUND[(now + 1) % len(_ROUND)])

    def action_accept_file(self) -> None:
        self._decide_file(Decision.ACCEPTED)

    def action_reject_file(self) -> None:
        self._decide_file(Decision.REJECTED)

    def action_undo_decision(self) -> None:
        step = self.session.undo()
        if step is None:
            self.show_status("nothing to undo")
        else:
            self._show_step(step.path, step.before, "undone")

    def action_redo_decision(self) -> None:
        step = self.session.redo()
        if step is None:
            self.show_status("nothing to do again")
        else:
            self._show_step(step.path, step.after, "done again")

    def action_write(self) -> None:
        accepted = self.session.to_write()
        if not accepted:
            self.show_status("nothing is accepted: a accepts a change, A the file")
            self.app.bell()
            return

        def answered(confirmed: bool | None) -> None:  # noqa: FBT001 - Textual's contract
            if confirmed:
                self.bench.write(accepted)

        self.app.push_screen(Sheet(write_plan(accepted)), answered)

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
        self.diff.toggle_fold()

    def action_fold_all(self) -> None:
        self.diff.toggle_all_folds()

    def action_why(self) -> None:
        card = self.query_one(WhyCard)
        card.toggle_class("-open")
        self._cursor_moved()

    def action_toggle_tree(self) -> None:
        self.next_tree_place()

    def action_search(self) -> None:
        if not self.query(SearchBox):
            self._search_from = self.diff.source_line
            self.mount(SearchBox(), before="#status")

    def action_close(self) -> None:
        if self.query(SearchBox):
            self.query(SearchBox).remove()
            self.diff.focus()
        if self.query_one(WhyCard).is_open:
            self.query_one(WhyCard).remove_class("-open")
        elif self.diff.is_searching:
            self.diff.search(None)
            self.show_status("")
        elif self.hide_overlay():
            self.diff.focus()
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
        text, what = self._copied()
        if text:
            self.notify(clipboard.copy(self.app, text), title=f"Copied {what}", timeout=4, markup=False)

    def _copied(self) -> tuple[str, str]:
        """Return what there is to copy: the page, what the change becomes, or the line."""
        if self.has_notice:
            return self.notice_text, "the message"
        row, comparison = self.diff.row, self.diff.view.comparison
        if row is None:
            return "", ""
        if not row.changes:
            return comparison.raw_left[row.left], f"line {row.left + 1}"
        lines = [
            line
            for span in comparison.spans
            if set(span.changes) & set(row.changes)
            for line in comparison.raw_right[span.right_start : span.right_end]
        ]
        return "".join(lines) or "".join(self._glue_lines(row.changes)), "the change"

    def _glue_lines(self, names: tuple[str, ...]) -> list[str]:
        comparison = self.diff.view.comparison
        return [
            line
            for span in comparison.spans
            if set(span.changes) & set(names)
            for line in comparison.raw_left[span.left_start : span.left_end]
        ]

    def _names_here(self) -> tuple[str, ...]:
        row = self.diff.row
        if row is None or not row.changes or self.has_notice:
            self.show_status("no change under the cursor: ] goes to the next one")
            return ()
        return row.changes

    def _decide_here(self, decision: Decision) -> None:
        names = self._names_here()
        if names:
            self._decide(names, decision)
            self._go_on()

    def _decide(self, names: tuple[str, ...], decision: Decision) -> None:
        if not self.bench.decide(self.path, names, decision):
            self.show_status(f"already {decision.value}")
            return
        step = self.session.done[-1]
        along = len(set(step.after) - set(names))
        with_others = f" with {along} that belong to it" if along else ""
        self.show_status(f"{decision.value} {counted(len(names), 'change')}{with_others} · u undoes")
        self._show_file()

    def _go_on(self) -> None:
        """Move to the next open change below, if there is one in this file."""
        pending = {change.id for change in self.session.pending(self.path)}
        rows = self.diff.rows
        below = (i for i in self.diff.starts if i > self.diff.cursor and pending & set(rows[i].changes))
        index = next(below, None)
        if index is not None:
            self.diff.go_to(index)

    def _decide_file(self, decision: Decision) -> None:
        migration = self.migration
        if migration is None or not migration.changes:
            self.show_status("no changes in this file")
            return
        names = tuple(change.id for change in migration.changes)
        if not self.bench.decide(self.path, names, decision):
            self.show_status(f"every change of this file is {decision.value} already")
            return
        self._show_file()
        name = visible(self.path)
        following = self._next_pending()
        if following:
            self.open_file(following)
        self.show_status(f"{decision.value} {name} · u undoes" + ("" if following else " · every change is decided"))

    def _next_pending(self) -> str:
        """Return the next file with open changes, round the end; empty when there is none."""
        paths = self.session.paths
        start = paths.index(self.path) + 1 if self.path in paths else 0
        return next((path for path in (*paths[start:], *paths[:start]) if self.session.pending(path)), "")

    def _show_step(self, path: str, decisions: Mapping[str, Decision], word: str) -> None:
        self.bench.keep(path, decisions)
        if path != self.path:
            self.open_file(path)
        self._show_file()
        migration = self.migration
        lines = [c.line for c in migration.changes if c.id in decisions] if migration else []
        if lines:
            self.diff.reveal(min(lines) - 1)
        self.bench.show_progress()
        self.show_status(f"{word}: {counted(len(decisions), 'decision')} in {visible(path)}")

    def _step(self, direction: int) -> None:
        if self.diff.is_searching:
            self.diff.step_match(direction)
        elif not self.diff.step(direction):
            self.show_status("no change further " + ("down: } goes to the next file" if direction > 0 else "up"))
            self.app.bell()

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
        chosen = (ahead or findings)[0 if direction > 0 else -1] if findings else None
        if chosen is None:
            self.show_status("no findings in this file")
        else:
            self._jump(chosen)
