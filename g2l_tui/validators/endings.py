"""How a program ends: what Glue's runtime lets a script do, and a Databricks task does not."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from g2l_tui.engine.codes import severity_of
from g2l_tui.engine.text.module import Module
from g2l_tui.model.finding import Finding

CODE = "G2L214"

_OF_SITE = frozenset({"exit", "quit"})
"""What Python's `site` gives to a prompt; not every task of Databricks has them."""


def endings(_before: Module, after: Module) -> Iterator[Finding]:
    """Find `exit()` and `quit()` that nothing in the module defines, and sessions that are stopped."""
    nodes = after.nodes
    for node in () if _OF_SITE.isdisjoint(nodes.names) and "stop" not in nodes.members else nodes.of(ast.Call):
        match node.func:
            case ast.Name(id=name) if name in _OF_SITE and name not in after.scopes.bindings:
                message = f"`{name}()` may not be defined in a Python task of Databricks"
                yield _finding(node, message, "write sys.exit(…), or return from the function that is run")
            case ast.Attribute(value=ast.Name(id="spark" | "sc" as name), attr="stop") if not node.args:
                message = f"`{name}.stop()` ends the session that Databricks made for the task and its cluster"
                yield _finding(node, message, "leave it out: the session ends with the task")


def _finding(node: ast.Call, message: str, hint: str) -> Finding:
    return Finding(CODE, severity_of(CODE), node.lineno, 1, message, hint, target_line=node.lineno)
