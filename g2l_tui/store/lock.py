"""One writer at a time, and a message that says who it is."""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timezone
from pathlib import Path

from g2l_tui.errors import StoreError
from g2l_tui.store import open_folders
from g2l_tui.store.filesystem import Tree
from g2l_tui.store.folder import FOLDER, LOCK
from g2l_tui.store.safe_paths import shown

if sys.platform != "win32":
    import fcntl

_PAUSE = 0.02
_LONGEST_NOTE = 1000


class LockedError(StoreError):
    """Another program is writing to this workspace."""


@contextmanager
def held(tree: Tree, wait: float) -> Iterator[None]:
    """Be the only writer, after waiting at most `wait` seconds. Raises LockedError, or OSError.

    The system lets go of the lock when the process ends, however it ends. The folder is locked beside the file:
    whoever removes a lock file to get on must not become a second writer.
    """
    with (
        tree.opened(LOCK, os.O_RDWR | os.O_CREAT) as (descriptor, _),
        open_folders.alone_at(tree.root, FOLDER) as folder,
    ):
        _acquire(descriptor, folder, wait)
        try:
            _sign(descriptor)
            yield
        finally:
            _release(folder)
            fcntl.flock(descriptor, fcntl.LOCK_UN)


def _acquire(descriptor: int, folder: int, wait: float) -> None:
    deadline = time.monotonic() + wait
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _locks_folder(folder):
                return
            fcntl.flock(descriptor, fcntl.LOCK_UN)
        if time.monotonic() >= deadline:
            raise LockedError(
                f"{_holder(descriptor)} is writing to this workspace. "
                "Wait until it has finished, or end it, and try again. Nothing was changed."
            )
        time.sleep(_PAUSE)


def _locks_folder(folder: int) -> bool:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # network file systems lock files only
        return True
    return True


def _release(folder: int) -> None:
    with suppress(OSError):
        fcntl.flock(folder, fcntl.LOCK_UN)


def _sign(descriptor: int) -> None:
    note = {
        "pid": os.getpid(),
        "program": Path(sys.argv[0]).name or "python",
        "host": platform.node(),
        "since": datetime.now(timezone.utc).isoformat(timespec="seconds"),
    }
    # The note is a courtesy: a full disk must not keep anybody from putting files back.
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(note).encode(), 0)


def _holder(descriptor: int) -> str:
    try:
        note = json.loads(os.pread(descriptor, _LONGEST_NOTE, 0))
        named = [shown(str(note[name])) for name in ("program", "pid", "host", "since")]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return "Another program"
    program, pid, host, since = named
    return f"{program} (process {pid} on {host}, since {since})"
