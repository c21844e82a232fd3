"""One migration for a program, from options to result."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path, PurePosixPath
from typing import Any

from g2l_tui.errors import ChangedOnDiskError, Glue2DatabricksError, StoreError, ValidationError
from g2l_tui.model.conflict import CODE
from g2l_tui.model.diff import unified_diff
from g2l_tui.model.finding import Severity
from g2l_tui.model.migration import Migration, Status
from g2l_tui.model.operation import OperationKind
from g2l_tui.sdk.analysis import analysed
from g2l_tui.sdk.backups import DEFAULT_FOLDER, BackupManager
from g2l_tui.sdk.checks import as_error, foreign_sources, obstacles
from g2l_tui.sdk.options import MigrationOptions
from g2l_tui.sdk.result import MigrationResult
from g2l_tui.store.mirror import MirrorFile, write_mirror
from g2l_tui.store.safe_paths import shown
from g2l_tui.workspace.incremental import NextRun, next_run
from g2l_tui.workspace.output import keep_in_step, mirror_files
from g2l_tui.workspace.selection import Selection, patch_root, select
from g2l_tui.workspace.twin import is_twin

DONE = frozenset({Status.MIGRATED, Status.UNCHANGED})


class Run:
    """The files of one call on their way: each is announced, migrated, written and answered for, once."""

    def __init__(
        self,
        source: Path,
        target: Path | None,
        options: MigrationOptions,
        config: Path | None,
        *,
        only_changed: bool = False,
    ) -> None:
        in_place = target is not None and target.absolute() == source.absolute()
        self._source = source
        self._target = None if in_place else target
        self._options = options
        self._config = config
        self._only_changed = only_changed
        self._migrations: dict[str, Migration] = {}
        self._answers: dict[str, bool] = {}
        self._errors: list[dict[str, Any]] = []
        self._warnings: list[str] = []
        self._metadata: dict[str, Any] = {}

    def result(self) -> MigrationResult:
        """Migrate, write, and say what became of it."""
        start = datetime.now(timezone.utc)
        try:
            self._go()
        except Glue2DatabricksError as error:
            self._fail(str(self._source), error)
            for path in self._unanswered():
                self._answer(path, done=False)
        succeeded = sum(self._answers.values())
        return MigrationResult(
            success=not self._errors and succeeded == len(self._migrations),
            source_path=str(self._source),
            target_path=str(self._target if self._target is not None else self._source),
            files_processed=len(self._migrations),
            files_succeeded=succeeded,
            files_failed=len(self._migrations) - succeeded,
            errors=self._errors,
            warnings=self._warnings,
            metadata=self._metadata,
            start_time=start,
            end_time=datetime.now(timezone.utc),
        )

    def _go(self) -> None:
        catalog = self._options.catalog_for(self._source, self._config)
        selection = select([str(self._source)], config=self._config, catalog=catalog)
        self._warnings += selection.workspace.recovered
        if self._options.validate:
            self._check(selection)
        told = {"dry_run": self._options.dry_run, "catalog_name": selection.workspace.settings.catalog}
        selection.workspace.tell("on_migration_start", str(self._source), str(self._target or self._source), told)
        run = self._next_run(selection)
        waiting = run.narrowed() if run else selection
        migrations = waiting.migrations(in_place=self._target is None)
        for path in waiting.paths:
            self._migrate(selection.named(path), migrations)
        self._metadata |= _counts(self._migrations)
        self._metadata["files"] = [self._described(path, each) for path, each in self._migrations.items()]
        if run is not None and self._only_changed:
            self._metadata["deleted"] = list(run.named_changes().deleted)
        if not self._options.skip_analysis:
            self._metadata["analysis"] = analysed(selection.root, self._migrations, selection.workspace.settings)
        if self._options.dry_run:
            self._metadata["diffs"] = _diffs(selection.base, self._migrations)
        else:
            self._write(selection, run)
        for path in self._unanswered():
            self._answer(path, done=self._migrations[path].status in DONE)
        selection.workspace.tell("on_migration_end", _counts(self._migrations))
        self._warnings += selection.workspace.plugin_problems

    def _next_run(self, selection: Selection) -> NextRun | None:
        """Return how this run stands to the last one; None where nothing is remembered."""
        if selection.is_one_file or (self._target is None and not self._only_changed):
            return None
        return next_run(selection, self._target, everything=not self._only_changed)

    def _check(self, selection: Selection) -> None:
        self._warnings += [warning.message for warning in foreign_sources(selection)]
        found = list(obstacles(selection, self._target))
        for error in found[1:]:
            self._fail(str(self._source), error)
        if found:
            raise found[0]

    def _migrate(self, named: str, migrations: Iterator[Migration]) -> None:
        if self._options.on_file_start:
            self._options.on_file_start(named)
        migration = next(migrations)
        self._migrations[named] = migration
        for finding in migration.findings:
            if finding.severity is Severity.ERROR:
                self._fail(named, as_error(named, migration, finding))
            elif finding.severity is Severity.WARNING:
                self._warnings.append(f"{shown(named)}:{finding.line}: {finding.code} {finding.message}")

    def _write(self, selection: Selection, run: NextRun | None) -> None:
        if self._target is None:
            self._write_in_place(selection)
        else:
            self._migrations |= selection.workspace.finished(self._migrations)
            self._write_target(selection, self._target, run)
        if run is not None and self._options.preserve_structure and (self._only_changed or run.is_at_home):
            try:
                run.remember(self._migrations)
            except StoreError as error:
                self._warnings.append(error.message)

    def _write_target(self, selection: Selection, target: Path, run: NextRun | None) -> None:
        if self._options.backup and (self._migrations or not self._only_changed):
            self._back_up(selection, target)
        if run is not None and is_twin(target):
            self._keep_in_step(run, target)
            return
        if run is not None and self._options.preserve_structure:
            written = run.write(target, self._migrations, force=self._options.force)
            self._warnings += written.skipped
            for path in written.kept:
                self._keep(path)
            return
        files, skipped = self._mirror(selection, target)
        self._warnings += skipped
        folder = target.parent if self._is_file(selection, target) else target
        write_mirror(folder.resolve(), files, force=self._options.force)

    def _keep_in_step(self, run: NextRun, target: Path) -> None:
        """Merge what was migrated with what people edited in a tree that is kept in step with the sources."""
        force = self._options.force
        twinned, skipped = keep_in_step(run.selection, target, self._migrations, run.waiting, force=force)
        self._warnings += (*skipped, *twinned.notes)
        for each in twinned.conflicts:
            sides = {"mine": each.mine, "generated": each.generated}
            named = run.selection.named(each.path)
            error = ChangedOnDiskError(
                f"{shown(named)}: {each.message}", path=named, line=each.line, code=CODE, **sides
            )
            self._fail(named, error)

    def _keep(self, path: str) -> None:
        """Answer for a file of the target that a person edited, which stays as it is."""
        message = f"{shown(path)} was edited in the target since it was written and stays so; force overwrites it."
        self._fail(path, ChangedOnDiskError(message, path=path))
        if path in self._migrations:
            self._answer(path, done=False)

    def _write_in_place(self, selection: Selection) -> None:
        changed = [each for each in self._migrations.values() if each.result != each.source.content]
        if not changed:
            return
        if self._options.backup:
            self._back_up(selection, None)
        accepted = [(migration, migration.changes) for migration in changed]
        left = selection.workspace.left_behind(accepted)
        self._warnings += [*left.torn, *left.open]
        operation = selection.workspace.accept(accepted, kind=OperationKind.MIGRATE)
        self._metadata["operation"] = operation.id

    def _mirror(self, selection: Selection, target: Path) -> tuple[tuple[MirrorFile, ...], tuple[str, ...]]:
        if self._is_file(selection, target):
            ((path, migration),) = self._migrations.items()
            return (MirrorFile(target.name, selection.base / path, migration.result),), ()
        files, skipped = mirror_files(selection, target, self._migrations)
        return (files if self._options.preserve_structure else _side_by_side(files)), skipped

    def _described(self, path: str, migration: Migration) -> dict[str, str]:
        """Return what became of a file, and where its result lies below the target."""
        keeps_folders = self._options.preserve_structure or self._target is None
        target = path if keeps_folders else PurePosixPath(path).name
        return {"path": path, "status": migration.status.value, "target": target}

    def _is_file(self, selection: Selection, target: Path) -> bool:
        return selection.is_one_file and not target.is_dir()

    def _back_up(self, selection: Selection, target: Path | None) -> None:
        backups = BackupManager(selection.workspace.root / DEFAULT_FOLDER)
        self._metadata["backup_dir"] = str(backups.backup_dir)
        self._metadata["backup_id"] = backups.create_backup(self._source, "before it was migrated")
        if target is not None and self._options.force and target.exists():
            self._metadata["target_backup_id"] = backups.create_backup(target, "before it was overwritten")

    def _unanswered(self) -> list[str]:
        return [path for path in self._migrations if path not in self._answers]

    def _answer(self, path: str, *, done: bool) -> None:
        self._answers[path] = done
        if self._options.verbose:
            sys.stderr.write(f"{shown(path)}: {self._migrations[path].status.value}\n")
        if self._options.on_file_complete:
            self._options.on_file_complete(path, done)

    def _fail(self, path: str, error: Glue2DatabricksError) -> None:
        self._errors.append(error.to_dict())
        if self._options.on_error:
            self._options.on_error(path, error)


def _counts(migrations: Mapping[str, Migration]) -> dict[str, Any]:
    statuses = Counter(migration.status.value for migration in migrations.values())
    return {
        "statuses": dict(statuses),
        "calls": sum(migration.calls for migration in migrations.values()),
        "calls_translated": sum(migration.calls_translated for migration in migrations.values()),
    }


def _diffs(base: Path, migrations: Mapping[str, Migration]) -> dict[str, str]:
    folder = base.relative_to(patch_root(base)).as_posix()
    named = {path: str(PurePosixPath(folder, path)) for path in migrations}
    patches = {path: unified_diff(named[path], each.source.content, each.result) for path, each in migrations.items()}
    return {path: patch.decode("utf-8", "surrogateescape") for path, patch in patches.items() if patch}


def _side_by_side(files: Iterable[MirrorFile]) -> tuple[MirrorFile, ...]:
    """Return the Python files without their folders. Raises ValidationError when two would be one."""
    flat: dict[str, MirrorFile] = {}
    for file in files:
        name = PurePosixPath(file.path).name
        if not name.endswith(".py"):
            continue
        if name in flat:
            raise ValidationError(
                f"{shown(flat[name].origin.name)} is the name of two files; without preserve_structure they would be "
                "one. Nothing was written.",
                paths=[flat[name].origin, file.origin],
            )
        flat[name] = replace(file, path=name)
    return tuple(flat.values())
