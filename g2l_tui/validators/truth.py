"""Columns have no truth: `and`, `or` and `not` between them raise when the job runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.engine.text.module import Module
from g2l_tui.model.finding import Finding

CODE = "G2L210"

_SIGNS = {ast.And: "and", ast.Or: "or"}


def truth_of_columns(_before: Module, after: Module) -> Iterator[Finding]:
    """Find `and`, `or` and `not` with an operand that starts with `F.col(…)`; the first in each line is enough."""
    names = _column_functions(after)
    if not names:
        return
    seen: set[int] = set()
    for node, operands, sign in _asked(after):
        if node.lineno not in seen and any(_is_column(each, names) for each in operands):
            seen.add(node.lineno)
            message = f"`{sign}` asks a Column for its truth, which it does not have"
            yield Finding(CODE, severity_of(CODE), node.lineno, 1, message, hint_of(CODE), target_line=node.lineno)


def _asked(module: Module) -> Iterator[tuple[ast.expr, list[ast.expr], str]]:
    """The expressions that ask for the truth of something: of what, and with which word."""
    for choice in module.nodes.of(ast.BoolOp):
        yield choice, choice.values, _SIGNS[type(choice.op)]
    for denial in module.nodes.of(ast.UnaryOp):
        if isinstance(denial.op, ast.Not):
            yield denial, [denial.operand], "not"


def _column_functions(module: Module) -> frozenset[str]:
    """How the module calls `pyspark.sql.functions.col`: `F.col`, `col`."""
    names: set[str] = set()
    for node in module.nodes.of(ast.ImportFrom):
        if node.module == "pyspark.sql":
            names.update(f"{each.asname or each.name}.col" for each in node.names if each.name == "functions")
        elif node.module == "pyspark.sql.functions":
            names.update(each.asname or each.name for each in node.names if each.name == "col")
    aliases = (each for node in module.nodes.of(ast.Import) for each in node.names)
    names.update(f"{each.asname or each.name}.col" for each in aliases if each.name == "pyspark.sql.functions")
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
