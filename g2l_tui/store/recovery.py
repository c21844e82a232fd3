"""Putting back what an interrupted operation left. May itself be interrupted at any point and begun again."""

from __future__ import annotations

import stat
from contextlib import suppress
from dataclasses import dataclass, field

from g2l_tui.errors import BackupError, StoreError
from g2l_tui.model.operation import FileRecord
from g2l_tui.store import audit, backups, decisions, journal
from g2l_tui.store.backups import Manifest, NewerFormatError
from g2l_tui.store.commit import SWAPPING
from g2l_tui.store.copies import Copies
from g2l_tui.store.filesystem import Tree, ancestors, folder_of
from g2l_tui.store.folder import AUDIT, PENDING, PREPARED, QUARANTINE
from g2l_tui.store.safe_paths import shown

_ODD = "something that is not a file"


def is_needed(tree: Tree) -> bool:
    """Say, without writing, whether there is anything to recover. May raise OSError."""
    return bool(
        tree.names(PREPARED)
        or tree.names(PENDING)
        or decisions.read(tree).is_torn
        or (journalled := journal.read(tree)).is_torn
        or journal.missing(tree, journalled)
        or audit.is_behind(tree)
    )


def recover(tree: Tree) -> tuple[str, ...]:
    """Bring the workspace to a state that is whole, and say what was done. The lock must be held.

    May raise OSError when the disk refuses; then what is pending stays so. Raises StoreError for a pending
    operation of a newer version.
    """
    sentences = [sentence for name in _pending(tree) for sentence in _take_back(tree, name)]
    for name in tree.names(PENDING):
        tree.remove(f"{PENDING}/{name}")
    for name in tree.names(PREPARED):
        if backups.number_of(name) is not None:
            sentences.append(f"{_named(name)} was interrupted. Every file is as it was before.")
        tree.remove_tree(f"{PREPARED}/{name}")
    # The journal can be completed later from the manifests; a full disk must not hide what was put back.
    with suppress(OSError, StoreError):
        journal.complete(tree)
        decisions.complete(tree)
        if audit.read(tree).is_torn:
            sentences.append(f"The last line of {AUDIT} was torn; what it told is lost unless it was a step.")
        audit.complete(tree, None)
    return tuple(sentences)


@dataclass(slots=True)
class _Outcome:
    """What became of the files of one interrupted operation, and what they were."""

    copies: Copies
    touched: set[str] = field(default_factory=set)
    left: list[str] = field(default_factory=list)


def _pending(tree: Tree) -> list[str]:
    return [name for name in tree.names(PENDING) if not _is_mark(tree, name)]


def _is_mark(tree: Tree, name: str) -> bool:
    status = tree.status(f"{PENDING}/{name}")
    return name.endswith(SWAPPING) and status is not None and stat.S_ISREG(status.st_mode)


def _take_back(tree: Tree, name: str) -> list[str]:
    try:
        manifest = backups.read(tree, PENDING, name)
    except NewerFormatError:
        raise
    except BackupError as error:
        kept = _free_name(tree, name)
        tree.rename(f"{PENDING}/{name}", kept)
        tree.sync_folders([QUARANTINE, PENDING])
        return [f"{error.message} No file was touched; the operation is kept in {shown(kept)}."]
    if not manifest.is_own:
        return [_set_aside(tree, name)]
    outcome = _Outcome(Copies(tree, PENDING, manifest.operation))
    is_swapping = tree.status(f"{PENDING}/{name}{SWAPPING}") is not None
    if is_swapping:
        for index in reversed(range(len(manifest.operation.files))):
            _put_back(tree, manifest, index, outcome)
    for index in range(len(manifest.operation.files)):
        _drop_staged(tree, manifest, index, outcome, is_complete=is_swapping)
    for folder in reversed(manifest.folders):
        tree.remove_folder(folder)
        outcome.touched.add(folder)
    tree.sync_folders(folder_of(path) for path in outcome.touched)
    return _dismiss(tree, manifest, outcome)


def _set_aside(tree: Tree, name: str) -> str:
    kept = _free_name(tree, name)
    tree.rename(f"{PENDING}/{name}", kept)
    tree.sync_folders([QUARANTINE, PENDING])
    return (
        f"{_named(name)} was interrupted, but it was not begun by you on this machine: it came with the repository, "
        f"or your key is another one. No file was touched; it is kept in {shown(kept)}."
    )


def _put_back(tree: Tree, manifest: Manifest, index: int, outcome: _Outcome) -> None:
    record = manifest.operation.files[index]
    staged = manifest.staged(index)
    target, waiting = _digest(tree, record.path), _digest(tree, staged)
    if _never_swapped(record, target, waiting):
        return
    if waiting not in (None, record.before, record.after):
        outcome.touched.add(record.path)
        if target == record.after:
            # An editor saved just before the swap; what it wrote came out of the swap and belongs in place.
            _swap_in(tree, staged, record)
            return
        _keep_found(tree, manifest, staged)
    if target == record.before:
        return
    if target != record.after:
        outcome.left.append(record.path)
        return
    outcome.touched.add(record.path)
    if record.before is None:
        _take_away(tree, staged, record)
    elif waiting == record.before:
        _swap_in(tree, staged, record)
    else:
        _restore_copy(tree, manifest, index, outcome.copies)
    if _digest(tree, record.path) != record.before:
        outcome.left.append(record.path)


