"""The store: writes that are whole or not at all, and everything needed to take them back."""

from __future__ import annotations

import errno
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timezone
from pathlib import Path

from g2l_tui.errors import BackupError, ChangedOnDiskError, RollbackError, StoreError
from g2l_tui.model.operation import DecisionStep, FileRecord, FileWrite, Operation, OperationKind, Step
from g2l_tui.model.source import digest_of
from g2l_tui.store import backups, commit, decisions, folder, journal, lock, log, recovery, steps, verify
from g2l_tui.store.backups import Manifest
from g2l_tui.store.commit import Target
from g2l_tui.store.decisions import Decided, Decisions
from g2l_tui.store.filesystem import Present, Tree
from g2l_tui.store.safe_paths import check_paths, load_target, shown

PATIENCE = 5.0
_UNCHANGED = "Nothing was changed."


def utc_now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(timezone.utc)


class Store:
    """Everything of a workspace that must survive a crash; the only code that writes to disk.

    `recovered` holds a sentence for each thing that recovery did at opening, or before a write after another
    program was interrupted. A store may be used from several threads, and several stores on one workspace.
    """

    def __init__(self, tree: Tree, wait: float, clock: Callable[[], datetime]) -> None:
        self.recovered: tuple[str, ...] = ()
        self._tree = tree
        self._wait = wait
        self._clock = clock

    @classmethod
    def open(cls, root: Path, *, wait: float = PATIENCE, clock: Callable[[], datetime] = utc_now) -> Store:
        """Open the workspace `root`, and put an interrupted operation back. Creates nothing.

        A writer waits at most `wait` seconds for another one. Raises StoreError when there is no such folder
        or `.g2l` leads elsewhere. What cannot be recovered now is said in `recovered`, and tried again before
        a write.
        """
        with _explained(f"The workspace {shown(str(root))} cannot be opened"):
            store = cls(Tree(_resolved(root)), wait, clock)
            written = folder.exists(store._tree)
        if written:
            store._recover_at_opening()
        return store

    def write(
        self,
        kind: OperationKind,
        files: Sequence[FileWrite],
        *,
        undoes: str | None = None,
        note: str = "",
    ) -> Operation:
        """Write all files or none, with a backup of what they were.

        Raises ChangedOnDiskError when a file's digest is not `before`, and StoreError for anything else that
        keeps it from being done.
        """
        check_paths(file.path for file in files)
        self._refuse_pointless(files, undoes)
        with _explained("The files could not be written"):
            if not folder.exists(self._tree):
                # A refused write leaves no trace in a workspace that was never written.
                self._targets(files)
            with self._writing():
                return self._perform(kind, self._targets(files), undoes, note)

    def history(self) -> tuple[Operation, ...]:
        """Return the operations, newest first. Damaged ones are left out; `verify` names them."""
        with _explained("The history could not be read"), self._tree.keeping_folders():
            operations = (self._readable(name) for name in reversed(backups.ids(self._tree)))
            return tuple(operation for operation in operations if operation is not None)

    def backup(self, operation_id: str, path: str) -> bytes | None:
        """Return what a file was before an operation, None if it did not exist. Raises BackupError."""
        operation = self._operation(operation_id)
        record = next((record for record in operation.files if record.path == path), None)
        if record is None:
            raise BackupError(f"The operation {operation.id} has no copy of {shown(path)}.", path=path)
        return backups.copy_of(self._tree, folder.BACKUPS, operation, record)

    def rollback(
        self,
        operation_id: str,
        paths: Sequence[str] | None = None,
        *,
        force: bool = False,
    ) -> Operation:
        """Put back what an operation replaced, as an operation of its own with its own backup.

        Raises RollbackError when a file is neither what the operation wrote nor what it was before; with `force`
        its present content goes into the backup instead. Raises BackupError when a copy is damaged.
        """
        operation = self._operation(operation_id)
        records = _chosen(operation, paths)
        check_paths(record.path for record in records)
        with _explained("The files could not be put back"), self._writing():
            targets = self._former(operation, records, force=force)
            if not targets:
                raise RollbackError(f"{operation.id} has nothing left to put back. {_UNCHANGED}")
            return self._put_back(OperationKind.ROLLBACK, operation, targets)

    def decide(self, chosen: Decisions, *, note: str = "") -> DecisionStep | None:
        """Remember decisions by path and change id, as one step; `PENDING` forgets.

        What others decided meanwhile stays as far as `chosen` does not speak of it. Returns None when nothing
        is different. Raises StoreError.
        """
        with _explained("The decisions could not be saved"), self._writing():
            decided = decisions.differences(self._decided(), chosen)
            return self._record(OperationKind.DECIDE, decided, None, note) if decided else None

    def undo(self, *, force: bool = False) -> Step | None:
        """Take back the newest step that stands, decisions or an operation, and return the step that did.

        None when there is none, or when its copies were pruned. Files are put back as `rollback` does it, and
        with its errors.
        """
        return self._answer(OperationKind.UNDO, force=force)

    def redo(self, *, force: bool = False) -> Step | None:
        """Make again what `undo` took back last, as long as no other step was made since; as `undo` otherwise."""
        return self._answer(OperationKind.REDO, force=force)

    def undoable(self) -> Step | None:
        """Return the step that `undo` would take back."""
        return self._next(OperationKind.UNDO)

    def redoable(self) -> Step | None:
        """Return the undo that `redo` would take back."""
        return self._next(OperationKind.REDO)

    def verify(self) -> tuple[str, ...]:
        """Return one sentence for each thing that is damaged, missing or foreign; none when all is well."""
        try:
            with self._tree.keeping_folders():
                return tuple(verify.sentences(self._tree)) if folder.exists(self._tree) else ()
        except StoreError as error:
            return (error.message,)

    def journal(self) -> tuple[dict[str, object], ...]:
        """Return the journal's lines, oldest first."""
        with _explained("The journal could not be read"):
            return journal.lines(journal.read(self._tree))

    def decisions(self) -> Decisions:
        """Return what is decided, by path and change id. Raises StoreError when it cannot be read."""
        with _explained("The decisions could not be read"):
            return self._decided()

    def _recover_at_opening(self) -> None:
        try:
            if recovery.is_needed(self._tree):
                with self._writing():
                    return
        except lock.LockedError:
            # What is pending belongs to a writer that is alive.
            return
        except StoreError as error:
            self.recovered = (error.message,)
        except OSError as error:
            self.recovered = (f"An interrupted operation could not be put back: {_reason(error)}.",)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        folder.make(self._tree)
        with lock.held(self._tree, self._wait), self._tree.keeping_folders():
            folder.furnish(self._tree)
            if recovery.is_needed(self._tree):
                self.recovered += recovery.recover(self._tree)
            yield

    def _targets(self, files: Sequence[FileWrite]) -> list[Target]:
        targets = [Target(file.path, load_target(self._tree, file.path), file.content) for file in files]
        changed = [file.path for file, target in zip(files, targets, strict=True) if _digest(target) != file.before]
        if changed:
            raise ChangedOnDiskError(
                f"{_listed(changed)} changed on disk since it was shown. {_UNCHANGED} Look at it again.",
                paths=changed,
            )
        return targets

    def _refuse_pointless(self, files: Sequence[FileWrite], undoes: str | None) -> None:
        if not files:
            raise StoreError("There is nothing to write.")
        if undoes is not None and backups.number_of(undoes) is None:
            raise StoreError(f"{shown(undoes)} is not the id of an operation. {_UNCHANGED}")
        for file in files:
            if file.before is None and file.content is None:
                raise StoreError(f"{shown(file.path)} does not exist and is not to be written. {_UNCHANGED}")

    def _perform(self, kind: OperationKind, targets: Sequence[Target], undoes: str | None, note: str) -> Operation:
        self._refuse_full_disk(targets)
        name, number, time = self._identity(kind)
        operation = Operation(
            id=name,
            number=number,
            kind=kind,
            time=time,
            files=tuple(_record(target) for target in targets),
            undoes=undoes,
            note=_writable(note),
        )
        manifest = Manifest(operation, secrets.token_hex(8), commit.missing_folders(self._tree, targets))
        try:
            commit.perform(self._tree, manifest, targets)
        except BaseException as error:
            self._give_up(operation, error)
            raise
        self._journalise(operation)
        return operation

    def _refuse_full_disk(self, targets: Sequence[Target]) -> None:
        size = sum(_size(target.present) + len(target.content or b"") for target in targets)
        if self._tree.free_bytes() < 2 * size:
            raise StoreError(f"The disk has too little room for the files and their backup. {_UNCHANGED}")

    def _give_up(self, operation: Operation, error: BaseException) -> None:
        """Put the tree back at once, and turn a failure of the disk into words."""
        try:
            committed = self._tree.status(f"{folder.BACKUPS}/{operation.id}") is not None
            said = recovery.recover(self._tree)
        except (OSError, StoreError) as second:
            why = _reason(second) if isinstance(second, OSError) else second.message
            raise StoreError(
                f"The files could not be written, nor be put back now: {why}. The copies are in "
                f"{folder.PENDING}/{operation.id}/files; the next start puts them back."
            ) from error
        if not isinstance(error, OSError):
            return
        if committed:
            raise StoreError(
                f"The files were written as {operation.id}, but the disk may not have kept all of it: "
                f"{_reason(error)}. Check the disk, then the files."
            ) from error
        raise StoreError(f"The files could not be written: {_reason(error)}. {' '.join(said)}") from error

    def _journalise(self, operation: Operation) -> None:
        try:
            journal.append(self._tree, [operation])
        except OSError:
            # The operation is committed; its line is made from the manifest at the next chance.
            return

    def _operation(self, operation_id: str) -> Operation:
        if backups.number_of(operation_id) is None:
            raise BackupError(f"{shown(operation_id)} is not the id of an operation.", id=operation_id)
        return backups.read(self._tree, folder.BACKUPS, operation_id).operation

    def _readable(self, name: str) -> Operation | None:
        try:
            return backups.read(self._tree, folder.BACKUPS, name).operation
        except BackupError:
            return None

    def _former(self, operation: Operation, records: Sequence[FileRecord], *, force: bool) -> list[Target]:
        """Return what has to be written so that the files are as before the operation."""
        targets = [self._former_file(operation, record) for record in records]
        pairs = [(record, target) for record, target in zip(records, targets, strict=True) if _differs(record, target)]
        if not force:
            _refuse_changed(operation, pairs)
        return [target for _, target in pairs]

    def _former_file(self, operation: Operation, record: FileRecord) -> Target:
        content = backups.copy_of(self._tree, folder.BACKUPS, operation, record)
        return Target(record.path, load_target(self._tree, record.path), content, record.mode)

    def _put_back(self, kind: OperationKind, operation: Operation, targets: Sequence[Target]) -> Operation:
        done = self._perform(kind, targets, operation.id, "")
        self._remove_made_folders(operation)
        return done

    def _decided(self) -> Decisions:
        return decisions.state(decisions.read(self._tree))

    def _record(self, kind: OperationKind, decided: Decided, undoes: str | None, note: str = "") -> DecisionStep:
        name, number, time = self._identity(kind)
        step = DecisionStep(name, number, kind, time, decided, undoes, _writable(note))
        decisions.append(self._tree, step)
        return step

    def _next(self, kind: OperationKind) -> Step | None:
        with _explained("The steps could not be read"), self._tree.keeping_folders():
            decided = decisions.steps(decisions.read(self._tree))
            position = steps.position(steps.heads(journal.read(self._tree), decided))
            names = position.done if kind is OperationKind.UNDO else position.undone
            if not names:
                return None
            step = next((step for step in decided if step.id == names[-1]), None)
            return step or self._operation(names[-1])

    def _answer(self, kind: OperationKind, *, force: bool) -> Step | None:
        if self.undoable() is None and self.redoable() is None:
            return None  # and leave no trace in a workspace that was never written
        with _explained(f"The {kind.value} could not be done"), self._writing():
            match self._next(kind):
                case None:
                    return None
                case DecisionStep() as step:
                    return self._record(kind, decisions.reverse(step.decided), step.id)
                case Operation() as step:
                    check_paths(record.path for record in step.files)
                    targets = self._former(step, step.files, force=force)
                    # Somebody else may have put the files back: then the step is that they are.
                    return self._put_back(kind, step, targets) if targets else self._record(kind, {}, step.id)

    def _identity(self, kind: OperationKind) -> tuple[str, int, datetime]:
        time = self._clock().astimezone(timezone.utc)
        written = max(map(log.last_number, (journal.read(self._tree), decisions.read(self._tree))))
        number = backups.next_number(self._tree, written)
        return backups.identity(time, number, kind), number, time

    def _remove_made_folders(self, operation: Operation) -> None:
        # Only empty ones go, and an empty folder left behind by a crash here harms nobody.
        with suppress(OSError):
            for path in reversed(backups.read(self._tree, folder.BACKUPS, operation.id).folders):
                self._tree.remove_folder(path)


