"""One file that a person named, written as a whole or not at all, also when the power goes."""

from __future__ import annotations

import os
from pathlib import Path

from g2l_tui.errors import StoreError
from g2l_tui.store import system
from g2l_tui.store.safe_paths import shown

STAGED = ".g2l-new"


def write_named_file(path: Path, content: bytes, *, overwrite: bool) -> None:
    """Write `content` to `path` and make the folders above it. Raises StoreError, also when it is there already
    and may not be overwritten.
    """  # noqa: D205
    if path.exists() and not overwrite:
        raise StoreError(f"{shown(str(path))} is there already; choose another name, or move it away.", path=path)
    staged = path.with_name(path.name[:200] + STAGED)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        staged.write_bytes(content)
        system.flush_path(staged)
        os.replace(staged, path)  # noqa: PTH105 - says where it failed
        system.flush_path(path.parent)
    except OSError as error:
        raise StoreError(f"{shown(str(path))} could not be written: {error.strerror or error}.", path=path) from error
    finally:
        staged.unlink(missing_ok=True)
