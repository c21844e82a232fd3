"""The journal: one line per operation, appended and never rewritten. It holds digests and no source text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from g2l_tui.errors import BackupError
from g2l_tui.model.operation import Operation
from g2l_tui.store import backups
from g2l_tui.store.filesystem import Tree
from g2l_tui.store.folder import BACKUPS, JOURNAL

_LARGEST = 1024 * 1024 * 1024
_START = re.compile(rb'^\{"id":"([^"]{1,60})","number":(\d{1,15}),', re.MULTILINE)


def lines(tree: Tree) -> tuple[dict[str, object], ...]:
    """Return the operations as they were journalled, oldest first; lines that cannot be read are left out."""
    return tuple(line for line in _parsed(tree) if line is not None)


def damaged(tree: Tree) -> list[int]:
    """Return the 1-based numbers of the lines that are no JSON object."""
    return [number for number, line in enumerate(_parsed(tree), start=1) if line is None]


def append(tree: Tree, operations: Iterable[Operation]) -> None:
    """Add the operations, durably, below a last line that is whole. May raise OSError."""
    _cut_torn_line(tree)
    for operation in operations:
        tree.append(JOURNAL, _line(operation))


def is_torn(tree: Tree) -> bool:
    """Say whether the last line was only half written."""
    content = _content(tree)
    return bool(content) and not content.endswith(b"\n")


def missing(tree: Tree) -> list[str]:
    """Return the ids of the committed operations that the journal does not name, oldest first."""
    named = {matched[1].decode("ascii", "replace") for matched in _START.finditer(_whole_lines(tree))}
    return [name for name in backups.ids(tree) if name not in named and _is_sound(tree, name)]


def last_number(tree: Tree) -> int:
    """Return the highest number that was journalled, 0 when there is none."""
    return max((int(matched[2]) for matched in _START.finditer(_whole_lines(tree))), default=0)


def complete(tree: Tree) -> None:
    """Cut a torn last line off and append what was committed but not journalled. May raise OSError."""
    if is_torn(tree) or missing(tree):
        append(tree, [backups.read(tree, BACKUPS, name).operation for name in missing(tree)])


def _line(operation: Operation) -> bytes:
    # `id` and `number` come first: they are what is looked for without parsing the line.
    line = {
        "id": operation.id,
        "number": operation.number,
        "kind": operation.kind.value,
        "time": operation.time.isoformat(),
        "undoes": operation.undoes,
        "files": [{"path": file.path, "before": file.before, "after": file.after} for file in operation.files],
    }
    return json.dumps(line, separators=(",", ":")).encode("ascii") + b"\n"


def _parsed(tree: Tree) -> list[dict[str, object] | None]:
    return [_object(line) for line in _content(tree).split(b"\n") if line]


def _object(line: bytes) -> dict[str, object] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _content(tree: Tree) -> bytes:
    present = tree.load(JOURNAL, _LARGEST)
    return b"" if present is None else present.content


def _whole_lines(tree: Tree) -> bytes:
    content = _content(tree)
    return content[: content.rfind(b"\n") + 1]


def _cut_torn_line(tree: Tree) -> None:
    # What is cut off is the start of a line that the operation's own manifest gives back whole.
    content = _content(tree)
    if content and not content.endswith(b"\n"):
        tree.truncate(JOURNAL, content.rfind(b"\n") + 1)


def _is_sound(tree: Tree, name: str) -> bool:
    try:
        backups.read(tree, BACKUPS, name)
    except BackupError:
        return False
    return True
