"""Copies of a job and the modules it imports, for one side to run from."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from g2l_tui.engine.kinds.knowledge import Knowledge
from g2l_tui.engine.text.module import parse_module
from g2l_tui.errors import ParseError
from g2l_tui.model.source import Source

_MOST_MODULES = 200
_LARGEST = 512 * 1024
_BESIDE = (".json", ".yaml", ".yml", ".toml", ".sql", ".txt", ".csv", ".ini", ".cfg")


@dataclass(frozen=True, slots=True)
class Placed:
    """A side's files: the script and the folders that its imports are looked up in."""

    script: Path
    import_folders: tuple[str, ...]


def modules_of(path: str, knowledge: Knowledge, source_of: Callable[[str], Source]) -> dict[str, Source]:
    """Return the job and every module of the workspace that it imports, directly or not, by path."""
    found: dict[str, Source] = {}
    waiting = [path]
    while waiting and len(found) < _MOST_MODULES:
        name = waiting.pop()
        if name in found:
            continue
        found[name] = source_of(name)
        waiting += [each for each in _imported(found[name], knowledge) if each not in found]
    return found


def put(path: str, contents: Mapping[str, bytes], folder: Path, beside: Path) -> Placed:
    """Write the modules below `folder` as the workspace has them, with small files that lie beside the job."""
    for name, content in contents.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    for each in _small_files(beside):
        target = (folder / path).with_name(each.name)
        if not target.exists():
            target.write_bytes(each.read_bytes())
    folders = {str((folder / name).parent): None for name in (path, *contents)}
    above = {
        str(parent): None for name in contents for parent in (folder / name).parents if parent.is_relative_to(folder)
    }
    return Placed(folder / path, tuple(dict.fromkeys([*folders, *above])))


def _imported(source: Source, knowledge: Knowledge) -> Iterator[str]:
    try:
        tree = parse_module(source).tree
    except ParseError:
        return
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=aliases):
                wanted = [(alias.name, 0) for alias in aliases]
            case ast.ImportFrom(module=module, names=aliases, level=level):
                start = module or ""
                wanted = [(start, level), *((f"{start}.{alias.name}".strip("."), level) for alias in aliases)]
            case _:
                continue
        for name, level in wanted:
            if name and (found := knowledge.path_of(source.path, name, level)) is not None:
                yield from _packages(found, knowledge)
                yield found


def _packages(path: str, knowledge: Knowledge) -> Iterator[str]:
    """The `__init__.py` of the folders above a module, as far as the workspace has them."""
    known = set(knowledge.paths.get(path.rpartition("/")[0].rpartition("/")[2], ()))
    init = f"{path.rpartition('/')[0]}/__init__.py"
    if init in known and init != path:
        yield init


def _small_files(folder: Path) -> Iterator[Path]:
    try:
        every = sorted(folder.iterdir())
    except OSError:
        return
    for each in every[:200]:
        if each.suffix in _BESIDE and each.is_file() and not each.is_symlink() and each.stat().st_size <= _LARGEST:
            yield each
