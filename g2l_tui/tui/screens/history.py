"""History: what was written, the copies that take it back, and what differs from now."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message

from g2l_tui.errors import Glue2DatabricksError
from g2l_tui.model.operation import FileRecord, Past
from g2l_tui.tui.bindings import bindings
from g2l_tui.tui.comparison import compare_contents
from g2l_tui.tui.diff_view import DiffView, Start
from g2l_tui.tui.escape import visible
from g2l_tui.tui.messages import Rollback
from g2l_tui.tui.put_back import piece_at
from g2l_tui.tui.screens.layout import RoomyScreen
from g2l_tui.tui.screens.sheets import Sheet, piece_plan, rollback_plan
from g2l_tui.tui.session import Session
from g2l_tui.tui.widgets.bars import KeyBar, TextLine, TitleBar
from g2l_tui.tui.widgets.diff_pane import DiffPane
from g2l_tui.tui.widgets.history_lists import OperationList, RecordList
from g2l_tui.tui.widgets.line_list import LineList
from g2l_tui.tui.widgets.panes import Across, Down
from g2l_tui.tui.words import clock

if TYPE_CHECKING:
    from g2l_tui.workspace.workspace import Workspace


class HistoryScreen(RoomyScreen[None]):
    """Operations by time, their files, and the diff of a backup against now."""

    CSS_PATH = "history.tcss"
    AUTO_FOCUS = "#operations"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("history")]

    class Compared(Message):
        """A backup and the file of now were read; None where there is no file."""

        def __init__(self, key: tuple[str, str], before: bytes | None, now: bytes | None) -> None:
            super().__init__()
            self.key = key
            self.before = before
            self.now = now

    def __init__(self, session: Session, workspace: Workspace) -> None:
        super().__init__()
        self.session = session
        self._workspace = workspace
        self._sides: tuple[bytes, bytes] | None = None  # before and now, as compared; None while a file is missing

    def compose(self) -> ComposeResult:
        yield TitleBar(visible(self._workspace.root.name), "history")
        with Across(id="lists"):
            yield OperationList()
            yield RecordList()
        with Down(id="compared"):
            yield TextLine(id="compared-file")
            yield DiffPane(id="history-diff")
        yield TextLine(id="history-status")
        yield KeyBar("history")
        yield self.too_small_notice()

    @property
    def operations(self) -> OperationList:
        return self.query_one(OperationList)

    @property
    def records(self) -> RecordList:
        return self.query_one(RecordList)

    @property
    def diff(self) -> DiffPane:
        return self.query_one(DiffPane)

    def on_mount(self) -> None:
        self.call_after_refresh(self.show_operations)

    def show_progress(self, reading: str) -> None:
        """Bring the title up to date."""
        if self.is_mounted:
            self.query_one(TitleBar).show(self.session.progress(), self.session.severities(), reading)

    def show_operations(self) -> None:
        """Read the history again."""
        if self.is_mounted:
            self.run_worker(self._read, thread=True, group="history", exclusive=True)

    class Read(Message):
        """The history was read."""

        def __init__(self, past: Past) -> None:
            super().__init__()
            self.past = past

    def on_history_screen_read(self, message: Read) -> None:
        self.operations.show(message.past.operations)
        self.query_one("#history-status", TextLine).show(
            _remark_on(message.past) or " rolling back takes a backup first, so it can be rolled back the same way"
        )
        self._show_records()

    def on_history_screen_compared(self, message: Compared) -> None:
        operation, record = self.operations.chosen, self.records.chosen
        if operation is None or record is None or message.key != (operation.id, record.path):
            return
        before, now = message.before or b"", message.now or b""
        self._sides = None if message.before is None or message.now is None else (before, now)
        self.diff.show(DiffView(compare_contents(before, now)), start=Start())
        self.diff.step(1)
        missing = "  no file now" if message.now is None else "  no file before" if message.before is None else ""
        same = "  the same as now" if message.before == message.now else ""
        self.query_one("#compared-file", TextLine).show(
            (f" {visible(record.path)}", "bold"),
            (f"   before {clock(operation)} │ now{missing}{same}", "$foreground 70%"),
        )

    def on_line_list_moved(self, message: LineList.Moved) -> None:
        if message.lines is self.operations:
            self._show_records()
        elif message.lines is self.records:
            self._compare()

    def on_line_list_chosen(self, message: LineList.Chosen) -> None:
        if message.lines is self.operations:
            self.records.focus()
        elif message.lines is self.records:
            self.diff.focus()

    def action_rollback(self) -> None:
        """Roll back the operation; with the focus on its files or the diff, only the marked files or the one there."""
        operation, single = self.operations.chosen, not self.operations.has_focus
        if operation is not None:
            self.ask(Rollback(operation, self.records.marked if single else None))

    def action_rollback_to(self) -> None:
        """Bring the workspace back to the moment before the operation: take it back and all that came after it."""
        if self.operations.chosen is not None:
            self.ask(Rollback(self.operations.chosen, and_since=True))

    def action_mark(self) -> None:
        self.records.toggle_mark()
        self.records.focus()

    def action_put_back(self) -> None:
        """Put the change under the cursor back as it was before the operation; the rest of the file stays."""
        operation, record, row = self.operations.chosen, self.records.chosen, self.diff.row
        if operation is None or record is None or row is None:
            return
        piece = self._sides and piece_at(record.path, self._sides, self.diff.view.comparison, row)
        if piece is None:
            missing = "r puts the whole file back" if self._sides is None else "] goes to the next change"
            self.notify(f"No change under the cursor: {missing}.", timeout=4, markup=False)
            return

        def answered(confirmed: bool | None) -> None:  # noqa: FBT001 - Textual's contract
            if confirmed:
                self.bench.put_back(piece, f"one change as before {operation.id}")

        self.app.push_screen(Sheet(piece_plan(operation, piece)), answered)

    def ask(self, rollback: Rollback) -> None:
        """Show what a rollback would do, and do it when the person says so."""

        def answered(confirmed: bool | None) -> None:  # noqa: FBT001 - Textual's contract
            if confirmed:
                self.bench.roll_back(rollback)

        self.app.push_screen(Sheet(rollback_plan(rollback, self.operations.operations)), answered)

    def action_layout(self) -> None:
        self.diff.toggle_layout()

    def action_fold(self) -> None:
        self.diff.toggle_fold()

    def action_fold_all(self) -> None:
        self.diff.toggle_all_folds()

    def action_next_change(self) -> None:
        self.diff.step(1)

    def action_previous_change(self) -> None:
        self.diff.step(-1)

    def _show_records(self) -> None:
        operation = self.operations.chosen
        records = [] if operation is None else [(record, self._remark(record)) for record in operation.files]
        self.records.show(records)
        if operation is None:
            self.diff.show(DiffView(), start=Start())
            self.query_one("#compared-file", TextLine).show(" Nothing was written yet: 1 goes to the review.")
        self._compare()

    def _remark(self, record: FileRecord) -> str:
        if record.before is None:
            return "new in this operation"
        if record.after is None:
            return "removed in this operation"
        return ""

    def _compare(self) -> None:
        operation, record = self.operations.chosen, self.records.chosen
        if operation is not None and record is not None:
            work = lambda: self._read_pair(operation.id, record)  # noqa: E731
            self.run_worker(work, thread=True, group="compare", exclusive=True)

    def _read(self) -> None:
        try:
            self.post_message(self.Read(self._workspace.past()))
        except Glue2DatabricksError as error:
            self._say(error)

    def _read_pair(self, operation: str, record: FileRecord) -> None:
        try:
            before = None if record.before is None else self._workspace.backup(operation, record.path)
        except Glue2DatabricksError as error:
            self._say(error)
            return
        try:
            now = self._workspace.source(record.path).content
        except Glue2DatabricksError:
            now = None
        self.post_message(self.Compared((operation, record.path), before, now))

    def _say(self, error: Glue2DatabricksError) -> None:
        self.app.call_from_thread(self.notify, visible(error.message), title="History", severity="error", markup=False)


def _remark_on(past: Past) -> str:
    """Return a line about backups that are not as they were left, empty without one."""
    if not past.odd:
        return ""
    more = f" (and {len(past.odd) - 1:,} more: g2l-tui verify)" if len(past.odd) > 1 else ""
    return f" {visible(past.odd[0].problem)}{more}"
