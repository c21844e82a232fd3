"""Where an expression stands in the source: how tightly what takes its place must bind."""

from __future__ import annotations

import ast

from g2l_tui.engine.view import View
from g2l_tui.ruleset.template import Place

_CONDITIONAL = (
    ast.Lambda, ast.IfExp, ast.BoolOp, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
)  # fmt: skip


def place_of(parent: ast.AST | None, node: ast.expr) -> Place:
    """Return the place of `node` below `parent`; brackets of the author's are not seen, so some come twice."""
    match parent:
        case ast.Attribute(value=value) | ast.Call(func=value) | ast.Subscript(value=value) if value is node:
            return Place.RECEIVER
        case ast.Await() | ast.BinOp() | ast.UnaryOp() | ast.Starred():
            return Place.RECEIVER
        case ast.Compare() | ast.BoolOp() | ast.IfExp() | ast.keyword(arg=None):
            return Place.OPERAND
        case _:
            return Place.ALONE


def runs_first(view: View, statement: ast.stmt, node: ast.expr) -> bool:
    """True when lines put before the statement run exactly when a node of it would."""
    module = view.module
    if not isinstance(statement, ast.Assign | ast.AnnAssign | ast.Expr | ast.Return):
        return False
    if module.code[module.line_bounds(statement.lineno)[0] : module.start(statement)].strip():
        return False
    parent = view.parents.get(node)
    while parent is not None and parent is not statement:
        if isinstance(parent, _CONDITIONAL):
            return False
        parent = view.parents.get(parent)
    return True
