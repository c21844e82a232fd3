"""What can be worked out again at any time, kept to be quick: files in `.g2l/cache`, each replaced as a whole.

They are signed, so that none is believed which came with a repository. They are not synced: a damaged one says nothing.
"""

from __future__ import annotations

import hmac
import os
from pathlib import Path

from g2l_tui.store import folder
from g2l_tui.store.filesystem import PRIVATE_FOLDER, Tree
from g2l_tui.store.signature import sign

CACHE = f"{folder.FOLDER}/cache"
MOST = 200
"""Files of a cache; one that has more is emptied, whatever filled it."""


def load_cached(root: Path, name: str) -> bytes | None:
    """Return what this user kept under a name; None when there is nothing of theirs, or it was damaged."""
    try:
        present = Tree(root).load(f"{CACHE}/{name}")
    except OSError:
        return None
    signature, _, content = present.content.partition(b"\n") if present else (b"", b"", b"")
    expected = _signature(name, content)
    return content if expected and hmac.compare_digest(expected, signature) else None


def save_cached(root: Path, name: str, content: bytes) -> None:
    """Keep something under a name, in a workspace that has a folder of ours; what the disk refuses is not kept."""
    tree = Tree(root)
    signature = _signature(name, content)
    staged = f"{CACHE}/{os.urandom(8).hex()}"
    try:
        if not signature or tree.status(folder.FOLDER) is None:
            return
        tree.make_folder(CACHE, PRIVATE_FOLDER)
        if len(tree.names(CACHE)) >= MOST:
            tree.remove_tree(CACHE)
            tree.make_folder(CACHE, PRIVATE_FOLDER)
        tree.create(staged, signature + b"\n" + content)
        tree.rename(staged, f"{CACHE}/{name}")
    except OSError:
        return


def _signature(name: str, content: bytes) -> bytes:
    """Return the signature of what lies under a name; empty where the user has no place for a key."""
    return (sign(b"\n".join((CACHE.encode(), name.encode(), content))) or "").encode()
