"""The file tree as rows; folders get their children when they are opened. No Textual."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """A visible row: a folder (its path ends with a slash) or a file."""

    path: str
    depth: int
    is_folder: bool = False
    is_open: bool = False

    @property
    def name(self) -> str:
        """The last part of the path; a chain of lone folders keeps its slashes inside."""
        return self.path.rstrip("/").rsplit("/", 1)[-1]


class FileNodes:
    """The rows of a tree over sorted relative paths, and which folders are open.

    Folders stand among the files where the sorted paths have them, so that the tree and "next file" agree.
    """

    def __init__(self, paths: Sequence[str] = ()) -> None:
        self._paths = sorted(paths)
        self._open: set[str] = {""}
        self.rows: tuple[Node, ...] = tuple(self._below("", 0))

    def replace(self, paths: Sequence[str]) -> None:
        """Take other paths; the open folders stay open."""
        self._paths = sorted(paths)
        self._rebuild()

    def open_all(self) -> None:
        """Open every folder; they stay open."""
        self._open |= {path[: i + 1] for path in self._paths for i, sign in enumerate(path) if sign == "/"}
        self._rebuild()

    def close_all(self) -> None:
        """Close every folder."""
        self._open = {""}
        self._rebuild()

    def toggle(self, folder: str, *, is_open: bool) -> None:
        """Open or close a folder (path with a slash at the end)."""
        (self._open.add if is_open else self._open.discard)(folder)
        self._rebuild()

    def reveal(self, path: str) -> int:
        """Open the folders above a file and return its row, or -1 when it is not in the tree."""
        folders = {path[: i + 1] for i, sign in enumerate(path) if sign == "/"}
        if not folders <= self._open:
            self._open |= folders
            self._rebuild()
        return self.row_of(path)

    def row_of(self, path: str) -> int:
        """Return the row of a file or folder, or -1 when it is not visible."""
        return next((index for index, node in enumerate(self.rows) if node.path == path), -1)

    def below(self, folder: str) -> list[str]:
        """Return the files in a folder and its folders."""
        start, end = self._range(folder)
        return self._paths[start:end]

    def _range(self, folder: str) -> tuple[int, int]:
        """Return where the files below a folder begin, and where they end, in the sorted paths."""
        if not folder:
            return 0, len(self._paths)
        start = bisect_left(self._paths, folder)
        return start, bisect_left(self._paths, folder[:-1] + "0", start)  # the sign behind the slash

    def _rebuild(self) -> None:
        self.rows = tuple(self._below("", 0))

    def _below(self, folder: str, depth: int) -> Iterator[Node]:
        position, end = self._range(folder)
        while position < end:
            path = self._paths[position]
            first, slash, _ = path[len(folder) :].partition("/")
            if not slash:
                yield Node(path, depth)
                position += 1
                continue
            name = folder + first + slash
            is_open = name in self._open
            yield Node(name, depth, is_folder=True, is_open=is_open)
            if is_open:
                yield from self._below(name, depth + 1)
            position = self._range(name)[1]
