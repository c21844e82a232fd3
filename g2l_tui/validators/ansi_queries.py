"""What ANSI mode makes strict in SQL text."""

from __future__ import annotations

import ast
import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from g2l_tui.engine.text.module import Module
from g2l_tui.validators.strict import Strict

if TYPE_CHECKING:
    from sqlglot import exp

_PIECES = frozenset({"expr", "selectExpr", "filter", "where"})
_READING = _PIECES | {"sql"}
_BEGINS = re.compile(r"\s*(?:select|with|insert|merge|create|update|delete)\b", re.IGNORECASE)
_MAY_BE_STRICT = re.compile(
    r"/|%|::|\[|\b(?:div|mod|pmod|cast|to_date|to_timestamp|unix_timestamp|element_at|size|cardinality|coalesce|nvl"
    r"|ifnull|case|int|bigint|double|float|decimal|date|timestamp|boolean)\b",
    re.IGNORECASE,
)
_FIELD = re.compile(r"\{[^{}]*\}")
_HOLE = "filled_in"
"""What stands for a piece of text that is known only when the job runs."""


def strict_queries(module: Module) -> Iterator[Strict]:
    """Find what ANSI mode makes strict in the texts that this module surely gives to Spark."""
    for node, is_piece in _given(module):
        text = _text(node)
        if text and _MAY_BE_STRICT.search(text) and (is_piece or _BEGINS.match(text)):
            yield from _strict(node, f"select {text}" if is_piece else text)


def _given(module: Module) -> Iterator[tuple[ast.expr, bool]]:
    """Yield the texts that calls of Spark read, each with whether it is a piece of a query only."""
    nodes = module.nodes
    for call in () if _READING.isdisjoint(nodes.members) and "expr" not in nodes.names else nodes.of(ast.Call):
        match call:
            case ast.Call(func=ast.Attribute(attr="sql"), args=[text, *_]):
                yield from ((each, False) for each in _meant(module, text))
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id="expr" as name), args=arguments):
                pieces = arguments if name in _PIECES else ()
                yield from ((each, True) for each in pieces if isinstance(each, ast.Constant | ast.JoinedStr))


def _meant(module: Module, node: ast.expr) -> Iterator[ast.expr]:
    """The texts that an expression may be: by itself, as a name, or as a parameter that calls here give."""
    yield from _texts(module, node)
    scope = module.scopes.resolved.get(node) if isinstance(node, ast.Name) else None
    if isinstance(node, ast.Name) and scope and isinstance(scope.node, ast.FunctionDef):
        yield from _passed(module, scope.node, node.id)


def _passed(module: Module, function: ast.FunctionDef, parameter: str) -> Iterator[ast.expr]:
    names = [each.arg for each in function.args.args]
    for call in module.nodes.of(ast.Call) if parameter in names else ():
        if isinstance(call.func, ast.Name) and call.func.id == function.name:
            given = dict(zip(names, call.args, strict=False)) | {each.arg or "": each.value for each in call.keywords}
            if parameter in given:
                yield from _texts(module, given[parameter])


def _texts(module: Module, node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.Constant() | ast.JoinedStr():
            yield node
        case ast.Call(func=ast.Attribute(value=ast.Constant() as text, attr="format")):
            yield text
        case ast.Name(id=name):
            scope = module.scopes.resolved.get(node)
            for binding in scope.bindings[name] if scope else ():
                match binding:
                    case ast.Assign(targets=[ast.Name()], value=ast.Constant() | ast.JoinedStr() as value):
                        yield value


def _text(node: ast.expr) -> str:
    """What a literal says, with a word in each place that is filled in."""
    match node:
        case ast.Constant(value=str(text)):
            return _FIELD.sub(_HOLE, text)
        case ast.JoinedStr(values=values):
            return "".join(_text(each) for each in values)
        case ast.FormattedValue():
            return _HOLE
        case _:
            return ""


def _strict(node: ast.expr, text: str) -> Iterator[Strict]:
    import sqlglot  # noqa: PLC0415 -- a seventh of a second that files without SQL need not wait

    from g2l_tui.validators.ansi_sql import instead_of  # noqa: PLC0415 -- as above

    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    try:
        for statement in sqlglot.parse(text, dialect="databricks"):
            for each in statement.walk() if statement else ():
                shown = each.sql("databricks")
                if _HOLE not in shown and (found := instead_of(each)):
                    yield Strict(found[0], node.lineno + _line_in(text, each), shown, found[1])
    except (sqlglot.errors.SqlglotError, RecursionError):
        return


def _line_in(text: str, node: exp.Expr) -> int:
    """How many lines below the start of a text a part of it stands."""
    from sqlglot import exp  # noqa: PLC0415 -- as above

    first = next((each.meta["start"] for each in node.find_all(exp.Identifier) if "start" in each.meta), 0)
    return text.count("\n", 0, first)
