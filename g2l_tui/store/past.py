"""What was done to a workspace, as far as its backups tell, and which of them are not as they were left."""

from __future__ import annotations

from collections.abc import Iterator

from g2l_tui.errors import BackupError
from g2l_tui.model.operation import OddBackup, OperationKind, Past
from g2l_tui.store import backups, journal, retention
from g2l_tui.store.backups import Manifest
from g2l_tui.store.filesystem import Tree
from g2l_tui.store.folder import BACKUPS, JOURNAL
from g2l_tui.store.log import Log
from g2l_tui.store.safe_paths import shown


def look(tree: Tree) -> Past:
    """Return the operations, newest first, and what is odd. Copies are not read. May raise OSError."""
    looked = [(name, *read(tree, name)) for name in reversed(in_order(tree))]
    odd = [OddBackup(name, problem) for name, _, problem in looked if problem]
    odd += [OddBackup(name, problem) for name, problem in missing(tree, journal.read(tree))]
    return Past(tuple(manifest.operation for _, manifest, _ in looked if manifest), tuple(odd))


def in_order(tree: Tree) -> list[str]:
    """Return the names of all that lies among the backups, oldest first; foreign ones are the last."""
    known = backups.ids(tree)
    return [*known, *(name for name in tree.names(BACKUPS) if backups.number_of(name) is None)]


def read(tree: Tree, name: str) -> tuple[Manifest | None, str]:
    """Return the manifest of a backup, None when it cannot be believed, and what is odd about it, if anything."""
    if backups.number_of(name) is None:
        return None, f"{BACKUPS}/{shown(name)} is foreign: no operation has such a name."
    try:
        manifest = backups.read(tree, BACKUPS, name)
    except BackupError as error:
        return None, error.message
    is_own = manifest.is_own
    return manifest, "" if is_own else f"{BACKUPS}/{name} was not made by you on this machine, or was altered since."


def missing(tree: Tree, written: Log) -> Iterator[tuple[str, str]]:
    """Yield each operation that the journal names and nobody pruned, but whose backup is gone; and a sentence."""
    accounted = {*backups.ids(tree), *retention.pruned(written)}
    for line in journal.lines(written):
        name = line.get("id")
        is_kept = line.get("kind") != OperationKind.PRUNE.value and name not in accounted
        if is_kept and isinstance(name, str) and backups.number_of(name) is not None:
            yield name, f"The backup of the operation {name} is missing; {JOURNAL} names it."
