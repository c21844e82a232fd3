"""No name of Glue is left in a result that claims to be complete."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from g2l_tui.engine.awsglue import EXPORTS, UNIQUE_MEMBERS, is_glue
from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.engine.module import Module
from g2l_tui.model.finding import Finding

CODE = "G2L202"

_CLASSES = frozenset(
    name for names in EXPORTS.values() for name, origin in names.items() if is_glue(origin) and name[0].isupper()
) & {"GlueContext", "DynamicFrame", "DynamicFrameCollection", "ApplyMapping", "ResolveChoice", "Relationalize"}


def leftovers(_before: Module, after: Module) -> Iterator[Finding]:
    """Find imports of Glue's packages, members that only Glue has, and its best-known classes."""
    for node in after.nodes:
        match node:
            case ast.ImportFrom(module=str(module), level=0) if is_glue(module):
                yield _finding(node.lineno, f"`from {module} import …` is left")
            case ast.Import(names=names):
                for alias in names:
                    if is_glue(alias.name):
                        yield _finding(node.lineno, f"`import {alias.name}` is left")
            case ast.Attribute(attr=member) if member in UNIQUE_MEMBERS:
                yield _finding(node.lineno, f"`.{member}` is left, a member that only Glue's objects have")
            case ast.Name(id=name, ctx=ast.Load()) if name in _CLASSES:
                yield _finding(node.lineno, f"`{name}` is left")


def _finding(line: int, message: str) -> Finding:
    return Finding(CODE, severity_of(CODE), line, 1, message, hint_of(CODE), target_line=line)
