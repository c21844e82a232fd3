"""The operating system's calls: below one root, and never through a symbolic link.

Every call that touches a workspace is made here, so that tests can let each of them fail.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

from g2l_tui.model.source import digest_of
from g2l_tui.store import open_folders, system
from g2l_tui.store.side_by_side import side_by_side

LARGEST = 64 * 1024 * 1024
PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700

_AT_ONCE = 1024 * 1024
_FILE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)


@dataclass(frozen=True)
class Present:
    """A file as it stands on disk: its bytes, and what a replacement must inherit."""

    content: bytes = field(repr=False)
    status: os.stat_result
    attributes: tuple[tuple[str, bytes], ...] = ()

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the content."""
        return digest_of(self.content)

    @property
    def mode(self) -> int:
        """The permission bits."""
        return stat.S_IMODE(self.status.st_mode)


@dataclass(frozen=True, slots=True)
class Tree:
    """Files below `root`, named by relative paths with forward slashes. Every method may raise OSError.

    `remembered` belongs to those who read files that only ever grow, and read on where they ended.
    """

    root: Path
    remembered: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def status(self, path: str) -> os.stat_result | None:
        """Return what stands at `path` itself, or None."""
        try:
            with self._parent(path) as folder:
                return os.stat(_name(path), dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def load(self, path: str, limit: int = LARGEST) -> Present | None:
        """Return the regular file at `path`, or None where nothing stands; never blocks on a FIFO."""
        try:
            with self.opened(path, os.O_RDONLY) as (descriptor, status):
                return Present(_read(descriptor, status, limit), status, _attributes(descriptor))
        except FileNotFoundError:
            return None

    def holds(self, path: str, content: bytes) -> bool:
        """Say whether the regular file at `path` has these bytes, and was not another one while it was read."""
        with self._parent(path) as folder:
            descriptor = os.open(_name(path), os.O_RDONLY | _FILE, dir_fd=folder)
            try:
                status = _regular(descriptor, path)
                is_same = status.st_size == len(content) and _read(descriptor, status, LARGEST) == content
            finally:
                os.close(descriptor)
            # A save that renames a file over this one while it is read leaves us with the bytes of the old one.
            return is_same and _version(os.stat(_name(path), dir_fd=folder, follow_symlinks=False)) == _version(status)

    def read(self, path: str) -> bytes:
        """Return the bytes of the regular file at `path`."""
        with self.opened(path, os.O_RDONLY) as (descriptor, status):
            return _read(descriptor, status, LARGEST)

    def tail(self, path: str, start: int, limit: int = LARGEST) -> bytes:
        """Return the bytes of the regular file at `path` from `start` on; none when there are none, or no file."""
        try:
            with self.opened(path, os.O_RDONLY) as (descriptor, status):
                os.lseek(descriptor, start, os.SEEK_SET)
                return _read(descriptor, status, limit, start)
        except FileNotFoundError:
            return b""

    def part(self, path: str, start: int, size: int) -> bytes:
        """Return `size` bytes of the regular file at `path` from `start` on; fewer where it ends."""
        if size > LARGEST:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), path)
        with self.opened(path, os.O_RDONLY) as (descriptor, _):
            os.lseek(descriptor, start, os.SEEK_SET)
            return b"".join(_pieces(descriptor, size))

    def names(self, path: str) -> list[str]:
        """Return the names in a folder, sorted; none when there is no such folder."""
        try:
            with open_folders.at(self.root, path) as folder:
                return sorted(os.listdir(folder))  # noqa: PTH208  of the open folder, not of its name
        except FileNotFoundError:
            return []

    def create(self, path: str, content: bytes, *, mode: int = PRIVATE_FILE, like: Present | None = None) -> None:
        """Write a file that must not exist yet, with the owner, mode and attributes of `like` if given."""
        with self.opened(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode) as (descriptor, status):
            _write(descriptor, content)
            if like is not None:
                _inherit(descriptor, status, like)

    def create_from(self, path: str, pieces: Iterable[bytes]) -> None:
        """Write a private file that must not exist yet, of many pieces, without holding all of them at once."""
        with self.opened(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE) as (descriptor, _):
            for content in _gathered(pieces):
                _write(descriptor, content)

    def set_mode(self, path: str, mode: int) -> None:
        """Give a regular file exactly these permission bits, whatever the umask."""
        with self.opened(path, os.O_RDONLY) as (descriptor, _):
            os.fchmod(descriptor, mode)

    def append(self, path: str, content: bytes) -> None:
        """Add to the end of a file, durably."""
        with self.opened(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE) as (descriptor, _):
            _write(descriptor, content)
            system.flush(os.fsync, descriptor)

    def truncate(self, path: str, size: int) -> None:
        """Cut a file to `size` bytes, durably."""
        with self.opened(path, os.O_WRONLY) as (descriptor, _):
            os.ftruncate(descriptor, size)
            system.flush(os.fsync, descriptor)

    def make_folder(self, path: str, mode: int = PRIVATE_FOLDER) -> bool:
        """Make one folder; False when something stands there already."""
        try:
            with self._parent(path) as folder:
                os.mkdir(_name(path), mode, dir_fd=folder)
        except FileExistsError:
            return False
        return True

    def make_folders(self, path: str, mode: int = PRIVATE_FOLDER) -> None:
        """Make the folder and those above it that are missing."""
        for folder in (*ancestors(path), path):
            self.make_folder(folder, mode)

    def remove(self, path: str) -> None:
        """Remove what is not a folder; nothing happens when nothing is there."""
        with suppress(FileNotFoundError), self._parent(path) as folder:
            os.unlink(_name(path), dir_fd=folder)

    def remove_folder(self, path: str) -> bool:
        """Remove an empty folder; False when it is not empty, not there or not a folder."""
        try:
            with self._parent(path) as folder:
                os.rmdir(_name(path), dir_fd=folder)
        except OSError as error:
            if error.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT, errno.ENOTDIR):
                return False
            raise
        return True

    def remove_tree(self, path: str) -> None:
        """Remove a file, or a folder with all below it; links are removed, never followed."""
        for entry in reversed(list(self.walk(path))):
            status = self.status(entry)
            if status is not None and stat.S_ISDIR(status.st_mode):
                self.remove_folder(entry)
            else:
                self.remove(entry)

    def walk(self, path: str) -> Iterator[str]:
        """Yield `path` and everything below it, folders before what they hold; links are not followed."""
        waiting = [path]
        while waiting:
            entry = waiting.pop()
            status = self.status(entry)
            if status is None:
                continue
            yield entry
            if stat.S_ISDIR(status.st_mode):
                waiting += [f"{entry}/{name}" for name in reversed(self.names(entry))]

    def rename(self, source: str, target: str) -> None:
        """Move `source` to `target`, replacing a file there."""
        with self._parent(source) as old, self._parent(target) as new:
            os.rename(_name(source), _name(target), src_dir_fd=old, dst_dir_fd=new)

    def rename_new(self, source: str, target: str) -> None:
        """Move the file `source` to `target`; raises FileExistsError where something stands already."""
        name = _name(source)
        with self._parent(source) as old, self._parent(target) as new:
            try:
                os.link(name, _name(target), src_dir_fd=old, dst_dir_fd=new, follow_symlinks=False)
            except OSError as error:
                if error.errno not in _NO_LINKS:
                    raise
                self._rename_checked(source, target)
            else:
                os.unlink(name, dir_fd=old)

    def exchange(self, first: str, second: str) -> bool:
        """Let two names in one folder change places in one step; False where the file system cannot."""
        with self._parent(first) as folder:
            return system.exchange(folder, _name(first), folder, _name(second))

    def sync(self, paths: Iterable[str]) -> None:
        """Make files durable. They were all written before, which lets the disk do many in the time of one."""
        side_by_side(self._flush_files, list(paths))

    def sync_folders(self, paths: Iterable[str]) -> None:
        """Make the names in these folders durable; a folder that has gone is passed over."""
        side_by_side(self._flush_folders, sorted(set(paths)))

    def free_bytes(self) -> int:
        """Return how much this user may still write."""
        status = os.statvfs(self.root)
        return status.f_bavail * status.f_frsize

    @contextmanager
    def opened(self, path: str, flags: int, mode: int = PRIVATE_FILE) -> Iterator[tuple[int, os.stat_result]]:
        """Open a regular file. Anything else is refused with OSError before a byte is read or written."""
        with self._parent(path) as folder:
            descriptor = os.open(_name(path), flags | _FILE, mode, dir_fd=folder)
        try:
            yield descriptor, _regular(descriptor, path)
        finally:
            os.close(descriptor)

    def _parent(self, path: str) -> AbstractContextManager[int]:
        return open_folders.at(self.root, path.rpartition("/")[0])

    def _flush_files(self, paths: Iterable[str]) -> None:
        for above, names in groupby(paths, folder_of):
            with open_folders.alone_at(self.root, above) as folder:
                for path in names:
                    _flush_file(folder, _name(path))

    def _flush_folders(self, paths: Iterable[str]) -> None:
        for path in paths:
            with suppress(FileNotFoundError), open_folders.alone_at(self.root, path) as folder:
                system.flush(os.fsync, folder)

    def _rename_checked(self, source: str, target: str) -> None:
        # The second choice, for file systems without hard links: the look and the rename are two steps.
        if self.status(target) is not None:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), target)
        self.rename(source, target)


