"""Backups that a program asks for, beside those that every write of a workspace takes by itself."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from g2l_tui.errors import BackupError
from g2l_tui.store import archives
from g2l_tui.store.archives import Archive
from g2l_tui.store.mirror import MirrorFile, write_mirror
from g2l_tui.workspace.scan import files_below

DEFAULT_FOLDER = ".g2l/archives"


class BackupManager:
    """Copies of files and folders below `backup_dir`, one folder each, with plain files in it.

    What version control, tools and package installers keep is not copied, and links are not followed.
    """

    def __init__(self, backup_dir: str | os.PathLike[str] = DEFAULT_FOLDER) -> None:
        self.backup_dir = Path(backup_dir)

    def create_backup(self, source_path: str | os.PathLike[str], description: str | None = None) -> str:
        """Copy a file or folder and return the id of the copy, which begins with the time. Raises BackupError."""
        source = Path(source_path).absolute()
        if not source.exists():
            raise BackupError(f"There is no file or folder {source} to back up.", path=source)
        kept = self.backup_dir.resolve()
        names = (
            [name for name in files_below(source) if not (source / name).resolve().is_relative_to(kept)]
            if source.is_dir()
            else [source.name]
        )
        return archives.take(self.backup_dir, source, names, description or "").backup_id

    def restore_backup(
        self,
        backup_id: str,
        restore_path: str | os.PathLike[str] | None = None,
        overwrite: bool = False,  # noqa: FBT001, FBT002 - known by position
    ) -> str:
        """Put a copy back where it came from, or at `restore_path`, and return where that is.

        Files that are there and differ are an error; with `overwrite` they are backed up and replaced. Files
        that the copy does not have stay. Raises BackupError, and StoreError when it cannot be written.
        """
        archive = archives.read(self.backup_dir, backup_id)
        place = Path(restore_path if restore_path is not None else archive.source_path).absolute()
        folder = place if archive.is_folder else place.parent
        if overwrite and place.exists():
            self.create_backup(place, f"before {backup_id} was restored")
        write_mirror(folder, self._files(archive, place), force=overwrite)
        return str(place)

    def list_backups(self) -> list[dict[str, Any]]:
        """Return what is known of each backup, newest first. Raises BackupError when one is damaged."""
        return [self._described(archives.read(self.backup_dir, each)) for each in archives.ids(self.backup_dir)]

    def delete_backup(self, backup_id: str) -> None:
        """Delete a backup. Raises BackupError when there is none of that id."""
        archives.remove(self.backup_dir, backup_id)

    def cleanup_old_backups(self, keep_count: int = 10) -> list[str]:
        """Delete all but the newest `keep_count` backups and return the ids of those that went."""
        if keep_count < 0:
            raise BackupError(f"keep_count is how many backups stay; {keep_count} is no such number.")
        old = archives.ids(self.backup_dir)[keep_count:]
        for backup_id in old:
            archives.remove(self.backup_dir, backup_id)
        return old

    def _files(self, archive: Archive, place: Path) -> list[MirrorFile]:
        return [
            MirrorFile(file.path if archive.is_folder else place.name, archives.copy_of(self.backup_dir, archive, file))
            for file in archive.files
        ]

    def _described(self, archive: Archive) -> dict[str, Any]:
        return {
            "backup_id": archive.backup_id,
            "timestamp": archive.timestamp.isoformat(),
            "source_path": archive.source_path,
            "backup_path": str(self.backup_dir / archive.backup_id),
            "backup_size": archive.size,
            "description": archive.description,
        }
