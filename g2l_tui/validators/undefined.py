"""No name is used in the result that nothing defines, unless the source did so already."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from g2l_tui.engine.awsglue import EXPORTS
from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.engine.passes.notebook import PROVIDED, is_notebook
from g2l_tui.engine.text.module import Module
from g2l_tui.model.finding import Finding

CODE = "G2L201"

_KNOWN = frozenset(dir(builtins)) | {"__file__", "__name__", "__doc__", "__package__", "__spec__", "__path__"}


def undefined_names(before: Module, after: Module) -> Iterator[Finding]:
    """Compare the names that nothing binds: new ones, and those that only a star import of Glue's had bound.

    Where another star import is left, a name may come from there, and only new names are certain.
    """
    free_before = before.free.keys()
    known = _KNOWN | PROVIDED if is_notebook(after.content) else _KNOWN
    lost = _from_stars(before) - _from_stars(after) if not _other_stars(after) else frozenset()
    for name, uses in after.free.items():
        if name in known or (name in free_before and name not in lost):
            continue
        line = uses[0].lineno
        message = f"`{name}` is used, but nothing in the result defines it"
        yield Finding(CODE, severity_of(CODE), line, uses[0].col_offset + 1, message, hint_of(CODE), target_line=line)


def _star_imports(module: Module) -> frozenset[str]:
    return frozenset(node.module or "" for node in module.nodes.of(ast.ImportFrom) if node.names[0].name == "*")


def _from_stars(module: Module) -> frozenset[str]:
    """The names that star imports of Glue's modules bind here."""
    return frozenset(name for source in _star_imports(module) for name in EXPORTS.get(source, ()))


def _other_stars(module: Module) -> bool:
    return bool(_star_imports(module) - EXPORTS.keys())
