"""One step from its parts to its record: named, carried out and journalled, or put back when it fails.

Whoever calls holds the lock, and has recovered what was interrupted before.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timezone

from g2l_tui.errors import StoreError
from g2l_tui.model.operation import DecisionStep, FileRecord, Operation, OperationKind, Pruning
from g2l_tui.model.source import digest_of
from g2l_tui.store import backups, commit, decisions, journal, recovery, retention
from g2l_tui.store.backups import Manifest
from g2l_tui.store.commit import Target
from g2l_tui.store.decisions import Decided, Reworded
from g2l_tui.store.filesystem import Present, Tree
from g2l_tui.store.folder import BACKUPS, PENDING
from g2l_tui.store.pack import PACK
from g2l_tui.store.wording import UNCHANGED, reason


def write(
    tree: Tree, now: datetime, kind: OperationKind, targets: Sequence[Target], *, undoes: str | None, note: str = ""
) -> Operation:
    """Write the targets as one operation. Raises StoreError, after which the tree is as it was unless it says so."""
    _refuse_full_disk(tree, targets)
    name, number, time = _identity(tree, now, kind)
    files = tuple(_record(target) for target in targets)
    operation = Operation(name, number, kind, time, files, undoes, _printable(note))
    manifest = Manifest(operation, secrets.token_hex(8), commit.missing_folders(tree, targets))
    is_intended = False
    try:
        commit.intend(tree, manifest, targets)
        is_intended = True
        commit.carry_out(tree, manifest, targets)
    except BaseException as error:
        _give_up(tree, manifest, targets if is_intended else (), error)
        raise
    _journalise(tree, manifest)
    return operation


def decide(
    tree: Tree,
    now: datetime,
    kind: OperationKind,
    decided: Decided,
    texts: Reworded,
    *,
    undoes: str | None,
    note: str = "",
) -> DecisionStep:
    """Write a step of the review down: one line, which is there as a whole or not at all. May raise OSError."""
    name, number, time = _identity(tree, now, kind)
    step = DecisionStep(name, number, kind, time, decided, undoes, _printable(note), texts)
    decisions.append(tree, step)
    return step


def prune(tree: Tree, now: datetime, pruning: Pruning) -> None:
    """Remove the backups, and journal it first. May raise OSError and StoreError."""
    retention.carry_out(tree, pruning, *_identity(tree, now, OperationKind.PRUNE))


def _identity(tree: Tree, now: datetime, kind: OperationKind) -> tuple[str, int, datetime]:
    time = now.astimezone(timezone.utc)
    written = max(journal.read(tree).last_number, decisions.read(tree).last_number)
    number = backups.next_number(tree, written)
    return backups.identity(time, number, kind), number, time


def _refuse_full_disk(tree: Tree, targets: Sequence[Target]) -> None:
    size = sum(_size(target.present) + len(target.content or b"") for target in targets)
    if tree.free_bytes() < 2 * size:
        raise StoreError(f"The disk has too little room for the files and their backup. {UNCHANGED}")


def _give_up(tree: Tree, manifest: Manifest, begun: Sequence[Target], error: BaseException) -> None:
    """Put the tree back at once, and turn a failure of the disk into words."""
    operation = manifest.operation
    try:
        if begun:
            commit.intend_again(tree, manifest, begun)
        committed = tree.status(f"{BACKUPS}/{operation.id}") is not None
        said = recovery.recover(tree)
    except (OSError, StoreError) as second:
        why = reason(second) if isinstance(second, OSError) else second.message
        raise StoreError(
            f"The files could not be written, nor be put back now: {why}. The copies are in "
            f"{PENDING}/{operation.id}/{PACK}; the next start puts them back."
        ) from error
    if not isinstance(error, OSError):
        return
    if committed:
        raise StoreError(
            f"The files were written as {operation.id}, but the disk may not have kept all of it: "
            f"{reason(error)}. Check the disk, then the files."
        ) from error
    raise StoreError(f"The files could not be written: {reason(error)}. {' '.join(said)}") from error


def _journalise(tree: Tree, manifest: Manifest) -> None:
    # The operation is committed; a line that cannot be written now is made from the manifest at the next chance.
    with suppress(OSError, StoreError):
        journal.append(tree, [manifest])


def _record(target: Target) -> FileRecord:
    return FileRecord(
        path=target.path,
        before=target.digest,
        after=None if target.content is None else digest_of(target.content),
        size=_size(target.present),
        mode=0 if target.present is None else target.present.mode,
    )


def _size(present: Present | None) -> int:
    return 0 if present is None else len(present.content)


def _printable(note: str) -> str:
    return note.encode("utf-8", "backslashreplace").decode("utf-8")
