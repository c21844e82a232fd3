"""Write modes as text: Spark takes four, and hears of any other only when the job writes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.engine.text.module import Module
from g2l_tui.engine.text.tree import is_chained_to
from g2l_tui.model.finding import Finding

CODE = "G2L208"

_MODES = frozenset({"append", "overwrite", "ignore", "error", "errorifexists", "default"})


def unknown_modes(_before: Module, after: Module) -> Iterator[Finding]:
    """Find literal modes of a DataFrameWriter that Spark refuses."""
    for node in after.nodes.of(ast.Call):
        match node:
            case ast.Call(func=ast.Attribute(attr="mode", value=owner), args=[ast.Constant(value=str(mode))]):
                known = mode.lower() in _MODES or not is_chained_to(owner, "write")
            case ast.Call(func=ast.Attribute(value=owner), keywords=keywords):
                modes = [
                    each.value.value for each in keywords if each.arg == "mode" and isinstance(each.value, ast.Constant)
                ]
                mode = next((each for each in modes if isinstance(each, str)), "append")
                known = mode.lower() in _MODES or not is_chained_to(owner, "write")
            case _:
                continue
        if not known:
            message = f"`{mode}` is no write mode"
            yield Finding(CODE, severity_of(CODE), node.lineno, 1, message, hint_of(CODE), target_line=node.lineno)
