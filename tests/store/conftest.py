"""A workspace, and a disk that fails, tears or dies at the n-th call."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from g2l_tui.model.operation import FileWrite
from g2l_tui.model.source import digest_of
from g2l_tui.store import filesystem, system

CHANGING = frozenset(
    {
        "mkdir",
        "rename",
        "link",
        "unlink",
        "rmdir",
        "write",
        "fsync",
        "ftruncate",
        "fchmod",
        "exchange",
        "create",
    }
)
LOOKING = frozenset({"open", "read", "stat", "fstat", "listdir", "statvfs"})


class KilledError(BaseException):
    """The process is gone: nothing of ours may run after this, and nothing of ours may catch it."""


class FaultyDisk:
    """Stands in for `os` below the store. `at` is the 1-based call at which it happens, 0 for never.

    With the fault `save` nothing fails: another program, the `editor`, acts just before the call.
    """

    def __init__(self, at: int, fault: str, *, exchange: bool, counted: frozenset[str]) -> None:
        self.at, self.fault, self.calls = at, fault, 0
        self._exchange, self._counted = exchange, counted
        self.editor: Callable[[], object] = lambda: None

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        if name not in CHANGING | LOOKING:
            return real
        return lambda *arguments, **options: self._call(name, real, arguments, options)

    def exchange(self, *arguments: Any) -> bool:
        return bool(self._call("exchange", system.exchange, arguments, {})) if self._exchange else False

    def flush(self, fsync: Callable[[int], None], descriptor: int) -> None:
        fsync(descriptor)

    def _call(self, name: str, real: Callable[..., Any], arguments: Any, options: Any) -> Any:
        if name == "open" and arguments[1] & os.O_CREAT:
            name = "create"
        if name in self._counted:
            self.calls += 1
            if self.fault == "save" and self.calls == self.at:
                self.editor()
            elif self._is_due():
                self._fail(name, arguments)
        elif self.fault in ("kill", "tear") and self.at and self.calls >= self.at:
            raise KilledError
        # Durability is not what these tests look at, and it is most of their time.
        return None if name == "fsync" else real(*arguments, **options)

    def _is_due(self) -> bool:
        if self.fault == "save":
            return False
        once = self.fault in ("EIO", "ENOSPC once")
        return bool(self.at) and (self.calls == self.at if once else self.calls >= self.at)

    def _fail(self, name: str, arguments: Any) -> None:
        if self.fault in ("kill", "tear"):
            if self.fault == "tear" and name == "write" and self.calls == self.at:
                os.write(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
            raise KilledError
        if self.fault.startswith("ENOSPC"):
            if name in ("create", "mkdir", "write", "link"):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return
        raise OSError(errno.EIO, os.strerror(errno.EIO))


Disk = Callable[..., Any]


@pytest.fixture
def disk() -> Disk:
    """Give a context in which the store works on a faulty disk."""

    @contextmanager
    def faulty(
        at: int = 0, fault: str = "kill", *, exchange: bool = True, counted: frozenset[str] = CHANGING
    ) -> Iterator[FaultyDisk]:
        shim = FaultyDisk(at, fault, exchange=exchange, counted=counted)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(filesystem, "os", shim)
            patch.setattr(filesystem, "system", shim)
            yield shim

    return faulty


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    (root / "jobs").mkdir(parents=True)
    (root / "jobs/orders.py").write_bytes(b"orders\n")
    (root / "jobs/users.py").write_bytes(b"users\r\n")
    (root / "old.py").write_bytes(b"")
    (root / "jobs/users.py").chmod(0o755)
    (root / "old.py").chmod(0o640)
    return root


@pytest.fixture
def tree_of() -> Callable[[Path], dict[str, tuple[bytes, int] | None]]:
    """Give what the person sees: every path outside `.g2l` with bytes and mode, folders as None."""

    def read(root: Path) -> dict[str, tuple[bytes, int] | None]:
        return {
            str(path.relative_to(root)): None if path.is_dir() else (path.read_bytes(), path.stat().st_mode & 0o777)
            for path in sorted(root.rglob("*"))
            if ".g2l" not in path.relative_to(root).parts
        }

    return read


@pytest.fixture
def change() -> Callable[[Path, str, bytes | None], FileWrite]:
    """Give a write that replaces, makes or removes a file as it stands now."""

    def write(root: Path, path: str, content: bytes | None) -> FileWrite:
        target = root / path
        return FileWrite(path, digest_of(target.read_bytes()) if target.exists() else None, content)

    return write


@pytest.fixture
def no_superuser() -> Iterator[None]:
    """Let permissions count even where the tests run as root: containers do."""
    if os.geteuid() != 0:
        yield
        return
    if sys.platform != "linux":
        pytest.skip("permissions do not bind the superuser here")
    with _without_override():
        yield


@contextmanager
def _without_override() -> Iterator[None]:
    # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH leave the effective set of this thread, and come back.
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    sets = (ctypes.c_uint32 * 6)()
    if libc.capget(header, sets) != 0:
        pytest.skip("capabilities cannot be read here")
    kept = sets[0]
    sets[0] = kept & ~0b110
    if libc.capset(header, sets) != 0:
        pytest.skip("capabilities cannot be dropped here")
    try:
        yield
    finally:
        sets[0] = kept
        libc.capset(header, sets)
