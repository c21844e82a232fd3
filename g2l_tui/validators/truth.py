"""Columns have no truth: `and`, `or` and `not` between them raise when the job runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.engine.text.module import Module
from g2l_tui.model.finding import Finding
from g2l_tui.validators.columns import Columns

CODE = "G2L210"

_SIGNS = {ast.And: "and", ast.Or: "or"}


def truth_of_columns(_before: Module, after: Module) -> Iterator[Finding]:
    """Find `and`, `or` and `not` with an operand that is a column; the first in each line is enough."""
    columns = Columns(after)
    if not columns.are_named:
        return
    seen: set[int] = set()
    for node, operands, sign in _asked(after):
        if node.lineno not in seen and any(columns.is_column(each) for each in operands):
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
