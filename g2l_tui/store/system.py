"""Two calls that Python does not offer: letting two names change places, and a real flush on macOS."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

_EXCHANGE = 2
_UNABLE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)
_SYMBOLS = {"linux": "renameat2", "darwin": "renameatx_np"}


def exchange(first_folder: int, first: str, second_folder: int, second: str) -> bool:
    """Let two names change places in one step; False where kernel or file system cannot. Raises OSError."""
    call = _exchange_call()
    if call is None:
        return False
    if call(first_folder, os.fsencode(first), second_folder, os.fsencode(second), _EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _UNABLE:
        return False
    raise OSError(code, os.strerror(code), second)


def flush(fsync: Callable[[int], None], descriptor: int) -> None:
    """Wait until the disk has it. macOS keeps `fsync`ed bytes in the drive's cache unless asked for more."""
    if sys.platform == "darwin":
        import fcntl  # noqa: PLC0415  not on every platform

        try:
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        except OSError:
            fsync(descriptor)
    else:
        fsync(descriptor)


def flush_path(path: Path) -> None:
    """Wait until the disk has the file, or the names in the folder. May raise OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        flush(os.fsync, descriptor)
    finally:
        os.close(descriptor)


@cache
def _exchange_call() -> Any:
    symbol = _SYMBOLS.get(sys.platform)
    if symbol is None:
        return None
    try:
        call = getattr(ctypes.CDLL(None, use_errno=True), symbol)
    except (OSError, AttributeError):
        return None
    call.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    call.restype = ctypes.c_int
    return call
