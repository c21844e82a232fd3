"""The journal: one line per operation, appended and never rewritten. It holds digests and no source text."""

from __future__ import annotations

import json
from collections.abc import Iterable

from g2l_tui.errors import BackupError
from g2l_tui.store import backups, log, signature
from g2l_tui.store.backups import Manifest
from g2l_tui.store.filesystem import Tree
from g2l_tui.store.folder import BACKUPS, JOURNAL
from g2l_tui.store.log import Log


def read(tree: Tree) -> Log:
    """Return the lines, as bytes. May raise OSError."""
    return log.read(tree, JOURNAL)


def lines(journal: Log) -> tuple[dict[str, object], ...]:
    """Return the operations as they were journalled, oldest first; lines that cannot be read are left out."""
    return tuple(line for line in map(log.parse, journal.lines) if line is not None)


def is_own(line: dict[str, object]) -> bool:
    """Say whether this user wrote the line: a journal that came with a clone may say anything."""
    said = {key: value for key, value in line.items() if key not in ("signature", "seal")}
    given = line.get("signature")
    return signature.is_own(_encoded(said), given if isinstance(given, str) and given.isascii() else None)


def append(tree: Tree, manifests: Iterable[Manifest]) -> None:
    """Add the operations, durably, below a last line that is whole. May raise OSError."""
    log.append(tree, JOURNAL, map(_line, manifests))


def missing(tree: Tree, journal: Log) -> list[str]:
    """Return the ids of the committed operations that the journal does not name, oldest first."""
    named = log.names(journal)
    return [name for name in backups.ids(tree) if name not in named and _is_sound(tree, name)]


def complete(tree: Tree) -> None:
    """Cut a torn last line off and append what was committed but not journalled. May raise OSError."""
    journal = read(tree)
    names = missing(tree, journal)
    if journal.is_torn or names:
        append(tree, [backups.read(tree, BACKUPS, name) for name in names])


def _line(manifest: Manifest) -> dict[str, object]:
    operation = manifest.operation
    line: dict[str, object] = {
        "id": operation.id,
        "number": operation.number,
        "kind": operation.kind.value,
        "time": operation.time.isoformat(),
        "undoes": operation.undoes,
        "files": [{"path": file.path, "before": file.before, "after": file.after} for file in operation.files],
    }
    signed = signature.sign(_encoded(line)) if manifest.is_own else None
    return line if signed is None else {**line, "signature": signed}


def _encoded(line: dict[str, object]) -> bytes:
    return json.dumps(line, separators=(",", ":")).encode("ascii")


def _is_sound(tree: Tree, name: str) -> bool:
    try:
        backups.read(tree, BACKUPS, name)
    except BackupError:
        return False
    return True