def _resolved(root: Path) -> Path:
    try:
        return root.resolve(strict=True)
    except (RuntimeError, ValueError) as error:
        # Python before 3.13 says so of a loop of links, and every version of a NUL in the name.
        raise OSError(errno.ELOOP, str(error)) from error


def _chosen(operation: Operation, paths: Sequence[str] | None) -> list[FileRecord]:
    if paths is None:
        return list(operation.files)
    unknown = set(paths) - {record.path for record in operation.files}
    if unknown or not paths:
        raise RollbackError(f"{operation.id} did not write {_listed(sorted(unknown)) or 'no file'}. {_UNCHANGED}")
    return [record for record in operation.files if record.path in paths]


def _differs(record: FileRecord, target: Target) -> bool:
    return _digest(target) != record.before


def _refuse_changed(operation: Operation, pairs: Sequence[tuple[FileRecord, Target]]) -> None:
    changed = [record.path for record, target in pairs if _digest(target) != record.after]
    if changed:
        raise RollbackError(
            f"{_listed(changed)} is no longer what {operation.id} wrote. {_UNCHANGED} "
            "Force the rollback to replace it; what it is now will be in the backup.",
            paths=changed,
        )


def _record(target: Target) -> FileRecord:
    return FileRecord(
        path=target.path,
        before=_digest(target),
        after=None if target.content is None else digest_of(target.content),
        size=_size(target.present),
        mode=0 if target.present is None else target.present.mode,
    )


def _writable(note: str) -> str:
    return note.encode("utf-8", "backslashreplace").decode("utf-8")


def _digest(target: Target) -> str | None:
    return None if target.present is None else target.present.digest


def _size(present: Present | None) -> int:
    return 0 if present is None else len(present.content)


def _listed(paths: Sequence[str]) -> str:
    return ", ".join(shown(path) for path in paths)


def _reason(error: OSError) -> str:
    where = f" ({shown(str(error.filename))})" if error.filename else ""
    return f"{error.strerror or error}{where}"


@contextmanager
def _explained(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"{what}: {_reason(error)}. {_UNCHANGED}") from error