def ancestors(path: str) -> tuple[str, ...]:
    """Return the folders above `path`, outermost first, without the root."""
    parts = path.split("/")
    return tuple("/".join(parts[:count]) for count in range(1, len(parts)))


def folder_of(path: str) -> str:
    """Return the folder that `path` stands in; `.` for the root."""
    return path.rpartition("/")[0] or "."


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _regular(descriptor: int, path: str) -> os.stat_result:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "not a regular file", path)
    return status


def _version(status: os.stat_result) -> tuple[int, int, int]:
    return (status.st_ino, status.st_size, status.st_mtime_ns)


def _flush_file(folder: int, name: str) -> None:
    descriptor = os.open(name, os.O_RDONLY | _FILE, dir_fd=folder)
    try:
        system.flush(os.fsync, descriptor)
    finally:
        os.close(descriptor)


def _read(descriptor: int, status: os.stat_result, limit: int, start: int = 0) -> bytes:
    if status.st_size > limit:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    size = max(status.st_size - start, 0)
    # One byte more than there is, so that the call which reads the file finds its end too.
    pieces = [os.read(descriptor, size + 1)]
    while len(pieces[0]) != size and (piece := os.read(descriptor, _AT_ONCE)):
        pieces.append(piece)
    return b"".join(pieces)


