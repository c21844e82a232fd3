"""Which paths may be written: below the workspace, plainly named, regular files and nothing else."""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from collections.abc import Iterable

from g2l_tui.errors import StoreError
from g2l_tui.store.filesystem import LARGEST, Present, Tree, ancestors

_RESERVED = frozenset({".git", ".g2l", "git~1", "g2l~1"})
_HARD_LINKED = "it is hard-linked, and its other name would keep the old text"
_EXPLAINED = (errno.ELOOP, errno.ENOTDIR, errno.EINVAL, errno.EISDIR, errno.ENXIO, errno.EFBIG, errno.EMLINK)


def check_paths(paths: Iterable[str]) -> None:
    """Raise StoreError for a path that may not be written, or two that could be the same file."""
    seen: dict[str, str] = {}
    for path in paths:
        if reason := unsafe(path):
            raise _refused(path, reason)
        if twin := seen.get(_folded(path)):
            raise StoreError(
                f"{shown(path)} and {shown(twin)} can be the same file; write them in two operations. "
                "Nothing was changed.",
                path=path,
            )
        seen[_folded(path)] = path
    _check_nesting(seen)


def unsafe(path: str) -> str:
    """Return why `path` may not be a target, or an empty string."""
    if not path or path.startswith("/"):
        return "a path must be relative to the workspace"
    if not _is_plain(path):
        return "its name holds control or invisible characters, or is not UTF-8"
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts):
        return "a path may not hold empty parts, '.' or '..'"
    if any(_folded(part).split(":")[0].rstrip(". ") in _RESERVED for part in parts):
        return "it lies in a folder of git or of this program"
    return ""


def load_target(tree: Tree, path: str) -> Present | None:
    """Return the file at a checked path, None where there is none.

    Raises StoreError for what must not be replaced: links, folders, devices, FIFOs, files with a second name
    and files that are too large.
    """
    try:
        present = tree.load(path)
    except OSError as error:
        if error.errno in _EXPLAINED and (reason := obstacle(tree, path)):
            raise _refused(path, reason) from error
        raise
    if present is not None and present.status.st_nlink > 1:
        raise _refused(path, _HARD_LINKED)
    return present


def obstacle(tree: Tree, path: str) -> str:
    """Return why the file at `path` may not be replaced as it stands, or an empty string. May raise OSError."""
    if reason := unsafe(path):
        return reason
    for place in (*ancestors(path), path):
        status = tree.status(place)
        if status is None:
            return ""
        if stat.S_ISLNK(status.st_mode):
            return f"{shown(place)} is a symbolic link"
        if place != path and not stat.S_ISDIR(status.st_mode):
            return f"{shown(place)} is not a folder"
        if place == path:
            return _unfit(status)
    return ""


def shown(text: str) -> str:
    """Return `text` with everything that a terminal could obey, or cannot print, made visible."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def _is_plain(path: str) -> bool:
    if path.isascii():
        return path.isprintable()
    return all(unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for character in path)


def _folded(path: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", path).casefold())


def _check_nesting(seen: dict[str, str]) -> None:
    for folded, path in seen.items():
        for folder in ancestors(folded):
            if folder in seen:
                raise StoreError(
                    f"{shown(seen[folder])} cannot be both a file and the folder of {shown(path)}. "
                    "Nothing was changed.",
                    path=path,
                )


def _unfit(status: os.stat_result) -> str:
    if not stat.S_ISREG(status.st_mode):
        return "it is not a regular file"
    if status.st_size > LARGEST:
        return f"it is larger than {LARGEST // 1024 // 1024} MiB"
    return _HARD_LINKED if status.st_nlink > 1 else ""


def _refused(path: str, reason: str) -> StoreError:
    return StoreError(f"{shown(path)} cannot be written: {reason}. Nothing was changed.", path=path)
