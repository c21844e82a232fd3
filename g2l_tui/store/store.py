"""The store: writes that are whole or not at all, and everything needed to take them back."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from g2l_tui.errors import BackupError, ChangedOnDiskError, RollbackError, StoreError
from g2l_tui.model.change import Decision
from g2l_tui.model.operation import DecisionStep, FileWrite, Operation, OperationKind, Past, Pruning, Step
from g2l_tui.store import (
    audit,
    backups,
    decisions,
    folder,
    former,
    journal,
    lock,
    open_folders,
    operate,
    past,
    recovery,
    retention,
    steps,
    verify,
)
from g2l_tui.store.backups import Manifest
from g2l_tui.store.commit import Target
from g2l_tui.store.copies import Copies
from g2l_tui.store.decisions import Decided, Decisions, Review, Reworded, Texts
from g2l_tui.store.filesystem import Tree
from g2l_tui.store.safe_paths import check_paths, load_target, obstacle, shown
from g2l_tui.store.wording import UNCHANGED, explained, listed, reason

PATIENCE = 5.0


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
        self._review = Review()

    @classmethod
    def open(cls, root: Path, *, wait: float = PATIENCE, clock: Callable[[], datetime] = utc_now) -> Store:
        """Open the workspace `root`, and put an interrupted operation back. Creates nothing.

        A writer waits at most `wait` seconds for another one. Raises StoreError when there is no such folder
        or `.g2l` leads elsewhere. What cannot be recovered now is said in `recovered`, and tried again before
        a write.
        """
        with explained(f"The workspace {shown(str(root))} cannot be opened"):
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
        with explained("The files could not be written"):
            if not folder.exists(self._tree):
                # A refused write leaves no trace in a workspace that was never written.
                self._targets(files)
            with self._writing():
                targets = self._targets(files)
                return operate.write(self._tree, self._clock(), kind, targets, undoes=undoes, note=note)

    def obstacle(self, path: str) -> str:
        """Return why a file may not be written as it stands, or an empty string."""
        with explained("The file could not be looked at"):
            return obstacle(self._tree, path)

    def history(self) -> tuple[Operation, ...]:
        """Return the operations, newest first. Those that cannot be read are left out; `past` names them."""
        return self.past().operations

    def past(self) -> Past:
        """Return the operations, newest first, and which backups are damaged, missing, foreign or too new."""
        with explained("The history could not be read"), open_folders.keeping():
            return past.look(self._tree)

    def backup(self, operation_id: str, path: str) -> bytes | None:
        """Return what a file was before an operation, None if it did not exist. Raises BackupError."""
        operation = self._operation(operation_id)
        record = next((record for record in operation.files if record.path == path), None)
        if record is None:
            raise BackupError(f"The operation {operation.id} has no copy of {shown(path)}.", path=path)
        return Copies(self._tree, folder.BACKUPS, operation).of(record)

    def rollback(
        self,
        operation_id: str,
        paths: Sequence[str] | None = None,
        *,
        force: bool = False,
    ) -> Operation:
        """Put back what an operation replaced, as an operation of its own with its own backup.

        Raises RollbackError when a file is neither what the operation wrote nor what it was before, or when the
        operation is somebody else's; with `force` the present content goes into the backup instead. Raises
        BackupError when a copy is damaged.
        """
        manifest = self._manifest(operation_id)
        operation = manifest.operation
        records = former.chosen(operation, paths)
        check_paths(record.path for record in records)
        with explained("The files could not be put back"), self._writing():
            targets = former.targets(self._tree, manifest, records, force=force)
            if not targets:
                raise RollbackError(f"{operation.id} has nothing left to put back. {UNCHANGED}")
            return self._put_back(OperationKind.ROLLBACK, operation, targets)

    def rollback_to(self, operation_id: str, *, force: bool = False) -> Operation:
        """Put back what an operation and all that came after it replaced, as one operation with its own backup.

        Raises as `rollback`, also when somebody else changed one of the files between the operations.
        """
        first = self._operation(operation_id)
        with explained("The files could not be put back"), self._writing():
            # One that cannot be read stops it: without what it replaced, the moment would be a mixture.
            later = [name for name in backups.ids(self._tree) if (backups.number_of(name) or 0) >= first.number]
            since = [self._manifest(name) for name in later]
            targets = former.targets_of_moment(self._tree, since, force=force)
            if not targets:
                raise RollbackError(f"The files are as they were before {first.id}. {UNCHANGED}")
            check_paths(target.path for target in targets)
            note = f"with all since: {len(since)} operations" if len(since) > 1 else ""
            done = operate.write(self._tree, self._clock(), OperationKind.ROLLBACK, targets, undoes=first.id, note=note)
            for manifest in reversed(since):
                self._remove_made_folders(manifest.operation)
            return done

    def decide(self, chosen: Decisions, *, texts: Texts | None = None, note: str = "") -> DecisionStep | None:
        """Remember decisions by path and change id, as one step; `PENDING` forgets, as None does of `texts`.

        What others decided meanwhile stays as far as `chosen` and `texts` do not speak of it. Returns None when
        nothing is different. Raises StoreError.
        """
        with explained("The decisions could not be saved"), self._writing():
            review = self._reviewed()
            decided = decisions.differences(review.decisions, chosen, Decision.PENDING)
            reworded = decisions.differences(review.texts, texts or {}, None)
            return self._decide(OperationKind.DECIDE, decided, reworded, note=note) if decided or reworded else None

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

    def prune(self, *, keep: int | None = None, older_than: timedelta | None = None, dry_run: bool = False) -> Pruning:
        """Remove backups but the newest `keep`, and but those younger than `older_than`; without both, none.

        A backup stays, and is `needed`, while it holds the only copy of something a person wrote. With `dry_run`
        nothing is removed. Raises StoreError.
        """
        if keep is None and older_than is None:
            return Pruning((), (), 0)
        with explained("The backups could not be removed"):
            if dry_run or not folder.exists(self._tree):
                return self._pruning(keep, older_than)
            with self._writing():
                pruning = self._pruning(keep, older_than)
                if pruning.removed:
                    operate.prune(self._tree, self._clock(), pruning)
                return pruning

    def verify(self) -> tuple[str, ...]:
        """Return one sentence for each thing that is damaged, missing or foreign; none when all is well."""
        try:
            with open_folders.keeping():
                return tuple(verify.sentences(Tree(self._tree.root))) if folder.exists(self._tree) else ()
        except StoreError as error:
            return (error.message,)

    def journal(self) -> tuple[dict[str, object], ...]:
        """Return the journal's lines, oldest first."""
        with explained("The journal could not be read"):
            return journal.lines(journal.read(self._tree))

    def record(self, event: str, details: Mapping[str, Any], *, who: str | None = None) -> None:
        """Add an event that is no step to the audit log, as that of `who` or of the person logged in."""
        with explained("The event could not be recorded"), self._writing():
            audit.record(self._tree, event, self._clock().astimezone(timezone.utc), who or audit.login(), details)

    def audit(self) -> tuple[dict[str, object], ...]:
        """Return the lines of the audit log, oldest first."""
        with explained("The audit log could not be read"):
            return audit.lines(audit.read(self._tree))

    def decisions(self) -> Decisions:
        """Return what is decided, by path and change id. Raises StoreError when it cannot be read."""
        with explained("The decisions could not be read"):
            return self._reviewed().decisions

    def texts(self) -> Mapping[str, Mapping[str, str]]:
        """Return what persons wrote in place of what the rules gave. Raises StoreError as `decisions` does."""
        with explained("The decisions could not be read"):
            return self._reviewed().texts

    def _pruning(self, keep: int | None, older_than: timedelta | None) -> Pruning:
        before = None if older_than is None else _moment_ago(self._clock(), older_than)
        return retention.plan(self._tree, self.history(), keep=max(keep or 0, 0), before=before)

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
            self.recovered = (f"An interrupted operation could not be put back: {reason(error)}.",)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        folder.make(self._tree)
        with lock.held(self._tree, self._wait), open_folders.keeping():
            folder.furnish(self._tree)
            if recovery.is_needed(self._tree):
                self.recovered += recovery.recover(self._tree)
            try:
                yield
            finally:
                # What the disk refuses now is added at the next chance; the step itself is made and journalled.
                with suppress(OSError, StoreError):
                    audit.complete(self._tree, audit.login())

    def _targets(self, files: Sequence[FileWrite]) -> list[Target]:
        targets = [Target(file.path, load_target(self._tree, file.path), file.content, file.mode) for file in files]
        changed = [file.path for file, target in zip(files, targets, strict=True) if target.digest != file.before]
        if changed:
            raise ChangedOnDiskError(
                f"{listed(changed)} changed on disk since it was shown. {UNCHANGED} Look at it again.",
                paths=changed,
            )
        return targets

    def _refuse_pointless(self, files: Sequence[FileWrite], undoes: str | None) -> None:
        if not files:
            raise StoreError("There is nothing to write.")
        if undoes is not None and backups.number_of(undoes) is None:
            raise StoreError(f"{shown(undoes)} is not the id of an operation. {UNCHANGED}")
        for file in files:
            if file.before is None and file.content is None:
                raise StoreError(f"{shown(file.path)} does not exist and is not to be written. {UNCHANGED}")

    def _operation(self, operation_id: str) -> Operation:
        return self._manifest(operation_id).operation

    def _manifest(self, operation_id: str) -> Manifest:
        if backups.number_of(operation_id) is None:
            raise BackupError(f"{shown(operation_id)} is not the id of an operation.", id=operation_id)
        return backups.read(self._tree, folder.BACKUPS, operation_id)

    def _kept(self, operation_id: str) -> Operation | None:
        is_gone = self._tree.status(f"{folder.BACKUPS}/{operation_id}") is None
        if is_gone and operation_id in retention.pruned(journal.read(self._tree)):
            return None
        return self._operation(operation_id)

    def _put_back(self, kind: OperationKind, operation: Operation, targets: Sequence[Target]) -> Operation:
        done = operate.write(self._tree, self._clock(), kind, targets, undoes=operation.id)
        self._remove_made_folders(operation)
        return done

    def _decide(
        self,
        kind: OperationKind,
        decided: Decided,
        texts: Reworded,
        *,
        undoes: str | None = None,
        note: str = "",
    ) -> DecisionStep:
        return operate.decide(self._tree, self._clock(), kind, decided, texts, undoes=undoes, note=note)

    def _reviewed(self) -> Review:
        self._review = decisions.look(self._tree, self._review)
        return self._review

    def _next(self, kind: OperationKind) -> Step | None:
        with explained("The steps could not be read"), open_folders.keeping():
            decided = self._reviewed().steps
            position = steps.position(steps.heads(journal.read(self._tree), decided))
            names = position.done if kind is OperationKind.UNDO else position.undone
            if not names:
                return None
            step = next((step for step in decided if step.id == names[-1]), None)
            return step or self._kept(names[-1])

    def _answer(self, kind: OperationKind, *, force: bool) -> Step | None:
        if self.undoable() is None and self.redoable() is None:
            return None  # and leave no trace in a workspace that was never written
        with explained(f"The {kind.value} could not be done"), self._writing():
            match self._next(kind):
                case None:
                    return None
                case DecisionStep() as step:
                    decided, texts = decisions.reverse(step.decided), decisions.reverse(step.texts)
                    return self._decide(kind, decided, texts, undoes=step.id)
                case Operation() as step:
                    check_paths(record.path for record in step.files)
                    targets = former.targets(self._tree, self._manifest(step.id), step.files, force=force)
                    # Somebody else may have put the files back: then the step is that they are.
                    return (
                        self._put_back(kind, step, targets) if targets else self._decide(kind, {}, {}, undoes=step.id)
                    )

    def _remove_made_folders(self, operation: Operation) -> None:
        # Only empty ones go, and an empty folder left behind by a crash here harms nobody.
        with suppress(OSError):
            for path in reversed(backups.read(self._tree, folder.BACKUPS, operation.id).folders):
                self._tree.remove_folder(path)


def _moment_ago(now: datetime, span: timedelta) -> datetime:
    try:
        return now - span
    except OverflowError:
        return datetime.min.replace(tzinfo=timezone.utc)


def _resolved(root: Path) -> Path:
    try:
        return root.resolve(strict=True)
    except (RuntimeError, ValueError) as error:
        # Python before 3.13 says so of a loop of links, and every version of a NUL in the name.
        raise OSError(errno.ELOOP, str(error)) from error
