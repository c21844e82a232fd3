"""What has to be written so that files are again as they were before an operation."""

from __future__ import annotations

from collections.abc import Sequence

from g2l_tui.errors import RollbackError
from g2l_tui.model.operation import FileRecord, Operation
from g2l_tui.store import backups
from g2l_tui.store.backups import Manifest
from g2l_tui.store.commit import Target
from g2l_tui.store.filesystem import Tree
from g2l_tui.store.folder import BACKUPS
from g2l_tui.store.safe_paths import load_target
from g2l_tui.store.wording import UNCHANGED, listed


def chosen(operation: Operation, paths: Sequence[str] | None) -> list[FileRecord]:
    """Return the records of these paths, or all. Raises RollbackError for a path that was not written."""
    if paths is None:
        return list(operation.files)
    unknown = set(paths) - {record.path for record in operation.files}
    if unknown or not paths:
        raise RollbackError(f"{operation.id} did not write {listed(sorted(unknown)) or 'no file'}. {UNCHANGED}")
    return [record for record in operation.files if record.path in paths]


def targets(tree: Tree, manifest: Manifest, records: Sequence[FileRecord], *, force: bool) -> list[Target]:
    """Return the files that differ from what they were before the operation, and what they become.

    Unless `force` is set, raises RollbackError when one of them is not what the operation wrote either, or when
    the operation is somebody else's. Raises BackupError when a copy is damaged.
    """
    operation = manifest.operation
    if not manifest.is_own and not force:
        raise RollbackError(
            f"{operation.id} was not made by you on this machine: it came with the repository, or your key is "
            f"another one. {UNCHANGED} Look at its copies in {BACKUPS}/{operation.id}, then force it if they are right."
        )
    differing = [
        (record, target) for record in records if (target := _former(tree, operation, record)).digest != record.before
    ]
    changed = [record.path for record, target in differing if target.digest != record.after]
    if changed and not force:
        raise RollbackError(
            f"{listed(changed)} is no longer what {operation.id} wrote. {UNCHANGED} "
            "Force the rollback to replace it; what it is now will be in the backup.",
            paths=changed,
        )
    return [target for _, target in differing]


def _former(tree: Tree, operation: Operation, record: FileRecord) -> Target:
    content = backups.copy_of(tree, BACKUPS, operation, record)
    return Target(record.path, load_target(tree, record.path), content, record.mode)
