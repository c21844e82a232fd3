"""Accepted changes brought to the Databricks tree that the configuration names; the sources stay as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from g2l_tui.errors import ChangedOnDiskError, ConfigurationError
from g2l_tui.model.change import Change, compose, with_needed
from g2l_tui.model.migration import Migration
from g2l_tui.model.operation import Direction, OperationKind, Step
from g2l_tui.store.mirror import MirrorFile
from g2l_tui.store.safe_paths import shown
from g2l_tui.store.store import Store
from g2l_tui.workspace.output import check_output, configured_output, keep_in_step
from g2l_tui.workspace.selection import Selection
from g2l_tui.workspace.twin import Standing, Twinned, is_twin, standing
from g2l_tui.workspace.workspace import Workspace

Accepted = Sequence[tuple[Migration, Sequence[Change]]]


@dataclass(frozen=True, slots=True)
class Ahead:
    """The step that undo or redo is about, and the `output` in which it wrote; none for the workspace itself."""

    step: Step
    output: str = ""


def accept_beside(
    workspace: Workspace, accepted: Accepted, *, settled: Sequence[str] = (), force: bool = False
) -> Twinned:
    """Bring files with the given changes, and those they need, to the output; merged with what people edited there.

    `settled` and `force` end conflicts as `update_twin` does.

    Raises, before anything is written, ValidationError when a part of the changes cannot stand alone,
    ChangedOnDiskError when a source is no longer what was shown, and ConfigurationError without an output or for one
    among the sources; StoreError when it cannot be written.
    """
    selection = Selection(workspace, workspace.root, ".", (workspace.root,), workspace.paths())
    output = configured_output(selection)
    if output is None:
        raise ConfigurationError("The configuration names no output.")
    check_output(selection, output)
    workspace.refuse_unfit(accepted)
    changed = [migration.source.path for migration, _ in accepted if _is_changed(workspace, migration)]
    if changed:
        named = ", ".join(shown(path) for path in changed)
        raise ChangedOnDiskError(f"{named} changed on disk since it was shown. Look at it again.", paths=changed)
    results = {migration.source.path: _with_only(migration, chosen) for migration, chosen in accepted}
    return keep_in_step(selection, output, results, results.keys(), settled=settled, force=force)[0]


def standing_beside(workspace: Workspace, accepted: Accepted) -> Mapping[str, Standing]:
    """Return by path how the output stands against what is accepted; without an output, or a tree there, nothing."""
    output = workspace.root / workspace.settings.output
    if not workspace.settings.output or not is_twin(output):
        return {}
    results = {migration.source.path: _with_only(migration, chosen).result for migration, chosen in accepted}
    files = [MirrorFile(path, workspace.root / path, result) for path, result in results.items()]
    return standing(output.resolve(), files)


def step_ahead(workspace: Workspace, direction: Direction) -> Ahead | None:
    """Return what undo or redo is about: the newest step here or in the output tree, as a person took them.

    What was undone in one of the two cannot be redone when something else was done in the other one since.
    Raises StoreError.
    """
    tree = _tree_beside(workspace)
    here = workspace.undoable() if direction == "undo" else workspace.redoable()
    if tree is None:
        return Ahead(here) if here else None
    there = tree.undoable() if direction == "undo" else tree.redoable()
    if direction == "redo":
        here, there = _unless_later(here, tree.undoable()), _unless_later(there, workspace.undoable())
    if here is None or (there is not None and there.time > here.time):
        return Ahead(there, workspace.settings.output) if there else None
    return Ahead(here)


def take_step(workspace: Workspace, direction: Direction, ahead: Ahead, *, force: bool = False) -> Step | None:
    """Undo or redo what is ahead, and return the step that did. Raises as `Store.undo` does."""
    tree = _tree_beside(workspace) if ahead.output else workspace
    if tree is None:
        return None
    return tree.undo(force=force) if direction == "undo" else tree.redo(force=force)


def _tree_beside(workspace: Workspace) -> Store | None:
    output = workspace.root / workspace.settings.output
    return Store.open(output) if workspace.settings.output and output.is_dir() else None


def _unless_later(undone: Step | None, done: Step | None) -> Step | None:
    is_cut_off = undone and done and done.kind is not OperationKind.REDO and done.time > undone.time
    return None if is_cut_off else undone


def _is_changed(workspace: Workspace, migration: Migration) -> bool:
    return workspace.source(migration.source.path).digest != migration.source.digest


def _with_only(migration: Migration, chosen: Sequence[Change]) -> Migration:
    return replace(migration, result=compose(migration.source.content, with_needed(chosen, migration.changes)))
