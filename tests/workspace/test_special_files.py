"""What lies in a repository and is no file: seen, never followed, never waited for."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from g2l_tui.errors import StoreError
from g2l_tui.model.migration import Status
from g2l_tui.workspace.workspace import Workspace

JOB = "from awsglue.context import GlueContext\nglueContext = GlueContext(None)\n"
ODD = ["device.py", "fifo.py", "loop.py", "missing.py", "out.py", "socket.py", "within.py"]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root, outside = tmp_path / "repository", tmp_path / "outside"
    for folder in (root, outside):
        folder.mkdir()
        (folder / "job.py").write_text(JOB)
    (root / "around").symlink_to(root)
    (root / "away").symlink_to(outside)
    (root / "device.py").symlink_to("/dev/zero")
    (root / "loop.py").symlink_to("loop.py")
    (root / "missing.py").symlink_to("nowhere.py")
    (root / "out.py").symlink_to(outside / "job.py")
    (root / "within.py").symlink_to("job.py")
    (root / "hard.py").hardlink_to(outside / "job.py")
    os.mkfifo(root / "fifo.py")
    monkeypatch.chdir(root)  # a socket's path has to be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.py")
    return root


def test_only_files_are_migrated_and_nothing_is_waited_for(root: Path) -> None:
    workspace = Workspace.open(root)

    found = {each.source.path: each.status for each in workspace.migrate_all()}

    assert [path for path in found if path not in ODD] == ["hard.py", "job.py"]
    assert all(found[path] is Status.FAILED for path in ODD if path in found)
    assert not any(path.startswith(("around", "away")) for path in found)


@pytest.mark.parametrize("path", ["device.py", "fifo.py", "loop.py", "missing.py", "out.py", "socket.py"])
def test_what_is_no_file_of_the_workspace_cannot_be_read(path: str, root: Path) -> None:
    with pytest.raises(StoreError, match=path):
        Workspace.open(root).source(path)


@pytest.mark.parametrize("path", ["hard.py", "within.py"])
def test_a_file_with_a_second_name_is_not_written(path: str, root: Path) -> None:
    workspace = Workspace.open(root)
    migration = workspace.migrate(path)

    with pytest.raises(StoreError, match="link"):
        workspace.accept([(migration, migration.changes)])

    assert (root / "job.py").read_text() == (root.parent / "outside/job.py").read_text() == JOB
