"""A workspace, and a disk that fails, tears or dies at the n-th call."""

from __future__ import annotations

import ctypes
import errno
import os
import secrets
import shutil
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from g2l_tui.model.change import Decision
from g2l_tui.model.operation import FileWrite, Operation, OperationKind
from g2l_tui.model.source import digest_of
from g2l_tui.store import filesystem, lock, open_folders, system
from g2l_tui.store.folder import FOLDER
from g2l_tui.store.store import Store

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
        "fchown",
        "setxattr",
        "pwrite",
        "exchange",
        "create",
    }
)
LOOKING = frozenset({"open", "read", "stat", "fstat", "listdir", "statvfs"})
CODES = ("EIO", "ENOSPC", "EDQUOT", "EACCES", "EROFS")


class KilledError(BaseException):
    """The process is gone: nothing of ours may run after this, and nothing of ours may catch it."""


class FaultyDisk:
    """Stands in for `os` below the store. `at` is the 1-based call at which it happens, 0 for never.

    Faults: `kill` just before the call; `tear` kills in the middle of a write; `short` lets a write write half;
    `EIO` and other codes fail from that call on, `EIO once` only there. A full disk (`ENOSPC`, `EDQUOT`) fails what
    needs room. `interrupt` is Ctrl+C, once. With the fault `save` nothing fails: another program, the `editor`, acts
    just before the call.
    """

    killed = KilledError

    def __init__(self, at: int, fault: str, *, exchange: bool, counted: Collection[str]) -> None:
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
            elif self.fault == "short" and self.calls == self.at and name == "write":
                arguments = (arguments[0], bytes(arguments[1])[: (len(arguments[1]) + 1) // 2])
            elif self._is_due():
                self._fail(name, arguments)
        elif self.fault in ("kill", "tear") and self.at and self.calls >= self.at:
            raise KilledError
        # Durability is not what these tests look at, and it is most of their time.
        return None if name == "fsync" else real(*arguments, **options)

    def _is_due(self) -> bool:
        if self.fault in ("save", "short"):
            return False
        is_once = self.fault == "interrupt" or self.fault.endswith("once")
        return bool(self.at) and (self.calls == self.at if is_once else self.calls >= self.at)

    def _fail(self, name: str, arguments: Any) -> None:
        if self.fault in ("kill", "tear"):
            if self.fault == "tear" and name == "write" and self.calls == self.at:
                os.write(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
            raise KilledError
        if self.fault == "interrupt":
            raise KeyboardInterrupt
        code = self.fault.split()[0]
        assert code in CODES
        if code not in ("ENOSPC", "EDQUOT") or name in ("create", "mkdir", "write", "link", "pwrite"):
            raise OSError(getattr(errno, code), os.strerror(getattr(errno, code)))


Disk = Callable[..., Any]


@pytest.fixture(autouse=True)
def nothing_stays_open() -> Iterator[None]:
    """Let nothing of a workspace stay open behind a fault: a workbench that meets many of them runs for days."""
    yield
    assert not [place for place in _open_places() if f"/{FOLDER}" in place]


def _open_places() -> Iterator[str]:
    descriptors = Path("/proc/self/fd")
    for each in descriptors.iterdir() if descriptors.exists() else ():
        with suppress(OSError):
            yield str(each.readlink())


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for no disk: what a flush keeps is seen on a disk that forgets (`test_power`), not on a real one."""
    quick = SimpleNamespace(**vars(os))
    quick.fsync = lambda _: None
    monkeypatch.setattr(filesystem, "os", quick)


@pytest.fixture
def disk() -> Disk:
    """Give a context in which the store works on a faulty disk."""

    @contextmanager
    def faulty(
        at: int = 0,
        fault: str = "kill",
        *,
        exchange: bool = True,
        looks: bool = False,
        counted: Collection[str] = CHANGING,
    ) -> Iterator[FaultyDisk]:
        shim = FaultyDisk(at, fault, exchange=exchange, counted={*counted, *LOOKING} if looks else counted)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(filesystem, "os", shim)
            patch.setattr(open_folders, "os", shim)
            patch.setattr(filesystem, "system", shim)
            patch.setattr(lock, "os", shim)
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


def everything_in(root: Path) -> dict[str, tuple[bytes, int] | None]:
    """Return what the person sees: every path outside `.g2l` with bytes and mode, folders as None."""
    return {
        str(path.relative_to(root)): None if path.is_dir() else (path.read_bytes(), path.stat().st_mode & 0o777)
        for path in sorted(root.rglob("*"))
        if ".g2l" not in path.relative_to(root).parts
    }


def written(root: Path, path: str, content: bytes | None) -> FileWrite:
    """Return a write that replaces, makes or removes a file as it stands now."""
    target = root / path
    return FileWrite(path, digest_of(target.read_bytes()) if target.exists() else None, content)


@pytest.fixture
def tree_of() -> Callable[[Path], dict[str, tuple[bytes, int] | None]]:
    return everything_in


@pytest.fixture
def change() -> Callable[[Path, str, bytes | None], FileWrite]:
    return written


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


NOON = datetime(2026, 5, 1, 12, 0, tzinfo=timezone.utc)
OLD_DECISIONS = {"old.py": {"c1": Decision.ACCEPTED, "c2": Decision.REJECTED}}
NEW_DECISIONS = {"old.py": {"c1": Decision.REJECTED}, "jobs/orders.py": {"c3": Decision.ACCEPTED}}


Act = Callable[[Store, list[FileWrite]], object]


def accept(store: Store, files: list[FileWrite]) -> Operation:
    return store.write(OperationKind.ACCEPT, files)


def undo(store: Store, files: list[FileWrite]) -> None:
    assert store.undo() is not None


def redo(store: Store, files: list[FileWrite]) -> None:
    assert store.redo() is not None


def rollback(store: Store, files: list[FileWrite]) -> None:
    store.rollback("20260501T120000Z-000002-accept")


def rollback_to_the_first(store: Store, files: list[FileWrite]) -> None:
    store.rollback_to("20260501T120000Z-000001-accept")


def decide_first(store: Store, files: list[FileWrite]) -> None:
    store.decide(OLD_DECISIONS)


def decide(store: Store, files: list[FileWrite]) -> None:
    assert store.decide(NEW_DECISIONS) is not None


def prune(store: Store, files: list[FileWrite]) -> None:
    store.prune(keep=0)


def in_turn(*steps: Act) -> Act:
    def run(store: Store, files: list[FileWrite]) -> None:
        for step in steps:
            step(store, files)

    return run


SCENES: dict[str, tuple[Act, Act]] = {
    "accept": (in_turn(), accept),
    "rollback": (in_turn(decide_first, accept), rollback),
    "rollback to a moment": (in_turn(accept, undo, redo, decide_first), rollback_to_the_first),
    "undo": (in_turn(decide_first, accept), undo),
    "redo": (in_turn(accept, undo), redo),
    "decide": (in_turn(decide_first), decide),
    "undo of decisions": (in_turn(accept, decide_first, decide), undo),
    "redo of decisions": (in_turn(decide_first, decide, undo), redo),
    "prune": (in_turn(accept, undo), prune),
}


@dataclass(frozen=True)
class Seen:
    """What a person finds: files with their modes, decisions, backups, and where undo and redo stand.

    Empty folders are left out: one may stay behind when tidying up after the commit fails.
    """

    files: dict[str, tuple[bytes, int] | None]
    decisions: dict[str, Any]
    operations: tuple[str, ...]
    following: tuple[str | None, ...]


@dataclass(frozen=True)
class Scene:
    """One kind of step on a workspace, and what was there before it. A clock that stands makes ids repeat."""

    name: str
    workspace: Path
    step: Act
    files: list[FileWrite]

    def open(self, root: Path) -> Store:
        return Store.open(root, clock=lambda: NOON)

    def run(self, root: Path) -> object:
        return self.step(self.open(root), self.files)

    def look(self, root: Path) -> Seen:
        store = self.open(root)
        following = (store.undoable(), store.redoable())
        return Seen(
            {path: there for path, there in everything_in(root).items() if there is not None},
            dict(store.decisions()),
            tuple(operation.id for operation in store.history()),
            tuple(None if step is None else step.id for step in following),
        )

    def is_whole(self, seen: Seen, before: Seen, after: Seen) -> bool:
        """Say whether all is before or all after. Of many backups each may go for itself."""
        if self.name != "prune" or seen == before:
            return seen in (before, after)
        is_between = set(after.operations) <= set(seen.operations) <= set(before.operations)
        return is_between and (seen.files, seen.decisions) == (before.files, before.decisions)

    def state(self, root: Path) -> frozenset[object]:
        """Return all that the next start can find: two equal ones need not be looked at twice."""
        return frozenset(
            (str(path.relative_to(root)), *_what_is(path)) for path in root.rglob("*") if path != root / ".g2l/lock"
        )

    @contextmanager
    def copy(self, name: str, original: Path | None = None) -> Iterator[Path]:
        """Give a copy of the workspace beside it, for one go."""
        root = self.workspace.parent / name
        shutil.copytree(original or self.workspace, root)
        yield root
        shutil.rmtree(root)


def _what_is(path: Path) -> tuple[object, ...]:
    status = path.stat()
    return (status.st_mode, None) if path.is_dir() else (status.st_mode, status.st_nlink, path.read_bytes())


@pytest.fixture(params=SCENES)
def scene(request: pytest.FixtureRequest, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    # Nothing is left to chance, so that two crashes that leave the same are seen to.
    monkeypatch.setattr(secrets, "token_hex", lambda size: "0" * 2 * size)
    before, step = SCENES[request.param]
    files = [
        written(workspace, "jobs/orders.py", b"spark orders\n" * 50),
        written(workspace, "old.py", None),
        written(workspace, "new/deep/made.py", b"made\n"),
        written(workspace, "jobs/users.py", b"spark users\n"),
    ]
    prepared = Scene(request.param, workspace, step, files)
    before(prepared.open(workspace), files)
    return prepared


@pytest.fixture
def scene_of_many(workspace: Path) -> Scene:
    """Give an accept of so many files that they are flushed side by side."""
    files = [written(workspace, f"{number % 10}/{number}.py", b"made\n") for number in range(20)]
    files += [written(workspace, path, b"new\n") for path in ("old.py", "jobs/orders.py", "jobs/users.py")]
    return Scene("accept", workspace, accept, files)
