"""Where an expression stands in the source: how tightly what takes its place must bind."""

from __future__ import annotations

import ast

from g2l_tui.ruleset.template import Place


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
