"""Which files of the workspace a file imports. Pure."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from g2l_tui.engine.kinds.knowledge import Knowledge
from g2l_tui.engine.text.tree import nodes_of


def imported_files(path: str, tree: ast.Module, knowledge: Knowledge) -> Iterator[str]:
    """Yield the paths of the modules of the workspace that a file imports, at the top or inside functions."""
    for node in nodes_of(tree):
        match node:
            case ast.Import(names=names):
                found = [knowledge.path_of(path, alias.name, 0) for alias in names]
            case ast.ImportFrom(module=module, names=names, level=level):
                found = [_imported_from(path, module or "", alias.name, level, knowledge) for alias in names]
            case _:
                continue
        yield from (each for each in found if each is not None and each != path)


def _imported_from(path: str, module: str, name: str, level: int, knowledge: Knowledge) -> str | None:
    """`from a import b` means the module `a.b` where there is one, else `a`."""
    inner = f"{module}.{name}" if module else name
    return knowledge.path_of(path, inner, level) or (knowledge.path_of(path, module, level) if module else None)
