"""All copies of an operation in one file: written in one go, durable by one flush, and never touched again.

The plain files beside it are for people, and are checked against it: they are the replaced files themselves, which a
program that had one open can still write to. It is an ordinary archive (`tar -xf copies.tar`), in GNU's format, where
each copy follows a header whose length depends on its name alone: so a copy is found without reading those before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from g2l_tui.model.operation import Operation
from g2l_tui.store.filesystem import PRIVATE_FILE

PACK = "copies.tar"

_BLOCK = 512
_LONGEST_NAME = 100
_END = bytes(2 * _BLOCK)


def pieces(operation: Operation, contents: Iterable[bytes | None]) -> Iterator[bytes]:
    """Yield the bytes of the archive; `contents` are those of the operation's files, None for one that was not."""
    from tarfile import GNU_FORMAT, TarInfo  # noqa: PLC0415  only writing needs it, and it is slow to import

    for record, content in zip(operation.files, contents, strict=True):
        if content is not None:
            entry = TarInfo(record.path)
            entry.size, entry.mode, entry.mtime = len(content), PRIVATE_FILE, int(operation.time.timestamp())
            yield entry.tobuf(GNU_FORMAT, "utf-8", "strict")
            yield content
            yield bytes(-len(content) % _BLOCK)
    yield _END


def starts(operation: Operation) -> dict[str, int]:
    """Return where in the archive the bytes of each file begin, by its path."""
    found, end = {}, 0
    for record in operation.files:
        if record.before is not None:
            found[record.path] = end + _header_size(record.path)
            end = found[record.path] + _whole_blocks(record.size)
    return found


def _header_size(path: str) -> int:
    length = len(path.encode())
    return _BLOCK if length <= _LONGEST_NAME else 2 * _BLOCK + _whole_blocks(length + 1)


def _whole_blocks(size: int) -> int:
    return size + -size % _BLOCK
