"""Landlock of Linux: what this process and all it starts may write, delete, run and signal, native code included."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG, _PATH_BENEATH, _NO_NEW_PRIVILEGES = 1, 1, 38

_EXECUTE, _WRITE_FILE = 1 << 0, 1 << 1
_CHANGES = sum(1 << bit for bit in range(4, 13))
"""Removing and making files, folders, links, sockets, pipes and devices."""
_REFER, _TRUNCATE = 1 << 13, 1 << 14
_OTHERS_SOCKETS, _OTHERS_SIGNALS = 1 << 0, 1 << 1


def confine(folders: Iterable[Path], *, may_start: bool) -> bool:
    """From now on, let nothing be written but below `folders`, nothing run unless `may_start`, nobody else signalled.

    It cannot be taken back, and holds for threads and processes that begin later. False where the system has no
    Landlock.
    """
    library = ctypes.CDLL(None, use_errno=True)
    known = version()
    if known < 1:
        return False
    changes = _WRITE_FILE | _CHANGES | (_REFER if known >= 2 else 0) | (_TRUNCATE if known >= 3 else 0)
    rules = _ruleset(library, known, changes | (0 if may_start else _EXECUTE))
    try:
        for folder in folders:
            _allow(library, rules, folder, changes)
        _allow(library, rules, Path(os.devnull), changes & (_WRITE_FILE | _TRUNCATE))
        library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        return bool(library.syscall(_RESTRICT_SELF, rules, 0) == 0)
    finally:
        os.close(rules)


def version() -> int:
    """Return the version of the system's Landlock, below 1 where there is none."""
    if not sys.platform.startswith("linux"):
        return 0
    return int(ctypes.CDLL(None).syscall(_CREATE_RULESET, None, 0, _VERSION_FLAG))


def _ruleset(library: ctypes.CDLL, known: int, handled: int) -> int:
    """A new set of rules; those of the network are left to the network's own namespace."""
    scoped = _OTHERS_SOCKETS | _OTHERS_SIGNALS if known >= 6 else 0
    size = 24 if known >= 6 else 16 if known >= 4 else 8
    attributes = struct.pack("QQQ", handled, 0, scoped)[:size]
    return int(library.syscall(_CREATE_RULESET, attributes, size, 0))


def _allow(library: ctypes.CDLL, rules: int, path: Path, access: int) -> None:
    if not path.exists():
        return
    held = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        library.syscall(_ADD_RULE, rules, _PATH_BENEATH, struct.pack("=Qi", access, held), 0)
    finally:
        os.close(held)
