"""The power goes: what was not flushed is gone, and the workspace is still all before or all after."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from g2l_tui.errors import StoreError
from g2l_tui.store import filesystem, system

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc which folder a descriptor is")


class PowerCutError(BaseException):
    """The machine is off."""


class VolatileDisk:
    """Stands in for `os` below the store, and can forget what was never flushed.

    `ordered`: as ext4 does, any flush keeps every earlier change of names. `strict`: a change of names is
    kept only when one of its folders is flushed. `lazy`: names are kept at once, contents when flushed.
    """

    def __init__(self, at: int, journal: str, graveyard: Path) -> None:
        self.at, self.calls, self._journal, self._graveyard = at, 0, journal, graveyard
        self._dirty: dict[int, bytes] = {}
        self._undo: list[tuple[frozenset[int], Callable[[], None]]] = []
        self._folders: list[int] = []
        graveyard.mkdir()

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def remember_little(self, root: Path) -> None:
        """Let all files of the workspace be saved just now: nothing of them is on the disk yet."""
        paths = (path for path in root.rglob("*.py") if ".g2l" not in path.relative_to(root).parts)
        self._dirty |= {path.stat().st_ino: b"" for path in paths}

    def forget(self, root: Path) -> None:
        for _, undo in reversed(self._undo if self._journal != "lazy" else []):
            with suppress(OSError):
                undo()
        for path in root.rglob("*"):
            if path.is_file() and not path.is_symlink() and path.stat().st_ino in self._dirty:
                path.write_bytes(self._dirty[path.stat().st_ino])
        for folder in self._folders:
            os.close(folder)
        shutil.rmtree(self._graveyard)

    def open(self, name: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if not flags & os.O_CREAT or dir_fd is None:
            return os.open(name, flags, mode, dir_fd=dir_fd)
        self._tick()
        path = self._path(dir_fd, name)
        is_new = not path.exists()
        descriptor = os.open(name, flags, mode, dir_fd=dir_fd)
        if is_new:
            self._log([dir_fd], path.unlink)
        return descriptor

    def write(self, descriptor: int, content: bytes) -> int:
        self._tick()
        self._soil(descriptor)
        return os.write(descriptor, content)

    def ftruncate(self, descriptor: int, size: int) -> None:
        self._tick()
        self._soil(descriptor)
        os.ftruncate(descriptor, size)

    def fsync(self, descriptor: int) -> None:
        self._tick()
        status = os.fstat(descriptor)
        self._dirty.pop(status.st_ino, None)
        if self._journal == "ordered":
            self._undo.clear()
        elif stat.S_ISDIR(status.st_mode):
            self._undo = [entry for entry in self._undo if status.st_ino not in entry[0]]

    def mkdir(self, name: str, mode: int, *, dir_fd: int) -> None:
        self._tick()
        os.mkdir(name, mode, dir_fd=dir_fd)
        self._log([dir_fd], self._path(dir_fd, name).rmdir)

    def rmdir(self, name: str, *, dir_fd: int) -> None:
        self._tick()
        path = self._path(dir_fd, name)
        os.rmdir(name, dir_fd=dir_fd)
        self._log([dir_fd], path.mkdir)

    def unlink(self, name: str, *, dir_fd: int) -> None:
        self._tick()
        undo = self._kept(self._path(dir_fd, name))
        os.unlink(name, dir_fd=dir_fd)
        self._log([dir_fd], undo)

    def link(self, old: str, new: str, *, src_dir_fd: int, dst_dir_fd: int, follow_symlinks: bool) -> None:
        self._tick()
        os.link(old, new, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd, follow_symlinks=follow_symlinks)
        self._log([dst_dir_fd], self._path(dst_dir_fd, new).unlink)

    def rename(self, old: str, new: str, *, src_dir_fd: int, dst_dir_fd: int) -> None:
        self._tick()
        source, target = self._path(src_dir_fd, old), self._path(dst_dir_fd, new)
        put_back = self._kept(target) if target.is_file() else lambda: None
        source.rename(target)

        def undo() -> None:
            target.rename(source)
            put_back()

        self._log([src_dir_fd, dst_dir_fd], undo)

    def exchange(self, first_folder: int, first: str, second_folder: int, second: str) -> bool:
        self._tick()
        one, two = self._path(first_folder, first), self._path(second_folder, second)
        done = system.exchange(first_folder, first, second_folder, second)

        def undo() -> None:
            system.exchange(0, str(one), 0, str(two))

        self._log([first_folder, second_folder], undo)
        return done

    def flush(self, fsync: Callable[[int], None], descriptor: int) -> None:
        fsync(descriptor)

    def _soil(self, descriptor: int) -> None:
        inode = os.fstat(descriptor).st_ino
        if inode not in self._dirty:
            self._dirty[inode] = Path(f"/proc/self/fd/{descriptor}").read_bytes()

    def _tick(self) -> None:
        self.calls += 1
        if self.at and self.calls >= self.at:
            raise PowerCutError

    def _log(self, folders: list[int], undo: Callable[[], None]) -> None:
        self._undo.append((frozenset(os.fstat(folder).st_ino for folder in folders), undo))

    def _path(self, folder: int, name: str) -> Path:
        # By descriptor, so that it is still the same folder after the folder was renamed.
        self._folders.append(os.dup(folder))
        return Path(f"/proc/self/fd/{self._folders[-1]}") / name

    def _kept(self, path: Path) -> Callable[[], None]:
        kept = self._graveyard / str(self.calls)
        if path.exists():
            os.link(path, kept)
        return lambda: os.link(kept, path)


def cut(root: Path, act: Callable[[Path], object], disk: VolatileDisk) -> None:
    with pytest.MonkeyPatch.context() as patch, suppress(PowerCutError, StoreError):
        patch.setattr(filesystem, "os", disk)
        patch.setattr(filesystem, "system", disk)
        act(root)
    disk.forget(root)


@pytest.fixture
def graveyard(tmp_path: Path) -> Path:
    return tmp_path / "graveyard"


@pytest.fixture
def points(scene: Any, graveyard: Path) -> int:
    disk = VolatileDisk(0, "lazy", graveyard)
    with scene.copy("measured") as root:
        cut(root, scene.run, disk)
    return disk.calls


@pytest.mark.parametrize("journal", ["ordered", "strict", "lazy"])
def test_a_power_cut_at_any_point_leaves_all_before_or_all_after(
    journal: str, scene: Any, points: int, graveyard: Path
) -> None:
    before = scene.look(scene.workspace)
    with scene.copy("done") as root:
        scene.run(root)
        after = scene.look(root)

    seen: set[object] = set()
    # The last round is cut after the end: what was returned as done is still there after a power cut.
    for at in range(1, points + 2):
        with scene.copy("cut") as root:
            cut(root, scene.run, VolatileDisk(at, journal, graveyard))
            state = scene.state(root)
            if state not in seen or at > points:
                found = scene.look(root)
                assert scene.is_whole(found, before, after), at
                assert scene.open(root).verify() == (), at
            seen.add(state)

    assert found == after


@pytest.mark.parametrize("scene", ["accept"], indirect=True)
@pytest.mark.parametrize("journal", ["ordered", "strict", "lazy"])
def test_a_power_cut_loses_nothing_of_files_that_were_saved_just_before(
    journal: str, workspace: Path, scene: Any, graveyard: Path
) -> None:
    old = {path: (workspace / path).read_bytes() for path in ("jobs/orders.py", "jobs/users.py")}
    operation_is_there, was_cut, at = False, True, 0
    while was_cut:
        at += 1
        with scene.copy("cut") as root:
            disk = VolatileDisk(at, journal, graveyard)
            disk.remember_little(root)
            cut(root, scene.run, disk)
            was_cut = disk.calls >= at
            store = scene.open(root)
            operation_is_there = bool(store.history())
            kept = {path.read_bytes() for path in root.glob(".g2l/*/*/files/jobs/*.py")}

            if operation_is_there:
                assert kept == set(old.values()), at
                assert store.verify() == (), at
            elif list(root.glob(".g2l/*/*/op.json")):
                there = {(root / path).read_bytes() for path in old}
                assert set(old.values()) <= kept | there, at

    assert operation_is_there


@pytest.mark.parametrize("every", [9, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("journal", ["ordered", "strict", "lazy"])
def test_a_power_cut_in_the_recovery_from_a_power_cut_loses_nothing(
    journal: str, every: int, scene: Any, points: int, graveyard: Path
) -> None:
    before = scene.look(scene.workspace)
    with scene.copy("done") as root:
        scene.run(root)
        after = scene.look(root)

    begun, left = set(), set()
    for at in range(1, points + 2, every):
        with scene.copy("once") as once:
            cut(once, scene.run, VolatileDisk(at, journal, graveyard))
            state = scene.state(once)
            again, was_cut = 1, state not in begun
            begun.add(state)
            while was_cut:
                with scene.copy("twice", once) as twice:
                    disk = VolatileDisk(again, journal, graveyard)
                    cut(twice, scene.open, disk)
                    was_cut = disk.calls >= again
                    state = scene.state(twice)

                    if state not in left:
                        assert scene.is_whole(scene.look(twice), before, after), (at, again)
                        assert scene.open(twice).verify() == (), (at, again)
                    left.add(state)
                again += every
