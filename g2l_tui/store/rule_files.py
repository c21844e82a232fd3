"""Saving a rule file of the workspace: whole or not at all, and never over what somebody else saved."""

from __future__ import annotations

from pathlib import Path

from g2l_tui.errors import ChangedOnDiskError, StoreError
from g2l_tui.store import atomic, folder, lock
from g2l_tui.store.filesystem import Tree, ancestors, folder_of
from g2l_tui.store.safe_paths import shown

_STAGED = f"{folder.PREPARED}/rules"


def save(root: Path, path: str, content: bytes, *, before: str | None, wait: float = 5.0) -> None:
    """Make `content` the rule file at `path`, relative to the workspace `root`.

    Raises ChangedOnDiskError when the digest of what is there is not `before` (None: no file), and StoreError
    for anything else that keeps it from being saved.
    """
    try:
        tree = Tree(root.resolve(strict=True))
        folder.make(tree)
        with lock.held(tree, wait):
            folder.furnish(tree)
            present = tree.load(path)
            if (None if present is None else present.digest) != before:
                raise ChangedOnDiskError(
                    f"{shown(path)} changed on disk since it was opened. Nothing was saved. Look at it again.",
                    paths=[path],
                )
            tree.make_folders(folder_of(path))
            tree.sync_folders(ancestors(folder_of(path)))
            atomic.replace(tree, path, content, staged=_STAGED)
    except OSError as error:
        raise StoreError(f"{shown(path)} could not be saved: {error.strerror or error}.", path=path) from error
