"""Frames handed to code that nobody sees: it got a DynamicFrame, and gets a DataFrame now."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

from g2l_tui.engine.awsglue import is_glue
from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.engine.kinds.kind import Instance, Symbol
from g2l_tui.engine.view import View
from g2l_tui.model.finding import Finding

CODE = "G2L118"

_FRAME = Instance("DynamicFrame")
_KNOWN = frozenset(sys.stdlib_module_names) | {"pyspark"}


def handed_frames(view: View) -> Iterator[Finding]:
    """Yield a question for each call that hands a frame of Glue's to code outside the workspace."""
    for node in (each for each in view.module.nodes.of(ast.Call) if each.func in view.known):
        name = _outside(view, node.func)
        arguments = (*node.args, *(keyword.value for keyword in node.keywords))
        if name and any(view.kind(each) == _FRAME for each in arguments):
            message = f"{name} is not in the workspace: it was given a DynamicFrame, and gets a DataFrame now"
            yield Finding(CODE, severity_of(CODE), node.lineno, view.module.column_of(node), message, hint_of(CODE))


def _outside(view: View, function: ast.expr) -> str:
    """Return the full name of a function that was imported from neither the workspace, Glue, Spark nor Python."""
    match view.kind(function):
        case Symbol(name) if ":" not in name and name.partition(".")[0] not in _KNOWN and not is_glue(name):
            return name if "." in name else ""
        case _:
            return ""