def _never_swapped(record: FileRecord, target: str | None, waiting: str | None) -> bool:
    """Say whether the new bytes still wait, so that the target is whatever others made of it."""
    if waiting is None or waiting != record.after:
        return False
    return record.before is not None or target != record.after


def _swap_in(tree: Tree, staged: str, record: FileRecord) -> None:
    """Put `staged` in the place of what the operation wrote. A save that came in between stays in place."""
    if record.after is None:
        with suppress(FileExistsError):
            tree.rename_new(staged, record.path)
    elif not tree.exchange(staged, record.path):
        tree.rename(staged, record.path)
    elif _digest(tree, staged) != record.after:
        tree.exchange(staged, record.path)


def _take_away(tree: Tree, staged: str, record: FileRecord) -> None:
    """Remove the file that the operation made. A save that came in between stays in place."""
    tree.remove(staged)  # a second name of the same file: a rename from one to the other would do nothing
    tree.rename(record.path, staged)
    if _digest(tree, staged) != record.after:
        with suppress(FileExistsError):
            tree.rename_new(staged, record.path)


def _restore_copy(tree: Tree, manifest: Manifest, index: int, copies: Copies) -> None:
    record = manifest.operation.files[index]
    try:
        content = copies.of(record)
    except BackupError:
        return
    assert content is not None  # noqa: S101  the caller has dealt with files that did not exist
    staged = _staged_back(manifest, index)
    for folder in ancestors(record.path):
        tree.make_folder(folder, 0o777)
    tree.remove(staged)
    present = tree.load(record.path)
    tree.create(staged, content, like=present)
    if present is None:
        tree.set_mode(staged, record.mode)
    tree.sync([staged])
    _swap_in(tree, staged, record)


def _drop_staged(tree: Tree, manifest: Manifest, index: int, outcome: _Outcome, *, is_complete: bool) -> None:
    """Remove what the operation staged, but keep what came out of a swap and nobody knows."""
    record = manifest.operation.files[index]
    staged_back = _staged_back(manifest, index)
    for path in (manifest.staged(index), staged_back):
        digest = _digest(tree, path)
        if digest in (None, _ODD):
            continue
        outcome.touched.add(path)
        is_torn = path == staged_back and _is_begun(tree, path, outcome.copies, record)
        if is_complete and digest not in (record.before, record.after) and not is_torn:
            _keep_found(tree, manifest, path)
        else:
            tree.remove(path)


def _is_begun(tree: Tree, path: str, copies: Copies, record: FileRecord) -> bool:
    """Say whether the file is the start of a copy that a recovery before this one was writing."""
    try:
        copy = copies.of(record)
    except BackupError:
        return False
    return copy is not None and copy.startswith(tree.read(path))


def _keep_found(tree: Tree, manifest: Manifest, path: str) -> None:
    folder = f"{PENDING}/{manifest.operation.id}"
    number = sum(name.startswith("found-") for name in tree.names(folder))
    tree.rename(path, f"{folder}/found-{number}")
    tree.sync_folders([folder])


def _dismiss(tree: Tree, manifest: Manifest, outcome: _Outcome) -> list[str]:
    """Move the operation out of `pending`: away when nothing depends on its copies, else into quarantine."""
    name = manifest.operation.id
    has_found = any(entry.startswith("found-") for entry in tree.names(f"{PENDING}/{name}"))
    if not outcome.left and not has_found:
        # What clears `tmp` says the sentence, so that it is said after a second interruption too.
        tree.rename(f"{PENDING}/{name}", f"{PREPARED}/{name}")
        tree.sync_folders([PREPARED, PENDING])
        return []
    # On a full disk the archive has to do.
    with suppress(OSError):
        outcome.copies.complete(outcome.left)
    kept = _free_name(tree, name)
    tree.rename(f"{PENDING}/{name}", kept)
    tree.sync_folders([QUARANTINE, PENDING])
    files = ", ".join(shown(path) for path in outcome.left) or "nothing"
    sentence = (
        f"{_named(name)} was interrupted. Its files are as they were before, but for {files}: another "
        "program changed that since, and it was left alone. What it was before is kept in "
        f"{shown(kept)}."
    )
    return [sentence]


def _digest(tree: Tree, path: str) -> str | None:
    """Return the digest of a regular file, None for nothing, `_ODD` for anything else."""
    try:
        status = tree.status(path)
    except NotADirectoryError:
        return None
    if status is None:
        return None
    if not stat.S_ISREG(status.st_mode):
        return _ODD
    present = tree.load(path)
    return None if present is None else present.digest


def _staged_back(manifest: Manifest, index: int) -> str:
    return f"{manifest.staged(index)}-back"


def _free_name(tree: Tree, name: str) -> str:
    taken = set(tree.names(QUARANTINE))
    number = 1
    while (free := name if number == 1 else f"{name}.{number}") in taken:
        number += 1
    return f"{QUARANTINE}/{free}"


def _named(name: str) -> str:
    return f"The operation {shown(name)}"
