"""Steps: what was done to the workspace and to its decisions, and what takes it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Literal, TypeAlias

from g2l_tui.model.change import Decision


class OperationKind(str, Enum):
    """Why files were written; `decide` and `prune` write none."""

    ACCEPT = "accept"
    MIGRATE = "migrate"
    ROLLBACK = "rollback"
    UNDO = "undo"
    REDO = "redo"
    EDIT = "edit"
    DECIDE = "decide"
    PRUNE = "prune"


@dataclass(frozen=True, slots=True)
class FileWrite:
    """One file to be written: `before` is the digest that was shown, None for a file that must not exist yet;
    `content` is what it becomes, None to remove it. `path` is relative to the workspace, with forward slashes.
    `mode` are the bits of one that is new, None for those of an ordinary file.
    """  # noqa: D205

    path: str
    before: str | None
    content: bytes | None
    mode: int | None = None


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file of an operation: digests before and after (None: no such file), size and mode bits before."""

    path: str
    before: str | None
    after: str | None
    size: int
    mode: int


@dataclass(frozen=True, slots=True)
class Operation:
    """One all-or-nothing write, with the copies that take it back.

    `id` is the name of the backup folder, `<UTC time>-<number>-<kind>`; `number` grows by one with each
    step and orders them even when the clock was set back. `undoes` is the id of the step that this one takes
    back, if it does.
    """

    id: str
    number: int
    kind: OperationKind
    time: datetime
    files: tuple[FileRecord, ...]
    undoes: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class DecisionStep:
    """Decisions that were made together, or (`undo`, `redo`) taken back or made again.

    `decided` holds the decision before and the one after, by path and by the id of the change; `texts` what a
    person wrote in place of what the rules gave, None for nothing. `id`, `number` and `undoes` are those of an
    `Operation`: both kinds of steps are counted together.
    """

    id: str
    number: int
    kind: OperationKind
    time: datetime
    decided: Mapping[str, Mapping[str, tuple[Decision, Decision]]]
    undoes: str | None = None
    note: str = ""
    texts: Mapping[str, Mapping[str, tuple[str | None, str | None]]] = field(default_factory=dict)


Step: TypeAlias = Operation | DecisionStep
Direction: TypeAlias = Literal["undo", "redo"]


@dataclass(frozen=True, slots=True)
class Pruning:
    """Which backups were removed, or would be.

    `removed` are the ids of operations, oldest first; `freed` the bytes that they take. `needed` are those that were
    old enough to go and stay, because they hold the only copy of something a person wrote.
    """

    removed: tuple[str, ...]
    needed: tuple[str, ...]
    freed: int


@dataclass(frozen=True, slots=True)
class OddBackup:
    """A backup that is damaged, missing, foreign or of a newer version: the name of its folder, and a sentence."""

    id: str
    problem: str


@dataclass(frozen=True, slots=True)
class Past:
    """The operations of a workspace, newest first, and the backups that are not as they were left.

    An operation that came with a clone, or that somebody altered, is among both.
    """

    operations: tuple[Operation, ...]
    odd: tuple[OddBackup, ...] = ()
