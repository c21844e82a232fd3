"""What has to be written so that files are again as they were before an operation, or before it and all since."""

from __future__ import annotations

from collections.abc import Sequence

from g2l_tui.errors import RollbackError
from g2l_tui.model.operation import FileRecord, Operation
from g2l_tui.store.backups import Manifest
from g2l_tui.store.commit import Target
from g2l_tui.store.copies import Copies
from g2l_tui.store.filesystem import Tree
from g2l_tui.store.folder import BACKUPS
from g2l_tui.store.safe_paths import load_target
from g2l_tui.store.wording import UNCHANGED, listed


def chosen(operation: Operation, paths: Sequence[str] | None) -> list[FileRecord]:
    """Return the records of these paths, or all. Raises RollbackError for a path that was not written."""
    if paths is None:
        return list(operation.files)
    wanted = set(paths)
    unknown = wanted - {record.path for record in operation.files}
    if unknown or not wanted:
        raise RollbackError(f"{operation.id} did not write {listed(sorted(unknown)) or 'no file'}. {UNCHANGED}")
    return [record for record in operation.files if record.path in wanted]


def targets(tree: Tree, manifest: Manifest, records: Sequence[FileRecord], *, force: bool) -> list[Target]:
    """Return the files that differ from what they were before the operation, and what they become.

    Unless `force` is set, raises RollbackError when one of them is not what the operation wrote either, or when
    the operation is somebody else's. Raises BackupError when a copy is damaged.
    """
    operation = manifest.operation
    if not force:
        _refuse_foreign(manifest)
    copies = Copies(tree, BACKUPS, operation)
    differing = [
        (record, target) for record in records if (target := _former(tree, copies, record)).digest != record.before
    ]
    changed = [record.path for record, target in differing if target.digest != record.after]
    if changed and not force:
        raise RollbackError(
            f"{listed(changed)} is no longer what {operation.id} wrote. {UNCHANGED} "
            "Force the rollback to replace it; what it is now will be in the backup.",
            paths=changed,
        )
    return [target for _, target in differing]


def targets_of_moment(tree: Tree, since: Sequence[Manifest], *, force: bool) -> list[Target]:
    """Return the files that differ from what they were before the first of the manifests, which are in their order.

    Unless `force` is set, raises RollbackError when somebody else changed one of the files after it or in between,
    or made one of the operations. Raises BackupError when a copy is damaged.
    """
    earliest: dict[str, tuple[Copies, FileRecord]] = {}
    left: dict[str, str | None] = {}
    changed: dict[str, None] = {}
    for manifest in since:
        if not force:
            _refuse_foreign(manifest)
        copies = Copies(tree, BACKUPS, manifest.operation)
        for record in manifest.operation.files:
            earliest.setdefault(record.path, (copies, record))
            if left.get(record.path, record.before) != record.before:
                changed[record.path] = None
            left[record.path] = record.after
    found = {path: _former(tree, *each) for path, each in earliest.items()}
    changed |= {path: None for path, target in found.items() if target.digest != left[path]}
    if changed and not force:
        raise RollbackError(
            f"{listed(sorted(changed))} was changed by somebody else since {since[0].operation.id}. {UNCHANGED} "
            "Force the rollback to replace it; what it is now will be in the backup.",
            paths=sorted(changed),
        )
    return [target for path, target in found.items() if target.digest != earliest[path][1].before]


def _refuse_foreign(manifest: Manifest) -> None:
    operation = manifest.operation
    if not manifest.is_own:
        raise RollbackError(
            f"{operation.id} was not made by you on this machine: it came with the repository, or your key is "
            f"another one. {UNCHANGED} Look at its copies in {BACKUPS}/{operation.id}, then force it if they are right."
        )


def _former(tree: Tree, copies: Copies, record: FileRecord) -> Target:
    content = copies.of(record)
    return Target(record.path, load_target(tree, record.path), content, record.mode)
