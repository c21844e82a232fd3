"""The whole report as one value: how far the files are, what is left, in which order, and what they reach for."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from g2l_tui.config import Settings
from g2l_tui.engine.copies import is_copy
from g2l_tui.engine.kinds.knowledge import Knowledge
from g2l_tui.engine.kinds.modules import module_index
from g2l_tui.engine.text.module import parse_module
from g2l_tui.errors import ParseError
from g2l_tui.model.migration import Migration, Status
from g2l_tui.report.imports import imported_files
from g2l_tui.report.inventory import Item, Mention, inventory, shared_through
from g2l_tui.report.mentions import Mentions, tables_of_callers
from g2l_tui.report.readiness import Readiness, points_of, readiness
from g2l_tui.report.waves import Needs, Step, waves_of
from g2l_tui.report.work import Work, remaining_work


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is known of a workspace at one moment. `root` is its name for people; `points` are those of all files."""

    root: str
    points: int
    files: tuple[Readiness, ...]
    work: tuple[Work, ...]
    waves: tuple[tuple[Step, ...], ...]
    items: tuple[Item, ...]

    @property
    def unfinished(self) -> tuple[Readiness, ...]:
        """The files that lack points, those furthest from done first."""
        return tuple(sorted((file for file in self.files if file.losses), key=lambda file: (file.points, file.path)))


def assess(root: str, migrations: Mapping[str, Migration], settings: Settings) -> Assessment:
    """Return the assessment of files from their migrations, by the paths that people know them by."""
    trees = {path: tree for path, migration in migrations.items() if (tree := _tree(migration)) is not None}
    items = inventory(_mentions(trees), settings)
    files = tuple(readiness(path, migration) for path, migration in migrations.items())
    moving = [path for path, migration in migrations.items() if migration.status is not Status.UNCHANGED]
    waves = waves_of(_needs(migrations, trees, items), moving)
    return Assessment(root, points_of(files), files, remaining_work(migrations), waves, items)


def _tree(migration: Migration) -> ast.Module | None:
    try:
        return None if is_copy(migration) else parse_module(migration.source).tree
    except ParseError:
        return None


def _needs(migrations: Mapping[str, Migration], trees: Mapping[str, ast.Module], items: Iterable[Item]) -> Needs:
    knowledge = Knowledge(paths=module_index(migrations))
    needs: dict[str, dict[str, str]] = {path: {} for path in migrations}
    for path, tree in trees.items():
        needs[path] |= dict.fromkeys(imported_files(path, tree, knowledge), "imports it")
    for path, reasons in shared_through(items).items():
        needs[path] = {**reasons, **needs[path]}
    return needs


def _mentions(trees: Mapping[str, ast.Module]) -> Mapping[str, list[Mention]]:
    """Return what each file names; a table that a function is told by its callers is theirs."""
    visited = {path: found for path, tree in trees.items() if (found := _visited(tree)) is not None}
    passed = {each.function: each for found in visited.values() for each in found.passed}
    return {
        path: [*found.found, *tables_of_callers(trees[path], passed, found.texts)] for path, found in visited.items()
    }


def _visited(tree: ast.Module) -> Mentions | None:
    try:
        return Mentions(tree)
    except RecursionError:
        return None
