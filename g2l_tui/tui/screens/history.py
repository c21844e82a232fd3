"""History: what was written, the copies that take it back, and what differs from now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message

from g2l_tui.errors import Glue2DatabricksError
from g2l_tui.model.operation import FileRecord, Operation
from g2l_tui.tui.bindings import bindings
from g2l_tui.tui.comparison import compare_contents
from g2l_tui.tui.diff_view import DiffView, Start
from g2l_tui.tui.escape import visible
from g2l_tui.tui.screens.layout import RoomyScreen
from g2l_tui.tui.screens.sheets import Sheet, clock, counted, moment_plan, rollback_plan
from g2l_tui.tui.session import Session
from g2l_tui.tui.widgets.bars import KeyBar, TextLine, TitleBar
from g2l_tui.tui.widgets.diff_pane import DiffPane
from g2l_tui.tui.widgets.line_list import LineList, Piece

if TYPE_CHECKING:
    from g2l_tui.tui.app import Workbench
    from g2l_tui.workspace.workspace import Workspace


class OperationList(LineList):
    """The operations, newest first."""

    BORDER_TITLE = "operations"

    def __init__(self) -> None:
        super().__init__(id="operations")
        self.operations: tuple[Operation, ...] = ()

    def show(self, operations: Sequence[Operation]) -> None:
        """Show operations; the cursor stays on the one where it was."""
        at = self.chosen
        self.operations = tuple(sorted(operations, key=lambda operation: -operation.number))
        ids = [operation.id for operation in self.operations]
        self.lines_changed()
        self.set_reactive(LineList.cursor, ids.index(at.id) if at is not None and at.id in ids else 0)

    @property
    def chosen(self) -> Operation | None:
        """The operation under the cursor."""
        return self.operations[self.cursor] if self.operations else None

    def count(self) -> int:
        return len(self.operations)

    def pieces(self, index: int) -> Iterable[Piece]:
        operation = self.operations[index]
        undone = any(other.undoes == operation.id for other in self.operations)
        return [
            (" ↶ " if operation.undoes else " ◆ ", "sign-open" if operation.undoes else "sign-written"),
            (f"{clock(operation)}  ", "sign-quiet"),
            (f"{operation.kind.value:<9}", "text"),
            (f" {counted(len(operation.files), 'file')}", "sign-quiet"),
            ("  rolled back" if undone else "", "sign-quiet"),
            (f"  {visible(operation.note)}" if operation.note else "", "sign-quiet"),
        ]


class RecordList(LineList):
    """The files of an operation, each with how it stands now against that operation."""

    BORDER_TITLE = "files"

    def __init__(self) -> None:
        super().__init__(id="records")
        self.records: tuple[tuple[FileRecord, str], ...] = ()

    def show(self, records: Sequence[tuple[FileRecord, str]]) -> None:
        """Show files with a remark each."""
        self.records = tuple(records)
        self.set_reactive(LineList.cursor, 0)
        self.lines_changed()

    @property
    def chosen(self) -> FileRecord | None:
        """The file under the cursor."""
        return self.records[self.cursor][0] if self.records else None

    def count(self) -> int:
        return len(self.records)

    def pieces(self, index: int) -> Iterable[Piece]:
        record, remark = self.records[index]
        return [(f" {visible(record.path)}", "text"), (f"   {remark}", "sign-quiet")]


class HistoryScreen(RoomyScreen):
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
        self._to_take_back: list[str] = []  # newest first; the next one follows when the one before is written

    def compose(self) -> ComposeResult:
        yield TitleBar(visible(self._workspace.root.name), "history")
        with Horizontal(id="lists"):
            yield OperationList()
            yield RecordList()
        with Vertical(id="compared"):
            yield TextLine(id="compared-file")
            yield DiffPane(id="history-diff")
        yield TextLine(id="history-status")
        yield KeyBar("history")
        yield self.too_small_notice()

    @property
    def bench(self) -> Workbench:
        """The application, as what it is."""
        return cast("Workbench", self.app)

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
        self.query_one("#history-status", TextLine).show(
            " rolling back takes a backup first, so it can be rolled back the same way"
        )
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

        def __init__(self, operations: tuple[Operation, ...]) -> None:
            super().__init__()
            self.operations = operations

    def on_history_screen_read(self, message: Read) -> None:
        self.operations.show(message.operations)
        if self._to_take_back:
            self.bench.roll_back(self._to_take_back.pop(0), None)
        self._show_records()

    def on_history_screen_compared(self, message: Compared) -> None:
        operation, record = self.operations.chosen, self.records.chosen
        if operation is None or record is None or message.key != (operation.id, record.path):
            return
        before, now = message.before or b"", message.now or b""
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
        """Roll back the operation; with the focus on its files or the diff, only the file."""
        operation, record = self.operations.chosen, self.records.chosen
        if operation is None:
            return
        single = record.path if record is not None and not self.operations.has_focus else None
        self._confirm(operation, single, force=False)

    def action_rollback_to(self) -> None:
        """Bring the workspace back to the moment before the operation: take it back and all that came after it."""
        operation = self.operations.chosen
        if operation is None:
            return
        later = [each for each in self.operations.operations if each.number >= operation.number]

        def answered(confirmed: bool | None) -> None:  # noqa: FBT001 - Textual's contract
            if confirmed:
                self._to_take_back = [each.id for each in later]
                self.show_operations()

        self.app.push_screen(Sheet(moment_plan(operation, later)), answered)

    def ask_again(self, operation_id: str, paths: Sequence[str] | None) -> None:
        """Ask whether to roll back over later changes."""
        self._to_take_back.clear()
        operation = next((each for each in self.operations.operations if each.id == operation_id), None)
        if operation is not None:
            self._confirm(operation, paths[0] if paths else None, force=True)

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

    def _confirm(self, operation: Operation, path: str | None, *, force: bool) -> None:
        def answered(confirmed: bool | None) -> None:  # noqa: FBT001 - Textual's contract
            if confirmed:
                self.bench.roll_back(operation.id, None if path is None else [path], force=force)

        self.app.push_screen(Sheet(rollback_plan(operation, path, force=force)), answered)

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
            self.post_message(self.Read(self._workspace.history()))
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