def _pieces(descriptor: int, size: int) -> Iterator[bytes]:
    while size and (piece := os.read(descriptor, min(size, _AT_ONCE))):
        size -= len(piece)
        yield piece


def _gathered(pieces: Iterable[bytes]) -> Iterator[bytes]:
    gathered = bytearray()
    for piece in pieces:
        gathered += piece
        if len(gathered) >= _AT_ONCE:
            yield bytes(gathered)
            gathered.clear()
    yield bytes(gathered)


def _write(descriptor: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _attributes(descriptor: int) -> tuple[tuple[str, bytes], ...]:
    # Python offers extended attributes on Linux only, and not every file system has them.
    if not hasattr(os, "listxattr"):
        return ()
    try:
        return tuple((name, os.getxattr(descriptor, name)) for name in os.listxattr(descriptor))
    except OSError:
        return ()


def _inherit(descriptor: int, mine: os.stat_result, like: Present) -> None:
    # Owner and attributes as far as we may: a colleague's file that we can write stays writable for both.
    owner, group = like.status.st_uid, like.status.st_gid
    if (mine.st_uid, mine.st_gid) != (owner, group):
        with suppress(PermissionError):
            os.fchown(descriptor, owner, group)
    for name, value in like.attributes:
        with suppress(OSError):
            os.setxattr(descriptor, name, value)
    os.fchmod(descriptor, like.mode)
