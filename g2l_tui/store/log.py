"""Files of lines that are only ever added to. Each line is sealed: its digest covers all lines before it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from g2l_tui.errors import StoreError
from g2l_tui.store.filesystem import Tree, folder_of

LARGEST = 1024 * 1024 * 1024
_START = re.compile(rb'\{"id":"([^"]{1,60})","number":(\d{1,15}),')
_SEAL = re.compile(rb',"seal":"([0-9a-f]{64})"\}\Z')
_NO_LINE = b"0" * 64


@dataclass(frozen=True, slots=True)
class Log:
    """The whole lines of a file without their ends, oldest first, and how many bytes they take.

    `is_torn`: an interrupted write left the start of another line behind them. `last_number` is the highest number
    of a step, 0 when there is none.
    """

    lines: tuple[bytes, ...] = ()
    size: int = 0
    is_torn: bool = False
    last_number: int = 0

    def continues(self, other: Log) -> bool:
        """Say whether the lines of `other` are the first of these: the seal of its last vouches for all of them."""
        return not other.lines or self.lines[len(other.lines) - 1 : len(other.lines)] == other.lines[-1:]


def read(tree: Tree, path: str) -> Log:
    """Return what the file at `path` holds; nothing when there is none. May raise OSError.

    Through one tree, lines are read once: while the last one stands where it stood, its seal vouches for the others.
    """
    log = tree.remembered[path] = _read_on(tree, path, tree.remembered.get(path, Log()))
    return log


def append(tree: Tree, path: str, values: Iterable[Mapping[str, Any]]) -> None:
    """Add a line for each of `values`, durably and all or none.

    A line that an interruption tore is cut off first: what it was the start of was never reported as done. May
    raise OSError, and StoreError when it is not known whether the lines are there.
    """
    log = read(tree, path)
    if log.is_torn:
        tree.truncate(path, log.size)
    content = b"".join(_sealed(values, log.lines[-1] if log.lines else None))
    try:
        tree.append(path, content)
        if log.size == 0:
            tree.sync_folders([folder_of(path)])
    except OSError as error:
        _take_back(tree, path, log.size, error)
        raise


def names(log: Log) -> set[str]:
    """Return the ids of the steps that the lines are about, which stand first in a line."""
    return {matched[1].decode("ascii", "replace") for line in log.lines if (matched := _START.match(line))}


def number_of(line: bytes) -> int:
    """Return the number of the step that a line is about, 0 when it is about none."""
    matched = _START.match(line)
    return int(matched[2]) if matched else 0


def parse(line: bytes) -> dict[str, object] | None:
    """Return the JSON object that the line is, None when it is none."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def damaged(lines: Sequence[bytes]) -> list[int]:
    """Return the 1-based numbers of the lines that are no JSON object."""
    return [number for number, line in enumerate(lines, start=1) if parse(line) is None]


def altered(lines: Sequence[bytes]) -> list[int]:
    """Return the 1-based numbers of the lines that are sound but for their seal: they, or one before, were altered."""
    before: bytes | None = None
    wrong = []
    for number, line in enumerate(lines, start=1):
        matched = _SEAL.search(line)
        fits = matched is not None and matched[1] == _digest(before, line[: matched.start()])
        if not fits and parse(line) is not None:
            wrong.append(number)
        before = line
    return wrong


def _read_on(tree: Tree, path: str, known: Log) -> Log:
    start = known.size - len(known.lines[-1]) - 1 if known.lines else 0
    content = tree.tail(path, start, LARGEST)
    if known.lines and not content.startswith(known.lines[-1] + b"\n"):
        return _read_on(tree, path, Log())
    size = content.rfind(b"\n") + 1
    lines = content[known.size - start : size].split(b"\n")[:-1]
    number = max(known.last_number, *map(number_of, lines), 0)
    return Log((*known.lines, *lines), start + size, size < len(content), number)


def _take_back(tree: Tree, path: str, size: int, error: OSError) -> None:
    try:
        tree.truncate(path, size)
    except FileNotFoundError:
        return
    except OSError:
        # What was begun is whole, or torn and cut off at the next chance.
        raise StoreError(
            f"{path} could not be written: {error.strerror}. Whether the last step was kept is seen at the next start."
        ) from error


def _sealed(values: Iterable[Mapping[str, Any]], before: bytes | None) -> Iterator[bytes]:
    for value in values:
        # ASCII, because a path that is not UTF-8 must not keep the others from being written.
        body = json.dumps(value, separators=(",", ":")).encode("ascii")[:-1]
        before = body + b',"seal":"' + _digest(before, body) + b'"}'
        yield before + b"\n"


def _digest(before: bytes | None, body: bytes) -> bytes:
    return sha256(_seal_of(before) + body).hexdigest().encode()


def _seal_of(line: bytes | None) -> bytes:
    if line is None:
        return _NO_LINE
    matched = _SEAL.search(line)
    return matched[1] if matched else sha256(line).hexdigest().encode()
