"""Changing the tree: prepare, intend, stage, swap, commit. Whoever calls holds the lock.

The order, and what a crash after each line leaves to the next start:

| step | made durable by | a crash after it |
|---|---|---|
| `op.json` and `copies.tar` in `tmp/<id>` | fsync of both, then of their folder | thrown away; the tree is untouched |
| rename to `pending/<id>` | fsync of `pending`, then of `tmp` | taken back: only staged files can be there |
| new bytes beside their targets | fsync of each file, then of their folders | taken back: staged files are removed |
| `pending/<id>.swapping` | fsync of `pending` | taken back: each target is put back if it was swapped |
| each target swapped with its staged file, what came out compared | (nothing waits for the disk here) | the same |
| old files, staged now, to `pending/<id>/files` | fsync of each, its folders, then theirs | the same, from copies |
| rename to `backups/<id>` | fsync of `backups`, then of `pending` | done: this rename is the commit |
| line in the journal, then in the audit log | fsync of each | done; the lines are made from `op.json` |

A name that must not vanish is made durable before the one that it replaces may go: the folder that is renamed *into*
is flushed before the one renamed out of. Decisions are simpler: a step is one line, there when its fsync returns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from g2l_tui.errors import ChangedOnDiskError
from g2l_tui.store import backups, copies, folder
from g2l_tui.store.backups import Manifest
from g2l_tui.store.filesystem import Present, Tree, ancestors, folder_of
from g2l_tui.store.folder import BACKUPS, PENDING, PREPARED
from g2l_tui.store.safe_paths import shown

SWAPPING = ".swapping"

_ORDINARY_FILE = 0o666
_ORDINARY_FOLDER = 0o777


@dataclass(frozen=True, slots=True)
class Target:
    """A file to be written: what stands there now, what it becomes, and the mode of one that is not there."""

    path: str
    present: Present | None
    content: bytes | None = field(repr=False)
    mode: int | None = None

    @property
    def digest(self) -> str | None:
        """The digest of what stands there now, None for nothing."""
        return None if self.present is None else self.present.digest


def intend(tree: Tree, manifest: Manifest, targets: Sequence[Target]) -> None:
    """Keep what the files are now, and that they are to be written; they stay as they are. May raise OSError."""
    name = manifest.operation.id
    backups.write(tree, f"{PREPARED}/{name}", manifest, [target.present for target in targets])
    _move(tree, name, PREPARED, PENDING)


def carry_out(tree: Tree, manifest: Manifest, targets: Sequence[Target]) -> None:
    """Write what is intended. Raises OSError, or ChangedOnDiskError for a save that came in between.

    After an exception the operation lies in one of the state folders, unless somebody removed it from there, and
    recovery puts the tree back.
    """
    _stage(tree, manifest, targets)
    # From here on a target may differ; the mark tells recovery that every staged file was complete.
    _mark(tree, manifest.operation.id)
    for index, target in enumerate(targets):
        _swap(tree, manifest.staged(index), target)
    _clear(tree, manifest, targets)
    _move(tree, manifest.operation.id, PENDING, BACKUPS)
    tree.remove(f"{PENDING}/{manifest.operation.id}{SWAPPING}")


def intend_again(tree: Tree, manifest: Manifest, targets: Sequence[Target]) -> None:
    """Make an intent anew that somebody removed while it was carried out, as `git clean -fdx` does, for recovery.

    What the files were is known here and nowhere else. May raise OSError and StoreError.
    """
    name = manifest.operation.id
    if any(tree.status(f"{state}/{name}") is not None for state in folder.STATES):
        return
    folder.make(tree)
    folder.furnish(tree)
    backups.write(tree, f"{PREPARED}/{name}", manifest, [target.present for target in targets])
    tree.remove(f"{PENDING}/{name}{SWAPPING}")
    _mark(tree, name)
    _move(tree, name, PREPARED, PENDING)


def missing_folders(tree: Tree, targets: Sequence[Target]) -> tuple[str, ...]:
    """Return the folders that have to be made for the targets, outermost first."""
    above = {path for target in targets if target.content is not None for path in ancestors(target.path)}
    return tuple(path for path in sorted(above) if tree.status(path) is None)


def _move(tree: Tree, name: str, state: str, next_state: str) -> None:
    tree.rename(f"{state}/{name}", f"{next_state}/{name}")
    tree.sync_folders([next_state, state])


def _mark(tree: Tree, name: str) -> None:
    tree.create(f"{PENDING}/{name}{SWAPPING}", b"")
    tree.sync_folders([PENDING])


def _stage(tree: Tree, manifest: Manifest, targets: Sequence[Target]) -> None:
    for path in manifest.folders:
        tree.make_folder(path, _ORDINARY_FOLDER)
    staged = []
    for index, target in enumerate(targets):
        if target.content is None:
            continue
        staged.append(manifest.staged(index))
        tree.create(staged[-1], target.content, mode=_ORDINARY_FILE, like=target.present)
        if target.present is None and target.mode is not None:
            tree.set_mode(staged[-1], target.mode)
    tree.sync(staged)
    tree.sync_folders(folder_of(path) for path in (*staged, *manifest.folders))


def _swap(tree: Tree, staged: str, target: Target) -> None:
    path = target.path
    try:
        if target.present is None:
            tree.rename_new(staged, path)
        elif target.content is None:
            tree.rename(path, staged)
            _check(tree, staged, path, target.present)
        elif tree.exchange(staged, path):
            # What came out is looked at after the swap: a save between look and swap is seen, and put back.
            _check(tree, staged, path, target.present)
        else:
            _check(tree, path, path, target.present)
            tree.rename(staged, path)
    except (FileNotFoundError, FileExistsError) as error:
        raise _changed(path) from error


def _check(tree: Tree, place: str, path: str, before: Present) -> None:
    try:
        is_same = tree.holds(place, before.content)
    except OSError as error:
        raise _changed(path) from error
    if not is_same:
        raise _changed(path)


def _changed(path: str) -> ChangedOnDiskError:
    return ChangedOnDiskError(
        f"{shown(path)} was changed by another program while it was being written. Its new content was kept; "
        "look at it again.",
        paths=[path],
    )


def _clear(tree: Tree, manifest: Manifest, targets: Sequence[Target]) -> None:
    copies.keep(tree, PENDING, manifest, [target.present for target in targets])
    tree.sync_folders(folder_of(record.path) for record in manifest.operation.files)
