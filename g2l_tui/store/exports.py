"""Saving what a person takes elsewhere, like a report: it lies in `.g2l/`, and the next one takes its place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from g2l_tui.errors import StoreError
from g2l_tui.store import atomic, folder, lock
from g2l_tui.store.filesystem import Tree
from g2l_tui.store.wording import reason

_STAGED = f"{folder.PREPARED}/export"


def export(root: Path, files: Mapping[str, bytes], *, wait: float = 5.0) -> tuple[Path, ...]:
    """Save contents by their names, each whole or not at all, and return where they are. Raises StoreError."""
    try:
        tree = Tree(root.resolve(strict=True))
        folder.make(tree)
        with lock.held(tree, wait):
            folder.furnish(tree)
            for name, content in files.items():
                atomic.replace(tree, f"{folder.FOLDER}/{name}", content, staged=_STAGED)
    except OSError as error:
        raise StoreError(f"The report could not be saved: {reason(error)}.") from error
    return tuple(tree.root / folder.FOLDER / name for name in files)
