"""How tightly an expression binds: when one must stand in parentheses inside another."""

from __future__ import annotations

import ast
from enum import IntEnum

import libcst as cst


class Binds(IntEnum):
    """Python's precedence in the steps that matter here, loosest first."""

    TUPLE = 0
    LAMBDA = 1
    BOOLEAN = 2
    COMPARISON = 3
    ARITHMETIC = 4
    NUMBER = 5
    ATOM = 6


def binds(node: cst.CSTNode) -> Binds:
    """Return how tightly a LibCST expression binds."""
    if getattr(node, "lpar", ()):
        return Binds.ATOM
    match node:
        case cst.Tuple() | cst.Yield() | cst.NamedExpr() | cst.GeneratorExp():
            return Binds.TUPLE
        case cst.Lambda() | cst.IfExp():
            return Binds.LAMBDA
        case cst.BooleanOperation():
            return Binds.BOOLEAN
        case cst.Comparison():
            return Binds.COMPARISON
        case cst.UnaryOperation(operator=operator):
            return Binds.BOOLEAN if isinstance(operator, cst.Not) else Binds.ARITHMETIC
        case cst.BinaryOperation() | cst.Await():
            return Binds.ARITHMETIC
        case cst.Integer() | cst.Float() | cst.Imaginary():
            return Binds.NUMBER
        case _:
            return Binds.ATOM


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
