"""Removing old backups, but never the only copy of bytes that nobody can make again.

What a migration wrote can be made again from the source and the rules. What a person wrote cannot: a backup goes
only when each such file in it is also in the workspace as it stands, or in a backup that stays.

Order: the names are journalled, durably; the folders are renamed out of `backups/`, each in one step; both folders
are made durable; only then is anything deleted. A crash leaves each backup whole or gone, and the next start deletes
what was renamed. A backup that was journalled and is still there was not reached: it stands, and can go next time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime

from g2l_tui.errors import BackupError, StoreError
from g2l_tui.model.operation import FileRecord, Operation, OperationKind, Pruning
from g2l_tui.store import journal, log
from g2l_tui.store.copies import Copies
from g2l_tui.store.filesystem import Tree
from g2l_tui.store.folder import BACKUPS, JOURNAL, PREPARED
from g2l_tui.store.log import Log
from g2l_tui.store.safe_paths import load_target
from g2l_tui.store.wording import reason

_MAKING = (OperationKind.ACCEPT.value, OperationKind.MIGRATE.value)


def plan(tree: Tree, operations: Sequence[Operation], *, keep: int, before: datetime | None) -> Pruning:
    """Return what would go of `operations` (newest first) but the newest `keep`, and those not made `before`."""
    old = [operation for operation in operations[keep:] if before is None or operation.time < before]
    kept = _Kept(tree, operations, _made(journal.read(tree)))
    removed, needed = [], []
    for operation in reversed(old):
        if kept.can_spare(operation):
            kept.forget(operation)
            removed.append(operation.id)
        else:
            needed.append(operation.id)
    return Pruning(tuple(removed), tuple(needed), sum(_size(tree, f"{BACKUPS}/{name}") for name in removed))


def carry_out(tree: Tree, pruning: Pruning, name: str, number: int, time: datetime) -> None:
    """Remove the backups of `pruning`. The lock must be held.

    May raise OSError when nothing was removed, and StoreError when some could not be.
    """
    line = {
        "id": name,
        "number": number,
        "kind": OperationKind.PRUNE.value,
        "time": time.isoformat(),
        "pruned": pruning.removed,
        "freed": pruning.freed,
    }
    log.append(tree, JOURNAL, [line])
    try:
        for removed in pruning.removed:
            tree.rename(f"{BACKUPS}/{removed}", f"{PREPARED}/pruned-{removed}")
        tree.sync_folders([PREPARED, BACKUPS])
    except OSError as error:
        raise StoreError(f"Not all of the backups could be removed: {reason(error)}. The others stand.") from error
    # What cannot be deleted now is out of the way, and the next start tries again.
    with suppress(OSError):
        for removed in pruning.removed:
            tree.remove_tree(f"{PREPARED}/pruned-{removed}")


def pruned(written: Log) -> set[str]:
    """Return the ids of the operations whose backups were removed on purpose."""
    lines = (line for line in journal.lines(written) if line.get("kind") == OperationKind.PRUNE.value)
    return {name for line in lines if isinstance(names := line.get("pruned"), list) for name in map(str, names)}


def _made(written: Log) -> set[str]:
    """Return the digests of all that this user's migrations ever wrote here, also where the backups are gone."""
    lines = (line for line in journal.lines(written) if line.get("kind") in _MAKING and journal.is_own(line))
    files = (file for line in lines if isinstance(each := line.get("files"), list) for file in each)
    return {digest for file in files if isinstance(file, dict) and isinstance(digest := file.get("after"), str)}


class _Kept:
    """Where the bytes of each digest are kept."""

    def __init__(self, tree: Tree, operations: Sequence[Operation], made: set[str]) -> None:
        self._tree = tree
        self._made = made
        self._holders: dict[str | None, dict[str, tuple[Copies, FileRecord]]] = {}
        for operation in operations:
            copies = Copies(tree, BACKUPS, operation)
            for record in operation.files:
                self._holders.setdefault(record.before, {})[operation.id] = (copies, record)

    def can_spare(self, operation: Operation) -> bool:
        return all(
            record.before is None or record.before in self._made or self._is_elsewhere(record, operation)
            for record in operation.files
        )

    def forget(self, operation: Operation) -> None:
        for record in operation.files:
            self._holders[record.before].pop(operation.id, None)

    def _is_elsewhere(self, record: FileRecord, operation: Operation) -> bool:
        others = (holder for name, holder in self._holders[record.before].items() if name != operation.id)
        return self._stands(record) or any(_is_sound(*holder) for holder in others)

    def _stands(self, record: FileRecord) -> bool:
        try:
            present = load_target(self._tree, record.path)
        except (OSError, StoreError):
            return False
        return present is not None and present.digest == record.before


def _is_sound(copies: Copies, record: FileRecord) -> bool:
    try:
        copies.of(record)
    except BackupError:
        return False
    return True


def _size(tree: Tree, path: str) -> int:
    return sum(_sizes(tree, path))


def _sizes(tree: Tree, path: str) -> Iterator[int]:
    for entry in tree.walk(path):
        status = tree.status(entry)
        yield 0 if status is None else status.st_size
