"""Backups: one folder per operation, with a checked manifest, and what the files were."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Annotated

import msgspec

from g2l_tui.errors import BackupError
from g2l_tui.model.operation import FileRecord, Operation, OperationKind
from g2l_tui.store import pack, signature
from g2l_tui.store.filesystem import LARGEST, Present, Tree, ancestors
from g2l_tui.store.folder import BACKUPS, PENDING, PREPARED, QUARANTINE
from g2l_tui.store.safe_paths import shown, unsafe

FORMAT = 2
"""Operations of format 1 have no archive; their plain copies were all there before a target was touched."""

_FIRST_PACKED = 2
_NAME = re.compile(r"\d{8}T\d{6}Z-(\d{6,15})-[a-z]+", re.ASCII)
_LARGEST_NUMBER = 10**15 - 1

Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Token = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{16}$")]
Mode = Annotated[int, msgspec.Meta(ge=0, le=0o7777)]
Size = Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `op.json` says: the operation, how its staged files are named, and the folders that it made.

    `is_own`: it bears this user's signature, and did not come with a clone or from somebody else. `is_packed`: an
    archive of its copies belongs to it.
    """

    operation: Operation
    token: str
    folders: tuple[str, ...] = ()
    is_own: bool = True
    is_packed: bool = True

    def staged(self, index: int) -> str:
        """Return where the new bytes of file `index` wait: beside their target, under a name of our own."""
        folder, _, _ = self.operation.files[index].path.rpartition("/")
        return f"{folder}/.g2l-{self.token}-{index}".removeprefix("/")


class _File(msgspec.Struct, forbid_unknown_fields=True):
    path: str
    before: Digest | None
    after: Digest | None
    size: Size
    mode: Mode


class _Document(msgspec.Struct, forbid_unknown_fields=True):
    format: int
    id: str
    number: int
    kind: OperationKind
    time: Annotated[datetime, msgspec.Meta(tz=True)]
    undoes: str | None
    note: str
    token: Token
    folders: list[str]
    files: Annotated[list[_File], msgspec.Meta(min_length=1)]
    signature: Digest | None = None


class _Header(msgspec.Struct):
    format: int


class NewerFormatError(BackupError):
    """A backup that a later version of this program made."""


def identity(time: datetime, number: int, kind: OperationKind) -> str:
    """Return the id of an operation, which is also its folder's name."""
    return f"{time.astimezone(timezone.utc):%Y%m%dT%H%M%SZ}-{number:06d}-{kind.value}"


def number_of(name: str) -> int | None:
    """Return the number in a folder's name, None for a name that is not an operation's."""
    matched = _NAME.fullmatch(name)
    return int(matched[1]) if matched else None


def next_number(tree: Tree, written: int) -> int:
    """Return a number above all in the folders and `written`, the last of the logs; the clock has no say.

    Raises BackupError.
    """
    names = (name for state in (PREPARED, PENDING, BACKUPS, QUARANTINE) for name in tree.names(state))
    number = 1 + max(written, *(number_of(name) or 0 for name in names), 0)
    if number > _LARGEST_NUMBER:
        raise BackupError(f"The operations in {BACKUPS} leave no number for another one. Move the last away.")
    return number


def ids(tree: Tree) -> list[str]:
    """Return the names of the committed operations, oldest first; foreign names are left out."""
    numbered = ((number_of(name), name) for name in tree.names(BACKUPS))
    return [name for _, name in sorted((number, name) for number, name in numbered if number is not None)]


def write(tree: Tree, folder: str, manifest: Manifest, before: Sequence[Present | None]) -> None:
    """Write manifest and archive below `folder`, durably. May raise OSError."""
    tree.make_folders(f"{folder}/files")
    tree.create(f"{folder}/op.json", _encode(manifest))
    contents = (None if present is None else present.content for present in before)
    tree.create_from(f"{folder}/{pack.PACK}", pack.pieces(manifest.operation, contents))
    tree.sync([f"{folder}/op.json", f"{folder}/{pack.PACK}"])
    tree.sync_folders([folder])


def read(tree: Tree, state: str, name: str) -> Manifest:
    """Return the manifest of an operation in one of the state folders, believed in nothing unchecked.

    Raises BackupError when it is missing, damaged or foreign, NewerFormatError when it is too new.
    """
    where = f"{state}/{shown(name)}/op.json"
    try:
        content = tree.read(f"{state}/{name}/op.json")
        if msgspec.json.decode(content, type=_Header).format > FORMAT:
            raise NewerFormatError(f"{where} was written by a newer version of g2l-tui. Use that version.")
        manifest = _checked(msgspec.json.decode(content, type=_Document), name)
    except FileNotFoundError as error:
        raise BackupError(f"{where} is missing.", id=name) from error
    except (OSError, ValueError, RecursionError, OverflowError) as error:
        raise BackupError(f"{where} is damaged or foreign: {shown(str(error))}.", id=name) from error
    return manifest


def _encode(manifest: Manifest) -> bytes:
    operation = manifest.operation
    document = _Document(
        format=FORMAT,
        id=operation.id,
        number=operation.number,
        kind=operation.kind,
        time=operation.time,
        undoes=operation.undoes,
        note=operation.note,
        token=manifest.token,
        folders=list(manifest.folders),
        files=[_File(file.path, file.before, file.after, file.size, file.mode) for file in operation.files],
    )
    document.signature = signature.sign(msgspec.json.encode(document))
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def _checked(document: _Document, name: str) -> Manifest:
    if not document.id == name == identity(document.time, document.number, document.kind):
        raise ValueError("its id is not the name of its folder")
    if document.kind in (OperationKind.DECIDE, OperationKind.PRUNE):
        raise ValueError("its kind is one that writes no files")
    if document.undoes is not None and number_of(document.undoes) is None:
        raise ValueError("it undoes something that is no operation")
    paths = [file.path for file in document.files]
    if len(set(paths)) < len(paths):
        raise ValueError("it names a file twice")
    for path in (*paths, *document.folders):
        if reason := unsafe(path):
            raise ValueError(f"{path}: {reason}")
    if any(file.before is None and file.after is None for file in document.files):
        raise ValueError("it names a file that existed neither before nor after")
    above = {folder for path in paths for folder in ancestors(path)}
    if not above.issuperset(document.folders):
        raise ValueError("it names a folder that none of its files lies in")
    files = tuple(FileRecord(file.path, file.before, file.after, file.size, file.mode) for file in document.files)
    operation = Operation(
        id=document.id,
        number=document.number,
        kind=document.kind,
        time=document.time,
        files=files,
        undoes=document.undoes,
        note=document.note,
    )
    given, document.signature = document.signature, None
    is_own = signature.is_own(msgspec.json.encode(document), given)
    return Manifest(operation, document.token, tuple(document.folders), is_own, document.format >= _FIRST_PACKED)
