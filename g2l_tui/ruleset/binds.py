"""How tightly an expression binds: when one must stand in parentheses inside another."""

from __future__ import annotations

import ast
from enum import IntEnum


class Binds(IntEnum):
    """Python's precedence in the steps that matter here, loosest first."""

    TUPLE = 0
    LAMBDA = 1
    BOOLEAN = 2
    COMPARISON = 3
    ARITHMETIC = 4
    NUMBER = 5
    ATOM = 6


def written_binds(node: ast.expr, code: str) -> Binds:
    """Return how tightly an expression binds as `code` has it, which may begin with parentheses around all of it."""
    is_in_parentheses = code[:1] == "(" and (isinstance(node, ast.Tuple) or node.col_offset > 0)
    return Binds.ATOM if is_in_parentheses else ast_binds(node)


def ast_binds(node: ast.expr) -> Binds:
    """Return how tightly an `ast` expression binds; its own text is without parentheses around it."""
    match node:
        case ast.Tuple() | ast.Yield() | ast.YieldFrom() | ast.NamedExpr() | ast.Starred():
            return Binds.TUPLE
        case ast.Lambda() | ast.IfExp():
            return Binds.LAMBDA
        case ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
            return Binds.BOOLEAN
        case ast.Compare():
            return Binds.COMPARISON
        case ast.BinOp() | ast.UnaryOp() | ast.Await():
            return Binds.ARITHMETIC
        case ast.Constant(value=bool()):
            return Binds.ATOM
        case ast.Constant(value=int() | float() | complex()):
            return Binds.NUMBER
        case _:
            return Binds.ATOM
