from __future__ import annotations

import os
from pathlib import Path

import pytest

from g2l_tui import BackupError, BackupManager, StoreError
from tests.sdk.conftest import JOB


@pytest.fixture
def backups(tmp_path: Path) -> BackupManager:
    return BackupManager(tmp_path / "backups")


def test_a_folder_comes_back_as_it_was(backups: BackupManager, repository: Path, tmp_path: Path) -> None:
    (repository / "jobs" / "orders.py").chmod(0o755)
    backup = backups.create_backup(repository, "before the move")

    place = backups.restore_backup(backup, tmp_path / "again")

    assert place == str(tmp_path / "again")
    assert (tmp_path / "again" / "jobs" / "orders.py").read_text() == JOB
    assert (tmp_path / "again" / "jobs" / "orders.py").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "again" / "view.sql").read_bytes() == b"select 1\r\n\xff"


def test_a_backup_is_plain_files(backups: BackupManager, repository: Path) -> None:
    backup = backups.create_backup(repository)

    assert (backups.backup_dir / backup / "files" / "jobs" / "orders.py").read_text() == JOB


def test_a_file_that_was_changed_is_replaced_only_when_asked_and_kept_then(
    backups: BackupManager, repository: Path
) -> None:
    job = repository / "jobs" / "orders.py"
    backup = backups.create_backup(job)
    job.write_text("mine = 1\n")

    with pytest.raises(StoreError):
        backups.restore_backup(backup)
    assert job.read_text() == "mine = 1\n"
    backups.restore_backup(backup, overwrite=True)

    assert job.read_text() == JOB
    newest = backups.list_backups()[0]
    assert Path(newest["backup_path"], "files", "orders.py").read_text() == "mine = 1\n"


def test_backups_are_listed_newest_first_and_old_ones_go(backups: BackupManager, repository: Path) -> None:
    taken = [backups.create_backup(repository, f"number {number}") for number in range(4)]

    listed = backups.list_backups()
    gone = backups.cleanup_old_backups(keep_count=1)

    assert [each["backup_id"] for each in listed] == taken[::-1]
    assert listed[0]["description"] == "number 3"
    assert listed[0]["backup_size"] == sum(path.stat().st_size for path in repository.rglob("*") if path.is_file())
    assert gone == taken[2::-1]
    assert [each["backup_id"] for each in backups.list_backups()] == taken[3:]


def test_a_backup_inside_what_it_keeps_does_not_keep_itself(repository: Path) -> None:
    backups = BackupManager(repository / "copies")
    backups.create_backup(repository)

    second = backups.create_backup(repository)

    assert not (repository / "copies" / second / "files" / "copies").exists()


def test_a_damaged_copy_is_not_restored(backups: BackupManager, repository: Path, tmp_path: Path) -> None:
    backup = backups.create_backup(repository)
    (backups.backup_dir / backup / "files" / "plain.py").write_text("damaged\n")

    with pytest.raises(BackupError, match="damaged"):
        backups.restore_backup(backup, tmp_path / "again")

    assert not (tmp_path / "again").exists()


def test_a_foreign_description_leads_nowhere(backups: BackupManager, repository: Path) -> None:
    backup = backups.create_backup(repository)
    described = backups.backup_dir / backup / "backup.json"
    described.write_text(described.read_text().replace("plain.py", "../../plain.py"))

    with pytest.raises(BackupError, match="foreign"):
        backups.restore_backup(backup, overwrite=True)


@pytest.mark.parametrize("name", ["../backups", "20260101_000000_000000", ""])
def test_an_id_that_is_none_is_named(name: str, backups: BackupManager) -> None:
    with pytest.raises(BackupError):
        backups.restore_backup(name)
    with pytest.raises(BackupError):
        backups.delete_backup(name)


def test_a_deleted_backup_is_gone(backups: BackupManager, repository: Path) -> None:
    backup = backups.create_backup(repository)

    backups.delete_backup(backup)

    assert backups.list_backups() == []
    assert sorted(path.name for path in backups.backup_dir.iterdir()) == [".gitignore"]


def test_names_that_are_not_utf_8_are_kept(backups: BackupManager, tmp_path: Path) -> None:
    odd = os.fsdecode(b"caf\xe9\n.py")
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / odd).write_text("a = 1\n")

    backups.restore_backup(backups.create_backup(tmp_path / "source"), tmp_path / "again")

    assert (tmp_path / "again" / odd).read_text() == "a = 1\n"


def test_what_is_not_there_cannot_be_backed_up(backups: BackupManager, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="nowhere"):
        backups.create_backup(tmp_path / "nowhere")
