"""Which file of the workspace an import means."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeAlias

ModuleIndex: TypeAlias = Mapping[str, tuple[str, ...]]
"""Paths by the last part of the module name that imports them."""


def module_index(paths: Iterable[str]) -> ModuleIndex:
    """Return paths by the last part of the module name that imports them."""
    index: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        index[_module_path(path).rpartition("/")[2]].append(path)
    return {name: tuple(found) for name, found in index.items()}


def file_of(index: ModuleIndex, importer: str, module: str, level: int) -> str | None:
    """Return the file that `import module` means in the file `importer`, if it is one of the workspace.

    Like Python, the importer's own folder comes first; then any file whose path ends as the name does, when there is
    only one, or only one in a folder above the importer: what is put on the path elsewhere cannot be known.
    """
    wanted = module.replace(".", "/")
    if level:
        folder = posixpath.normpath(posixpath.join(posixpath.dirname(importer), *[".."] * (level - 1)))
        return _exact(index, posixpath.normpath(posixpath.join(folder, wanted)))
    near = posixpath.normpath(posixpath.join(posixpath.dirname(importer), wanted))
    if found := _exact(index, near) or _exact(index, wanted):
        return found
    ending = index.get(wanted.rpartition("/")[2], ())
    matches = [path for path in ending if _module_path(path).endswith("/" + wanted)]
    if len(matches) > 1:
        matches = [path for path in matches if importer.startswith(_module_path(path)[: -len(wanted)])]
    return matches[0] if len(matches) == 1 else None


def _exact(index: ModuleIndex, module_path: str) -> str | None:
    candidates = index.get(module_path.rpartition("/")[2], ())
    return next((path for path in candidates if _module_path(path) == module_path), None)


def _module_path(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__")
