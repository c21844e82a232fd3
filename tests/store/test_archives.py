from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from g2l_tui.store import archives, filesystem


class FlushedDisk:
    """Stands in for `os` below the store and remembers what was flushed, by inode."""

    def __init__(self) -> None:
        self.flushed: set[int] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def fsync(self, descriptor: int) -> None:
        self.flushed.add(os.fstat(descriptor).st_ino)


def test_all_of_a_copy_is_flushed_before_it_is_called_taken(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk, kept = FlushedDisk(), workspace.parent / "archives"
    monkeypatch.setattr(filesystem, "os", disk)

    archive = archives.take(kept, workspace, ["jobs/orders.py", "jobs/users.py", "old.py"])

    copy = kept / archive.backup_id
    assert {path.stat().st_ino for path in (kept, copy, *copy.rglob("*"))} <= disk.flushed
    assert (copy / "files/jobs/users.py").read_bytes() == b"users\r\n"
