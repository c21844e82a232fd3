"""One repository under migration: read, migrate, accept, roll back."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from g2l_tui.config import Settings, load_settings
from g2l_tui.engine.migrate import migrate
from g2l_tui.engine.project import Project
from g2l_tui.engine.text.module import parse_module
from g2l_tui.errors import ConfigurationError, MigrationError, ParseError, StoreError, ValidationError
from g2l_tui.model.change import Change, Decision, compose, with_needed
from g2l_tui.model.migration import Migration
from g2l_tui.model.operation import DecisionStep, FileWrite, Operation, OperationKind, Past, Pruning, Step
from g2l_tui.model.source import Source, digest_of
from g2l_tui.plugins import PluginRegistry, plugin_manager
from g2l_tui.ruleset.ruleset import RuleSet
from g2l_tui.store.store import Store
from g2l_tui.validators import validate
from g2l_tui.workspace.check import Accepted, LeftBehind, left_behind, objections
from g2l_tui.workspace.decisions import Votes, part_of, replayed
from g2l_tui.workspace.discover import workspace_root
from g2l_tui.workspace.failed import unreadable
from g2l_tui.workspace.knowledge import Surveyed
from g2l_tui.workspace.neighbours import Neighbours
from g2l_tui.workspace.plugged import looked_at, post_processed, transformed
from g2l_tui.workspace.read import VanishedError, read_file
from g2l_tui.workspace.results import Results
from g2l_tui.workspace.rules import all_rule_files, own_rule_folders, rules_of
from g2l_tui.workspace.scan import python_files
from g2l_tui.workspace.surroundings import surroundings


class Workspace:
    """A repository under migration.

    Reading and migrating may be called from several threads. Opening writes nothing but the end of an
    operation that was interrupted; a workspace gets its `.g2l/` with the first decision or accept. `problems`
    is what is wrong with rules or configuration, `plugin_problems` what plugins did wrong beside the findings of
    files, a sentence each.
    """

    def __init__(
        self,
        root: Path,
        *,
        config: Path | None = None,
        catalog: str | None = None,
        plugins: PluginRegistry = plugin_manager,
    ) -> None:
        self.root = root
        self.plugins = plugins
        self.plugin_problems: tuple[str, ...] = ()
        self._config = config
        self._catalog = catalog
        self._lock = threading.RLock()
        self._surveyed = Surveyed(root, self.paths, self.source)
        self.neighbours = Neighbours(self.project, self._surveyed.digest, self._migrated_alone)
        self.settings: Settings = self._load_settings()
        self.ruleset: RuleSet
        self.problems: tuple[str, ...]
        self.ruleset, self.problems = rules_of(root, self.settings)
        self._store = Store.open(root)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        config: Path | None = None,
        catalog: str | None = None,
        plugins: PluginRegistry = plugin_manager,
    ) -> Workspace:
        """Open the workspace that `path` belongs to, with the settings of `config` when it is given.

        Raises ConfigurationError when there is no such path or the configuration cannot be understood, and
        StoreError when an interrupted operation cannot be recovered.
        """
        if not path.exists():
            raise ConfigurationError(f"There is no file or folder {path}.", path=path)
        return cls(workspace_root(path), config=config, catalog=catalog, plugins=plugins)

    @property
    def recovered(self) -> tuple[str, ...]:
        """What an earlier, interrupted operation needed, a sentence each."""
        return self._store.recovered

    @property
    def rule_folders(self) -> tuple[Path, ...]:
        """Where rules of the workspace's own may lie; for the watch."""
        return own_rule_folders(self.root, self.settings)

    def spare_this_process(self) -> None:
        """Have all modules looked at by a process of its own, for this one has a screen to draw."""
        self._surveyed.is_spared = True

    def paths(self) -> tuple[str, ...]:
        """Return the Python files to migrate, relative and sorted. Links are not followed."""
        return tuple(sorted(python_files(self.root, self.settings.include, self.settings.exclude)))

    def source(self, path: str) -> Source:
        """Read a file. Raises StoreError when it vanished, cannot be read or is too large."""
        return Source(path, read_file(self.root, path))

    def migrate(self, path: str) -> Migration:
        """Read and migrate a file, knowing what its neighbours define.

        A file that cannot be read gives a failed migration; one that is gone raises VanishedError.
        """
        try:
            source = self.source(path)
        except VanishedError:
            raise
        except StoreError as error:
            return unreadable(path, error.message)
        if not self.plugins:
            return self.neighbours.joined(validate(self._migrated(source)))
        catalog = self.settings.catalog
        migration = transformed(self.plugins, self._migrated(source), catalog, self._migrated)
        return looked_at(self.plugins, self.neighbours.joined(validate(migration)), catalog)

    def surroundings(self) -> Mapping[str, str]:
        """Return, by path, a digest of what each file's translation depends on beside its own text."""
        contents: dict[str, bytes] = {}
        for path in self.paths():
            with suppress(StoreError):
                contents[path] = self.source(path).content
        results = Results(self.root, self.ruleset, self.settings, contents)
        return surroundings(contents, self.project(), self.neighbours.open_names(results))

    def rule_files(self) -> tuple[Path, ...]:
        """Return the files of all rules in force, in the order of their precedence."""
        return all_rule_files(self.root, self.settings)

    def migrate_all(self) -> Iterator[Migration]:
        """Migrate the files of `paths` in order; one that vanishes meanwhile is passed over."""
        for path in self.paths():
            try:
                yield self.migrate(path)
            except VanishedError:
                continue

    def migrate_with(self, ruleset: RuleSet, paths: Iterable[str]) -> Iterator[Migration]:
        """Migrate files by other rules than the workspace's; one that cannot be read is passed over."""
        surveyed = Surveyed(self.root, self.paths, self.source)
        project = surveyed.project(ruleset)

        def alone(path: str) -> Migration:
            return migrate(self.source(path), ruleset, self.settings, project)

        neighbours = Neighbours(lambda: project, surveyed.digest, alone)
        for path in paths:
            with suppress(StoreError):
                yield neighbours.joined(validate(alone(path)))

    def project(self) -> Project:
        """Return what is known of all modules of the workspace together."""
        return self._surveyed.project(self.ruleset)

    def surveyed(self) -> Mapping[str, str]:
        """Return the digests of the files that can have to do with Glue as they were when `project` was found out."""
        return self._surveyed.digests()

    def decisions(self) -> Mapping[str, Mapping[str, Decision]]:
        """Return what was decided, by path and by the id of the change."""
        return self._store.decisions()

    def texts(self) -> Mapping[str, Mapping[str, str]]:
        """Return what persons wrote in place of what the rules gave, by path and by the id of the change."""
        return self._store.texts()

    def decide(
        self,
        decisions: Mapping[str, Mapping[str, Decision]],
        *,
        texts: Mapping[str, Mapping[str, str | None]] | None = None,
        note: str = "",
    ) -> DecisionStep | None:
        """Remember decisions, and texts in place of what the rules gave, by path and by the id of the change.

        They are one step that `undo` takes back, and stand beside what was decided before, here or in another
        workbench; `PENDING` and None forget. Returns None when nothing is different.
        """
        return self._store.decide(decisions, texts=texts, note=note)

    def undo(self, *, force: bool = False) -> Step | None:
        """Take the newest step back, decisions or written files, and return the step that did; None without one.

        Raises RollbackError when a file was changed since and `force` is not set.
        """
        step = self._store.undo(force=force)
        self.forget()
        return step

    def redo(self, *, force: bool = False) -> Step | None:
        """Make again what `undo` took back last, as long as nothing else was done since; as `undo` otherwise."""
        step = self._store.redo(force=force)
        self.forget()
        return step

    def undoable(self) -> Step | None:
        """Return the step that `undo` would take back."""
        return self._store.undoable()

    def redoable(self) -> Step | None:
        """Return the undo that `redo` would take back."""
        return self._store.redoable()

    def accept(
        self,
        accepted: Sequence[tuple[Migration, Sequence[Change]]],
        *,
        kind: OperationKind = OperationKind.ACCEPT,
        note: str = "",
    ) -> Operation:
        """Write the given changes, and those they need, as one operation with a backup first.

        Raises ValidationError, before anything is written, when a result would not parse, or when a part of the
        changes, of a file or, for `ACCEPT`, of files that share a function, cannot stand alone; MigrationError when
        no byte would change; ChangedOnDiskError and StoreError as the store does.
        """
        self.refuse_unfit(accepted, alone=kind is not OperationKind.ACCEPT)
        writes = [write for each in accepted if (write := file_write(*each)) is not None]
        if not writes:
            raise MigrationError("There is nothing to write: no change was given that alters a file.")
        operation = self._store.write(kind, writes, note=note)
        self._post_process([migration.source for migration, _ in accepted], writes)
        self.forget(write.path for write in writes)
        return operation

    def tell(self, hook: str, *arguments: object) -> None:
        """Tell the hooks of plugins that something happens; what goes wrong there joins `plugin_problems`."""
        if self.plugins:
            self.plugin_problems += self.plugins.trigger_hook(hook, *arguments)

    def history(self) -> tuple[Operation, ...]:
        """Return what was written to this workspace, newest first."""
        return self._store.history()

    def past(self) -> Past:
        """Return what was written, newest first, and which backups are damaged, missing, foreign or too new."""
        return self._store.past()

    def backup(self, operation_id: str, path: str) -> bytes | None:
        """Return the bytes of `path` before the operation, None if there were none. Raises BackupError."""
        return self._store.backup(operation_id, path)

    def rollback(
        self,
        operation_id: str,
        paths: Sequence[str] | None = None,
        *,
        force: bool = False,
    ) -> Operation:
        """Put files back as they were before the operation, with a backup of what they are now.

        Raises RollbackError when a file was changed since and `force` is not set.
        """
        operation = self._store.rollback(operation_id, paths, force=force)
        self.forget()
        return operation

    def rollback_to(self, operation_id: str, *, force: bool = False) -> Operation:
        """Put all files back as they were before the operation and all since; as `rollback` otherwise."""
        operation = self._store.rollback_to(operation_id, force=force)
        self.forget()
        return operation

    def put_back(self, path: str, shown: bytes, content: bytes, *, note: str = "") -> Operation:
        """Write an older content of a part of a file. Raises ChangedOnDiskError when it is not `shown` any more."""
        write = FileWrite(path, digest_of(shown), content)
        operation = self._store.write(OperationKind.ROLLBACK, [write], note=note)
        self.forget([path])
        return operation

    def prune(self, *, keep: int | None = None, older_than: timedelta | None = None, dry_run: bool = False) -> Pruning:
        """Remove old backups but the newest `keep`, and but those younger than `older_than`.

        Without both, `backup.keep` of the configuration says how many stay. What is the only copy of something
        that a person wrote stays in any case. With `dry_run` nothing is removed.
        """
        if keep is None and older_than is None:
            keep = self.settings.backup_keep or None
        return self._store.prune(keep=keep, older_than=older_than, dry_run=dry_run)

    def verify(self) -> tuple[str, ...]:
        """Return what is wrong with backups, journal and decisions, a sentence each."""
        return self._store.verify()

    def reload_rules(self) -> tuple[str, ...]:
        """Read configuration and rules again. With problems, which it returns, the last good ones stay."""
        try:
            settings = self._load_settings()
            ruleset, problems = rules_of(self.root, settings)
        except ConfigurationError as error:
            problems = (error.message,)
        with self._lock:
            self.problems = problems
            if not problems:
                self.settings, self.ruleset = settings, ruleset
                self._surveyed.forget()
        return problems

    def forget(self, paths: Iterable[str] | None = None) -> None:
        """Take note that files were saved, or any: what they define may be different now."""
        self._surveyed.forget(paths)
        self.neighbours.forget()

    def objections(self, migration: Migration, chosen: Sequence[Change]) -> tuple[str, ...]:
        """Return why the given changes, and those they need, may not be written alone, a sentence each."""
        return objections(migration, with_needed(chosen, migration.changes), self._migrated)

    def obstacle(self, path: str) -> str:
        """Return why a file may not be written where it is, or an empty string; with an output it stays anyway."""
        return "" if self.settings.output else self._store.obstacle(path)

    def replay(self, votes: Votes, migration: Migration) -> tuple[Migration, tuple[str, ...]]:
        """Return what votes make of a file, and what a person has to look at, a sentence each.

        Changes that may not be written without others are left out together.
        """
        found = replayed(votes, migration)
        if sentences := self.objections(migration, found.changes):
            problem = f"{migration.source.path}: the accepted changes cannot be written alone: {'; '.join(sentences)}."
            return part_of(migration, (), self._migrated), (*found.problems, problem)
        return part_of(migration, found.changes, self._migrated), found.problems

    def left_behind(self, accepted: Accepted) -> LeftBehind:
        """Return what of other files belongs to the given changes, and those they need, a sentence each."""
        return left_behind(accepted, self.project(), self.migrate)

    def refuse_unfit(self, accepted: Accepted, *, alone: bool = False) -> None:
        """Raise ValidationError when a part of the changes of a file, or of files that belong together, cannot be made.

        `alone` looks at each file by itself.
        """
        for migration, chosen in accepted:
            if sentences := self.objections(migration, chosen):
                raise ValidationError(
                    f"{migration.source.path} cannot be written like this: {'; '.join(sentences)}. Accept the change "
                    "of that line too, or reject the one that it depends on.",
                    path=migration.source.path,
                )
        if not alone and (sentences := self.left_behind(accepted).torn):
            raise ValidationError(f"This cannot be written alone: {'; '.join(sentences)}. Accept both, or neither.")

    def finished(self, migrations: Mapping[str, Migration]) -> Mapping[str, Migration]:
        """Return migrations that are to be written elsewhere, with what post-processors make of their results."""
        changed = [each for each in migrations.values() if each.result != each.source.content]
        writes = [FileWrite(each.source.path, None, each.result) for each in changed]
        made = {each.path: each.content for each in self._made_of([each.source for each in changed], writes)}
        return {
            name: replace(each, result=made.get(each.source.path) or each.result) for name, each in migrations.items()
        }

    def _post_process(self, sources: Iterable[Source], writes: Sequence[FileWrite]) -> None:
        """Write what plugins make of files that were just written, as an operation of its own."""
        if edits := self._made_of(sources, writes):
            self._store.write(OperationKind.EDIT, edits, note="made by plugins")

    def _made_of(self, sources: Iterable[Source], writes: Sequence[FileWrite]) -> tuple[FileWrite, ...]:
        if not self.plugins or not self.plugins.plugins("post_process"):
            return ()
        found = tuple(post_processed(self.plugins, sources, writes, self.settings.catalog))
        self.plugin_problems += tuple(each for each in found if isinstance(each, str))
        return tuple(each for each in found if isinstance(each, FileWrite))

    def _migrated_alone(self, path: str) -> Migration:
        return self._migrated(self.source(path))

    def _migrated(self, source: Source) -> Migration:
        return migrate(source, self.ruleset, self.settings, self.project())

    def _load_settings(self) -> Settings:
        settings = load_settings(self.root, self._config)
        return settings if self._catalog is None else replace(settings, catalog=self._catalog)


def file_write(migration: Migration, chosen: Sequence[Change]) -> FileWrite | None:
    """Return what accepting the changes writes, None when no byte is different.

    Raises ValidationError when the result is no Python, or the changes do not fit together.
    """
    source = migration.source
    try:
        content = compose(source.content, with_needed(chosen, migration.changes))
        if content == source.content:
            return None
        parse_module(Source(source.path, content))
    except (ParseError, ValueError) as error:
        raise ValidationError(
            f"{source.path}: the result would be no valid Python ({error}); nothing was written.",
            path=source.path,
        ) from error
    return FileWrite(source.path, source.digest, content)
