"""Many files of a workspace, migrated in their order: above a few hundred, by processes that work side by side.

What an earlier run found out is not found out again, as long as it holds.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import TypeAlias

from g2l_tui.errors import StoreError
from g2l_tui.model.migration import Migration
from g2l_tui.workspace.failed import ended, unreadable
from g2l_tui.workspace.processes import Done, Ended, Outcome, Task, done, migrate_in_processes
from g2l_tui.workspace.read import VanishedError
from g2l_tui.workspace.results import Results
from g2l_tui.workspace.shelves import SOME
from g2l_tui.workspace.workspace import Workspace

MANY = 400
"""Files from which on processes of their own are worth what it takes to start them."""

Found: TypeAlias = "Migration | VanishedError"


def migrate_many(
    workspace: Workspace, paths: Sequence[str], *, spared: int = 0, many: int | None = None
) -> Iterator[Found]:
    """Yield the migration of each file, or that it is gone. So many processors are left to others as are `spared`.

    From `many` files on, or as many as are worth it, processes of their own do the work. Plugins are asked file by
    file, and here.
    """
    if workspace.plugins or len(paths) < min(SOME, many or MANY):
        yield from (_migrated(workspace, path) for path in paths)
        return
    count = 0
    while count < len(paths):
        # What is learnt meanwhile, by a save or from other rules, holds for all files that are still to come.
        rest = _Rest(workspace, paths[count:])
        try:
            for found in rest.migrated(max(1, _processors() - spared), many or MANY):
                if not rest.is_up_to_date():
                    break
                yield found
                count += 1
        finally:
            rest.save()


class _Rest:
    """Files that are still to be migrated, by what is known now."""

    def __init__(self, workspace: Workspace, paths: Sequence[str]) -> None:
        self._workspace = workspace
        self._paths = paths
        project = workspace.project()
        self._digests = workspace.surveyed()
        means = workspace.root, workspace.ruleset, workspace.settings
        self._results = Results(*means, {*self._digests, *paths})
        self._task = Task(*means, project, self._results.are_kept)

    def is_up_to_date(self) -> bool:
        return self._task.project is self._workspace.project() and self._task.ruleset is self._workspace.ruleset

    def save(self) -> None:
        self._results.save()

    def migrated(self, processors: int, many: int) -> Iterator[Found]:
        """Yield what becomes of each file, as far as possible as an earlier run has found it.

        Files that have nothing to do with Glue are looked at here: that takes less than to ask for it. Those that
        others import are migrated before them, as the others may rest on what stays as it is there.
        """
        is_imported = self._task.project.imported_by
        known = {path for path in self._paths if self._is_known(path)}
        anew = sorted(
            (path for path in self._paths if path in self._digests and path not in known),
            key=lambda path: not is_imported(path),
        )
        neighbours = self._workspace.neighbours
        neighbours.recall(self._results, filter(is_imported, known))
        outcomes = self._anew(anew, processors, many)
        early = {path: next(outcomes) for path in takewhile(is_imported, anew)}
        neighbours.note(found for found in early.values() if isinstance(found, Migration))
        for path in self._paths:
            if path in early:
                found = early.pop(path)
            elif path in self._digests and path not in known:
                found = next(outcomes)
            else:
                found = self._migrated_here(path, is_known=path in known)
            yield neighbours.joined(found) if isinstance(found, Migration) else found

    def _is_known(self, path: str) -> bool:
        return path in self._digests and self._results.hold(path, self._digests[path], self._task.project)

    def _anew(self, paths: Sequence[str], processors: int, many: int) -> Iterator[Found]:
        if _processors() == 1 or len(paths) < many:
            yield from (self._migrated_here(path) for path in paths)
            return
        outcomes = migrate_in_processes(self._task, paths, processors)
        yield from (self._found(path, outcome) for path, outcome in zip(paths, outcomes, strict=True))

    def _found(self, path: str, outcome: Outcome) -> Found:
        match outcome:
            case Done():
                self._results.keep(path, outcome.to_keep)
                return outcome.migration
            case Ended(code=code):
                try:
                    return ended(self._workspace.source(path), code)
                except StoreError as error:
                    return VanishedError(error.message, path=path)
            case None:
                return self._migrated_here(path)

    def _migrated_here(self, path: str, *, is_known: bool = False) -> Found:
        try:
            source = self._workspace.source(path)
        except VanishedError as error:
            return error
        except StoreError as error:
            return unreadable(path, error.message)
        if is_known and (recalled := self._results.recalled(source)):
            return recalled
        return self._found(path, done(self._task, source))


def _migrated(workspace: Workspace, path: str) -> Found:
    try:
        return workspace.migrate(path)
    except VanishedError as error:
        return error


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
