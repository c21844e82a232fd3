"""The Databricks tree: what is chosen of a workspace, migrated, in a folder of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from g2l_tui.errors import ConfigurationError
from g2l_tui.model.conflict import Conflict
from g2l_tui.model.migration import Migration
from g2l_tui.paths import IGNORED_FOLDERS
from g2l_tui.store.mirror import MirrorFile
from g2l_tui.store.safe_paths import shown
from g2l_tui.workspace.scan import entries_below, matches_any, parse_patterns
from g2l_tui.workspace.selection import Selection
from g2l_tui.workspace.twin import Twinned, conflicts_ahead, update_twin


def mirror_files(
    selection: Selection, output: Path, migrations: Mapping[str, Migration]
) -> tuple[tuple[MirrorFile, ...], tuple[str, ...]]:
    """Return the files of the second tree: migrated where there is a result, else byte for byte.

    Files that are not Python, and those that the configuration leaves out, are copies. The sentences are about
    what is none of them: links and other special files.
    """
    skipped: list[str] = []
    files = tuple(_files(selection, output.resolve(), migrations, skipped))
    return files, tuple(skipped)


def keep_in_step(
    selection: Selection,
    output: Path,
    migrations: Mapping[str, Migration],
    waiting: Collection[str],
    *,
    settled: Sequence[str] = (),
    force: bool = False,
) -> tuple[Twinned, tuple[str, ...]]:
    """Bring the tree at `output` up to the `waiting` paths of the workspace, merged with what people made there.

    Paths there are those of the workspace, whatever part of it was chosen. Returns as well a sentence for each
    thing that is not in the tree. Raises StoreError.
    """
    named, skipped = _by_workspace_path(selection, output, migrations)
    places = [place.relative_to(selection.workspace.root).as_posix() for place in selection.places]
    again = [file for path, file in named.items() if path in waiting]

    def is_gone(path: str) -> bool:
        return path not in named and any(place in {".", path} or path.startswith(f"{place}/") for place in places)

    return update_twin(output.resolve(), again, is_gone, settled=settled, force=force), skipped


def foreseen(selection: Selection, output: Path, migrations: Mapping[str, Migration]) -> tuple[Conflict, ...]:
    """Return the conflicts that `keep_in_step` would meet, and write nothing."""
    named, _ = _by_workspace_path(selection, output, migrations)
    return conflicts_ahead(output.resolve(), list(named.values()))


def _by_workspace_path(
    selection: Selection, output: Path, migrations: Mapping[str, Migration]
) -> tuple[Mapping[str, MirrorFile], tuple[str, ...]]:
    files, skipped = mirror_files(selection, output, migrations)
    root = selection.workspace.root
    paths = ((file.origin.relative_to(root).as_posix(), file) for file in files)
    return {path: replace(file, path=path) for path, file in paths}, skipped


def configured_output(selection: Selection) -> Path | None:
    """Return the folder of the Databricks tree by the configuration; None for in place."""
    configured = selection.workspace.settings.output
    return selection.workspace.root / configured if configured else None


def check_output(selection: Selection, output: Path) -> None:
    """Raise ConfigurationError for an output that would be taken for sources at the next run."""
    resolved = output.resolve()
    if resolved.exists() and not resolved.is_dir():
        raise ConfigurationError(f"{shown(str(output))} is no folder; the output needs one.", path=output)
    root = selection.workspace.root
    inside = any(resolved == place or resolved.is_relative_to(place) for place in selection.places)
    if not inside:
        return
    name = resolved.relative_to(root).as_posix()
    left_out = not IGNORED_FOLDERS.isdisjoint(name.split("/"))
    if left_out or matches_any(name, parse_patterns(selection.workspace.settings.exclude)):
        return
    raise ConfigurationError(
        f"The output {shown(str(output))} lies inside the sources; choose a folder elsewhere, or add "
        f'"{shown(name)}" to `exclude`.',
        path=output,
    )


def _files(
    selection: Selection, output: Path, migrations: Mapping[str, Migration], skipped: list[str]
) -> Iterator[MirrorFile]:
    for place in selection.places:
        for origin in _origins(place, output, skipped):
            named = origin.relative_to(selection.base).as_posix()
            if output / named == origin:
                raise ConfigurationError(f"The output would replace the source {shown(named)}; choose another.")
            migration = migrations.get(named)
            changed = migration is not None and migration.result != migration.source.content
            yield MirrorFile(named, origin, migration.result if migration and changed else None)


def _origins(place: Path, output: Path, skipped: list[str]) -> Iterator[Path]:
    if not place.is_dir():
        yield place
        return
    for entry in entries_below(place):
        path = Path(entry.path)
        if path.is_relative_to(output):
            continue
        if entry.is_file(follow_symlinks=False):
            yield path
        else:
            skipped.append(f"{shown(entry.path)} is a link or no regular file and was not copied.")
