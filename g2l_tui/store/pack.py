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
_NO_SUM = b" " * 8
_LONG_NAME = b"././@LongLink"
_LATEST = 8**11 - 1


def pieces(operation: Operation, contents: Iterable[bytes | None]) -> Iterator[bytes]:
    """Yield the bytes of the archive; `contents` are those of the operation's files, None for one that was not."""
    time = min(max(int(operation.time.timestamp()), 0), _LATEST)
    for record, content in zip(operation.files, contents, strict=True):
        if content is not None:
            yield _header(record.path, len(content), time)
            yield _filled(content)
    yield _END


def starts(operation: Operation) -> dict[str, int]:
    """Return where in the archive the bytes of each file begin, by its path."""
    found, end = {}, 0
    for record in operation.files:
        if record.before is not None:
            found[record.path] = end + len(_header(record.path, record.size, 0))
            end = found[record.path] + record.size + -record.size % _BLOCK
    return found


def _header(path: str, size: int, time: int) -> bytes:
    name = path.encode()
    own = _block(name[:_LONGEST_NAME], b"0", size, time)
    if len(name) <= _LONGEST_NAME:
        return own
    return _block(_LONG_NAME, b"L", len(name) + 1, 0) + _filled(name + b"\0") + own


def _block(name: bytes, kind: bytes, size: int, time: int) -> bytes:
    # By hand: `tarfile` takes five times as long for it, and longer than the system does to write the content.
    numbers = b"%07o\0%07o\0%07o\0%011o\0%011o\0" % (PRIVATE_FILE, 0, 0, size, time)
    start = name.ljust(_LONGEST_NAME, b"\0") + numbers
    block = _filled(start + _NO_SUM + kind + bytes(_LONGEST_NAME) + b"ustar  \0")
    return start + b"%06o\0 " % sum(block) + block[len(start + _NO_SUM) :]


def _filled(content: bytes) -> bytes:
    return content + bytes(-len(content) % _BLOCK)
