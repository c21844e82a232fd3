"""The lists of the History screen: the operations, and the files of one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from g2l_tui.model.operation import FileRecord, Operation
from g2l_tui.tui.escape import visible
from g2l_tui.tui.widgets.line_list import LineList, Piece
from g2l_tui.tui.words import clock, counted


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
    """The files of an operation, each with how it stands now against that operation; some of them marked."""

    BORDER_TITLE = "files"

    def __init__(self) -> None:
        super().__init__(id="records")
        self.records: tuple[tuple[FileRecord, str], ...] = ()
        self._marked: set[str] = set()

    def show(self, records: Sequence[tuple[FileRecord, str]]) -> None:
        """Show files with a remark each."""
        self.records = tuple(records)
        self._marked.clear()
        self.border_title = self.BORDER_TITLE
        self.set_reactive(LineList.cursor, 0)
        self.lines_changed()

    @property
    def chosen(self) -> FileRecord | None:
        """The file under the cursor."""
        return self.records[self.cursor][0] if self.records else None

    @property
    def marked(self) -> tuple[str, ...]:
        """The paths of the marked files; without any, of the one under the cursor."""
        marked = tuple(record.path for record, _ in self.records if record.path in self._marked)
        return marked or ((self.chosen.path,) if self.chosen else ())

    def toggle_mark(self) -> None:
        """Mark the file under the cursor, or take its mark away, and go on to the next one."""
        if self.chosen is not None:
            self._marked ^= {self.chosen.path}
            self.border_title = f"files ({len(self._marked)} marked)" if self._marked else self.BORDER_TITLE
            self.refresh()
            self.move_to(self.cursor + 1)

    def count(self) -> int:
        return len(self.records)

    def pieces(self, index: int) -> Iterable[Piece]:
        record, remark = self.records[index]
        mark = "●" if record.path in self._marked else " "
        return [(f"{mark} ", "sign-key"), (visible(record.path), "text"), (f"   {remark}", "sign-quiet")]
