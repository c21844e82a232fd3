"""The copies of the files: the archive, read by any tar, vouches for the plain ones beside it."""

from __future__ import annotations

import errno
import os
import tarfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from g2l_tui.errors import BackupError
from g2l_tui.model.operation import FileWrite, Operation, OperationKind
from g2l_tui.store import backups, filesystem
from g2l_tui.store.store import Store

Change = Callable[[Path, str, bytes | None], FileWrite]

LONG = "/".join(("a folder with a long name",) * 9)
NAMES = [
    "jobs/orders.py",
    "old.py",
    "exactly one hundred/" + "x" * 80,
    "one more than that/" + "x" * 82,
    f"{LONG}/job.py",
    f"{LONG}/größer.py",
    "ü" * 51,
]


@pytest.fixture
def accepted(workspace: Path, change: Change) -> Operation:
    for number, name in enumerate(NAMES):
        (workspace / name).parent.mkdir(parents=True, exist_ok=True)
        (workspace / name).write_bytes(bytes([number]) * 511 * number)
    files = [change(workspace, name, b"new") for name in NAMES]
    return Store.open(workspace).write(OperationKind.ACCEPT, [*files, change(workspace, "made.py", b"made")])


@pytest.fixture
def backup(workspace: Path, accepted: Operation) -> Path:
    return workspace / ".g2l/backups" / accepted.id


def test_any_tar_can_read_it(backup: Path) -> None:
    with tarfile.open(backup / "copies.tar") as archive:
        found = {entry.name: read.read() for entry in archive if (read := archive.extractfile(entry))}

    assert found == {name: bytes([number]) * 511 * number for number, name in enumerate(NAMES)}


def test_the_archive_is_private_and_says_when_it_was_made(accepted: Operation, backup: Path) -> None:
    with tarfile.open(backup / "copies.tar") as archive:
        found = {(entry.mode, entry.mtime) for entry in archive}

    assert found == {(0o600, int(accepted.time.timestamp()))}


def test_a_copy_is_found_in_it_whatever_the_names_before_it(workspace: Path, accepted: Operation, backup: Path) -> None:
    for name in NAMES:
        (backup / "files" / name).unlink()
    store = Store.open(workspace)

    assert [store.backup(accepted.id, name) for name in NAMES] == [
        bytes([number]) * 511 * number for number in range(len(NAMES))
    ]


def test_what_a_program_writes_later_to_a_file_that_it_had_open_is_kept_and_the_old_bytes_too(
    workspace: Path, change: Change
) -> None:
    store = Store.open(workspace)
    with (workspace / "jobs/orders.py").open("r+b") as held:
        operation = store.write(OperationKind.ACCEPT, [change(workspace, "jobs/orders.py", b"new")])
        held.write(b"late!!")

    said = store.verify()
    store.rollback(operation.id)

    assert len(said) == 1
    assert "files/jobs/orders.py is damaged" in said[0]
    assert (workspace / "jobs/orders.py").read_bytes() == b"orders\n"
    assert (workspace / ".g2l/backups" / operation.id / "files/jobs/orders.py").read_bytes() == b"late!!\n"


def test_a_damaged_archive_is_named_and_the_plain_copies_still_serve(
    workspace: Path, accepted: Operation, backup: Path
) -> None:
    (backup / "copies.tar").write_bytes(b"rotten")
    store = Store.open(workspace)

    said = store.verify()
    store.rollback(accepted.id)

    assert len(said) == len(NAMES) - 1  # of the empty file there is nothing to be damaged
    assert all("copies.tar is damaged" in sentence for sentence in said)
    assert (workspace / "old.py").read_bytes() == b"\1" * 511


def test_a_missing_archive_is_named_and_the_plain_copies_still_serve(
    workspace: Path, accepted: Operation, backup: Path
) -> None:
    (backup / "copies.tar").unlink()
    store = Store.open(workspace)

    (said,) = store.verify()
    store.rollback(accepted.id)

    assert "copies.tar is missing" in said
    assert (workspace / "old.py").read_bytes() == b"\1" * 511


def test_a_backup_of_the_first_format_has_no_archive_and_is_as_good_as_it_was(
    workspace: Path, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(backups, "FORMAT", 1)
        operation = Store.open(workspace).write(OperationKind.ACCEPT, [change(workspace, "jobs/orders.py", b"new")])
    (workspace / ".g2l/backups" / operation.id / "copies.tar").unlink()
    store = Store.open(workspace)

    assert store.verify() == ()
    store.rollback(operation.id)
    assert (workspace / "jobs/orders.py").read_bytes() == b"orders\n"


def test_an_archive_behind_a_link_is_not_read(workspace: Path, accepted: Operation, backup: Path) -> None:
    (backup / "copies.tar").rename(workspace / "elsewhere.tar")
    (backup / "copies.tar").symlink_to(workspace / "elsewhere.tar")
    (backup / "files/old.py").unlink()

    with pytest.raises(BackupError, match=r"old\.py cannot be read"):
        Store.open(workspace).backup(accepted.id, "old.py")


def test_what_lies_on_another_disk_is_copied(workspace: Path, change: Change, monkeypatch: pytest.MonkeyPatch) -> None:
    def rename(old: str, new: str, **folders: int) -> None:
        if old.startswith(".g2l-") and not new.startswith(".g2l-"):
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        os.rename(old, new, **folders)  # noqa: PTH104  by open folders

    monkeypatch.setattr(filesystem, "os", SimpleNamespace(**{**vars(os), "rename": rename}))
    store = Store.open(workspace)

    operation = store.write(OperationKind.ACCEPT, [change(workspace, "jobs/users.py", b"new")])

    copy = workspace / ".g2l/backups" / operation.id / "files/jobs/users.py"
    assert (copy.read_bytes(), copy.stat().st_mode & 0o777) == (b"users\r\n", 0o755)
    assert list(workspace.rglob(".g2l-*")) == []
    assert store.verify() == ()
