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
        if not isinstance(node.func, ast.Attribute):
            continue
        mode = _given(node, node.func.attr)
        if mode is not None and mode.lower() not in _MODES and is_chained_to(node.func.value, "write"):
            message = f"`{mode}` is no write mode"
            yield Finding(CODE, severity_of(CODE), node.lineno, 1, message, hint_of(CODE), target_line=node.lineno)


def _given(call: ast.Call, member: str) -> str | None:
    """The literal mode that a call is given: `mode("append")`, `parquet(path, mode="append")`."""
    named = [keyword.value for keyword in call.keywords if keyword.arg == "mode"]
    match call.args if member == "mode" and not named else named:
        case [ast.Constant(value=str(mode))]:
            return mode
        case _:
            return None
