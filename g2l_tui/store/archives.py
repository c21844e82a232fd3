"""Archives: copies of a file or a folder that somebody asked for, each whole or not there, readable with `cp`."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path

import msgspec

from g2l_tui.errors import BackupError
from g2l_tui.model.source import digest_of
from g2l_tui.store.filesystem import Tree
from g2l_tui.store.safe_paths import shown

_ID = re.compile(r"\d{8}_\d{6}_\d{6}(_[0-9a-f]{4})?", re.ASCII)
_DESCRIBED = "backup.json"


class ArchivedFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file: its path below the source (its name, when the source is a file), digest, size and mode bits."""

    path: str
    digest: str
    size: int
    mode: int


class Archive(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `backup.json` says. `timestamp` is in UTC; `is_folder` tells what `source_path` was."""

    backup_id: str
    timestamp: datetime
    source_path: str
    is_folder: bool
    description: str
    files: tuple[ArchivedFile, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


def take(folder: Path, source: Path, names: Iterable[str], description: str = "") -> Archive:
    """Copy the files `names` of `source`, or `source` itself when it is a file, below `folder`. Raises BackupError."""
    with _explained(f"The backup of {shown(str(source))} could not be taken"):
        folder.mkdir(parents=True, exist_ok=True)
        _ignore(folder)
        time = datetime.now(timezone.utc)
        backup_id = _free_id(folder, time)
        staged = folder / f".{backup_id}.new"
        try:
            origin = source if source.is_dir() else source.parent
            files = tuple(_copied(origin, name, staged / "files") for name in sorted(names))
            archive = Archive(backup_id, time, str(source), source.is_dir(), description, files)
            (staged / "files").mkdir(parents=True, exist_ok=True)
            # ASCII, because a path that is not UTF-8 must not keep the others from being backed up.
            (staged / _DESCRIBED).write_text(
                json.dumps(msgspec.to_builtins(archive), indent=1) + "\n", encoding="ascii"
            )
            tree = Tree(folder.resolve())
            _keep(tree, staged.name)
            staged.rename(folder / backup_id)
            tree.sync_folders(["."])
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    return archive


def read(folder: Path, backup_id: str) -> Archive:
    """Return the archive of that id. Raises BackupError when it is missing, damaged or foreign."""
    if not _ID.fullmatch(backup_id):
        raise BackupError(f"{shown(backup_id)} is not the id of a backup.", id=backup_id)
    described = folder / backup_id / _DESCRIBED
    try:
        archive = msgspec.convert(json.loads(described.read_bytes()), type=Archive)
    except FileNotFoundError as error:
        raise BackupError(f"There is no backup {backup_id} in {shown(str(folder))}.", id=backup_id) from error
    except (OSError, ValueError, RecursionError) as error:
        raise BackupError(
            f"{shown(str(described))} is damaged or foreign: {shown(str(error))}.", id=backup_id
        ) from error
    if archive.backup_id != backup_id or any(_leads_out(file.path) for file in archive.files):
        raise BackupError(f"{shown(str(described))} is foreign: it is not what this program writes.", id=backup_id)
    return archive


def ids(folder: Path) -> list[str]:
    """Return the ids of the archives in `folder`, newest first."""
    if not folder.is_dir():
        return []
    with _explained(f"{shown(str(folder))} could not be read"):
        return sorted((entry.name for entry in folder.iterdir() if _ID.fullmatch(entry.name)), reverse=True)


def copy_of(folder: Path, archive: Archive, file: ArchivedFile) -> Path:
    """Return where the copy of one file lies. Raises BackupError when it is not what was copied."""
    copy = folder / archive.backup_id / "files" / file.path
    with _explained(f"The copy {shown(str(copy))} cannot be read"):
        content = copy.read_bytes()
    if digest_of(content) != file.digest:
        raise BackupError(f"The copy {shown(str(copy))} is damaged: its digest is not the recorded one.", path=copy)
    return copy


def remove(folder: Path, backup_id: str) -> None:
    """Delete an archive. Raises BackupError when there is none."""
    archive = read(folder, backup_id)
    with _explained(f"The backup {backup_id} could not be deleted"):
        shutil.rmtree(folder / archive.backup_id)


def _copied(origin: Path, name: str, files: Path) -> ArchivedFile:
    content = (origin / name).read_bytes()
    copy = files / name
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_bytes(content)
    shutil.copymode(origin / name, copy)
    return ArchivedFile(name, digest_of(content), len(content), (origin / name).stat().st_mode & 0o7777)


def _keep(tree: Tree, staged: str) -> None:
    """Make all below `staged` durable, before its name says that it is whole."""
    entries = list(tree.walk(staged))
    tree.sync(entry for entry in entries if not (tree.root / entry).is_dir())
    tree.sync_folders(entry for entry in entries if (tree.root / entry).is_dir())


def _leads_out(path: str) -> bool:
    return path.startswith("/") or not {"", ".", ".."}.isdisjoint(path.split("/"))


def _free_id(folder: Path, time: datetime) -> str:
    wanted = f"{time:%Y%m%d_%H%M%S_%f}"
    return f"{wanted}_{secrets.token_hex(2)}" if (folder / wanted).exists() else wanted


def _ignore(folder: Path) -> None:
    ignored = folder / ".gitignore"
    if not ignored.exists():
        ignored.write_text("*\n", encoding="ascii")


@contextmanager
def _explained(what: str) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        said = (error.strerror if isinstance(error, OSError) else None) or error
        raise BackupError(f"{what}: {shown(str(said))}.") from error
