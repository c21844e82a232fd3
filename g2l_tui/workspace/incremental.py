"""The next run of a migration in the light of the last one: only what can have come out differently is done again.

What is remembered is digests. A file is done again when its text is different, when what its neighbours teach is,
when rules, settings or program are, or when its result is missing; so the results are those of a full run.
"""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from g2l_tui.errors import StoreError
from g2l_tui.model.fingerprint import Fingerprint, LastRun
from g2l_tui.model.migration import Migration
from g2l_tui.model.source import digest_of
from g2l_tui.paths import OWN_FOLDER
from g2l_tui.store.last_runs import load_last_run, save_last_run
from g2l_tui.store.mirror import MirrorFile, write_mirror
from g2l_tui.store.safe_paths import shown
from g2l_tui.workspace.output import mirror_files
from g2l_tui.workspace.program import program_digest
from g2l_tui.workspace.report import needs_a_person
from g2l_tui.workspace.selection import Selection
from g2l_tui.workspace.twin import GENERATED, is_twin
from g2l_tui.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different since the last run, by path.

    `added` are new or lack their result; `affected` are as they were, but a neighbour, a rule or a setting is not.
    A renamed file, told by its content, is `added` and `deleted` too.
    """

    added: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    affected: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()

    def as_values(self) -> dict[str, Any]:
        """Return the changes as plain values."""
        renamed = [{"from": before, "to": after} for before, after in self.renamed]
        return {
            "added": list(self.added),
            "modified": list(self.modified),
            "deleted": list(self.deleted),
            "affected": list(self.affected),
            "renamed": renamed,
        }

    def __bool__(self) -> bool:
        return bool(self.added or self.modified or self.deleted or self.affected)


@dataclass(frozen=True, slots=True)
class Written:
    """What became of an output: a sentence for each thing that was `skipped`, and the files `kept` as edited there."""

    skipped: tuple[str, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True)
class NextRun:
    """The run of a selection into `output` (None: in place). `seen` are the digests of its files, by workspace path.

    With `everything`, all files are done again, whatever the last run was.
    """

    selection: Selection
    output: Path | None
    seen: Mapping[str, str] = field(repr=False)
    last: LastRun = field(repr=False)
    means: str
    everything: bool = False

    @cached_property
    def around(self) -> Mapping[str, str]:
        """Digests of what files depend on beside their text: asked before a file is written in place."""
        return self.selection.workspace.surroundings()

    @cached_property
    def changes(self) -> Changes:
        """What is different since the last run, by workspace path."""
        known = {path: each for path, each in self.last.files.items() if self._is_chosen(path)}
        added = {path for path in self.seen if path not in known or not self._has_result(path)}
        stayed = self.seen.keys() - added
        modified = {path for path in stayed if known[path].source != self.seen[path]}
        chosen = frozenset(self.selection.paths)
        affected = {path for path in (stayed - modified) & chosen if self._is_affected(path, known[path])}
        deleted = [path for path in known if path not in self.seen and self._has_result(path)]
        fresh = {path: self.seen[path] for path in sorted(added)}
        renamed = _renamed({path: known[path].source for path in deleted}, fresh)
        return Changes(_sorted(added), _sorted(modified), _sorted(deleted), _sorted(affected), renamed)

    def named_changes(self) -> Changes:
        """Return the changes by the paths that reports use."""
        named = self.selection.named
        return Changes(
            added=tuple(map(named, self.changes.added)),
            modified=tuple(map(named, self.changes.modified)),
            deleted=tuple(map(named, self.changes.deleted)),
            affected=tuple(map(named, self.changes.affected)),
            renamed=tuple((named(before), named(after)) for before, after in self.changes.renamed),
        )

    @cached_property
    def waiting(self) -> frozenset[str]:
        """The workspace paths of what has to be done again, or left something to a person that is to be said again."""
        if self.everything:
            return frozenset(self.seen)
        unfinished = (path for path in self.seen if path in self.last.files and not self.last.files[path].done)
        return frozenset((*self.changes.added, *self.changes.modified, *self.changes.affected, *unfinished))

    @property
    def is_at_home(self) -> bool:
        """True where the workspace has a folder of ours: a run must not leave one in sources that had none."""
        return (self.selection.workspace.root / OWN_FOLDER).is_dir()

    def narrowed(self) -> Selection:
        """Return the selection with only those Python files that have to be migrated again."""
        return replace(self.selection, paths=tuple(path for path in self.selection.paths if path in self.waiting))

    def write(self, output: Path, migrations: Mapping[str, Migration], *, force: bool) -> Written:
        """Write what has to be done again: all but files that were edited in the output since they were written.

        With `force` those are overwritten too. Raises StoreError; also for `everything`, when a file was edited.
        """
        files, skipped = mirror_files(self.selection, output, migrations)
        again = [file for file in files if self._path(file.origin) in self.waiting]
        edited = {} if force else {file.path: file for file in again if self._is_edited(file)}
        if self.everything:
            write_mirror(output.resolve(), list(edited.values()))
        write_mirror(output.resolve(), [file for file in again if file.path not in edited], force=True)
        return Written(skipped, tuple(edited))

    def remember(self, migrations: Mapping[str, Migration]) -> None:
        """Keep what this run saw and wrote for the next one. Raises StoreError."""
        migrated = {migration.source.path: migration for migration in migrations.values()}
        files = {path: each for path, each in self.last.files.items() if not self._is_gone(path)}
        around = self._around_after(migrated) if self.output is None else self.around
        for path in self.waiting:
            if fingerprint := self._fingerprint(path, migrated.get(path), around.get(path, "")):
                files[path] = fingerprint
        save_last_run(self.selection.workspace.root, _key(self.selection, self.output), LastRun(self.means, files))

    def _around_after(self, migrated: Mapping[str, Migration]) -> Mapping[str, str]:
        """Return what is around files now that some were written in place, where that leaves nothing more to do."""
        if all(migration.result == migration.source.content for migration in migrated.values()):
            return self.around
        after = self.selection.workspace.surroundings()
        moved = [path for path in migrated if after.get(path) != self.around.get(path)]
        return {**self.around, **{path: after[path] for path in moved if path in after and self._is_settled(path)}}

    def _is_settled(self, path: str) -> bool:
        migration = self.selection.migrate(path, in_place=True)
        return migration.result == migration.source.content

    def _fingerprint(self, path: str, migration: Migration | None, around: str) -> Fingerprint | None:
        """Return how a file is after this run; None when its result is not what this run made of it."""
        source = migration.source.digest if migration else self.seen[path]
        wanted = digest_of(migration.result) if migration else source
        result = self._result(path)
        if result is None or not result.is_file() or _digest(result) != wanted:
            return None
        is_done = migration is None or not needs_a_person(migration)
        return Fingerprint(wanted if self.output is None else source, around, wanted, is_done)

    def _is_gone(self, path: str) -> bool:
        """Tell whether neither a file nor its result is left."""
        return self._is_chosen(path) and path not in self.seen and not (self.output and self._has_result(path))

    def _is_affected(self, path: str, known: Fingerprint) -> bool:
        return self.means != self.last.means or known.around != self.around.get(path)

    def _is_edited(self, file: MirrorFile) -> bool:
        """Tell whether the output has something else than the last run wrote, or this one would."""
        path = self._path(file.origin)
        result = self._result(path)
        if result is None or not result.is_file():
            return False
        present = _digest(result)
        known = self.last.files.get(path)
        wanted = _digest(file.origin) if file.content is None else digest_of(file.content)
        return present != wanted and (known is None or present != known.result)

    def _has_result(self, path: str) -> bool:
        result = self._result(path)
        return self.output is None or (result is not None and result.is_file())

    def _result(self, path: str) -> Path | None:
        """Return where the result of a file lies, in a twin as it was generated; None outside of what is chosen."""
        origin = self.selection.workspace.root / path
        if self.output is None:
            return origin
        if is_twin(self.output):
            return self.output / (GENERATED if path.endswith(".py") else "") / path
        base = self.selection.base
        return self.output / origin.relative_to(base) if origin.is_relative_to(base) else None

    def _is_chosen(self, path: str) -> bool:
        origin = self.selection.workspace.root / path
        return any(origin == place or origin.is_relative_to(place) for place in self.selection.places)

    def _path(self, origin: Path) -> str:
        return origin.relative_to(self.selection.workspace.root).as_posix()


def next_run(selection: Selection, output: Path | None, *, everything: bool = False) -> NextRun:
    """Look at every file of a selection and compare it with the last run. Raises StoreError."""
    workspace = selection.workspace
    if output is None:
        origins = [workspace.root / path for path in selection.paths]
    else:
        origins = [file.origin for file in mirror_files(selection, output, {})[0]]
    try:
        seen = {
            origin.relative_to(workspace.root).as_posix(): _digest(origin) for origin in origins if origin.is_file()
        }
    except OSError as error:
        raise StoreError(f"{shown(str(error.filename))} cannot be read: {error.strerror}.") from error
    last = load_last_run(workspace.root, _key(selection, output)) or LastRun()
    return NextRun(selection, output, seen, last, _means(workspace), everything)


def _sorted(paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(paths))


def _renamed(gone: Mapping[str, str], fresh: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Pair files that went with new ones of the same content, each at most once."""
    waiting = defaultdict(list)
    for path, digest in fresh.items():
        waiting[digest].append(path)
    return tuple((path, waiting[digest].pop(0)) for path, digest in gone.items() if waiting[digest])


def _key(selection: Selection, output: Path | None) -> str:
    """Return the name that runs from the same place into the same output have in common."""
    root = selection.workspace.root
    if output is None:
        return ""
    return f"{os.path.relpath(selection.base, root)} > {os.path.relpath(output.resolve(), root)}"


def _means(workspace: Workspace) -> str:
    """Return a digest of program, rules, settings and plugins."""
    texts = [program_digest(), repr(workspace.settings)]
    texts += (_digest(path) for path in workspace.rule_files())
    texts += (repr(plugin) for plugin in (workspace.plugins.plugins() if workspace.plugins else ()))
    return digest_of("\n".join(texts).encode("utf-8", "surrogateescape"))


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
