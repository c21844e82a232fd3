from __future__ import annotations

from pathlib import Path

import pytest

from g2l_tui.workspace import network

MOUNTS = """\
/dev/vda / ext4 rw 0 0
tmpfs /mnt tmpfs rw 0 0
server:/jobs /mnt/jobs nfs4 rw 0 0
/dev/vdb /mnt/jobs/local ext4 rw 0 0
//server/my\\040jobs /mnt/my\\040jobs cifs rw 0 0
me@server: /home/me/remote fuse.sshfs rw 0 0
server:/old /mnt/over nfs rw 0 0
/dev/vdc /mnt/over xfs rw 0 0
broken
"""


@pytest.mark.parametrize(
    ("folder", "is_remote"),
    [
        ("/work", False),
        ("/mnt", False),
        ("/mnt/jobs", True),
        ("/mnt/jobs/deep/er", True),
        ("/mnt/jobs_too", False),
        ("/mnt/jobs/local/x", False),
        ("/mnt/my jobs", True),
        ("/home/me/remote/repository", True),
        ("/mnt/over/x", False),
    ],
)
def test_a_folder_is_remote_when_the_mount_around_it_is(
    folder: str,
    is_remote: bool,  # noqa: FBT001
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "mounts").write_text(MOUNTS)
    monkeypatch.setattr(network, "MOUNTS", tmp_path / "mounts")

    assert network.is_remote(folder) is is_remote


def test_where_the_system_says_nothing_of_mounts_no_folder_is_remote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "MOUNTS", tmp_path / "none")

    assert not network.is_remote("/")
