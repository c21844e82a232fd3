"""What a person means by the paths given: a workspace, the files in it, and the folder to name them from."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from g2l_tui.errors import ConfigurationError
from g2l_tui.model.migration import Migration, Status
from g2l_tui.plugins import PluginRegistry, plugin_manager, rule_folders
from g2l_tui.store.safe_paths import shown
from g2l_tui.workspace.discover import workspace_root
from g2l_tui.workspace.failed import unreadable, unwritable
from g2l_tui.workspace.many import Found, migrate_many
from g2l_tui.workspace.read import VanishedError, obstacle_to_writing
from g2l_tui.workspace.workspace import Workspace


@dataclass(frozen=True)
class Selection:
    """`paths` are the chosen Python files, relative to the workspace; `base` is the folder that reports are
    relative to, `root` its name as it was given, and `places` are the chosen files and folders themselves.
    """  # noqa: D205

    workspace: Workspace
    base: Path
    root: str
    places: tuple[Path, ...]
    paths: tuple[str, ...]

    @property
    def is_one_file(self) -> bool:
        """True when a single file was named, rather than a folder or several."""
        return len(self.places) == 1 and not self.places[0].is_dir()

    @property
    def is_repeatable(self) -> bool:
        """True when the same files give the same results: no plugin takes part, and nothing had to be recovered."""
        return not self.workspace.plugins and rule_folders() == ((), ()) and not self.workspace.recovered

    def named(self, path: str) -> str:
        """Return a path of the workspace as reports name it."""
        return (self.workspace.root / path).relative_to(self.base).as_posix()

    def migrate(self, path: str, *, in_place: bool) -> Migration:
        """Migrate a chosen file; one that cannot be read, or written `in_place`, has failed and says why."""
        (migration,) = replace(self, paths=(path,)).migrations(in_place=in_place)
        return migration

    def migrations(self, *, in_place: bool) -> Iterator[Migration]:
        """Migrate all chosen files in their order, as `migrate` does each."""
        found = migrate_many(self.workspace, self.paths)
        for path in self.paths:
            yield self._told(path, found, in_place=in_place)

    def _told(self, path: str, found: Iterator[Found], *, in_place: bool) -> Migration:
        self.workspace.tell("on_file_start", path)
        migration = self._checked(path, next(found), in_place=in_place)
        failed = migration.status is Status.FAILED
        if failed:
            self.workspace.tell("on_error", "; ".join(each.message for each in migration.findings), {"path": path})
        self.workspace.tell("on_file_end", path, not failed)
        return migration

    def _checked(self, path: str, found: Found, *, in_place: bool) -> Migration:
        if isinstance(found, VanishedError):
            return unreadable(path, found.message)
        if not in_place or found.result == found.source.content:
            return found
        obstacle = obstacle_to_writing(self.workspace.root, path)
        return unwritable(found, obstacle) if obstacle else found


def select(
    given: Sequence[str],
    *,
    config: Path | None = None,
    catalog: str | None = None,
    strict: bool = True,
    plugins: PluginRegistry = plugin_manager,
) -> Selection:
    """Open the workspace of the paths given and choose the Python files there.

    A file that is named itself is taken even where the configuration excludes it. Raises ConfigurationError
    when a path is missing, is no Python file, or lies in another workspace; with `strict` also when a rule of
    the workspace cannot be used, for without it the others would quietly do something else.
    """
    for path in given:
        _check(path)
    workspace = Workspace.open(Path(given[0]), config=config, catalog=catalog, plugins=plugins)
    if strict and workspace.problems:
        raise ConfigurationError(first_of(workspace.problems))
    places = tuple(Path(path).resolve() for path in given)
    for place in places[1:]:
        if workspace_root(place) != workspace.root:
            raise ConfigurationError(
                f"{shown(str(place))} does not belong to the workspace {shown(str(workspace.root))}; "
                "run the command once for each workspace."
            )
    base = Path(os.path.commonpath([place if place.is_dir() else place.parent for place in places]))
    return Selection(workspace, base, _root(given), places, tuple(_chosen(workspace, places)))


def first_of(problems: Sequence[str]) -> str:
    """Return the first problem, and how many more there are."""
    more = len(problems) - 1
    return f"{problems[0]} ({more} more like it.)" if more else problems[0]


def patch_root(base: Path) -> Path:
    """Return the folder that names in a patch are relative to: git wants the top of its repository."""
    tops = (folder for folder in (base, *base.parents) if (folder / ".git").exists())
    return next(tops, base)


def _check(path: str) -> None:
    place = Path(path)
    if not place.exists():
        raise ConfigurationError(f"There is no file or folder {shown(path)}.", path=path)
    if not place.is_dir() and (place.suffix != ".py" or not place.is_file()):
        raise ConfigurationError(f"{shown(path)} is no Python file; name a .py file or a folder.", path=path)


def _root(given: Sequence[str]) -> str:
    folders = [path if Path(path).is_dir() else os.path.dirname(path) or "." for path in given]  # noqa: PTH120
    if len(folders) == 1:
        return PurePosixPath(folders[0]).as_posix()
    return os.path.commonpath([Path(folder) for folder in folders]) or "."


def _chosen(workspace: Workspace, places: Sequence[Path]) -> list[str]:
    names = [place.relative_to(workspace.root).as_posix() for place in places]
    listed = workspace.paths()
    folders = [name for name, place in zip(names, places, strict=True) if place.is_dir()]
    files = {name for name, place in zip(names, places, strict=True) if not place.is_dir()}
    return sorted(files | {path for path in listed if any(_is_below(path, folder) for folder in folders)})


def _is_below(path: str, folder: str) -> bool:
    return folder == "." or path.startswith(f"{folder}/")
