"""One file, all or nothing."""

from __future__ import annotations

from g2l_tui.store.filesystem import Tree, folder_of


def replace(tree: Tree, path: str, content: bytes, *, staged: str) -> None:
    """Replace the file at `path` durably, by way of `staged` on the same file system. May raise OSError.

    A reader sees the old bytes or the new ones, also after a power loss. A mode the file had is kept.
    """
    tree.remove(staged)
    tree.create(staged, content, like=tree.load(path))
    tree.sync([staged])
    tree.rename(staged, path)
    tree.sync_folders([folder_of(path)])
