"""What the last run into each output saw and wrote, as digests: one file that is replaced as a whole."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from g2l_tui.errors import StoreError
from g2l_tui.model.fingerprint import LastRun
from g2l_tui.store import atomic, folder, lock
from g2l_tui.store.filesystem import Tree
from g2l_tui.store.safe_paths import shown
from g2l_tui.store.wording import explained

FORMAT = 1
FILE = f"{folder.FOLDER}/last-runs.json"
_STAGED = f"{folder.PREPARED}/last-runs"
_LARGEST = 256 * 1024 * 1024


class _Document(msgspec.Struct, forbid_unknown_fields=True):
    format: int
    runs: dict[str, LastRun]


def load_last_run(root: Path, output: str) -> LastRun | None:
    """Return what the last run from `root` into `output` left, None for the first one.

    A file that is damaged or of another version says nothing: then everything is migrated again.
    """
    return _load(Tree(root.resolve())).get(output)


def save_last_run(root: Path, output: str, run: LastRun, *, wait: float = 5.0) -> None:
    """Remember a run in the place of the last one into `output`. Raises StoreError."""
    with explained(f"The run could not be remembered in {shown(FILE)}"):
        tree = Tree(root.resolve(strict=True))
        folder.make(tree)
        with lock.held(tree, wait):
            folder.furnish(tree)
            document = _Document(FORMAT, {**_load(tree), output: run})
            # ASCII, because a path that is not UTF-8 must not keep the others from being remembered.
            text = json.dumps(msgspec.to_builtins(document), separators=(",", ":"))
            atomic.replace(tree, FILE, text.encode("ascii") + b"\n", staged=_STAGED)


def _load(tree: Tree) -> dict[str, LastRun]:
    try:
        present = tree.load(FILE, _LARGEST)
        document = msgspec.convert(json.loads(present.content), type=_Document) if present else None
    except (OSError, StoreError, ValueError, RecursionError):
        return {}
    return document.runs if document and document.format == FORMAT else {}
