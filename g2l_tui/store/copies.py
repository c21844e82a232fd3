"""What the files of an operation were, twice: in one archive, and as plain copies for people.

`copies.tar` is written and flushed before a target is touched, and vouches for the bytes. The plain copies below
`files/` are the replaced files themselves, moved there with mode, owner and times instead of being removed, and
flushed: `cp` gives them back. What a program that had such a file open writes to it afterwards is not lost either;
then the plain copy is not what it was, which `verify` says, and the archive is read in its place.
"""

from __future__ import annotations

import errno
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property

from g2l_tui.errors import BackupError
from g2l_tui.model.operation import FileRecord, Operation
from g2l_tui.model.source import digest_of
from g2l_tui.store import pack
from g2l_tui.store.backups import Manifest
from g2l_tui.store.filesystem import Present, Tree, ancestors
from g2l_tui.store.safe_paths import shown

_NOT_TO_BE_MOVED = (errno.ENOENT, errno.EXDEV, errno.EPERM)


def keep(tree: Tree, state: str, manifest: Manifest, before: Sequence[Present | None]) -> None:
    """Make the plain copies, of the replaced files where the new ones were staged, durably. May raise OSError."""
    place = f"{state}/{manifest.operation.id}"
    folders = _make_folders(tree, place, manifest.operation)
    kept = []
    for index, (record, present) in enumerate(zip(manifest.operation.files, before, strict=True)):
        if present is None:
            continue
        kept.append(f"{place}/files/{record.path}")
        if not _is_moved(tree, manifest.staged(index), kept[-1]):
            tree.create(kept[-1], present.content, like=present)
            tree.remove(manifest.staged(index))
    tree.sync(kept)
    tree.sync_folders(folders)


class Copies:
    """The copies of one operation, which lies in one of the state folders."""

    def __init__(self, tree: Tree, state: str, operation: Operation) -> None:
        self._tree = tree
        self._operation = operation
        self._place = f"{state}/{operation.id}"

    def of(self, record: FileRecord) -> bytes | None:
        """Return what a file was before the operation, None if it did not exist. Raises BackupError."""
        if record.before is None:
            return None
        try:
            return self._plain(record)
        except BackupError:
            content = self._packed(record)
            if content is None:
                raise
            return content

    def problems(self, *, is_packed: bool) -> Iterator[str]:
        """Yield a sentence for each copy that is not what the file was; `is_packed`: there has to be an archive."""
        archive = f"{self._place}/{pack.PACK}"
        is_there = self._tree.status(archive) is not None
        if is_packed and not is_there:
            yield f"{archive} is missing; the plain copies beside it are all that there is."
        for record in self._operation.files:
            if record.before is None:
                continue
            try:
                self._plain(record)
            except BackupError as error:
                yield error.message
            if is_there and self._packed(record) is None:
                yield f"The copy of {shown(record.path)} in {archive} is damaged: its digest is not the recorded one."

    def complete(self, paths: Collection[str]) -> None:
        """Write the plain copies of these paths that are not there, or not whole, durably. May raise OSError."""
        folders = _make_folders(self._tree, self._place, self._operation)
        written = []
        for record in (record for record in self._operation.files if record.path in paths):
            with suppress(BackupError):
                content = self.of(record)
                if content is not None and not self._is_plain(record):
                    written.append(f"{self._place}/files/{record.path}")
                    self._tree.remove(written[-1])
                    self._tree.create(written[-1], content)
        self._tree.sync(written)
        self._tree.sync_folders(folders)

    @cached_property
    def _starts(self) -> Mapping[str, int]:
        return pack.starts(self._operation)

    def _is_plain(self, record: FileRecord) -> bool:
        try:
            self._plain(record)
        except BackupError:
            return False
        return True

    def _plain(self, record: FileRecord) -> bytes:
        path = f"{self._place}/files/{record.path}"
        try:
            content = self._tree.read(path)
        except OSError as error:
            raise BackupError(f"The copy {shown(path)} cannot be read: {error.strerror}.", path=path) from error
        if digest_of(content) != record.before:
            raise BackupError(f"The copy {shown(path)} is damaged: its digest is not the recorded one.", path=path)
        return content

    def _packed(self, record: FileRecord) -> bytes | None:
        """Return the copy out of the archive, None when it is not there as it was."""
        try:
            content = self._tree.part(f"{self._place}/{pack.PACK}", self._starts[record.path], record.size)
        except OSError:
            return None
        return content if digest_of(content) == record.before else None


def _make_folders(tree: Tree, place: str, operation: Operation) -> list[str]:
    copied = (record.path for record in operation.files if record.before is not None)
    above = sorted({f"{place}/files/{folder}" for path in copied for folder in ancestors(path)})
    for folder in above:
        tree.make_folder(folder)
    return [f"{place}/files", *above]


def _is_moved(tree: Tree, replaced: str, copy: str) -> bool:
    """Say whether the replaced file is the copy now. It is not when it is gone or on another disk."""
    try:
        tree.rename(replaced, copy)
    except OSError as error:
        if error.errno not in _NOT_TO_BE_MOVED:
            raise
        return False
    return True
