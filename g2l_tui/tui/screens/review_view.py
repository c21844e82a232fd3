"""What the review shows: the files, both sides of one of them, and what was found in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from g2l_tui.model.change import Decision
from g2l_tui.model.finding import Finding, Severity
from g2l_tui.model.migration import Migration, Status
from g2l_tui.tui import pages
from g2l_tui.tui.clashes import findings_of as clashes_as_findings
from g2l_tui.tui.comparison import Comparison, compare_migration
from g2l_tui.tui.diff_view import DiffView, Start
from g2l_tui.tui.escape import visible
from g2l_tui.tui.file_state import STATE_WORDS
from g2l_tui.tui.memory import Memory, recall, remember
from g2l_tui.tui.screens.first import FirstScreen
from g2l_tui.tui.session import Result, Session
from g2l_tui.tui.widgets.bars import TextLine, TitleBar
from g2l_tui.tui.widgets.cards import WhyCard, why, why_finding
from g2l_tui.tui.widgets.diff_pane import DiffPane
from g2l_tui.tui.widgets.file_tree import FileTree
from g2l_tui.tui.widgets.findings_table import FindingsTable
from g2l_tui.tui.widgets.line_list import LineList
from g2l_tui.tui.widgets.notice import Notice
from g2l_tui.tui.widgets.search_box import SearchBox
from g2l_tui.tui.words import counted


class ReviewView(FirstScreen):
    """The panes of the review and how they are kept up to date; what keys do is the screen's own part."""

    def __init__(self, session: Session, root: Path, *, demo: bool) -> None:
        super().__init__(session, root, demo=demo)
        self.session = session
        self.path = ""
        self._problems: tuple[str, ...] = ()
        self._search_from = 0
        self._finished = False
        self._has_page = False
        self._from_findings = False
        self._came_from = Memory()
        self._compared: tuple[Migration, frozenset[str], Comparison] | None = None

    def compose_sides(self) -> ComposeResult:
        yield DiffPane()
        yield from super().compose_sides()
        yield WhyCard()

    @property
    def diff(self) -> DiffPane:
        return self.query_one(DiffPane)

    @property
    def findings(self) -> FindingsTable:
        return self.query_one(FindingsTable)

    @property
    def migration(self) -> Migration | None:
        """The migration of the open file."""
        return self.session.migrations.get(self.path)

    def go_on(self) -> None:
        self.show_paths()
        self.bench.begin()

    # What the application tells

    def show_progress(self, reading: str) -> None:
        """Bring title, tree and file line up to date."""
        if self.is_mounted:
            self.query_one(TitleBar).show(self.session.progress(), self.session.severities(), reading)
            self.call_after_refresh(self.files.refresh_changed)  # the diff first: it is what somebody waits for
            self._show_file_line()
            self._show_status_line()

    def show_paths(self) -> None:
        """Show the files of the workspace."""
        self.files.replace(self.session.paths)
        if not self.path and self._came_from.path in self.session.paths:
            self.bench.migrate([self._came_from.path])
        if not self.session.paths:
            self._show_notice(pages.no_files(self._root.name))
        elif self.path and self.path not in self.session.paths:
            self._show_gone()

    def remember_place(self, theme: str) -> None:
        """Keep for the next run where the person is, and the theme that they chose."""
        if not self._demo:
            remember(self._root, Memory(self.path, self.diff.source_line, self.diff.forced, theme))

    def recall_place(self) -> str:
        """Return the theme of an earlier run, and open its file as soon as it is known to be there still."""
        self._came_from = Memory() if self._demo else recall(self._root)
        self.diff.force_layout(split=self._came_from.split)
        return self._came_from.theme

    def show_results(self, changed: Sequence[str], *, finished: bool) -> None:
        """Show new results: of the open file in place, and the first file of interest when none is open."""
        self._finished = self._finished or finished
        if self.path in changed:
            self._show_file()
        if not self.path:
            found = next((p for p in self.session.paths if self.session.pending(p)), None)
            if finished and found is None:
                found = next((p for p in self.session.paths if self.session.of_interest(p)), None)
            if self._came_from.path in self.session.paths:
                self._go_back()
            elif found is not None:
                self.open_file(found)
            elif finished and self.session.paths:
                self._show_notice(pages.no_glue(self._root.name, len(self.session.paths)))

    def _go_back(self) -> None:
        """Open the file of an earlier run, at its line, when it is read."""
        path = self._came_from.path
        if path in self.session.migrations or path in self.session.problems:
            self.open_file(path, line=self._came_from.line)

    def refresh_decisions(self) -> None:
        """Show the open file with the decisions as they are now."""
        if self.is_mounted and self.migration is not None and not self._has_page:
            self._show_file()

    def show_clashes(self, new: Collection[str]) -> None:
        """Show hand edits in the output that are in the way; `new` are the paths that had none before."""
        self.refresh_decisions()
        if new:
            which = visible(min(new)) if len(new) == 1 else counted(len(new), "file")
            self.show_status(f"≠ {which}: hand edits in the output are in the way: o compares them")

    def show_saved(self, paths: Sequence[str], lost: int = 0) -> None:
        """Say that files were saved outside, and how many changes are other ones now than those that were decided."""
        names = visible(paths[0]) if len(paths) == 1 else counted(len(paths), "file")
        again = f" · {counted(lost, 'decision')} gone with what was edited" if lost else ""
        self.show_status(f"saved outside: {names}{again}")

    def show_watching(self, problem: str) -> None:
        """Say how saves are noticed."""
        self._watch = "polling" if problem else "watching"
        if problem:
            self.show_problems((*self._problems, problem))
        self._show_status_line()

    def show_problems(self, problems: tuple[str, ...]) -> None:
        """Show what is wrong with rules or configuration in a banner; the last good ones stay in use."""
        self._problems = problems
        banner = self.query_one("#banner", TextLine)
        banner.set_class(bool(problems), "-open")
        more = f"  (+{len(problems) - 1} more)" if len(problems) > 1 else ""
        banner.show(("▲ ", "bold $warning"), visible(problems[0]) if problems else "", more, "   esc hides this")

    def show_status(self, text: str) -> None:
        """Show a sentence in the status line, with the state of the watch and of what waits to be written."""
        self._said = text
        self._show_status_line()

    @property
    def said(self) -> str:
        """The sentence in the status line."""
        return self._said

    def show_page(self, content: Content) -> None:
        """Show a page in place of the diff until something else is to be shown."""
        self._show_notice(content)
        self._has_page = True

    def hide_page(self) -> bool:
        """Show the diff again; False when no page is in its place."""
        if not self._has_page:
            return False
        self._show_file()
        return True

    def _show_status_line(self, rest: str = "nothing to write yet") -> None:
        waiting = self.session.to_write()
        super()._show_status_line(f"{counted(len(waiting), 'file')} to write: W" if waiting else rest)

    # Files

    def open_file(self, path: str, *, line: int | None = None, focus: bool = False) -> None:
        """Open a file at its first open change, or at a 0-based source line."""
        self.path = path
        self._from_findings = False
        self.files.show_current(path)
        if self.migration is None and path not in self.session.problems:
            self.bench.migrate([path])
        self._show_file(fresh=True, line=line)
        if focus:
            self.hide_overlay()
            self.diff.focus()

    def on_file_tree_file_picked(self, message: FileTree.FilePicked) -> None:
        self.open_file(message.path, focus=message.entered)

    def on_findings_table_finding_picked(self, message: FindingsTable.FindingPicked) -> None:
        self._jump(message.finding)
        self.diff.focus()
        self._from_findings = True

    def back_to_findings(self) -> bool:
        """Give the focus back to the list of findings; False when the diff was not reached from there."""
        from_findings, self._from_findings = self._from_findings, False
        if from_findings:
            self.findings.focus()
        return from_findings

    @on(LineList.Moved)
    def explain_line(self) -> None:
        """Keep the card on what the cursor stands on."""
        self._cursor_moved()

    @on(DiffPane.DecisionClicked)
    async def decide_by_click(self) -> None:
        """A click on the sign of a decision does what its key does."""
        await self.run_action("toggle_change")

    def on_diff_pane_layout_changed(self) -> None:
        self._show_file_line()

    def _jump(self, finding: Finding) -> None:
        self.findings.mark(finding)
        if self.diff.display:
            self.diff.reveal(finding.line - 1)
        self.show_status(f"{finding.code}: {finding.hint or finding.message}")

    def _why(self) -> Content:
        """Explain what the cursor stands on: its changes, else its finding."""
        migration, row = self.migration, self.diff.row
        if migration is None or row is None:
            return Content("")
        found = [why_finding(f.code, f.message, f.hint) for f in self.findings.findings if f.line - 1 == row.left]
        if row.changes or not found:
            decision = self.session.decision(self.path, row.changes[0]) if row.changes else Decision.PENDING
            found.insert(0, why(migration, row.changes, decision, self.bench.workspace.ruleset))
        return Content("\n").join(found)

    def on_search_box_searched(self, message: SearchBox.Searched) -> None:
        count = self.diff.search(message.pattern)
        self.diff.reveal(self._search_from)
        self.diff.step_match(1, here=True)
        self.show_status(f"{counted(count, 'line')} with this text · n next · esc ends" if count else "no match")
        if message.finished:
            self.diff.focus()

    def _show_file(self, *, fresh: bool = False, line: int | None = None) -> None:
        """Show the open file; unless it is `fresh`, the line under the eye stays where it is."""
        migration = self.migration
        self._has_page = False
        if migration is None or migration.status is Status.FAILED:
            self._show_notice(
                pages.failed(migration)
                if migration is not None
                else pages.unreadable(self.path, self.session.problems[self.path])
                if self.path in self.session.problems
                else pages.reading(self.path)
            )
            self.findings.show(migration.findings if migration else ())
            self._show_file_line()
            return
        self._hide_notice()
        decisions = {change.id: self.session.decision(self.path, change.id) for change in migration.changes}
        comparison = self._comparison(migration)
        clashes = clashes_as_findings(self.session.clashes.get(self.path), comparison)
        findings = (*clashes, *migration.findings)
        view = DiffView(comparison, decisions, _worst_by_line(findings))
        self.diff.show(view, start=self._start(migration, line) if fresh else None)
        if fresh or set(self.findings.findings) != set(findings):
            self.findings.show(findings)
        self._cursor_moved()

    def _comparison(self, migration: Migration) -> Comparison:
        """Return both sides; what is accepted or open makes no difference, so most decisions leave them as they are."""
        rejected = self.session.rejected(migration)
        if self._compared is None or self._compared[0] is not migration or self._compared[1] != rejected:
            sides = compare_migration(migration.source.content, migration.changes, rejected)
            self._compared = migration, rejected, sides
        return self._compared[2]

    def _start(self, migration: Migration, line: int | None) -> Start:
        """Return the line asked for, else the first open change, else the first one."""
        if line is not None:
            return Start(line)
        changes = self.session.pending(self.path) or migration.changes
        return Start(0, frozenset(change.id for change in changes))

    def _show_gone(self) -> None:
        sentence = f"{self.path} is gone: it was deleted or moved."
        self.session.take(Result(self.path, self.session.revisions[self.path], problem=sentence))
        self._show_file()

    @property
    def has_notice(self) -> bool:
        """Whether a page stands in place of the diff."""
        return self.query_one("#middle").has_class("-notice")

    @property
    def notice_text(self) -> str:
        """The page in place of the diff, as plain text."""
        return self.query_one(Notice).content.plain

    def _hide_notice(self) -> None:
        self.query_one("#middle").remove_class("-notice")

    def _show_file_line(self) -> None:
        line = self.query_one("#file", TextLine)
        if not self.path:
            line.show("")
            return
        state = self.session.state(self.path)
        migration = self.migration
        changes = len(migration.changes) if migration else 0
        open_count = len(self.session.pending(self.path))
        counts = f"   {changes - open_count}/{counted(changes, 'change')} decided" if changes else ""
        line.show(
            (f" {state.value} ", "bold $accent"),
            (visible(self.path), "bold"),
            (counts or f"   {STATE_WORDS[state]}", "$foreground 75%"),
            ("" if self.has_notice else self._sides(), "$foreground 60%"),
        )

    def _sides(self) -> str:
        return "   Glue │ Databricks" if self.diff.split else "   - Glue  + Databricks"

    def _cursor_moved(self) -> None:
        card = self.query_one(WhyCard)
        if card.is_open:
            card.show(self._why())


def _worst_by_line(findings: Sequence[Finding]) -> dict[int, Severity]:
    """Return the worst severity at each 0-based source line."""
    order = list(Severity)
    worst: dict[int, Severity] = {}
    for finding in sorted(findings, key=lambda found: -order.index(found.severity)):
        worst[finding.line - 1] = finding.severity
    return worst
