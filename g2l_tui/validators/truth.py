"""Columns have no truth: `and`, `or` and `not` between them raise when the job runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.engine.module import Module
from g2l_tui.model.finding import Finding

CODE = "G2L210"

_SIGNS = {ast.And: "and", ast.Or: "or"}


def truth_of_columns(_before: Module, after: Module) -> Iterator[Finding]:
    """Find `and`, `or` and `not` with an operand that starts with `F.col(…)`; the first in each line is enough."""
    names = _column_functions(after)
    seen: set[int] = set()
    for node in after.nodes:
        match node:
            case ast.BoolOp(op=operator, values=values):
                operands, sign = values, _SIGNS[type(operator)]
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                operands, sign = [operand], "not"
            case _:
                continue
        if node.lineno not in seen and any(_is_column(each, names) for each in operands):
            seen.add(node.lineno)
            message = f"`{sign}` asks a Column for its truth, which it does not have"
            yield Finding(CODE, severity_of(CODE), node.lineno, 1, message, hint_of(CODE), target_line=node.lineno)


def _column_functions(module: Module) -> frozenset[str]:
    """How the module calls `pyspark.sql.functions.col`: `F.col`, `col`."""
    names: set[str] = set()
    for node in module.nodes:
        match node:
            case ast.ImportFrom(module="pyspark.sql", names=aliases):
                names.update(f"{each.asname or each.name}.col" for each in aliases if each.name == "functions")
            case ast.ImportFrom(module="pyspark.sql.functions", names=aliases):
                names.update(each.asname or each.name for each in aliases if each.name == "col")
            case ast.Import(names=aliases):
                named = (each.asname or each.name for each in aliases if each.name == "pyspark.sql.functions")
                names.update(f"{each}.col" for each in named)
    return frozenset(names)


def _is_column(node: ast.expr, names: frozenset[str]) -> bool:
    match node:
        case ast.Call(func=function) if ast.unparse(function) in names:
            return True
        case ast.Call(func=ast.Attribute(value=inner)) | ast.Compare(left=inner) | ast.BinOp(left=inner):
            return _is_column(inner, names)
        case ast.UnaryOp(op=ast.Invert(), operand=inner):
            return _is_column(inner, names)
        case _:
            return False
