"""Read a file of a workspace without being led out of it, kept waiting or flooded."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from g2l_tui.errors import StoreError
from g2l_tui.store.safe_paths import unsafe

LARGEST = 8 * 1024 * 1024
"""Bytes. A hundred thousand lines are half of it, and already take seconds and gigabytes to analyse."""


class VanishedError(StoreError):
    """The file is no longer there."""


def read_file(root: Path, path: str) -> bytes:
    """Return the bytes of the file `path` below `root`.

    Raises VanishedError when it is not there, and StoreError when it lies outside or behind a link that leads
    out, is no regular file, is larger than `LARGEST`, or cannot be read.
    """
    located = _located(root, path)
    try:
        descriptor = os.open(located, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise StoreError(f"{path} is no regular file and was not read.", path=path)
            # The size is where reading may stop, not what it may trust: the file may grow meanwhile.
            content = file.read(min(status.st_size, LARGEST) + 1)
            if status.st_size < len(content) <= LARGEST:
                content += file.read(LARGEST + 1 - len(content))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise VanishedError(f"{path} is no longer there.", path=path) from error
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror or error}.", path=path) from error
    if len(content) > LARGEST:
        raise StoreError(f"{path} is larger than {LARGEST // 2**20} MB and was not read; split it.", path=path)
    return content


def obstacle_to_writing(root: Path, path: str) -> str:
    """Return why the store would refuse to write `path`, or an empty string.

    The store decides for itself, and refuses the whole operation; this is asked before, so that one odd file
    does not keep all others from being written.
    """
    if reason := unsafe(path):
        return reason
    try:
        linked = os.lstat(root / path).st_nlink > 1
    except OSError:
        return ""
    return "it is hard-linked, and its other name would keep the old text" if linked else ""


def _located(root: Path, path: str) -> str:
    if path.startswith("/") or ".." in path.split("/") or "\0" in path:
        raise StoreError(f"{path} lies outside the workspace {root}.", path=path)
    located = os.path.realpath(f"{root}/{path}")
    if not located.startswith(f"{os.fspath(root).rstrip('/')}/"):
        raise StoreError(f"{path} is a link that leads out of the workspace and was not followed.", path=path)
    return located
