"""Folders by descriptor: reached part by part, never through a link, and kept open while an operation lasts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
_MOST_KEPT = 64


@dataclass(frozen=True, slots=True)
class _Folder:
    """An open folder."""

    descriptor: int
    device: int
    inode: int

    def is_at(self, place: str) -> bool:
        """Say whether the name still leads here, so that no call acts in a folder that was moved away."""
        try:
            status = os.stat(place)  # noqa: PTH116  through the one seam for faults
        except OSError:
            return False
        return (status.st_dev, status.st_ino) == (self.device, self.inode)


_kept: ContextVar[dict[str, _Folder] | None] = ContextVar("kept folders", default=None)


def at(root: Path, path: str) -> AbstractContextManager[int]:
    """Give the folder at `path` below `root`, for one call. May raise OSError."""
    kept = _kept.get()
    return alone_at(root, path) if kept is None else nullcontext(_recall(kept, root, path))


@contextmanager
def alone_at(root: Path, path: str) -> Iterator[int]:
    """Give the folder for as long as wanted: the descriptor is not shared with other calls. May raise OSError."""
    descriptor = _walk_to(root, path)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def keeping() -> Iterator[None]:
    """Keep folders open between calls of this thread: an operation comes back to the same few."""
    if _kept.get() is not None:
        yield
        return
    folders: dict[str, _Folder] = {}
    token = _kept.set(folders)
    try:
        yield
    finally:
        _kept.reset(token)
        for folder in folders.values():
            os.close(folder.descriptor)


def _recall(kept: dict[str, _Folder], root: Path, path: str) -> int:
    place = f"{root}/{path}"
    folder = kept.get(place)
    if folder is None or not folder.is_at(place):
        _let_go(kept, place)
        folder = _opened(root, path)
        if len(kept) >= _MOST_KEPT:
            _let_go(kept, next(iter(kept)))
    # The one that was used last is let go last.
    kept.pop(place, None)
    kept[place] = folder
    return folder.descriptor


def _let_go(kept: dict[str, _Folder], place: str) -> None:
    folder = kept.pop(place, None)
    if folder is not None:
        os.close(folder.descriptor)


def _opened(root: Path, path: str) -> _Folder:
    descriptor = _walk_to(root, path)
    try:
        status = os.fstat(descriptor)
    except BaseException:
        os.close(descriptor)
        raise
    return _Folder(descriptor, status.st_dev, status.st_ino)


def _walk_to(root: Path, path: str) -> int:
    descriptor = os.open(root, _FOLDER)
    for name in path.split("/"):
        if name in ("", "."):
            continue
        above = descriptor
        try:
            descriptor = os.open(name, _FOLDER, dir_fd=above)
        finally:
            os.close(above)
    return descriptor
