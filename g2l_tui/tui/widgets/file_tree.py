"""The file tree: every Python file with the sign of where its review stands; narrow, a rail of signs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.message import Message

from g2l_tui.model.finding import Severity
from g2l_tui.tui.bindings import bindings
from g2l_tui.tui.escape import visible
from g2l_tui.tui.file_nodes import FileNodes, Node
from g2l_tui.tui.file_state import STATE_CLASSES, FileState, NothingRead
from g2l_tui.tui.theme import SEVERITY_CLASSES, SEVERITY_SIGNS
from g2l_tui.tui.widgets.line_list import LineList, Piece

if TYPE_CHECKING:
    from g2l_tui.tui.session import Session

RAIL_WIDTH = 8
_FEW = 20
_UNDECIDED = {FileState.WAITING, FileState.OPEN, FileState.PARTLY}
_FINISHED = {FileState.ACCEPTED, FileState.REJECTED, FileState.WRITTEN}


class FileTree(LineList):
    """Files and folders. Moving the cursor onto a file opens it; enter goes on to its diff."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("files")]
    BORDER_TITLE = "files"

    class FilePicked(Message):
        """The cursor came to a file, or enter was pressed on it (`entered`)."""

        def __init__(self, path: str, *, entered: bool) -> None:
            super().__init__()
            self.path = path
            self.entered = entered

    def __init__(self, known: Session | NothingRead) -> None:
        super().__init__(id="tree")
        self._known = known
        self._model = FileNodes()
        self._current = ""
        self._paths: tuple[str, ...] = ()
        self._pattern: re.Pattern[str] | None = None
        self._only_open = False

    def replace(self, paths: Sequence[str]) -> None:
        """Show other files, with the cursor on the same one as before. Few files are all seen at once."""
        first, self._paths = not self._paths, tuple(paths)
        self._narrow()
        if first and len(paths) <= _FEW:
            self.action_open_all()

    def filter(self, pattern: re.Pattern[str] | None) -> None:
        """Show only the files in whose path the pattern is found, with their folders open; None shows all."""
        self._pattern = pattern
        self._narrow()
        if pattern is not None:
            self.action_open_all()

    def show_current(self, path: str) -> None:
        """Mark the open file and put the cursor on it, without opening it once more."""
        self._current = path
        row = self._model.reveal(path)
        self.lines_changed()
        if row >= 0:
            with self.prevent(self.Moved):
                self.move_to(row)

    def count(self) -> int:
        return len(self._model.rows)

    def pieces(self, index: int) -> Iterable[Piece]:
        node = self._node(index)
        narrow = self.size.width <= RAIL_WIDTH
        if node.is_folder:
            return self._rail_folder(node) if narrow else self._folder(node)
        return self._rail_file(node) if narrow else self._file(node)

    def on_line_list_moved(self, message: LineList.Moved) -> None:
        message.stop()
        node = self._node(self.cursor)
        if not node.is_folder and node.path != self._current:
            self.post_message(self.FilePicked(node.path, entered=False))

    def on_line_list_chosen(self, message: LineList.Chosen) -> None:
        message.stop()
        node = self._node(self.cursor)
        if node.is_folder:
            self._toggle(node, is_open=not node.is_open)
        else:
            self.post_message(self.FilePicked(node.path, entered=True))

    def action_open_folder(self) -> None:
        node = self._node(self.cursor)
        if node.is_folder and not node.is_open:
            self._toggle(node, is_open=True)
        else:
            self.action_cursor_down() if node.is_folder else self.action_choose()

    def action_close_folder(self) -> None:
        node = self._node(self.cursor)
        if node.is_folder and node.is_open:
            self._toggle(node, is_open=False)
        elif "/" in node.path.rstrip("/"):
            parent = node.path.rstrip("/").rsplit("/", 1)[0] + "/"
            self.move_to(max(self._model.row_of(parent), 0))

    async def action_filter(self) -> None:
        from g2l_tui.tui.widgets.search_box import FilterBox  # noqa: PLC0415 - loads after the first paint

        if not self.screen.query(FilterBox):
            await self.screen.mount(FilterBox(self, self.filter), before="#status")

    def action_only_open(self) -> None:
        """Show only files with something left to decide, or all again."""
        self._only_open = not self._only_open
        self._narrow()

    def action_open_all(self) -> None:
        self._change(self._model.open_all)

    def action_close_all(self) -> None:
        self._change(self._model.close_all)

    def _narrow(self) -> None:
        is_narrow = self._only_open or self._pattern is not None
        shown = [path for path in self._paths if self._is_shown(path)] if is_narrow else self._paths
        self._change(lambda: self._model.replace(shown))
        self.border_title = "files" if len(shown) == len(self._paths) else f"files ({len(shown)} of {len(self._paths)})"

    def _change(self, change: Callable[[], None]) -> None:
        """Change the rows; the cursor stays on what it stood on, if that is still there."""
        at = self._node(self.cursor).path if self.count() else ""
        change()
        self.lines_changed()
        if (row := self._model.row_of(at)) >= 0:
            self.set_reactive(LineList.cursor, row)

    def _is_shown(self, path: str) -> bool:
        if self._pattern is not None and not self._pattern.search(path):
            return False
        return not self._only_open or path == self._current or self._known.state(path) in _UNDECIDED

    def _node(self, index: int) -> Node:
        rows = self._model.rows
        return rows[index] if 0 <= index < len(rows) else Node("", 0, is_folder=True)

    def _toggle(self, node: Node, *, is_open: bool) -> None:
        self._model.toggle(node.path, is_open=is_open)
        self.lines_changed()

    def _folder(self, node: Node) -> list[Piece]:
        files = self._model.below(node.path)
        states = Counter(map(self._known.state, files))
        counted = len(files) - states[FileState.UNCHANGED] - states[FileState.WAITING]
        count = f" {sum(states[state] for state in _FINISHED)}/{counted}" if counted else ""
        arrow = "▾ " if node.is_open else "▸ "
        return [
            (" " + "  " * node.depth + arrow, "sign-quiet"),
            (visible(node.name), "sign-folder"),
            (count, "sign-quiet"),
        ]

    def _file(self, node: Node) -> list[Piece]:
        state = self._known.state(node.path)
        current = node.path == self._current
        quiet = state in (FileState.UNCHANGED, FileState.WAITING)
        name_class = "sign-title" if current else "sign-quiet" if quiet else "text"
        found = self._known.severities(node.path)
        counts = [
            (f" {SEVERITY_SIGNS[severity]}{found[severity]}", SEVERITY_CLASSES[severity])
            for severity in (Severity.ERROR, Severity.WARNING)
            if found[severity]
        ]
        return [
            ("▸" if current else " ", "sign-key"),
            ("  " * node.depth, ""),
            (state.value + " ", STATE_CLASSES.get(state, "sign-quiet")),
            (visible(node.name), name_class),
            *counts,
        ]

    def _rail_folder(self, node: Node) -> list[Piece]:
        return [(" " + visible(node.name)[: RAIL_WIDTH - 3], "sign-folder")]

    def _rail_file(self, node: Node) -> list[Piece]:
        state = self._known.state(node.path)
        found = self._known.severities(node.path)
        worst = next((severity for severity in Severity if found[severity]), None)
        return [
            ("▸" if node.path == self._current else " ", "sign-key"),
            (state.value, STATE_CLASSES.get(state, "sign-quiet")),
            (" " + SEVERITY_SIGNS[worst] if worst else "", SEVERITY_CLASSES[worst] if worst else ""),
        ]
