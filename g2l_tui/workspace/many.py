"""Many files of a workspace, migrated in their order: above a few hundred, by processes that work side by side."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from g2l_tui.errors import StoreError
from g2l_tui.model.migration import Migration
from g2l_tui.workspace.failed import ended
from g2l_tui.workspace.processes import Ended, Outcome, Task, migrate_in_processes
from g2l_tui.workspace.read import VanishedError
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
    processors = _processors()
    if workspace.plugins or len(paths) < (many or MANY) or processors == 1:
        yield from (_migrated(workspace, path) for path in paths)
        return
    done = 0
    while done < len(paths):
        # What is learnt meanwhile, by a save or from other rules, holds for all files that are still to come.
        task = Task(workspace.root, workspace.ruleset, workspace.settings, workspace.project())
        for outcome in migrate_in_processes(task, paths[done:], max(1, processors - spared)):
            if not _is_up_to_date(task, workspace):
                break
            yield _found(workspace, paths[done], outcome)
            done += 1


def _is_up_to_date(task: Task, workspace: Workspace) -> bool:
    return task.project is workspace.project() and task.ruleset is workspace.ruleset


def _found(workspace: Workspace, path: str, outcome: Outcome) -> Found:
    match outcome:
        case Migration():
            return outcome
        case Ended(code=code):
            try:
                return ended(workspace.source(path), code)
            except StoreError as error:
                return VanishedError(error.message, path=path)
        case None:
            return _migrated(workspace, path)


def _migrated(workspace: Workspace, path: str) -> Found:
    try:
        return workspace.migrate(path)
    except VanishedError as error:
        return error


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
